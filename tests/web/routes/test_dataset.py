"""The dataset as a whole over real sockets: figures that agree with the endpoint and the files, and the catalogue."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

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
def published(release: Release) -> Iterator[httpx2.Client]:
    """A client for a server of that release."""
    queries = Path(__file__).parents[3] / "queries"
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


@pytest.fixture(scope="module")
def page(published: httpx2.Client) -> str:
    response = published.get("/dataset", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return response.text


def rows(page: str, label: str) -> list[list[str]]:
    """The cells of the table in a region, as text."""
    body = page.partition(f'aria-label="{label}"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in body.split("</tr>")[:-1]
    ]


def test_the_page_names_each_release_as_its_manifest_does(page: str, release: Release) -> None:
    (row,) = rows(page, "Releases")
    size = sum(file.bytes for file in release.files)
    assert row[:3] == [release.name, release.issued, f"{release.counts.triples:,}"]
    assert row[4].startswith(f"{len(release.files)} files, {size / 1e6:.3g} MB: Turtle, ")
    assert row[5] == release.canonical_hash


def test_the_page_names_each_part_with_its_files_and_its_hash(page: str, release: Release) -> None:
    plain = [file for file in release.files if file.canonical_hash and file.compression is None]
    shown = rows(page, "Graphs")
    quads = {file.title.removesuffix(", as N-Quads"): file for file in plain if file.format == "nq"}
    assert [row[0] for row in shown] == list(quads)
    assert [row[1] for row in shown] == [f"{file.triples:,}" for file in quads.values()]
    assert [row[3] for row in shown] == [file.canonical_hash for file in quads.values()]
    assert all(f'href="/dumps/{release.name}/{file.name}"' in page for file in plain)


def test_the_page_names_each_table_with_the_number_of_its_rows(page: str, release: Release) -> None:
    tables = [file for file in release.files if file.format == "csv" and file.compression is None]
    assert len(tables) > 5
    assert [[row[0], row[1]] for row in rows(page, "Tables")] == [[file.title, f"{file.rows:,}"] for file in tables]


def test_the_parts_of_the_graph_are_counted_as_the_endpoint_counts_them(page: str, published: httpx2.Client) -> None:
    sizes = counted(published, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    expected: dict[str, list[int]] = {}
    for graph_iri, number in sizes.items():
        expected.setdefault(graph_iri.removeprefix(f"{BASE}graph/").partition("/")[0], []).append(number)
    shown = rows(page, "Parts of the graph")
    assert {row[0]: (row[2], row[3]) for row in shown} == {
        name: (f"{len(found):,}", f"{sum(found):,}") for name, found in expected.items()
    }


def test_the_page_says_whose_it_is_on_which_terms_from_what_and_what_it_lacks(page: str) -> None:
    text = html.unescape(re.sub("<[^>]*>", " ", page))
    for words in (
        "creativecommons.org/licenses/by/4.0/", "The govsocial contributors", "Emma Mulqueeny",
        "This is her wish and not a licence", "The snapshot does not cover the Home Office", "How to cite",
    ):  # fmt: skip
        assert words in text, words
    assert 'href="/.well-known/void"' in page
    assert 'href="/dataset.ttl"' in page
    assert 'ukgov-metadata.json"' in page


def test_every_link_of_the_page_leads_somewhere(page: str, published: httpx2.Client) -> None:
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', page)}
    assert {link: status for link in links if (status := published.head(link).status_code) not in (200, 303)} == {}


def test_the_page_of_data_without_a_release_has_no_files(client: httpx2.Client, tmp_path: Path) -> None:
    data = tmp_path / "own.ttl"
    data.write_text(f'<{BASE}dataset> <http://purl.org/dc/terms/title> "Ours" .')
    with serving((data,), Settings(workers=1), tmp_path, None) as url:
        page = client.get(f"{url}/dataset", headers={"Accept": "text/html"}).text
    assert "Ours." in page
    for absent in ("Take it", "Releases", "Where it comes from", "Known gaps", "Licence</dt>"):
        assert absent not in page


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
