"""Many who ask the same at the same time: one evaluation for all, and nobody held up."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.web.cache.slow import SLOW, SLOW_AND_LONG, VALUE, count_to, filled
from tests.web.cache.wire import JSON, Answered, Served, post, query, serving, until


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
