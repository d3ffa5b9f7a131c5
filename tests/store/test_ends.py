"""Worker processes that end: those that are killed are replaced, and none outlives its front."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.asking import ENDLESS, EVERYTHING, ask, drained, query, until
from tests.store.conftest import opened, run
from tests.store.processes import children, descriptors, is_running

from govsocial.errors import (
    QueryTimeoutError,
    SourceError,
    StoreError,
)
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore


def test_a_worker_killed_from_outside_is_replaced(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            victims = set(store.pids)
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            await until(lambda: len(store.pids) == 2 and not victims & set(store.pids), "both are replaced")
            assert not victims & children()
            for _ in range(3):
                assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_kills_without_pause_are_survived(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=2, timeout=0.05) as store:
            for _ in range(4):
                failures = await asyncio.gather(
                    *(store.query(query(ENDLESS)) for _ in range(3)), return_exceptions=True
                )
                assert all(isinstance(failure, QueryTimeoutError) for failure in failures)
            await until(lambda: len(store.pids) == 3, "all are replaced")
            assert store.measurements.kills == {"timeout": 12}

    run(work)


def test_nothing_is_left_after_close(large_dataset: Path) -> None:
    async def work() -> None:
        before = children(), descriptors()
        async with opened(large_dataset, workers=2, timeout=0.5) as store:
            with pytest.raises(QueryTimeoutError):
                await store.query(query(ENDLESS))
            kept = await store.query(query(EVERYTHING))
            pids = store.pids
            assert len(pids) >= 2
        with pytest.raises(StoreError):
            await drained(kept)
        with pytest.raises(StoreError):
            await store.query(query("ASK {}"))
        await until(lambda: (children(), descriptors()) == before, "no process and no descriptor is left")
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)

    run(work)


FRONT = f"""
import asyncio, sys
from pathlib import Path
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.workers import WorkerStore

async def main():
    store = WorkerStore([Path(sys.argv[1])], "r1", Settings(timeout=600, workers=1, spares=1))
    await store.open()
    asking = asyncio.create_task(store.query(Query({ENDLESS!r}, formats.JSON, None)))
    await asyncio.sleep(0)
    print(*store.pids, flush=True)
    await asking

asyncio.run(main())
"""


def test_workers_die_with_their_front_even_at_work(large_dataset: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FRONT, str(large_dataset)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as front:
        assert front.stdout is not None
        pids = [int(pid) for pid in front.stdout.readline().split()]
        front.kill()
    assert len(pids) == 2
    run(lambda: until(lambda: not any(is_running(pid) for pid in pids), "both are dead"))


@pytest.mark.parametrize("name", ["missing.ttl", "folder.ttl", "broken.ttl", "rubbish.ttl", "data.docx"])
def test_a_store_over_a_bad_file_does_not_open_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "broken.ttl").write_text("<x:a> <x:b> .")
    (tmp_path / "rubbish.ttl").write_bytes(bytes(range(256)))
    (tmp_path / "data.docx").write_text("<x:a> <x:b> 1 .")

    async def work() -> None:
        before = children(), descriptors()
        store = WorkerStore([tmp_path / name], "r1", Settings())
        with pytest.raises(SourceError) as caught:
            await store.open()
        assert caught.value.path == str(tmp_path / name)
        assert "\n" not in str(caught.value)
        await until(lambda: (children(), descriptors()) == before, "no process and no descriptor is left")

    run(work)
