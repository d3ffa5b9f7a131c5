"""Replicas over real TCP: they take turns, and one that is gone is not missed until it is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.peers import free_port, oxigraph
from tests.store.conftest import run
from tests.store.contract.conftest import DATASET, EX, ask
from tests.store.misbehaving import Misbehaving, Script, misbehaving, says, writes

from govsocial.errors import BusyError, GovsocialError, QueryRefusedError, StoreError
from govsocial.settings import Settings
from govsocial.store import replicas
from govsocial.store.remote import RemoteStore

ASK = "ASK { ?s ?p ?o }"
NOWHERE = "http://127.0.0.1:1/query"

BREAKS = (writes(), writes(b"HTTP/1.1 200 OK\r\nContent-Ty"), writes(b"no HTTP\r\n\r\n"), says(b"", Content_Length="9"))
FAILS = (says(b"", 500), says(b"", 503), says(b"", 401), says(b"<html>", media_type="text/html"))


@pytest.fixture(autouse=True)
def _looks_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(replicas, "_FRESH_SECONDS", 0.01)


def asked(endpoint: Misbehaving) -> int:
    """How often the endpoint was asked the query."""
    return sum(b"%3Fs+%3Fp+%3Fo" in request for request in endpoint.requests)


@dataclass
class Group:
    """Some endpoints, and the store over them."""

    endpoints: list[Misbehaving]
    store: RemoteStore

    async def counted(self, queries: int = 12) -> list[int]:
        """How many of so many queries, all answered, each endpoint was asked."""
        for each in self.endpoints:
            each.requests.clear()
        for _ in range(queries):
            assert await ask(self.store, ASK) == b"false"
        return [asked(each) for each in self.endpoints]


@asynccontextmanager
async def group(number: int, *further: str) -> AsyncIterator[Group]:
    """So many endpoints that answer, and further URLs, behind one store."""
    async with AsyncExitStack() as stack:
        endpoints = [await stack.enter_async_context(misbehaving()) for _ in range(number)]
        store = RemoteStore([*(each.url for each in endpoints), *further], Settings(workers=2, spares=1), graphs=())
        await store.open()
        try:
            yield Group(endpoints, store)
        finally:
            await store.close()


def test_they_take_turns() -> None:
    async def work() -> None:
        async with group(3) as these:
            assert await these.counted(12) == [4, 4, 4]
            assert these.store.measurements.failovers == 0

    run(work)


@pytest.mark.parametrize("script", BREAKS)
def test_one_that_breaks_off_before_its_first_byte_is_set_aside(script: Script) -> None:
    async def work() -> None:
        async with group(2) as these:
            these.endpoints[0].script = script
            assert (await these.counted())[1] == 12
            assert these.store.measurements.failovers == 1

    run(work)


@pytest.mark.parametrize("script", FAILS)
def test_one_that_fails_stays_and_the_next_answers(script: Script) -> None:
    async def work() -> None:
        async with group(2) as these:
            these.endpoints[0].script = script
            assert await these.counted() == [6, 12]
            assert these.store.measurements.failovers == 6

    run(work)


def test_what_the_query_is_to_blame_for_is_told_at_once() -> None:
    async def work() -> None:
        async with group(2) as these:
            for each in these.endpoints:
                each.script = says(b"", 400)
            with pytest.raises(QueryRefusedError):
                await ask(these.store, ASK)
            assert these.store.measurements.failovers == 0

    run(work)


@pytest.mark.parametrize(("script", "error"), [(says(b"", 503), BusyError), (says(b"", 500), StoreError)])
def test_when_all_fail_the_last_failure_is_told(script: Script, error: type[GovsocialError]) -> None:
    async def work() -> None:
        async with group(2) as these:
            for each in these.endpoints:
                each.script = script
            with pytest.raises(error):
                await ask(these.store, ASK)
            for each in these.endpoints:
                each.script = None
            assert await ask(these.store, ASK) == b"false"

    run(work)


def test_one_that_is_back_is_used_again() -> None:
    async def work() -> None:
        async with group(2) as these:
            these.endpoints[0].script = writes()
            await these.counted()
            these.endpoints[0].script = None
            async with asyncio.timeout(10):
                while 0 in await these.counted():
                    await asyncio.sleep(0.05)

    run(work)


def test_all_gone_is_an_error_until_one_is_back() -> None:
    async def work() -> None:
        async with group(2) as these:
            for each in these.endpoints:
                each.script = writes()
            for _ in range(2):
                with pytest.raises(StoreError):
                    await ask(these.store, ASK)
            these.endpoints[1].script = None
            await asyncio.sleep(0.02)  # what was seen just now is still believed
            assert await ask(these.store, ASK) == b"false"

    run(work)


def test_a_query_that_two_die_of_is_not_asked_of_a_third() -> None:
    async def work() -> None:
        async with group(3) as these:
            for each in these.endpoints:
                each.script = writes()
                each.requests.clear()
            with pytest.raises(StoreError, match="broke off"):
                await ask(these.store, ASK)
            assert sum(asked(each) for each in these.endpoints) == 2

    run(work)


def test_one_that_is_gone_at_the_beginning_is_no_hindrance() -> None:
    async def work() -> None:
        async with group(1, NOWHERE) as these:
            assert await these.counted() == [12]
            assert these.store.measurements.failovers == 0

    run(work)


def test_none_at_the_beginning_is_an_error() -> None:
    async def work() -> None:
        with pytest.raises(StoreError, match="None of the 2 stores"):
            async with group(0, NOWHERE, f"{NOWHERE}/2"):
                pass

    run(work)


def test_one_that_comes_back_empty_is_not_used_until_it_holds_what_the_others_hold(tmp_path: Path) -> None:
    sizes = {f"{EX}g1": 2, f"{EX}g2": 2, f"{EX}g3": 9}
    port = free_port()

    async def right(store: RemoteStore) -> None:
        for _ in range(6):
            assert await ask(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == b"n\r\n13\r\n"
            await asyncio.sleep(0.05)

    async def work() -> None:
        with oxigraph(tmp_path / "second.log") as second:
            second.load(DATASET)
            with oxigraph(tmp_path / "first.log", port) as first:
                first.load(DATASET)
                store = RemoteStore([first.url, second.url], Settings(workers=1, spares=1), graphs=sizes)
                await store.open()
                await right(store)
            await right(store)
            with oxigraph(tmp_path / "again.log", port) as first:
                await right(store)
                first.load(DATASET)
                await right(store)
        with oxigraph(tmp_path / "alone.log", port) as first:
            first.load(DATASET)
            await right(store)
        await store.close()

    run(work)
