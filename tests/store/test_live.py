"""The store on disk that is written to: what was answered is there, seen at once, and survives what kills it."""

import asyncio
import os
import random
import signal
from contextlib import aclosing, suppress
from pathlib import Path

import pytest
from tests.store.conftest import run

from govsocial.errors import GovsocialError, PreconditionFailedError, SettingError, StoreError
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Document, Precondition, Query, Update
from govsocial.store.live import LiveStore

SETTINGS = Settings(workers=2, spares=1, queue=600, queue_wait=60.0)
INCREMENT = "DELETE { <x:n> <x:is> ?n } INSERT { <x:n> <x:is> ?m } WHERE { <x:n> <x:is> ?n BIND(?n + 1 AS ?m) }"
START = "INSERT DATA { <x:n> <x:is> 0 }"
NUMBER = "SELECT ?n { <x:n> <x:is> ?n }"


async def ask(store: LiveStore, text: str) -> list[str]:
    """The rows of a query, as lines of CSV without the header."""
    answer = await store.query(Query(text, formats.CSV, formats.N_TRIPLES))
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks]).decode().split()[1:]


def turtle(text: str) -> list[Document]:
    return [Document(text.encode(), formats.TURTLE)]


def test_a_write_is_seen_by_every_query_that_begins_after_it(tmp_path: Path) -> None:
    async def work() -> None:
        store = LiveStore(tmp_path / "store", SETTINGS)
        await store.open()
        try:
            await store.update(Update(START))
            for count in range(1, 31):
                await store.update(Update(INCREMENT))
                assert await asyncio.gather(*(ask(store, NUMBER) for _ in range(3))) == [[str(count)]] * 3
        finally:
            await store.close()

    run(work)


def test_writers_at_the_same_time_lose_nothing_and_readers_see_whole_states(tmp_path: Path) -> None:
    both = "DELETE { ?s <x:is> ?n } INSERT { ?s <x:is> ?m } WHERE { ?s <x:is> ?n BIND(?n + 1 AS ?m) }"

    async def write(store: LiveStore) -> None:
        for _ in range(25):
            await store.update(Update(both))

    async def read(store: LiveStore, done: asyncio.Event) -> int:
        seen = 0
        while not done.is_set():
            first, second = await ask(store, "SELECT ?n { ?s <x:is> ?n } ORDER BY ?s")
            assert first == second
            seen += 1
        return seen

    async def work() -> None:
        store, done = LiveStore(tmp_path / "store", SETTINGS), asyncio.Event()
        await store.open()
        try:
            await store.update(Update("INSERT DATA { <x:a> <x:is> 0 . <x:b> <x:is> 0 }"))
            readers = [asyncio.ensure_future(read(store, done)) for _ in range(8)]
            await asyncio.gather(*(write(store) for _ in range(8)))
            done.set()
            assert all(await asyncio.gather(*readers))
            assert await ask(store, "SELECT ?n { ?s <x:is> ?n }") == ["200", "200"]
        finally:
            await store.close()

    run(work)


def test_what_was_answered_is_there_after_a_restart(tmp_path: Path) -> None:
    async def work() -> None:
        for count in range(3):
            store = LiveStore(tmp_path / "store", SETTINGS)
            await store.open()
            try:
                assert await ask(store, NUMBER) == ([str(count)] if count else [])
                await store.update(Update(INCREMENT if count else START))
                if not count:
                    await store.update(Update(INCREMENT))
            finally:
                await store.close()

    run(work)


def test_a_writer_killed_at_any_moment_loses_no_accepted_write_and_shows_no_half_one(tmp_path: Path) -> None:
    moments = random.Random(2009)  # noqa: S311  # moments, not secrets

    async def kill(store: LiveStore) -> None:
        await asyncio.sleep(moments.uniform(0, 0.012))  # the moment is what is tried, not something to wait for
        if store.writer_pid is not None:
            with suppress(ProcessLookupError):  # it has been killed already, and we have not heard of it yet
                os.kill(store.writer_pid, signal.SIGKILL)

    async def work() -> None:
        store = LiveStore(tmp_path / "store", SETTINGS)
        await store.open()
        try:
            await store.update(Update("INSERT DATA { <x:a> <x:is> 0 . <x:b> <x:is> 0 }"))
            both = "DELETE { ?s <x:is> ?n } INSERT { ?s <x:is> ?m } WHERE { ?s <x:is> ?n BIND(?n + 1 AS ?m) }"
            accepted, failed = 0, 0
            for _ in range(50):
                killing = asyncio.ensure_future(kill(store))
                try:
                    await store.update(Update(f"{both} # {moments.random()}"))
                    accepted += 1
                except GovsocialError:
                    failed += 1
                await killing
                first, second = await ask(store, "SELECT ?n { ?s <x:is> ?n }")
                assert first == second
                assert accepted <= int(first) <= accepted + failed
            assert accepted
            assert failed
        finally:
            await store.close()

    run(work)


def test_graphs_are_put_added_to_and_dropped(tmp_path: Path) -> None:
    async def work() -> None:
        store = LiveStore(tmp_path / "store", SETTINGS)
        await store.open()
        try:
            assert await store.graph_version("x:g") is None
            assert await store.put_graph("x:g", turtle("<x:s> <x:p> 1 ."))
            first = await store.graph_version("x:g")
            assert not await store.post_graph("x:g", turtle("<x:s> <x:p> 2 ."))
            assert await ask(store, "SELECT ?o { GRAPH <x:g> { ?s ?p ?o } } ORDER BY ?o") == ["1", "2"]
            with pytest.raises(PreconditionFailedError):
                await store.put_graph("x:g", turtle("<x:s> <x:p> 3 ."), Precondition(one_of=(first or "",)))
            assert not await store.put_graph("x:g", turtle("<x:s> <x:p> 1 ."))
            assert await store.graph_version("x:g") == first
            assert await store.delete_graph("x:g")
            assert not await store.delete_graph("x:g")
        finally:
            await store.close()

    run(work)


def test_a_folder_is_served_by_one_server(tmp_path: Path) -> None:
    async def work() -> None:
        store = LiveStore(tmp_path / "store", SETTINGS)
        await store.open()
        try:
            with pytest.raises(StoreError, match="in use by another server"):
                await LiveStore(tmp_path / "store", SETTINGS).open()
        finally:
            await store.close()

    run(work)


def test_too_little_memory_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="1024"):
        LiveStore(tmp_path / "store", Settings(worker_memory=512))
    assert not (tmp_path / "store").exists()
