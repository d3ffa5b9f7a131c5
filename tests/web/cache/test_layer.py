"""What is kept and given again, over real sockets: the same to who ask the same, and to everybody what is theirs."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.cache.asking import fresh, with_header
from tests.web.cache.wire import (
    JSON,
    Answered,
    Served,
    get,
    post,
    query,
    serving,
    until,
    without_ids,
)

SELECT = "SELECT ?s ?t { ?s a ?t } ORDER BY ?s ?t LIMIT 60"
GRAPH = "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } ORDER BY ?s ?t LIMIT 60"
FORM = "application/x-www-form-urlencoded"
REQUESTS = {
    **{
        f"solutions {name}": query(SELECT, accept=f"{name}") for name in (JSON, "text/csv", "text/tab-separated-values")
    },
    "solutions xml": query(SELECT, accept="application/sparql-results+xml"),
    "boolean": query("ASK {}"),
    **{f"graph {name}": query(GRAPH, accept=name) for name in ("text/turtle", "application/n-triples")},
    "graph xml": query(GRAPH, accept="application/rdf+xml"),
    "graph json": query(GRAPH, accept="application/ld+json"),
    "solutions by name": get("/sparql?query=ASK%20%7B%7D&format=xml"),
    "solutions as page": query(SELECT, accept="text/html"),
    "form": post("query=ASK+%7B%7D", FORM, f"Accept: {JSON}"),
    "form with parameters": post("query=ASK+%7B%7D&timeout=3&default-graph-uri=urn%3Ax", FORM, f"Accept: {JSON}"),
    "direct": post(SELECT, "application/sparql-query", "Accept: text/csv"),
    "direct in a coding": post(SELECT, "application/sparql-query", "Accept: text/csv", "Accept-Encoding: gzip"),
    "gzip": query(SELECT, "Accept-Encoding: gzip"),
    "zstd": query(SELECT, "Accept-Encoding: gzip, zstd"),
    "service description": get("/sparql", "Accept: text/turtle"),
    "form page": get("/sparql", "Accept: text/html"),
    **{
        f"entity {suffix}": get(f"/doc/tool/twitter{suffix}")
        for suffix in (".html", ".ttl", ".nt", ".jsonld", ".rdf", ".md")
    },
    "entity by accept": get("/doc/tool/twitter", "Accept: text/turtle"),
    "entity in gzip": get("/doc/tool/twitter.html", "Accept-Encoding: gzip"),
    "303": get("/id/tool/twitter", "Accept: text/turtle"),
    "303 to a page": get("/id/tool/twitter", "Accept: text/html"),
    "set": get("/doc/tool", "Accept: text/html"),
    "search page": get("/search?q=blog", "Accept: text/html"),
    "search json": get("/search?q=blog&format=json"),
    "home": get("/", "Accept: text/html"),
    "void": get("/.well-known/void"),
    "queries": get("/queries", "Accept: text/html"),
    "sitemap": get("/sitemap.xml"),
    "robots": get("/robots.txt"),
    "dataset": get("/dataset", "Accept: text/turtle"),
    "ontology": get("/def/govsocial", "Accept: text/turtle"),
    "openapi": get("/openapi.json"),
    "syntax error": query("SELECT"),
    "no such thing": get("/doc/tool/nothing.ttl"),
    "not acceptable": query("ASK {}", accept="image/png"),
    "of this moment": query("SELECT (YEAR(NOW()) > 2000 AS ?late) {}", accept="text/csv"),
    "with an id": query(SELECT, "X-Request-ID: mine"),
}


@pytest.fixture(scope="module")
def without_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("without"), "--cache", "0") as server:
        yield server


_HOW_LONG = re.compile(rb"\d+ ms")
"""Pages of answers tell how long it took."""


def shown(answer: Answered) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.lasting.items() if name != "content-length"}
    return answer.status, headers, _HOW_LONG.sub(b"", without_ids(answer.unpacked))


def is_streamed(answer: Answered) -> bool:
    return answer.headers.get("transfer-encoding") == "chunked"


def without(answer: Answered, *names: str) -> Answered:
    kept = {name: value for name, value in answer.headers.items() if name not in names}
    return dataclasses.replace(answer, headers=kept)


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_same_the_first_the_second_and_the_third_time(served: Served, name: str) -> None:
    request = REQUESTS[name]
    with served.connect() as wire:
        first, *others = [wire.ask(request) for _ in range(4)]
        again = others[0]
        for other in others[1:]:
            assert shown(other) == shown(again)
            assert set(other.headers) == set(again.headers)
    if is_streamed(first):  # what takes longer leaves before its end, so without what only the end tells
        again, first = without(again, "etag", "content-length"), without(first, "transfer-encoding")
    assert shown(first) == shown(again)
    assert set(first.headers) == set(again.headers)
    assert shown(served.ask(request)) == shown(others[0])


@pytest.mark.parametrize("name", REQUESTS)
def test_head_says_what_get_says(served: Served, name: str) -> None:
    request = REQUESTS[name]
    if not request.startswith(b"GET"):
        pytest.skip("there is no HEAD of a POST")
    head = request.replace(b"GET", b"HEAD", 1)
    wanted = {"etag", "vary", "content-type", "location", "cache-control", "last-modified", "link"}
    with served.connect() as wire:
        cold = wire.ask(head)
        found = wire.ask(request)
        for each in (wire.ask(head), wire.ask(head)):
            assert (each.status, each.body) == (found.status, b"")
            if found.headers.get("server-timing", "").startswith("cache"):
                assert each.lasting == wire.ask(request).lasting
        assert cold.status == found.status
        for header in wanted & set(cold.headers):
            assert cold.headers[header] == found.headers[header], header


@pytest.mark.parametrize("target", ["/doc/tool/twitter.ttl", "/doc/tool/twitter.html", "sparql"])
def test_each_coding_has_its_strong_tag_and_the_same_content(served: Served, target: str) -> None:
    request = fresh(served, SELECT) if target == "sparql" else get(target)
    with served.connect() as wire:
        by_coding = {name: wire.ask(with_header(request, f"Accept-Encoding: {name}")) for name in ("gzip", "zstd")}
        plain = wire.ask(request)
    assert {name: answer.headers["content-encoding"] for name, answer in by_coding.items()} == {
        "gzip": "gzip",
        "zstd": "zstd",
    }
    assert all(answer.unpacked == plain.body and len(answer.body) < len(plain.body) for answer in by_coding.values())
    tags = [answer.headers["etag"] for answer in (plain, *by_coding.values())]
    assert len(set(tags)) == 3
    assert all(re.fullmatch(r'"[^"]+"', tag) for tag in tags)
    assert "accept-encoding" in plain.headers["vary"].lower()


CONDITIONS = ["{tag}", "W/{tag}", '"other", {tag}', '{tag}, W/"other"', "*"]


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("target", ["/doc/tool/facebook.ttl", "/doc/tool/facebook.html", "/def/govsocial", "sparql"])
def test_who_has_it_already_is_told_so(served: Served, target: str, condition: str, coding: str) -> None:
    asked = query(SELECT, accept="text/csv") if target == "sparql" else get(target)
    asked = with_header(asked, f"Accept-Encoding: {coding}")
    with served.connect() as wire:
        found = wire.ask(asked)
        conditional = with_header(asked, "If-None-Match: " + condition.format(tag=found.headers["etag"]))
        for request in (conditional, conditional, conditional, conditional.replace(b"GET", b"HEAD", 1)):
            answer = wire.ask(request)
            assert (answer.status, answer.headers["etag"]) == (304, found.headers["etag"])
            assert {"content-type", "content-encoding", "content-length"}.isdisjoint(answer.headers)
            assert answer.headers["vary"] == found.headers["vary"]
            assert answer.headers["cache-control"] == found.headers["cache-control"]
        other = with_header(asked, 'If-None-Match: "other"')
        assert [shown(wire.ask(other)) for _ in range(3)] == [shown(found)] * 3


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_the_application_is_asked_with_tags_that_it_knows(served: Served, coding: str) -> None:
    asked = get("/doc/tool/flickr.ttl", f"Accept-Encoding: {coding}")
    with served.connect() as wire:
        found = wire.ask(asked)
        not_kept = with_header(asked, f"Accept: text/turtle, x/{coding}")
        cold = wire.ask(with_header(not_kept, f"If-None-Match: {found.headers['etag']}"))
    assert (cold.status, cold.headers["etag"], cold.body) == (304, found.headers["etag"], b"")
    assert cold.headers["vary"] == found.headers["vary"]
    assert not cold.is_kept


def test_a_date_counts_where_no_tag_is_given(served: Served) -> None:
    asked = get("/doc/tool/twitter.ttl")
    with served.connect() as wire:
        found = wire.ask(asked)
        since = with_header(asked, f"If-Modified-Since: {found.headers['last-modified']}")
        before = with_header(asked, "If-Modified-Since: Mon, 01 Jun 2009 00:00:00 GMT")
        both = with_header(since, 'If-None-Match: "other"')
        nonsense = with_header(asked, "If-Modified-Since: soon")
        asked_for = (since, before, both, nonsense)
        for _ in range(3):
            assert [wire.ask(each).status for each in asked_for] == [304, 200, 200, 200]


def test_a_tag_of_a_coding_that_the_client_does_not_take_is_not_its_own(served: Served) -> None:
    asked = get("/doc/tool/twitter.ttl")
    with served.connect() as wire:
        tag = wire.ask(with_header(asked, "Accept-Encoding: gzip")).headers["etag"]
        answers = [wire.ask(with_header(asked, f"If-None-Match: {tag}")) for _ in range(3)]
    assert [(each.status, "content-encoding" in each.headers) for each in answers] == [(200, False)] * 3


@pytest.mark.parametrize("target", ["/doc/tool/youtube.html", "/doc/tool/flickr.ttl"])
def test_a_head_that_comes_first_says_what_get_says_then(served: Served, target: str) -> None:
    for coding in ("gzip", "identity"):
        request = get(target, f"Accept-Encoding: {coding}", f"Accept: */*, x/{coding}")
        with served.connect() as wire:
            head = wire.ask(request.replace(b"GET", b"HEAD", 1))
            found = wire.ask(request)
        assert (head.status, head.lasting) == (found.status, found.lasting)


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br", "gzip;q=0", "*;q=0", "identity"])
def test_errors_and_short_answers_come_in_a_coding_only_where_that_helps(served: Served, coding: str) -> None:
    with served.connect() as wire:
        short = wire.ask(query("ASK {}", f"Accept-Encoding: {coding}"))
        page = wire.ask(get("/doc/tool/nothing", "Accept: text/html", f"Accept-Encoding: {coding}"))
        picture = wire.ask(get("/favicon.ico", f"Accept-Encoding: {coding}"))
    assert "content-encoding" not in short.headers
    assert page.headers.get("content-encoding") == (coding if coding in ("gzip", "zstd") else None)
    assert int(page.headers["content-length"]) == len(page.body)
    assert b"<html" in page.unpacked
    assert picture.headers["content-type"].startswith("image/svg") or "content-encoding" not in picture.headers


def test_files_and_parts_of_them_come_as_they_are(served: Served) -> None:
    with served.connect() as wire:
        until(lambda: ".ttl" in wire.ask(get("/dumps/", "Accept: text/html")).body.decode())
        page = wire.ask(get("/dumps/", "Accept: text/html")).body.decode()
        (target, *_) = re.findall(r'href="(/dumps/[^"]+\.ttl)"', page)
        whole = wire.ask(get(target, "Accept-Encoding: gzip"))
        part = wire.ask(get(target, "Accept-Encoding: gzip", "Range: bytes=100-2199"))
        again = wire.ask(get(target, "Accept-Encoding: gzip"))
    assert (whole.status, whole.headers.get("content-encoding")) == (200, None)
    assert (part.status, part.headers.get("content-encoding"), part.body) == (206, None, whole.body[100:2200])
    assert again.lasting == whole.lasting


def test_a_client_of_http_1_0_gets_no_chunks_and_its_connection_ends(served: Served) -> None:
    targets = [
        "/doc/tool/twitter.html",
        "/doc/tool/nothing",
        "/sparql?query=SELECT%20(NOW()%20AS%20%3Fn)%20%3Fs%20%7B%3Fs%20a%20%3Ft%7D%20LIMIT%2060",
    ]
    for target in [*targets, *targets]:
        request = get(target, "Accept: text/html;q=0.1, */*", "Accept-Encoding: gzip", version="1.0")
        with served.connect() as wire:
            answer = wire.ask(request)
            assert "transfer-encoding" not in answer.headers, target
            assert answer.unpacked
            assert wire.rest() == b""


@pytest.mark.parametrize(
    "text",
    ["SELECT (NOW() AS ?x) {}", "SELECT (rand() AS ?x) {}", "SELECT (UUID() AS ?x) {}", "SELECT (StrUUID() AS ?x) {}"],
)
def test_what_differs_each_time_is_asked_each_time(served: Served, text: str) -> None:
    for request in (
        query(text, accept="text/csv"),
        query(text, accept="text/html"),
        post(text, "application/sparql-query", "Accept: text/csv"),
    ):
        with served.connect() as wire:
            answers = [wire.ask(request) for _ in range(4)]
        assert not any(answer.is_kept for answer in answers)
        assert len({answer.body for answer in answers}) == 4


def test_what_is_counted_stays_below_the_bound(tmp_path: Path) -> None:
    with serving(tmp_path, "--cache", "1") as server, server.connect() as wire:
        most = 0.0
        for number in range(300):
            long = "x" * (20_000 if number % 3 else 10)
            wire.ask(post(f"query=SELECT+({number}+AS+%3Fx)+{{}}&filler={long}", FORM, f"Accept: {JSON}"))
            wire.ask(query(f"SELECT ?s ?t {{ ?s a ?t }} LIMIT {number}", "Accept-Encoding: gzip"))
            if number % 20 == 0:
                most = max(most, server.metrics()["govsocial_cache_bytes"])
        assert 0 < most <= 1_048_576
        first, last = (query(f"SELECT ?s ?t {{ ?s a ?t }} LIMIT {n}", "Accept-Encoding: gzip") for n in (1, 299))
        assert (wire.ask(last).is_kept, wire.ask(first).is_kept) == (True, False)


def test_without_a_cache_nothing_is_kept(without_cache: Served) -> None:
    with without_cache.connect() as wire:
        for request in (query(SELECT), get("/doc/tool/twitter.ttl"), post("ASK {}", "application/sparql-query")):
            assert not any(wire.ask(request).is_kept for _ in range(3))
        assert without_cache.metrics()["govsocial_cache_entries"] == 0


@pytest.mark.parametrize("name", REQUESTS)
def test_a_server_without_a_cache_says_the_same(served: Served, without_cache: Served, name: str) -> None:
    with_it, without_it = (shown(each.ask(REQUESTS[name])) for each in (served, without_cache))
    own = {"last-modified", "etag", "transfer-encoding"}  # of its start, of what is kept, of the moment
    assert (with_it[0], with_it[2]) == (without_it[0], without_it[2])
    for header in (set(with_it[1]) | set(without_it[1])) - own:
        assert with_it[1].get(header) == without_it[1].get(header), header
