"""Two servers over two copies of one release are one server for all who ask: the same bytes, the same tags."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from tests.cli.releases import built
from tests.conformance.server import Response, Server, running

HTML, TURTLE, CSV, JSON = "text/html", "text/turtle", "text/csv", "application/sparql-results+json"
QUERY = "/sparql?query=" + quote("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100")
TAGGED = [
    ("/", HTML), ("/doc/tool/twitter", HTML), ("/doc/tool/twitter", TURTLE), ("/doc/organisation", HTML),
    ("/doc/claim/2009-06/dfid-twitter.jsonld", "*/*"), ("/def/govsocial", HTML), ("/dataset", HTML),
    ("/dataset", TURTLE), ("/dumps/govsocial.ttl", "*/*"), ("/.well-known/void", TURTLE),
    ("/queries/tools-by-use.ttl", "*/*"),
]  # fmt: skip
UNTAGGED = [(QUERY, CSV), (QUERY, JSON), ("/search?q=twitter", HTML), ("/queries/tools-by-use.csv", "*/*")]


@pytest.fixture(scope="module")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two servers, the second over a copy that keeps the dates of files."""
    folder = tmp_path_factory.mktemp("fronts")
    releases = [built(folder), folder / "copy"]
    shutil.copytree(releases[0], releases[1])
    with ExitStack() as stack:
        yield [
            stack.enter_context(running(folder / f"{each.name}.log", "--release", str(each), "--timeout", "60"))
            for each in releases
        ]


def both(fronts: list[Server], path: str, *headers: tuple[str, str]) -> tuple[Response, Response]:
    first, second = (front.send("GET", path, headers) for front in fronts)
    return first, second


@pytest.mark.parametrize(("path", "accept"), TAGGED + UNTAGGED)
def test_an_answer_is_the_same_from_both(fronts: list[Server], path: str, accept: str) -> None:
    ours, theirs = both(fronts, path, ("Accept", accept))
    assert ours.is_done
    assert theirs.body == ours.body
    # An answer of a query has a tag only where it came at once, which depends on how busy a server is.
    tag = ("etag",) if (path, accept) in TAGGED else ()
    for name in (*tag, "cache-control", "content-type", "vary", "link"):
        assert theirs.headers[name] == ours.headers[name]
    if path.startswith("/doc/"):  # what shows settings may have been changed when the server was started
        assert theirs.headers["last-modified"] == ours.headers["last-modified"]


@pytest.mark.parametrize(("path", "accept"), TAGGED)
def test_what_one_has_sent_the_other_need_not_send_again(fronts: list[Server], path: str, accept: str) -> None:
    first, second = fronts
    tag = first.send("GET", path, [("Accept", accept)]).headers["etag"]
    assert tag
    assert second.send("GET", path, [("Accept", accept), ("If-None-Match", tag)]).status == 304
