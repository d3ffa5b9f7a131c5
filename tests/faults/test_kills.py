"""Processes that are killed at any moment: no accepted write is lost, none is done by half, and the server answers."""

import http.client
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from tests.faults.server import START, Client, Gone, Server, increment, is_running, kill, serving, until

LARGE = "SELECT * { " + " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(7)) + " }"
"""Ten million rows."""

TRIVIAL = "SELECT ?n { <x:c> <x:n> ?n }"
TRIVIAL_SECONDS = 0.25


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("kills")
    arguments = ("--workers", "2", "--spares", "2", "--max-result-bytes", "1000000")
    with serving(folder / "store", folder / "log", *arguments) as running:
        assert running.client().update(START) == 204
        yield running


def test_a_writer_killed_at_fifty_moments_loses_nothing_and_does_nothing_by_half(server: Server) -> None:
    moments = random.Random(2009)  # noqa: S311  # moments, not secrets
    before, done, killed, finished = server.client().counter(), [0, 0], set[int](), threading.Event()

    def write(number: int) -> None:
        client = server.client()
        while not finished.is_set():
            status = client.update(increment(f"{number} {moments.random()}"))  # no text twice: two deaths condemn one
            assert status in (204, 503)
            done[number] += status == 204

    def kill_writers() -> None:
        while len(killed) < 50:
            for pid in set(server.children("writer")) - killed:
                time.sleep(moments.uniform(0, 0.5))  # the moment is what is tried
                kill(pid)
                killed.add(pid)
        finished.set()

    _at_the_same_time(kill_writers, partial(write, 0), partial(write, 1))
    client = server.client()
    assert client.update(increment("last")) == 204
    assert client.counter() == before + sum(done) + 1
    assert all(done)


def test_a_server_killed_at_any_moment_of_a_write_starts_again_with_all_that_it_accepted(tmp_path: Path) -> None:
    moments = random.Random(2010)  # noqa: S311  # moments, not secrets
    accepted = 0
    for number in range(5):
        with serving(tmp_path / "store", tmp_path / "log", "--workers", "1", "--spares", "1") as server:
            client = server.client()
            if number:
                found = client.counter()
                assert found in (accepted, accepted + 1)  # the last one may be done without our having heard of it
                accepted = found
            else:
                assert client.update(START) == 204
            processes = server.children()
            killing = threading.Timer(moments.uniform(0.05, 0.3), kill, [server.pid])
            killing.start()
            with suppress(*Gone):
                for count in itertools.count():
                    assert client.update(increment(f"{number} {count}")) == 204
                    accepted += 1
            killing.join()
            _are_gone(processes)  # all go with their front
    assert accepted


def test_a_worker_killed_in_the_middle_of_an_answer_cuts_it_visibly(server: Server) -> None:
    client = server.client()
    answer = client.begin("POST", "/sparql", LARGE.encode(), Content_Type="application/sparql-query", Accept="text/csv")
    assert answer.status == 200
    answer.read(10_000)
    for pid in server.children("worker"):
        kill(pid)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        answer.read()
    client.close()
    _answers_soon(server)


def test_idle_workers_that_all_die_at_once_are_replaced(server: Server) -> None:
    _all_workers_are_there(server)
    for _ in range(5):
        dead = server.children("worker")
        for pid in dead:
            kill(pid)
        _are_gone(dead)
        assert server.client().ask(TRIVIAL)[0] == 200
        _all_workers_are_there(server)


def test_two_hundred_queries_that_each_end_their_worker_leave_nothing_behind(server: Server) -> None:
    """Each answer is cut at the most bytes that one may have, and its worker killed over it."""
    _all_workers_are_there(server)
    descriptors, ended = server.descriptors(), [0] * 4

    def ask(number: int) -> None:
        for count in range(50):
            client = Client(server.host, server.port)
            status = 503
            while status == 503:  # none is free at once: the queue is short of time, not of room
                try:
                    status, _ = client.ask(f"# {number} {count}\n{LARGE}")
                except Gone:
                    break
            client.close()
            ended[number] += 1

    _at_the_same_time(*(partial(ask, number) for number in range(4)))
    _answers_soon(server)
    assert ended == [50] * 4
    _all_workers_are_there(server)
    until(lambda: server.descriptors() <= descriptors, "no descriptor is left over")
    assert len(server.children("writer")) == 1


def _are_gone(pids: list[int]) -> None:
    until(lambda: not any(map(is_running, pids)), "they are gone")


def _all_workers_are_there(server: Server) -> None:
    until(lambda: len(server.children("worker")) == 4, "all workers are there")


def _answers_soon(server: Server) -> None:
    """The best of some tries is in time: the machine does other things as well."""
    client = server.client()
    fastest = float("inf")
    for _ in range(5):
        started_at = time.monotonic()
        assert client.ask(TRIVIAL)[0] == 200
        fastest = min(fastest, time.monotonic() - started_at)
    assert fastest < TRIVIAL_SECONDS


def _at_the_same_time(*works: Callable[[], None]) -> None:
    """Do them in threads; the first error of one is raised when all are done."""
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(work) for work in works]:
            done.result()
