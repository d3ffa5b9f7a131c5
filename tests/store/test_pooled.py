"""What a store shows of its pool, before it is open and after."""

import asyncio
from pathlib import Path

from govsocial.settings import Settings
from govsocial.store.plans import FilesPlan
from govsocial.store.pooled import PooledStore
from govsocial.store.workers import WorkerStore


def test_a_store_that_is_not_open_has_no_process_and_nothing_to_do() -> None:
    settings = Settings()
    store = PooledStore(FilesPlan(settings.worker_memory, (), settings.base_iri), settings)
    assert (store.pids, store.running, store.waiting, store.waiting_writes) == ([], 0, 0, 0)


def test_an_open_store_shows_its_workers_and_the_spares(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<x:a> <x:b> <x:c> .")

    async def pids() -> list[int]:
        store = WorkerStore([path], "r1", Settings(workers=1, spares=1))
        await store.open()
        try:
            return store.pids
        finally:
            await store.close()

    assert len(asyncio.run(pids())) == 2
