"""Writes one after the other: what fails alone, what fails together, and that what is told as done stays done."""

import array
import asyncio
import fcntl
import os
import resource
import signal
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.store.asking import until, values
from tests.store.conftest import living, run
from tests.store.processes import is_running

from govsocial.errors import (
    BusyError,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooComplexError,
    StoreError,
)
from govsocial.store.base import Update
from govsocial.store.live import LiveStore

BOTH = "SELECT (CONCAT(STR(?a), ' ', STR(?b)) AS ?both) { <x:c> <x:n> ?a GRAPH <x:g> { <x:c> <x:n> ?b } }"
"""Two counters in two graphs, which every whole state has equal."""

ENDLESS = (
    "INSERT { <x:a> <x:n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { "
    + "?s ?p ?o . "
    + " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(12))
    + " } }"
)


def increment(comment: str = "") -> Update:
    return Update(f"""# {comment}
        DELETE {{ <x:c> <x:n> ?n }} INSERT {{ <x:c> <x:n> ?m }} WHERE {{ <x:c> <x:n> ?n BIND(?n + 1 AS ?m) }};
        DELETE {{ GRAPH <x:g> {{ <x:c> <x:n> ?n }} }} INSERT {{ GRAPH <x:g> {{ <x:c> <x:n> ?m }} }}
        WHERE {{ GRAPH <x:g> {{ <x:c> <x:n> ?n BIND(?n + 1 AS ?m) }} }}""")


async def begin_counting(store: LiveStore) -> None:
    await store.update(Update("INSERT DATA { <x:c> <x:n> 0 GRAPH <x:g> { <x:c> <x:n> 0 } }"))


async def endless(store: LiveStore) -> asyncio.Task[None]:
    """An update that the writer is at until its time is over."""
    update = asyncio.create_task(store.update(Update(ENDLESS)))
    await asyncio.sleep(0)  # it is in the queue
    await until(lambda: store.waiting_writes == 0, "the writer is at it")
    return update


def wait_here_until_an_answer_has_come() -> None:
    """Hold up the loop until something to read is in one of the sockets of this process."""
    deadline = time.monotonic() + 10
    while not any(map(unread_bytes, Path("/proc/self/fd").iterdir())):
        assert time.monotonic() < deadline, "no answer after 10 s"


def unread_bytes(descriptor: Path) -> int:
    count = array.array("i", [0])
    if os.path.islink(descriptor) and os.readlink(descriptor).startswith("socket:"):  # noqa: PTH114, PTH115  # no path
        with suppress(OSError):  # a socket that listens has no bytes, such as one that the test run holds
            fcntl.ioctl(int(descriptor.name), termios.FIONREAD, count)
    return count[0]


def kill_and_wait_here_until_it_is_gone(pid: int) -> None:
    """Hold up the loop until the process is dead, and has been reaped where a thread does that."""
    threads = threading.active_count()
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_running(pid) or 1 < threads == threading.active_count():
        assert time.monotonic() < deadline, "still there after 10 s"
        time.sleep(0.001)  # lets the thread run


