"""What bounds an answer: its time, its bytes, its rows, those who ask at the same time, and who leaves."""

import asyncio
import time

import pytest
from tests.store.conftest import run
from tests.store.contract.conftest import EX, MANY, Opened, ask, whole

from govsocial.errors import BusyError, QueryTimeoutError, ResultTooLargeError
from govsocial.model import formats
from govsocial.store.base import Query

SLOW = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(7)) + " }"
"""A count of 13 to the 7th rows: seconds on any engine."""

LARGE = f"SELECT ?s ?o {{ ?s <{EX}large> ?o }}"
UNDER_THE_ROWS = f"{LARGE} LIMIT 3000"


@pytest.mark.alone
@pytest.mark.parametrize("asked", [None, 0.2])
def test_a_query_past_its_time_is_stopped_and_the_store_goes_on(opened: Opened, asked: float | None) -> None:
    async def work() -> None:
        async with opened(timeout=0.2 if asked is None else 30.0) as store:
            began = time.monotonic()
            with pytest.raises(QueryTimeoutError):
                await ask(store, SLOW, timeout_seconds=asked)
            assert time.monotonic() - began < 2.2
        async with opened() as store:
            assert await ask(store, "ASK {}") == b"true"

    run(work)


def test_an_answer_over_the_bytes_is_cut_visibly(opened: Opened) -> None:
    async def work() -> None:
        async with opened(is_large=True, max_result_bytes=200_000) as store:
            with pytest.raises(ResultTooLargeError) as raised:
                await ask(store, UNDER_THE_ROWS)
            assert raised.value.limit_bytes == 200_000
            assert await ask(store, "ASK {}") == b"true"

    run(work)


def test_all_rows_come_or_the_store_says_that_they_do_not(opened: Opened) -> None:
    async def work() -> None:
        async with opened(is_large=True, timeout=60.0) as store:
            try:
                rows = (await ask(store, LARGE)).count(b"\r\n") - 1
            except ResultTooLargeError:
                assert store.capabilities.max_rows is not None
                assert store.capabilities.max_rows < MANY
            else:
                assert (rows, store.capabilities.max_rows) == (MANY, None)

    run(work)


def test_whoever_leaves_frees_the_place(opened: Opened) -> None:
    async def work() -> None:
        async with opened(is_large=True, workers=1, timeout=60.0) as store:
            for _ in range(3):
                answer = await store.query(Query(UNDER_THE_ROWS, formats.CSV, None))
                assert await anext(aiter(answer.chunks))
                await answer.chunks.aclose()
            assert await ask(store, "ASK {}") == b"true"

    run(work)


def test_whoever_leaves_before_the_answer_frees_the_place(opened: Opened) -> None:
    async def work() -> None:
        async with opened(workers=1, timeout=60.0) as store:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await ask(store, SLOW)
            assert await ask(store, "ASK {}") == b"true"

    run(work)


def test_many_at_once_get_each_his_own_answer(opened: Opened) -> None:
    async def work() -> None:
        async with opened(queue=64, queue_wait=30.0, timeout=30.0) as store:
            asked = [ask(store, f"SELECT ({number} AS ?n) {{}}") for number in range(40)]
            assert [answer.split() for answer in await asyncio.gather(*asked)] == [
                [b"n", str(number).encode()] for number in range(40)
            ]

    run(work)


def test_who_finds_no_place_is_sent_away(opened: Opened) -> None:
    async def work() -> None:
        async with opened(is_large=True, workers=1, long_queries=0, queue=0, timeout=60.0) as store:
            first = await store.query(Query(UNDER_THE_ROWS, formats.CSV, None))
            with pytest.raises(BusyError) as raised:
                await ask(store, "ASK {}")
            assert raised.value.retry_after_seconds >= 1
            assert (await whole(first)).count(b"\r\n") == 3_001
            assert await ask(store, "ASK {}") == b"true"

    run(work)


def test_a_slow_reader_gets_everything(opened: Opened) -> None:
    async def work() -> None:
        async with opened(is_large=True, timeout=60.0) as store:
            answer = await store.query(Query(UNDER_THE_ROWS, formats.CSV, None))
            read = b""
            async for chunk in answer.chunks:
                read += chunk
                await asyncio.sleep(0)  # others run between two chunks
            assert read.count(b"\r\n") == 3_001

    run(work)
