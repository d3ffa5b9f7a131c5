"""Queries with SERVICE over real workers: what reaches an endpoint, and what comes of one that answers badly."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.store.conftest import living, opened, run
from tests.store.endpoints import Endpoint, endpoint

from govsocial.errors import (
    QueryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooComplexError,
    ServiceError,
    SettingError,
)
from govsocial.model import formats, services
from govsocial.settings import Settings
from govsocial.store import federation, fence, relay
from govsocial.store.base import Query, Store, Update
from govsocial.store.workers import WorkerStore

WAYS = ("right", "error", "page", "nonsense", "packed", "cut", "cut-at-a-row", "garbage", "redirect", "see-other")
MORE = ("silence", "endless")
NAME = "{ ?s <https://example.org/name> ?name }"


@asynccontextmanager
async def federating(dataset: Path, **settings: object) -> AsyncIterator[tuple[WorkerStore, Endpoint, socket.socket]]:
    """A store that may call every path of an endpoint, the endpoint, and a socket that must never be called."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        async with endpoint(f"http://127.0.0.1:{canary.getsockname()[1]}/") as other:
            allowed = " ".join(other.iri(way) for way in (*WAYS, *MORE))
            settings = {"workers": 1, "timeout": 8, **settings, "service_allow": allowed}
            async with opened(dataset, **settings) as store:
                yield store, other, canary


async def ask(store: Store, text: str) -> list[str]:
    answer = await store.query(Query(text, formats.CSV, formats.TURTLE))
    content = b"".join([chunk async for chunk in answer.chunks])
    return content.decode().split()[1:]


def was_called(canary: socket.socket) -> bool:
    try:
        canary.accept()
    except BlockingIOError:
        return False
    return True


def test_rows_of_another_endpoint_are_joined_with_ours(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, _):
            query = f"SELECT ?name {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} {NAME} }}"
            assert await ask(store, query) == ["Culture"]
            ((path, headers, body),) = other.requests
            assert (path, body) == ("right", "SELECT * WHERE { ?s ?p ?o . }")
            assert headers["host"] == f"127.0.0.1:{other.port}"
            assert headers["user-agent"].startswith("govsocial/")

    run(work)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "right"])
def test_an_endpoint_that_answers_badly_fails_the_query_and_is_named(dataset: Path, way: str) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, canary):
            service = f"SERVICE <{other.iri(way)}>"
            for query in (
                f"SELECT * {{ {service} {{ ?s ?p ?o }} }}",
                f"SELECT * {{ {NAME} OPTIONAL {{ {service} {{ ?s ?p ?o }} }} }}",
                f"SELECT (COUNT(*) AS ?n) {{ {service} {{ ?s ?p ?o }} }}",
            ):
                with pytest.raises(ServiceError) as caught:
                    await ask(store, query)
                assert caught.value.endpoint == other.iri(way)
                assert other.iri(way) in caught.value.message
                assert str(store._federation._relay.port) not in caught.value.message
            silent = f"SELECT (COUNT(*) AS ?n) {{ SERVICE SILENT <{other.iri(way)}> {{ ?s ?p ?o }} }}"
            if way != "nonsense":  # the engine refuses to read it whatever is said
                assert await ask(store, silent) == ["1"]
            assert not was_called(canary)
            assert await ask(store, f"SELECT ?name {NAME} ORDER BY ?name LIMIT 1") == ["Culture"]

    run(work)


def test_one_that_is_down_is_named(dataset: Path) -> None:
    async def work() -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            down = f"http://127.0.0.1:{gone.getsockname()[1]}/"
        async with opened(dataset, service_allow=down) as store:
            with pytest.raises(ServiceError, match="cannot be reached"):
                await ask(store, f"SELECT * {{ SERVICE <{down}> {{ ?s ?p ?o }} }}")

    run(work)


def test_a_slow_one_takes_no_longer_than_the_query_may(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset, timeout=1.5) as (store, other, _):
            await ask(store, f"ASK {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} }}")  # the worker is there now
            started = asyncio.get_running_loop().time()
            with pytest.raises(QueryTimeoutError):
                await ask(store, f"SELECT * {{ SERVICE <{other.iri('silence')}> {{ ?s ?p ?o }} }}")
            assert asyncio.get_running_loop().time() - started < 3.5
            other.left.set()
            assert await ask(store, f"ASK {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} }}") == []

    run(work)