def test_eight_writers_lose_nothing_while_readers_see_whole_states_only(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", workers=2) as store:
            await begin_counting(store)

            async def write() -> None:
                for _ in range(25):
                    await store.update(increment())

            async def read() -> None:
                last = 0
                while not writing.done():
                    (both,) = await values(store, BOTH)
                    first, second = map(int, both.split())
                    assert first == second >= last
                    last = first

            writing = asyncio.gather(*(write() for _ in range(8)))
            await asyncio.gather(writing, *(read() for _ in range(4)))
            assert await values(store, BOTH) == ["200 200"]
            assert store.measurements.writes["done"].cumulative[-1] == 201

    run(work)


def test_an_update_past_its_time_is_stopped_and_those_beside_it_are_done(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", update_timeout=0.5) as store:
            await begin_counting(store)
            updates = [increment(), Update(ENDLESS), increment(), Update("INSERT"), increment()]
            ends = await asyncio.gather(*map(store.update, updates), return_exceptions=True)
            assert [type(end) for end in ends] == [
                type(None),
                QueryTimeoutError,
                type(None),
                QuerySyntaxError,
                type(None),
            ]
            assert await values(store, BOTH) == ["3 3"]
            assert store.measurements.kills == {"timeout": 1}
            outcomes = {name: each.cumulative[-1] for name, each in store.measurements.writes.items()}
            assert outcomes == {"done": 4, "refused": 2}

    run(work)


def test_an_update_that_kills_twice_is_refused(tmp_path: Path) -> None:
    deep = Update("INSERT { <x:a> <x:p> 1 } WHERE " + "{" * 6000 + "}" * 6000)

    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            for _ in range(2):
                with pytest.raises(QueryTooComplexError):
                    await store.update(deep)
            with pytest.raises(QueryTooComplexError, match="refused for 30 s more"):
                await store.update(deep)
            await store.update(increment())
            assert await values(store, BOTH) == ["1 1"]
            assert store.measurements.kills == {"complex": 2}

    run(work)


@pytest.mark.parametrize("others", [0, 1])
def test_a_write_whose_writer_dies_before_the_revision_is_made_is_never_told_as_done(
    tmp_path: Path, others: int
) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            pid = store.writer_pid
            assert pid is not None
            os.kill(pid, signal.SIGSTOP)
            writing = [asyncio.create_task(store.update(increment(str(number)))) for number in range(1 + others)]
            await asyncio.sleep(0)  # they are in the queue
            await until(lambda: store.waiting_writes == others, "the first is at the writer, the others behind it")
            os.kill(pid, signal.SIGCONT)
            wait_here_until_an_answer_has_come()
            kill_and_wait_here_until_it_is_gone(pid)
            ends = await asyncio.gather(*writing, return_exceptions=True)
            done = sum(end is None for end in ends)
            assert done <= others
            assert await values(store, BOTH) == [f"{done} {done}"]
            await store.update(increment())
            assert await values(store, BOTH) == [f"{done + 1} {done + 1}"]

    run(work)


def test_a_dead_writer_is_no_writer(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            assert store.writer_pid is not None
            os.kill(store.writer_pid, signal.SIGKILL)
            await until(lambda: store.writer_pid is None, "the death is noticed")
            await begin_counting(store)
            assert store.writer_pid is not None

    run(work)


def test_a_writer_that_hangs_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", update_timeout=0.5) as store:
            await begin_counting(store)
            assert store.writer_pid is not None
            os.kill(store.writer_pid, signal.SIGSTOP)
            ends = await asyncio.gather(*(store.update(increment(name)) for name in "ab"), return_exceptions=True)
            assert [type(end) for end in ends] == [QueryTimeoutError, type(None)]
            assert await values(store, BOTH) == ["1 1"]

    run(work)


def test_without_a_descriptor_for_a_new_writer_writes_fail_until_there_is_one(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            assert store.writer_pid is not None
            os.kill(store.writer_pid, signal.SIGKILL)
            await until(lambda: store.writer_pid is None, "the death is noticed")
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
            try:
                with pytest.raises(StoreError, match=r"A process could not start: .*Too many open files"):
                    await store.update(increment())
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            await store.update(increment())
            assert await values(store, BOTH) == ["1 1"]

    run(work)


def test_who_leaves_while_the_writer_is_at_it_takes_nothing_of_the_others_along(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            for number in range(20):
                writing = [asyncio.create_task(store.update(increment(f"{number} {name}"))) for name in "abc"]
                for _ in range(number):
                    await asyncio.sleep(0.001)  # the moment is what is tried
                writing[number % 3].cancel()
                ends = await asyncio.gather(*writing, return_exceptions=True)
                assert sum(end is None for end in ends) >= 2
            (both,) = await values(store, BOTH)
            first, second = map(int, both.split())
            assert first == second
            assert 40 <= first <= 60

    run(work)


def test_a_failing_disk_is_an_error_and_what_was_there_is_still_read(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            assert store.writer_pid is not None
            resource.prlimit(store.writer_pid, resource.RLIMIT_FSIZE, (4096, 4096))  # no file may grow past this
            large = " ".join(f"<x:s{number}> <x:p> {number} ." for number in range(2000))
            with pytest.raises(StoreError, match="The store cannot be written to: File too large"):
                await store.update(Update(f"INSERT DATA {{ {large} }}"))
            assert await values(store, BOTH) == ["0 0"]
            await store.update(increment())  # by a new writer, with a new chance
            assert await values(store, BOTH) == ["1 1"]

    run(work)


def test_too_many_writes_are_sent_away(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", queue=2, update_timeout=0.5) as store:
            await begin_counting(store)
            first = await endless(store)
            waiting = [asyncio.create_task(store.update(increment())) for _ in range(2)]
            await until(lambda: store.waiting_writes == 2, "two wait")
            with pytest.raises(BusyError):
                await store.update(increment())
            with pytest.raises(QueryTimeoutError):
                await first
            await asyncio.gather(*waiting)
            assert await values(store, BOTH) == ["2 2"]

    run(work)


def test_writes_under_way_fail_when_the_store_is_closed(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await begin_counting(store)
            under_way = [await endless(store), *(asyncio.create_task(store.update(increment())) for _ in range(2))]
            await until(lambda: store.waiting_writes == 2, "two wait")
        ends = await asyncio.gather(*under_way, return_exceptions=True)
        assert [type(end) for end in ends] == [StoreError] * 3
        with pytest.raises(StoreError):
            await store.update(increment())

    run(work)


def test_who_leaves_the_queue_has_nothing_done(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", update_timeout=0.4) as store:
            await begin_counting(store)
            first = await endless(store)
            impatient, patient = (asyncio.create_task(store.update(increment(name))) for name in "ab")
            await until(lambda: store.waiting_writes == 2, "two wait")
            impatient.cancel()
            with pytest.raises(QueryError):
                await first
            await patient
            assert await values(store, BOTH) == ["1 1"]

    run(work)
