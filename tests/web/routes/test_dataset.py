"""The dataset as a whole over real sockets: figures that agree with the endpoint and the files, and the catalogue."""

from collections.abc import Iterator

import httpx2
import pyoxigraph
import pytest
from tests.web.conftest import DEADLINE_SECONDS, serving

from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.release import Release
from govsocial.settings import Settings

BASE = "https://w3id.org/govsocial/"
VOID = "http://rdfs.org/ns/void#"
Graph = set[pyoxigraph.Triple]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The bundled dataset, built."""
    return build(Sources.bundled(), tmp_path_factory.mktemp("bundled") / "release", validate=False)


@pytest.fixture(scope="module")
def published(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client for a server of that release."""
    queries = tmp_path_factory.mktemp("none")
    with (
        serving((release.dataset_path,), Settings(workers=1), queries, release) as url,
        httpx2.Client(base_url=url, headers={"Accept": "*/*"}, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


def graph(response: httpx2.Response) -> Graph:
    assert response.status_code == 200, response.text
    syntax = pyoxigraph.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    assert syntax is not None
    return {quad.triple for quad in pyoxigraph.parse(response.content, syntax)}


def figure(void: Graph, subject: str, name: str) -> int:
    (found,) = (each.object for each in void if (str(each.subject), each.predicate.value) == (subject, VOID + name))
    assert isinstance(found, pyoxigraph.Literal)
    return int(found.value)


def counted(client: httpx2.Client, query: str) -> dict[str, int]:
    """What the endpoint counts, by the first column; the second has the number."""
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    rows = [line.rsplit(",", 1) for line in response.text.splitlines()[1:]]
    return {name: int(number) for name, number in rows}


def said(void: Graph, kind: str, measure: str) -> dict[str, int]:
    parts = {each.subject: str(each.object)[1:-1] for each in void if each.predicate.value == VOID + kind}
    return {iri: figure(void, str(part), measure) for part, iri in parts.items()}


def test_void_endpoint_manifest_and_dump_agree_on_the_triples(published: httpx2.Client, release: Release) -> None:
    void = graph(published.get("/.well-known/void"))
    triples = figure(void, f"<{BASE}dataset>", "triples")
    lines = {quad.triple for quad in pyoxigraph.parse(path=str(release.dataset_path))}
    endpoint = counted(published, 'SELECT ("all" AS ?what) (COUNT(*) AS ?n) { ?s ?p ?o }')["all"]
    assert (triples, triples, triples) == (endpoint, release.counts.triples, len(lines))
    assert triples == release.dataset_path.read_bytes().count(b"\n")


def test_void_and_the_endpoint_agree_on_every_part(published: httpx2.Client) -> None:
    void = graph(published.get("/.well-known/void"))
    classes = counted(published, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c")
    properties = counted(published, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert len(classes) > 50
    assert said(void, "class", "entities") == classes
    assert said(void, "property", "triples") == properties


def test_void_is_the_document_of_its_graph_in_each_syntax(published: httpx2.Client) -> None:
    documents = [graph(published.get("/.well-known/void", params={"format": name})) for name in ("ttl", "nt", "jsonld")]
    documents.append(graph(published.get("/.well-known/void", headers={"Accept": "application/rdf+xml"})))
    void = "https://w3id.org/govsocial/graph/void"
    documents.append(graph(published.get("/graphs", params={"graph": void})))
    assert all(each == documents[0] for each in documents)


def test_void_is_turtle_for_who_prefers_pages_and_has_no_other_types(published: httpx2.Client) -> None:
    response = published.get("/.well-known/void", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "Accept" in response.headers["vary"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert published.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406
    assert published.head("/.well-known/void").status_code == 200


def test_every_dump_that_void_and_the_catalogue_name_is_there(published: httpx2.Client) -> None:
    named = graph(published.get("/.well-known/void")) | graph(published.get("/dataset"))
    terms = (VOID + "dataDump", "http://www.w3.org/ns/dcat#downloadURL")
    dumps = {str(each.object)[1:-1] for each in named if each.predicate.value in terms}
    assert len(dumps) >= 4
    for iri in dumps:
        assert published.head(iri.removeprefix(BASE.rstrip("/"))).status_code == 200, iri


def test_the_dataset_document_has_the_catalogue_and_what_the_graph_says(
    published: httpx2.Client, release: Release
) -> None:
    documents = [graph(published.get(f"/dataset.{suffix}")) for suffix in ("ttl", "nt", "jsonld", "rdf")]
    assert all(each == documents[0] for each in documents)
    assert read_catalogue(release) <= documents[0]
    assert any(each.predicate.value == VOID + "triples" for each in documents[0])


def test_what_the_catalogue_defines_at_the_dataset_is_in_its_document(published: httpx2.Client) -> None:
    document = graph(published.get("/dataset"))
    subjects = {str(each.subject) for each in document}
    named = {str(term) for each in document for term in (each.subject, each.object)}
    assert {each for each in named if each.startswith(f"<{BASE}dataset#")} - subjects == set()


def test_the_dataset_has_a_page_too(published: httpx2.Client) -> None:
    response = published.get("/dataset.html")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "how government bodies use social tools" in response.text


@pytest.mark.parametrize("path", ["/dataset.xyz", "/dataset.ttl.ttl", "/dataset/", "/dataset.", "/dataset%2Ettl.html"])
def test_what_is_no_document_is_not_found(published: httpx2.Client, path: str) -> None:
    assert published.get(path).status_code in {404, 405}


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.nt", "catalog.jsonld", "catalog.rdf", "ukgov-metadata.json"])
def test_the_catalogue_lies_among_the_files(published: httpx2.Client, release: Release, name: str) -> None:
    response = published.get(f"/dumps/{name}")
    assert response.content == (release.directory / name).read_bytes()
    assert name in published.get("/dumps/", headers={"Accept": "text/html"}).text


def test_other_data_has_figures_too(client: httpx2.Client) -> None:
    void = graph(client.get("/.well-known/void"))
    dataset = f"<{client.base_url}/.well-known/void#dataset>"
    triples = counted(client, 'SELECT ("all" AS ?what) (COUNT(*) AS ?n) { ?s ?p ?o }')["all"]
    assert figure(void, dataset, "triples") == triples
    properties = counted(client, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert said(void, "property", "triples") == properties
    assert client.get("/dataset").status_code == 200


def test_a_store_that_is_written_to_counts_anew(writable: httpx2.Client, right: dict[str, str]) -> None:
    def triples() -> int:
        return figure(
            graph(writable.get("/.well-known/void")), f"<{writable.base_url}/.well-known/void#dataset>", "triples"
        )

    assert triples() == 0
    update = "INSERT DATA { <http://x/s> a <http://x/C> ; <http://x/p> 1, 2 }"
    headers = {**right, "Content-Type": "application/sparql-update"}
    assert writable.post("/update", content=update, headers=headers).is_success
    assert triples() == 3
    assert writable.get("/dataset").status_code == 404
