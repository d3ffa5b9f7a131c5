"""Workers that are forked: they answer, they are replaced, and what they share is in memory once."""

import asyncio
import os
import re
import signal
from pathlib import Path

from tests.store.asking import until
from tests.store.conftest import run

from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.workers import WorkerStore


def parent(pid: int) -> int:
    return int(re.findall(r"PPid:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


def private_kilobytes(pid: int) -> int:
    found = re.findall(r"Private_\w+:\s*(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text())
    return sum(map(int, found))


def test_all_workers_are_of_one_process_and_share_its_memory(large_dataset: Path) -> None:
    async def work() -> None:
        store = WorkerStore([large_dataset], "r", Settings(workers=3, spares=1))
        await store.open()
        try:
            for _ in range(8):
                await store.query(Query("ASK { ?s ?p ?o }", formats.CSV, None))
            (nurse,) = {parent(pid) for pid in store.pids}
            assert parent(nurse) == os.getpid()
            resident = int(re.findall(r"VmRSS:\s*(\d+)", Path(f"/proc/{nurse}/status").read_text())[0])
            assert max(map(private_kilobytes, store.pids)) < resident / 2
        finally:
            await store.close()

    run(work)


def test_a_nurse_that_is_lost_is_replaced_with_all_its_workers(dataset: Path) -> None:
    async def work() -> None:
        store = WorkerStore([dataset], "r", Settings(workers=2, spares=1))
        await store.open()
        try:
            before = set(store.pids)
            os.kill(parent(store.pids[0]), signal.SIGKILL)
            await until(lambda: len(store.pids) == 3 and before.isdisjoint(store.pids), "there are new ones")
            answer = await store.query(Query("ASK {}", formats.CSV, None))
            assert answer.whole == b"true"
        finally:
            await store.close()

    run(work)


def test_workers_that_die_all_the_time_are_replaced_all_the_time(dataset: Path) -> None:
    async def work() -> None:
        store = WorkerStore([dataset], "r", Settings(workers=2, spares=1))
        await store.open()
        try:
            for _ in range(30):
                os.kill(store.pids[-1], signal.SIGKILL)
                await asyncio.sleep(0.01)
                answer = await store.query(Query("ASK {}", formats.CSV, None))
                assert answer.whole == b"true"
            await until(lambda: len(store.pids) == 3, "all are there")
        finally:
            await store.close()

    run(work)
