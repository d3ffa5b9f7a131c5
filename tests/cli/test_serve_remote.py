"""`govsocial serve --store URL` over the stores of others: the same pages, answers and dumps as without."""

import csv
import io
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conformance.results import Graph, assert_same, by_value, from_json, from_rdf, from_xml
from tests.conformance.server import Response, Server, running
from tests.peers import Peer, Peers

Run = Callable[..., "subprocess.CompletedProcess[str]"]

MISSES = {
    ("virtuoso", name): "Virtuoso 7.2.5 leaves out paths that end before the star"
    for name in ("matrix", "silence", "tools-by-use", "tools-nobody-uses")
}
"""Stored queries that a store answers wrongly; the test fails when it answers one rightly."""

COUNTING_SECONDS = 60

GRAPH = "CONSTRUCT WHERE { ?claim <https://w3id.org/govsocial/def/govsocial#tool> ?tool }"
TABLE = """PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
SELECT ?claim ?words ?start ?date WHERE {
  ?claim gs:evidence ?evidence ; gs:inSnapshot ?snapshot .
  OPTIONAL { ?evidence gs:firstWords ?words }
  OPTIONAL { ?snapshot <http://purl.org/dc/terms/date> ?date }
}"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server without a store of others."""
    with running(tmp_path_factory.mktemp("plain") / "log", "--timeout", "60") as server:
        yield server


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def peer(
    request: pytest.FixtureRequest, peers: Peers, program: Callable[[str], str], plain: Server
) -> tuple[str, Peer]:
    """A store of others that holds the bundled graph."""
    name: str = request.param
    store = peers.oxigraph() if name == "oxigraph" else peers.virtuoso(program)
    store.load(get(plain, "/dumps/govsocial.nq").body)
    return name, store


