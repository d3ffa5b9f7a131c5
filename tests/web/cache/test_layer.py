"""What is kept and given again, over real sockets: never what has passed, to everybody what is theirs, and in order."""

import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
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

VALUE = "SELECT ?value { <x:counter> <x:value> ?value }"
SEARCHED = "http://example.org/searched"
TRIPLES = 180


def cross(results: str) -> str:
    """A query over each three of the triples, which takes a second or so, and the counter."""
    return f"SELECT {results} {{ ?a <x:p> ?b . ?c <x:p> ?d . ?e <x:p> ?f . <x:counter> <x:value> ?value }}"


SLOW = cross("(COUNT(*) AS ?count) (MAX(?value) AS ?greatest)")
SLOW_AND_LONG = f"SELECT ?value ?c ?d ?e {{ {{ {SLOW} }} <x:counter> <x:value> ?value . ?c <x:p> ?d . ?e <x:p> ?f }}"


def count_to(served: Served, number: int) -> None:
    served.update(f"DELETE WHERE {{ <x:counter> <x:value> ?v }}; INSERT DATA {{ <x:counter> <x:value> {number} }}")


def filled(served: Served) -> None:
    """Put in the triples that slow queries need."""
    served.update("INSERT DATA { " + " ".join(f"<x:{n}> <x:p> {n} ." for n in range(TRIPLES)) + "}")


def values(answer: Answered, name: str = "value") -> list[str]:
    assert answer.status == 200, answer
    return [row[name]["value"] for row in json.loads(answer.unpacked)["results"]["bindings"]]


def test_the_next_request_after_a_write_sees_it_however_it_asks(written: Served) -> None:
    count_to(written, 0)
    entity = "/sparql?query=" + "DESCRIBE%20%3Cx:counter%3E"
    requests = [
        query(VALUE),
        query(VALUE, "Accept-Encoding: gzip"),
        query(VALUE, accept="text/csv"),
        query(VALUE, accept="text/html"),
        post(VALUE, "application/sparql-query", f"Accept: {JSON}"),
        post("query=" + VALUE.replace(" ", "+"), "application/x-www-form-urlencoded", f"Accept: {JSON}"),
        get(entity, "Accept: text/turtle"),
        query(VALUE, "X-Request-ID: mine"),
        query(VALUE + "#" + "x" * 900),  # too long to be plain
        get("/graphs?default", "Accept: text/turtle"),
    ]
    with written.connect() as same:
        for number in range(1, 6):
            for each in requests * 3:
                assert same.ask(each).status == 200
            count_to(written, number + 100)
            for each in requests:
                for answer in (same.ask(each), written.ask(each), same.ask(each)):
                    assert str(number + 100) in answer.unpacked.decode(), each
                    assert str(number + 99) not in answer.unpacked.decode(), each


def test_a_head_and_a_condition_after_a_write_tell_of_the_new_state(written: Served) -> None:
    count_to(written, 1_000)
    with written.connect() as wire:
        before = [wire.ask(query(VALUE)) for _ in range(3)][-1].headers["etag"]
        conditional = query(VALUE, f"If-None-Match: {before}")
        assert [wire.ask(conditional).status for _ in range(3)] == [304] * 3
        assert wire.ask(query(VALUE, method="HEAD")).headers["etag"] == before
        count_to(written, 1_001)
        asked = wire.ask(conditional)
        assert (asked.status, values(asked)) == (200, ["1001"])
        assert wire.ask(query(VALUE, method="HEAD")).headers.get("etag") != before
        assert wire.ask(query(VALUE, method="HEAD")).headers["etag"] == asked.headers["etag"]


