"""Many writers and readers at the same time, over HTTP: nothing is lost, and every reader sees whole states."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from tests.faults.server import START, Server, increment, serving

T = TypeVar("T")

WRITERS, EACH, READERS = 8, 250, 32


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "store", tmp_path / "log", "--queue", "64", "--queue-wait", "60") as running:
        assert running.client().update(START) == 204
        yield running


def test_eight_writers_lose_none_of_2000_increments_while_32_readers_see_whole_states(server: Server) -> None:
    finished = threading.Event()
    seen = [0] * READERS

    def write(writer: int) -> None:
        client = server.client()
        for number in range(EACH):
            assert client.update(increment(f"{writer} {number}")) == 204

    def read(reader: int) -> None:
        client, last = server.client(), 0
        while not finished.is_set():
            now = client.counter()  # fails for half a state
            assert now >= last, "an older state was seen after a newer one"
            last = now
            seen[reader] += 1

    with ThreadPoolExecutor(WRITERS + READERS) as threads:
        readers = [threads.submit(read, reader) for reader in range(READERS)]
        writers = [threads.submit(write, writer) for writer in range(WRITERS)]
        _results(writers, finally_do=finished.set)
        _results(readers)
    assert server.client().counter() == WRITERS * EACH
    assert all(seen)


def test_a_write_is_seen_by_every_request_that_starts_after_its_answer(server: Server) -> None:
    writer, readers = server.client(), [server.client() for _ in range(8)]
    with ThreadPoolExecutor(len(readers)) as threads:
        for number in range(1, 31):
            assert writer.update(increment(number)) == 204
            assert _results([threads.submit(reader.counter) for reader in readers]) == [number] * len(readers)


def _results(works: "Sequence[Future[T]]", finally_do: Callable[[], None] = lambda: None) -> list[T]:
    """What the works gave; the first error of one is raised."""
    try:
        return [work.result() for work in works]
    finally:
        finally_do()
