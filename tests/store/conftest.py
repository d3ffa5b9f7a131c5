"""A dataset that a reader holds in the head, and stores over it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from govsocial.settings import Settings
from govsocial.store.live import LiveStore
from govsocial.store.workers import WorkerStore

TRIG = """
@prefix ex: <https://example.org/> .
ex:g1 { ex:dcms ex:uses ex:twitter ; ex:name "Culture"@en . }
ex:g2 { ex:dcms ex:uses ex:twitter . ex:dius ex:uses ex:blog ; ex:name "Innovation, Universities"@en . }
ex:g3 { ex:dius ex:staff 12 . }
"""
"""Six quads; five triples, as one is in two graphs."""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "dataset.trig"
    path.write_text(TRIG)
    return path


@pytest.fixture(scope="session")
def large_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 triples: enough that an answer does not fit into the buffers between a worker and its front."""
    path = tmp_path_factory.mktemp("large") / "large.nt"
    path.write_text("".join(f'<x:s{i}> <x:p> "{"value " * 10}{i}" .\n' for i in range(20_000)))
    return path


@asynccontextmanager
async def opened(path: Path, **settings: Any) -> AsyncIterator[WorkerStore]:  # Any: values of Settings
    store = WorkerStore([path], "r1", Settings(**{"spares": 1, **settings}))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def living(folder: Path, **settings: Any) -> AsyncIterator[LiveStore]:  # Any: as in opened
    store = LiveStore(folder, Settings(**{"workers": 1, "spares": 1, **settings}))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def run(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a test in a loop of its own; a minute is more than any of them takes."""
    asyncio.run(asyncio.wait_for(work(), 60))
