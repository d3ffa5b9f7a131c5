"""The service description says what the server that gives it does."""

from pathlib import Path

import httpx2
import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from tests.web.conftest import DATA, serving

from govsocial.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")


def described(client: httpx2.Client, media_type: str = "text/turtle") -> Graph:
    answer = client.get("/sparql", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    return Graph().parse(data=answer.text, format=media_type)


@pytest.mark.parametrize("media_type", ["application/n-triples", "application/rdf+xml", "text/turtle"])
def test_every_syntax_says_the_same(client: httpx2.Client, media_type: str) -> None:
    assert set(described(client, media_type)) == set(described(client, "application/n-triples"))


def test_the_endpoint_is_the_address_that_was_asked(client: httpx2.Client) -> None:
    assert set(described(client).objects(None, SD.endpoint)) == {URIRef(str(client.base_url.join("/sparql")))}


def test_each_named_graph_has_the_triples_that_are_counted(client: httpx2.Client) -> None:
    graph = described(client)
    named = list(graph.subjects(RDF.type, SD.NamedGraph))
    assert named
    for each in named:
        name, content = graph.value(each, SD.name), graph.value(each, SD.graph)
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        counted = client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1]
        assert str(graph.value(content, VOID.triples)) == counted


def test_the_endpoints_that_service_may_call_are_listed_on_the_page_too(tmp_path: Path) -> None:
    endpoint = "https://query.wikidata.org/sparql"
    settings = Settings(workers=1, spares=1, service_allow=f"{endpoint} http://a.example/sparql")
    with serving((DATA,), settings, tmp_path, None) as url, httpx2.Client(base_url=url) as client:
        graph = described(client)
        assert set(graph.objects(None, RDFS.seeAlso)) == {URIRef(endpoint), URIRef("http://a.example/sparql")}
        assert (None, SD.feature, SD.BasicFederatedQuery) in graph
        assert endpoint in client.get("/sparql", headers={"Accept": "text/html"}).text
        refused = client.get("/sparql", params={"query": "SELECT * { SERVICE <http://b.example/> { ?s ?p ?o } }"})
        assert refused.status_code == 400
        assert "http://b.example/" in refused.json()["detail"]
        assert endpoint in refused.json()["detail"]


def test_where_none_may_be_called_none_is_listed(client: httpx2.Client) -> None:
    graph = described(client)
    assert list(graph.objects(None, RDFS.seeAlso)) == []
    assert (None, SD.feature, SD.BasicFederatedQuery) not in graph


def test_only_a_server_that_takes_updates_says_so(client: httpx2.Client, writable: httpx2.Client) -> None:
    update, union = SD.SPARQL11Update, SD.UnionDefaultGraph
    assert (None, SD.supportedLanguage, update) in described(writable)
    assert (None, SD.supportedLanguage, update) not in described(client)
    assert (None, SD.feature, union) in described(client)
    assert (None, SD.feature, union) not in described(writable)