@pytest.fixture(scope="module")
def remote(peer: tuple[str, Peer], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server over that store."""
    log = tmp_path_factory.mktemp("remote") / "log"
    with running(log, "--timeout", "60", "--store", peer[1].url) as server:
        yield server
    assert peer[1].url not in log.read_text()


def get(server: Server, path: str, accept: str = "*/*") -> Response:
    """What is there once all has been counted for it: a slow store is not waited for, and a page says so meanwhile."""
    deadline = time.monotonic() + COUNTING_SECONDS
    while True:
        response = server.send("GET", path, [("Accept", accept)])
        assert response.is_done, f"{path}: {response}"
        if response.headers.get("cache-control") != "no-store":
            return response
        assert time.monotonic() < deadline, f"{path} has not been counted after {COUNTING_SECONDS} s"
        time.sleep(0.2)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/doc/tool/twitter.html", "/doc/organisation/dfid.html", "/dumps/", "/queries", "/search?q=foreign+ofice",
        "/search?q=twitter", "/browse", "/doc/tool", "/doc/claim?status=status:planned&sort=-organisation",
        "/doc/organisation?claim.tool=tool:twitter&claim.rdf:type=gs:ToolUse&sort=-claims", "/ask",
        "/ask?show=tool&involvement=involvement:runs",
    ],
)  # fmt: skip
def test_a_page_is_the_same(plain: Server, remote: Server, path: str) -> None:
    assert get(remote, path, "text/html").body == get(plain, path, "text/html").body


@pytest.mark.parametrize("path", ["/ask?show=organisation&format=csv", "/ask?show=organisation&status=any&format=csv"])
def test_the_form_has_the_same_rows_whatever_their_order(plain: Server, remote: Server, path: str) -> None:
    """Virtuoso 7.2.5 sorts groups that have several keys, one of them an aggregate, in an order of its own."""
    ours, theirs = (sorted(get(each, path).body.splitlines()) for each in (plain, remote))
    assert theirs == ours


@pytest.mark.parametrize("extension", ["ttl", "nt", "jsonld", "rdf"])
@pytest.mark.parametrize("path", ["/doc/tool/twitter", "/doc/claim/2009-06/dfid-twitter", "/doc/organisation"])
def test_a_description_is_the_same(plain: Server, remote: Server, path: str, extension: str) -> None:
    ours, theirs = get(plain, f"{path}.{extension}"), get(remote, f"{path}.{extension}")
    assert theirs.headers["content-type"] == ours.headers["content-type"]
    assert_same(from_rdf(theirs.body, theirs.media_type), from_rdf(ours.body, ours.media_type))


def test_the_stored_queries_have_the_same_rows(plain: Server, remote: Server, peer: tuple[str, Peer]) -> None:
    names = sorted(set(re.findall(r'href="/queries/([a-z-]+)"', get(plain, "/queries", "text/html").body.decode())))
    assert len(names) > 20
    differing = {name for name in names if rows(plain, name) != rows(remote, name)}
    assert differing == {name for engine, name in MISSES if engine == peer[0]}


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_a_table_is_the_same(plain: Server, remote: Server, media_type: str) -> None:
    read = from_json if media_type.endswith("json") else from_xml
    ours, theirs = plain.query(TABLE, media_type), remote.query(TABLE, media_type)
    assert theirs.media_type == ours.media_type == media_type
    assert_same(by_value(read(theirs.body)), by_value(read(ours.body)))


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values"])
def test_a_table_of_text_is_the_same(plain: Server, remote: Server, media_type: str) -> None:
    ours, theirs = plain.query(TABLE, media_type), remote.query(TABLE, media_type)
    assert theirs.media_type == ours.media_type == media_type
    assert sorted(theirs.body.splitlines()) == sorted(ours.body.splitlines())


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_a_graph_is_the_same(plain: Server, remote: Server, media_type: str) -> None:
    ours, theirs = plain.query(GRAPH, media_type), remote.query(GRAPH, media_type)
    assert theirs.media_type == ours.media_type == media_type
    assert_same(from_rdf(theirs.body, media_type), from_rdf(ours.body, media_type))


def test_a_named_graph_is_the_same(plain: Server, remote: Server) -> None:
    graph = "https://w3id.org/govsocial/graph/snapshot/2009-06/dfid"
    ours, theirs = plain.get_graph(graph), remote.get_graph(graph)
    assert ours.status == theirs.status
    assert_same(from_rdf(theirs.body, "application/n-triples"), from_rdf(ours.body, "application/n-triples"))


@pytest.mark.parametrize(
    "text", ["SELECT * {", "SELECT ?s { ?s foaf:name ?o }", "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"]
)
def test_an_error_is_the_same(plain: Server, remote: Server, text: str) -> None:
    ours, theirs = plain.query(text, "text/csv"), remote.query(text, "text/csv")
    assert theirs.status == ours.status == 400
    assert without_ids(theirs.body) == without_ids(ours.body)


def test_the_dumps_are_the_same(plain: Server, remote: Server) -> None:
    sums = get(plain, "/dumps/SHA256SUMS").body
    assert get(remote, "/dumps/SHA256SUMS").body == sums
    for line in sums.decode().splitlines():
        name = line.split()[1]
        assert get(remote, f"/dumps/{name}").body == get(plain, f"/dumps/{name}").body


def test_the_service_description_counts_the_same_graphs_and_tells_the_difference(plain: Server, remote: Server) -> None:
    ours, theirs = (from_rdf(get(server, "/sparql", "text/turtle").body, "text/turtle") for server in (plain, remote))
    counts = json.loads(plain.send("GET", "/dumps/manifest.json").body)["counts"]
    assert len(sizes(ours)) == counts["named_graphs"] + 1  # and the default graph
    assert sizes(theirs) == sizes(ours)
    assert "counts once for each" in str(theirs)
    assert "counts once for each" not in str(ours)


def test_a_store_without_the_graph_is_served_without_dumps(peers: Peers, tmp_path: Path) -> None:
    store = peers.oxigraph()
    graph = "<https://example.org/alone>"
    store.load(f"<https://example.org/a> <https://example.org/b> <https://example.org/c> {graph} .".encode())
    log = tmp_path / "log"
    with running(log, "--store", store.url, "--base-iri", "https://data.example.org/") as server:
        assert server.query(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", "text/csv").body == b"true"
        assert server.send("GET", "/dumps/").status == 404
    assert "holds no graph of the release" in log.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--store", "http://127.0.0.1:1/query"), 1, "cannot be reached"),
        (("--store", "http://user:secret@127.0.0.1/query"), 2, "by the environment"),
        (("--store", "http://127.0.0.1:x/query"), 2, "is no URL of a store"),
        (("--store", "http://127.0.0.1:1/query", "--writable"), 2, "--store DIR"),
        (("--store", "http://127.0.0.1:1/query", "--data", "x.ttl"), 2, "one of --data"),
    ],
)
def test_a_url_that_cannot_be_served_is_told_in_one_line(
    run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    finished = run("serve", "--port", "0", *arguments)
    assert finished.returncode == code
    (line,) = finished.stderr.splitlines()
    assert words in line
    assert "secret" not in line


def rows(server: Server, name: str) -> list[list[str]]:
    """The rows of a stored query, sorted: blank nodes have no order, and those of equal rank neither."""
    return sorted(csv.reader(io.StringIO(get(server, f"/queries/{name}.csv").body.decode(), newline="")))


def sizes(description: Graph) -> list[str]:
    """The numbers of triples in it."""
    return sorted(str(triple.object) for triple in description if triple.predicate.value.endswith("#triples"))


def without_ids(problem: bytes) -> bytes:
    """A problem without the id of its request."""
    return re.sub(rb'"(id|request)": "[^"]*"', b"", problem)


def test_nobody_is_told_to_keep_an_answer_for_longer_than_it_is_kept_here(peers: Peers, tmp_path: Path) -> None:
    store = peers.oxigraph()
    store.load(b'<http://x/s> <http://x/p> "1" <http://x/g> .\n')
    with running(tmp_path / "log", "--max-age", "3600", "--store", store.url) as server:
        assert get(server, "/").headers["cache-control"] == "public, max-age=60"
