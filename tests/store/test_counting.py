"""Counts that take longer than a query may: made beside the queries, one at a time, of one state, and with an end."""

import asyncio
from pathlib import Path

import pytest
from tests.store.conftest import living, opened, run

from govsocial.errors import GovsocialError, QueryTimeoutError, ResultTooLargeError, StoreError
from govsocial.model import formats
from govsocial.store.base import Query, Store, Update
from govsocial.store.counting import whole
from govsocial.store.live import LiveStore

MANY = 3_000
INSERT = f"INSERT DATA {{ {' '.join(f'<x:s{i}> <x:p> {i} .' for i in range(MANY))} }}"
PAIRS = Query("SELECT (COUNT(*) AS ?n) { ?a <x:p> ?x . ?b <x:p> ?y FILTER(?x + ?y >= 0) }", formats.CSV, None)
"""Nine million sums: seconds, where a look-up takes less than one."""

ONE = Query("SELECT ?n { <x:s7> <x:p> ?n }", formats.CSV, None)


async def answer(store: Store, query: Query) -> list[str]:
    return (await whole(await store.query(query))).decode().split()[1:]


def test_a_count_may_take_longer_than_a_query_and_nobody_waits_for_it(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", timeout=0.5) as store:
            await store.update(Update(INSERT))
            with pytest.raises(QueryTimeoutError):
                await answer(store, PAIRS)
            counting = asyncio.create_task(store.count(PAIRS))
            looked_up = 0
            while not counting.done():
                assert await answer(store, ONE) == ["7"]
                looked_up += 1
            assert (await counting).decode().split() == ["n", str(MANY * MANY)]
            assert looked_up > 1

    run(work)


def test_a_count_has_a_time_limit_of_its_own(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", count_timeout=0.2) as store:
            await store.update(Update(INSERT))
            with pytest.raises(QueryTimeoutError, match=r"stopped after 0\.2 s"):
                await store.count(PAIRS)

    run(work)


def test_the_next_count_is_of_the_state_in_which_it_begins(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await store.update(Update("INSERT DATA { <x:s7> <x:p> 7 }"))
            first = await store.count(ONE)
            await store.update(Update("DELETE DATA { <x:s7> <x:p> 7 }"))
            assert (first.split(), (await store.count(ONE)).split()) == ([b"n", b"7"], [b"n"])

    run(work)


def test_a_count_goes_on_over_the_state_in_which_it_began_while_others_are_made(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await store.update(Update(INSERT))
            counting = asyncio.create_task(store.count(PAIRS))
            await under_way(store)
            for number in range(20):
                await store.update(Update(f"INSERT DATA {{ <x:more{number}> <x:p> 1 }}"))
            assert (await counting).decode().split() == ["n", str(MANY * MANY)]

    run(work)


async def under_way(store: LiveStore) -> None:
    """Wait until processes have been started for a count."""
    started = store.measurements.started
    async with asyncio.timeout(10):
        while store.measurements.started == started:
            await asyncio.sleep(0.01)


def test_a_store_that_is_closed_ends_what_is_counted(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await store.update(Update(INSERT))
            counts = [asyncio.create_task(store.count(PAIRS)) for _ in range(3)]
            await under_way(store)
        assert [type(each) for each in await asyncio.gather(*counts, return_exceptions=True)] == [StoreError] * 3
        with pytest.raises(StoreError):
            await store.count(PAIRS)

    run(work)


def test_what_is_no_count_but_a_long_list_is_refused(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", max_result_bytes=1_000) as store:
            await store.update(Update(INSERT))
            with pytest.raises(ResultTooLargeError):
                await store.count(Query("SELECT * { ?s ?p ?o }", formats.CSV, None))

    run(work)


def test_what_is_in_memory_is_counted_in_the_time_of_a_query(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset) as store:
            every = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats.CSV, None)
            assert (await store.count(every)).split() == [b"n", b"5"]
            with pytest.raises(GovsocialError):
                await store.count(every._replace(text="SELECT"))

    run(work)
