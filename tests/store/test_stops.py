"""What the store behind worker processes stops: what lasts too long, is too large, or is wanted no more."""

import asyncio
import time
from pathlib import Path

import pytest
from tests.store.asking import ENDLESS, EVERYTHING, ask, drained, query, until
from tests.store.conftest import opened, run

from govsocial.errors import (
    BusyError,
    QueryMemoryError,
    QueryTimeoutError,
    QueryTooComplexError,
    ResultTooLargeError,
)
from govsocial.model import formats
from govsocial.store.base import Answer


@pytest.mark.alone
def test_a_query_is_stopped_at_its_deadline_and_the_next_one_works_at_once(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.5) as store:
            started = time.monotonic()
            with pytest.raises(QueryTimeoutError) as caught:
                await store.query(query(ENDLESS))
            assert 0.5 <= time.monotonic() - started < 1.0
            assert caught.value.timeout_seconds == 0.5
            started = time.monotonic()
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert time.monotonic() - started < 0.5
            assert store.measurements.kills == {"timeout": 1}

    run(work)


def test_a_query_may_lower_its_deadline_but_not_raise_it(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.4) as store:
            for asked, given in ((0.1, 0.1), (60.0, 0.4)):
                with pytest.raises(QueryTimeoutError) as caught:
                    await store.query(query(ENDLESS, timeout_seconds=asked))
                assert caught.value.timeout_seconds == given

    run(work)


def test_a_deadline_passed_in_mid_answer_is_raised_from_the_iteration(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.5) as store:
            answer = await store.query(query("SELECT * { ?s ?p ?o . ?s2 ?p ?o2 }"))
            with pytest.raises(QueryTimeoutError):
                await drained(answer)
            with pytest.raises(QueryTimeoutError):
                await anext(answer.chunks)

    run(work)


def test_a_query_without_end_for_memory_is_stopped_and_the_store_goes_on(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, worker_memory=512, timeout=30.0) as store:
            with pytest.raises(QueryMemoryError) as caught:
                await store.query(query("SELECT * { ?a ?p ?x . ?b ?p ?y . } ORDER BY ?x ?y"))
            assert caught.value.limit_bytes == 512 * 2**20
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert store.measurements.kills == {"memory": 1}

    run(work)


def test_a_text_that_overflows_the_stack_is_too_complex(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            with pytest.raises(QueryTooComplexError):
                await store.query(query("ASK " + "{" * 6000 + "}" * 6000))
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert store.measurements.kills == {"complex": 1}

    run(work)


def test_an_answer_over_the_byte_limit_is_cut_in_mid_answer(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, max_result_bytes=300_000) as store:
            answer = await store.query(query(EVERYTHING))
            received: list[bytes] = []
            with pytest.raises(ResultTooLargeError) as caught:
                await drained(answer, received)
            assert 0 < sum(map(len, received)) <= 300_000
            assert caught.value.limit_bytes == 300_000
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


@pytest.mark.alone
def test_the_first_rows_arrive_before_the_last_is_computed(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=30.0) as store:
            started = time.monotonic()
            # 400 million rows: nobody has computed the last one.
            answer = await store.query(query("SELECT * { ?a ?p ?x . ?b ?p ?y . }"))
            assert await anext(answer.chunks)
            assert time.monotonic() - started < 2
            await answer.chunks.aclose()
            await until(lambda: store.measurements.kills == {"left": 1}, "it is killed")

    run(work)


def test_a_consumer_that_leaves_frees_its_worker(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            answer = await store.query(query(EVERYTHING))
            await answer.chunks.aclose()  # before the first chunk was asked for
            await until(lambda: store.running == 0, "the worker is free")
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_a_caller_cancelled_before_the_head_frees_its_worker(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            asking = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await until(lambda: store.measurements.kills == {"left": 1}, "the query is ended")
            assert store.running == 0

    run(work)


def test_a_caller_who_leaves_a_short_query_costs_no_worker(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            before = store.pids
            for _ in range(20):
                asking = asyncio.create_task(store.query(query("ASK {}")))
                await asyncio.sleep(0)
                asking.cancel()
                await asyncio.wait([asking])
            await until(lambda: store.running == 0, "all have ended")
            assert (store.pids, store.measurements.kills) == (before, {})
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_a_caller_cancelled_in_the_queue_leaves_the_queue(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            waiting = asyncio.create_task(store.query(query("ASK {}")))
            await until(lambda: store.waiting == 1, "the query waits")
            waiting.cancel()
            running.cancel()
            await asyncio.wait([waiting, running])
            assert store.waiting == 0
            await until(lambda: store.running == 0, "the query is ended")
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_a_full_queue_is_busy_at_once_and_says_when_to_come_back(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, queue=1, timeout=1.0) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            waiting = asyncio.create_task(store.query(query("ASK {}")))
            await until(lambda: store.waiting == 1, "the query waits")
            with pytest.raises(BusyError) as caught:
                await store.query(query("ASK {}"))
            assert caught.value.retry_after_seconds == 1
            assert isinstance(await waiting, Answer)
            assert isinstance((await asyncio.gather(running, return_exceptions=True))[0], QueryTimeoutError)

    run(work)


def test_waiting_has_its_limit(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, long_queries=0, queue_wait=0.1) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            with pytest.raises(BusyError):
                await store.query(query("ASK {}"))
            assert store.waiting == 0
            running.cancel()

    run(work)
