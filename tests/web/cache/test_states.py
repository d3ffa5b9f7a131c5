"""What is kept while a store is written to and many ask at once: never what has passed, and evaluated once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.web.cache.slow import SLOW, SLOW_AND_LONG, VALUE, count_to, filled, values
from tests.web.cache.wire import (
    JSON,
    Served,
    get,
    post,
    query,
    serving,
    until,
)


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
