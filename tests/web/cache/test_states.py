"""What is kept while a store is written to and many ask at once: never what has passed, and evaluated once."""

import json
import threading
import time
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
)

VALUE = "SELECT ?value { <x:counter> <x:value> ?value }"
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


def together(served: Served, request: bytes, number: int) -> list[Answered]:
    """The answers to so many clients that ask at once."""
    ready = threading.Barrier(number)

    def ask() -> Answered:
        with served.connect() as wire:
            ready.wait()
            return wire.ask(request)

    with ThreadPoolExecutor(number) as threads:
        return [each.result() for each in [threads.submit(ask) for _ in range(number)]]


@pytest.mark.parametrize("text", [SLOW, SLOW_AND_LONG, SLOW + "#" + "x" * 900])
@pytest.mark.parametrize("by_post", [False, True])
def test_who_asks_the_same_at_the_same_time_waits_for_one_evaluation(written: Served, text: str, by_post: bool) -> None:
    filled(written)
    count_to(written, 7)
    request = post(text, "application/sparql-query", f"Accept: {JSON}") if by_post else query(text)
    before = written.evaluations
    answers = together(written, request, 20)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert all(answer.is_whole for answer in answers)
    assert written.evaluations - before == 1


@pytest.mark.parametrize("text", [SLOW, SLOW_AND_LONG, SLOW + "#" + "x" * 900])
def test_when_the_first_to_ask_leaves_the_others_get_their_answer_of_one_more_evaluation(
    written: Served, text: str
) -> None:
    filled(written)
    count_to(written, 8)
    request = query(text)
    before = written.evaluations
    first = written.connect()
    first.send(request)
    until(lambda: written.metrics()["govsocial_queries_running"] >= 1)
    with ThreadPoolExecutor() as threads:
        others = threads.submit(together, written, request, 10)
        time.sleep(0.2)
        first.socket.close()
        assert {answer.status for answer in others.result()} == {200}, [a.body[:300] for a in others.result()]
    assert written.evaluations - before <= 2


def test_a_slow_reader_holds_up_nobody_for_longer_than_a_moment(written: Served) -> None:
    written.update("INSERT DATA { " + " ".join(f"<x:{n}> <x:q> '{'y' * 90}' ." for n in range(1_500)) + "}")
    request = query("SELECT ?a ?b { ?a <x:q> ?b . ?c <x:q> ?b } LIMIT 40000", accept="text/csv")
    slow = written.connect()
    slow.send(request)
    assert slow.head().startswith(b"HTTP/1.1 200")
    started = time.monotonic()
    answers = together(written, request, 4)
    assert time.monotonic() - started < 5
    assert all(len(answer.body) > 2_000_000 and answer.is_whole for answer in answers)
    slow.socket.close()


def test_an_error_is_told_to_all_and_not_kept(written: Served) -> None:
    request = query("SELECT * { ?s ?p ")
    answers = together(written, request, 10)
    assert {answer.status for answer in answers} == {400}
    assert len({answer.headers["x-request-id"] for answer in answers}) == 10
    assert not written.ask(request).is_kept


def test_without_a_cache_each_asks_for_itself(tmp_path: Path) -> None:
    with serving(tmp_path, "--store", str(tmp_path / "store"), "--writable", "--cache", "0") as server:
        filled(server)
        count_to(server, 1)
        for text in (VALUE, SLOW_AND_LONG):
            before = server.evaluations
            answers = together(server, query(text, "Accept-Encoding: zstd"), 3)
            assert {(answer.status, answer.is_whole, answer.is_kept) for answer in answers} == {(200, True, False)}
            assert server.evaluations - before == 3