def test_an_endless_answer_is_cut_and_the_endpoint_left(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, _):
            with pytest.raises(ServiceError, match=f"more than {relay.MAX_BYTES:,} bytes"):
                await ask(store, f"SELECT * {{ SERVICE <{other.iri('endless')}> {{ ?s ?p ?o }} }}")
            await asyncio.wait_for(other.left.wait(), 10)

    run(work)


def test_the_calls_of_one_query_are_counted(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "MAX_CALLS", 1)

    async def work() -> None:
        async with federating(dataset) as (store, other, _):
            query = f"SELECT * {{ {NAME} LATERAL {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} }} }}"
            with pytest.raises(QueryTooComplexError):
                await ask(store, query)

    run(work)


def test_what_nobody_allowed_is_refused_again_here(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, canary):
            right = other.iri("right")
            for query in (
                f"SELECT * {{ SERVICE <{other.canary}> {{ ?s ?p ?o }} }}",
                f"SELECT * {{ {NAME} FILTER EXISTS {{ SERVICE <{right}> {{ ?s ?p ?o }} }} }}",
                f"SELECT * {{ {NAME} MINUS {{ SERVICE <{right}> {{ ?s ?p ?o }} }} }}",
                "SELECT * { SERVICE ?where { ?s ?p ?o } }",
            ):
                with pytest.raises(QueryRefusedError, match="is not allowed"):
                    await ask(store, query)
            assert other.requests == []
            assert not was_called(canary)

    run(work)


def test_a_call_that_no_check_has_seen_reaches_nothing_from_any_worker(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the checks of texts had a hole: the second SERVICE goes to the engine as it is."""

    async def work() -> None:
        async with federating(dataset) as (store, other, canary):
            from_calling = f"ASK {{ SERVICE <{other.iri('right')}> {{ }} SERVICE <{other.canary}> {{ ?s ?p ?o }} }}"
            from_ordinary = f"SELECT * {{ SERVICE <{other.canary}> {{ ?s ?p ?o }} }}"
            seen = services.service_calls
            monkeypatch.setattr(federation, "service_calls", lambda text, base: seen(text, base)[:-1])
            for query in (from_calling, from_ordinary):
                with pytest.raises((QueryError, ServiceError)):
                    await ask(store, query)
            assert not was_called(canary)

    run(work)


def test_a_syntax_error_stands_where_the_client_wrote_it(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, _):
            query = f"SELECT * {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} FILTER ?o }}"
            with pytest.raises(QuerySyntaxError) as caught:
                await ask(store, query)
            assert (caught.value.line, caught.value.column) == (1, query.index("FILTER") + 1)
            assert other.requests == []

    run(work)


def test_nothing_is_started_before_the_first_call_and_all_ends_with_the_store(dataset: Path) -> None:
    async def work() -> None:
        async with federating(dataset) as (store, other, _):
            await ask(store, f"SELECT * {NAME}")
            assert store._federation._pool is None
            await ask(store, f"ASK {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} }}")
            pool = store._federation._pool
            assert pool is not None
            pids = pool.pids
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    run(work)


def test_a_live_store_calls_from_its_newest_revision(tmp_path: Path) -> None:
    async def work() -> None:
        async with endpoint() as other, living(tmp_path / "store", service_allow=other.iri("right")) as store:
            query = f"SELECT ?name {{ SERVICE <{other.iri('right')}> {{ ?s ?p ?o }} {NAME} }}"
            assert await ask(store, query) == []
            for name in ("Culture", "Media"):
                await store.update(
                    Update(f"PREFIX ex: <https://example.org/> CLEAR ALL; INSERT DATA {{ ex:dcms ex:name '{name}' }}")
                )
                assert await ask(store, query) == [name]

    run(work)


def test_a_system_that_cannot_hold_a_worker_is_told_at_start(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "can_limit_connections", lambda: False)
    WorkerStore([dataset], "r", Settings())
    with pytest.raises(SettingError, match="Landlock"):
        WorkerStore([dataset], "r", Settings(service_allow="http://a/sparql"))
