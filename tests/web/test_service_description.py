"""The service description says what the server that gives it does."""

import httpx2
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

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


def test_only_a_server_that_takes_updates_says_so(client: httpx2.Client, writable: httpx2.Client) -> None:
    update, union = SD.SPARQL11Update, SD.UnionDefaultGraph
    assert (None, SD.supportedLanguage, update) in described(writable)
    assert (None, SD.supportedLanguage, update) not in described(client)
    assert (None, SD.feature, union) in described(client)
    assert (None, SD.feature, union) not in described(writable)
