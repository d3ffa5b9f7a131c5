"""An answer on its way from an endpoint through a worker: given up at both ends, whoever gives up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.store.conftest import run
from tests.store.misbehaving import Misbehaving, misbehaving, says, then_nothing

from govsocial.errors import QuerySyntaxError, StoreError
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.endpoint import Endpoint
from govsocial.store.measurements import Measurements
from govsocial.store.plans import FilesPlan
from govsocial.store.pool import Pool
from govsocial.store.transfer import Transfer

SETTINGS = Settings(workers=1, spares=1)


async def relayed(pool: Pool, endpoint: Endpoint, text: str) -> bytes:
    transfer = Transfer(await pool.translate(Query(text, formats.CSV, formats.N_TRIPLES)), endpoint)
    answer = await transfer.answer(text, (), ())
    return b"".join([chunk async for chunk in answer.chunks])


@asynccontextmanager
async def opened(remote: Misbehaving) -> AsyncIterator[tuple[Pool, Endpoint, Measurements]]:
    """A pool of workers without data, the endpoint, and what is measured; all are gone after the context."""
    measurements = Measurements()
    pool, endpoint = Pool(FilesPlan(1024, (), "x:/"), SETTINGS, measurements), Endpoint(remote.url, 1)
    await pool.open()
    try:
        yield pool, endpoint, measurements
    finally:
        await pool.close()
        await endpoint.close()


def test_a_failing_endpoint_costs_no_worker() -> None:
    async def work() -> None:
        async with misbehaving() as remote, opened(remote) as (pool, endpoint, measurements):
            before = set(pool.pids)
            remote.script = says(b"", 500)
            for _ in range(5):
                with pytest.raises(StoreError):
                    await relayed(pool, endpoint, "ASK {}")
            assert before <= set(pool.pids)
            assert not measurements.kills

    run(work)


def test_nonsense_ends_the_query_and_not_the_next_one() -> None:
    async def work() -> None:
        async with misbehaving() as remote, opened(remote) as (pool, endpoint, _):
            for body in (b"nonsense", b"nonsense " * 100_000):
                remote.script = says(body)
                with pytest.raises(StoreError):
                    await relayed(pool, endpoint, "ASK {}")
                remote.script = None
                assert await relayed(pool, endpoint, "ASK {}") == b"false"

    run(work)


def test_what_is_no_query_is_not_sent() -> None:
    async def work() -> None:
        async with misbehaving() as remote, opened(remote) as (pool, endpoint, _):
            with pytest.raises(QuerySyntaxError):
                await relayed(pool, endpoint, "ASK {")
            assert remote.requests == []

    run(work)


def test_who_does_not_wait_leaves_nothing_behind() -> None:
    async def work() -> None:
        async with misbehaving() as remote, opened(remote) as (pool, endpoint, measurements):
            remote.script = then_nothing()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await relayed(pool, endpoint, "ASK {}")
            assert pool.admission.running == 0
            assert measurements.kills == {"left": 1}
            remote.script = None
            assert await relayed(pool, endpoint, "ASK {}") == b"false"

    run(work)