def test_pages_search_and_entities_show_the_new_state(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    base = "https://w3id.org/govsocial/id/tool/a"
    with serving(tmp_path, "--store", str(tmp_path / "store"), "--writable") as server, server.connect() as wire:
        targets = [
            "/doc/tool/a.ttl",
            "/doc/tool/a.html",
            "/doc/tool/a.nt",
            "/search?q=zebra&format=json",
            "/",
            "/browse",
        ]
        tags: dict[str, str] = {}
        for number in range(3):
            server.update(
                f"DELETE WHERE {{ <{base}> {label} ?l }}; INSERT DATA {{ <{base}> {label} 'zebra {number}' }}"
            )
            for target in targets:
                known = tags.get(target)
                first = wire.ask(get(target, *([f"If-None-Match: {known}"] if known else [])))
                assert first.status == 200 or target in ("/", "/browse"), target
                for again in (first, *(wire.ask(get(target)) for _ in range(3))):
                    if target not in ("/", "/browse"):
                        assert f"zebra {number}" in again.body.decode(), target
                    assert again.headers.get("etag") == first.headers.get("etag")
                if "etag" in again.headers:
                    tags[target] = again.headers["etag"]
        assert {"/doc/tool/a.ttl", "/doc/tool/a.html", "/"} <= set(tags)


def test_who_asks_after_a_write_does_not_get_what_is_on_its_way_since_before(written: Served) -> None:
    filled(written)
    for method in (query(SLOW), query(SLOW, "X-Request-ID: slow"), post(SLOW, "application/sparql-query")):
        count_to(written, 1)
        with written.connect() as early, written.connect() as late:
            early.send(method)
            until(lambda: written.metrics()["govsocial_queries_running"] >= 1)
            count_to(written, 2)
            late.send(method)
            assert values(late.answer(), "greatest") == ["2"]
            assert values(early.answer(), "greatest") in (["1"], ["2"])
            assert values(late.ask(method), "greatest") == ["2"]


def test_an_answer_that_is_handed_on_is_kept_for_the_state_that_it_shows(written: Served) -> None:
    filled(written)
    count_to(written, 1)
    request = query(SLOW_AND_LONG, accept="text/csv")
    with written.connect() as wire:
        wire.send(request)
        until(lambda: written.metrics()["govsocial_queries_running"] >= 1)
        count_to(written, 2)
        early = wire.answer()
        assert len(early.body) > 2 * 131_072
        assert early.body.splitlines()[1].split(b",")[0] == b"1"
        assert wire.ask(request).body.splitlines()[1].split(b",")[0] == b"2"


def test_no_reader_sees_less_than_was_acknowledged_before_it_asked(written: Served) -> None:
    count_to(written, 0)
    acknowledged, stop = 0, threading.Event()
    kinds = [
        query(VALUE),
        query(VALUE, "Accept-Encoding: gzip"),
        post(VALUE, "application/sparql-query", f"Accept: {JSON}"),
        query(VALUE, "X-Request-ID: a"),
    ]

    def read(kind: bytes) -> int:
        seen = 0
        with written.connect() as wire:
            while not stop.is_set():
                least = acknowledged
                (value,) = values(wire.ask(kind))
                assert int(value) >= least
                seen += 1
        return seen

    with ThreadPoolExecutor() as threads:
        readers = [threads.submit(read, kind) for kind in kinds]
        end = time.monotonic() + 3
        try:
            while time.monotonic() < end and not any(reader.done() for reader in readers):
                number = acknowledged + 1
                written.update(
                    "DELETE { <x:counter> <x:value> ?v } INSERT { <x:counter> <x:value> ?w } "
                    "WHERE { <x:counter> <x:value> ?v BIND(?v + 1 AS ?w) }"
                )
                acknowledged = number
        finally:
            stop.set()
        assert all(reader.result() > 10 for reader in readers)
    assert acknowledged > 10


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


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_same_the_first_the_second_and_the_third_time(served: Served, name: str) -> None:
    request = REQUESTS[name]
    with served.connect() as wire:
        first, *others = [wire.ask(request) for _ in range(4)]
        for other in others:
            assert shown(other) == shown(first)
            assert set(other.headers) == set(first.headers)
    elsewhere = served.ask(request)
    assert shown(elsewhere) == shown(first)


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
