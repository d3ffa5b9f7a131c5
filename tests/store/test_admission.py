"""Who is let in, who waits, and who is sent away with which advice."""

import asyncio

import pytest
from tests.store.conftest import run

from govsocial.errors import BusyError
from govsocial.settings import Settings
from govsocial.store.admission import Admission


async def enter(admission: Admission) -> None:
    async with admission.entering():
        pass


def test_so_many_are_in_at_a_time_and_the_next_waits_for_one_to_leave() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=2))
        await enter(admission)
        await enter(admission)
        third = asyncio.create_task(enter(admission))
        await asyncio.sleep(0)
        assert (admission.running, admission.waiting) == (2, 1)
        admission.leave(0.1)
        await third
        assert (admission.running, admission.waiting) == (2, 0)

    run(work)


def test_a_full_queue_sends_away_at_once() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=1, queue=0))
        await enter(admission)
        with pytest.raises(BusyError):
            await enter(admission)
        assert (admission.running, admission.waiting) == (1, 0)

    run(work)


def test_the_block_belongs_to_the_wait() -> None:
    async def endless(admission: Admission) -> None:
        async with admission.entering():
            await asyncio.Event().wait()

    async def work() -> None:
        admission = Admission(Settings(workers=1, queue_wait=0.02))
        with pytest.raises(BusyError):
            await endless(admission)
        await enter(admission)  # the place was given back
        assert (admission.running, admission.waiting) == (1, 0)

    run(work)


def test_a_block_that_fails_gives_the_place_back() -> None:
    async def failing(admission: Admission) -> None:
        async with admission.entering():
            raise KeyError

    async def work() -> None:
        admission = Admission(Settings(workers=1, queue_wait=0.5))
        with pytest.raises(KeyError):
            await failing(admission)
        await enter(admission)
        assert (admission.running, admission.waiting) == (1, 0)

    run(work)


@pytest.mark.parametrize(("seconds", "advice"), [(0.01, 1), (40.0, 5), (4000.0, 10)])
def test_the_advice_grows_with_what_the_last_ones_took_up_to_the_time_limit(seconds: float, advice: int) -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=1, queue=0, timeout=10.0))
        await enter(admission)
        admission.leave(seconds)
        await enter(admission)
        with pytest.raises(BusyError) as caught:
            await enter(admission)
        assert caught.value.retry_after_seconds == advice

    run(work)
