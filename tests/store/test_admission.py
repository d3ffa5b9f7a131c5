"""Who is let in, who waits, and who is sent away with which advice."""

import asyncio

import pytest
from tests.store.conftest import run

from govsocial.errors import BusyError, TooManyRequestsError
from govsocial.settings import Settings
from govsocial.store.admission import Admission, Ticket


async def enter(admission: Admission) -> Ticket:
    async with admission.entering() as ticket:
        return ticket


def test_so_many_are_in_at_a_time_and_the_next_waits_for_one_to_leave() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=2))
        first = await enter(admission)
        await enter(admission)
        third = asyncio.create_task(enter(admission))
        await asyncio.sleep(0)
        assert (admission.running, admission.waiting) == (2, 1)
        admission.leave(first, 0.1)
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
        admission.leave(await enter(admission), seconds)
        await enter(admission)
        with pytest.raises(BusyError) as caught:
            await enter(admission)
        assert caught.value.retry_after_seconds == advice

    run(work)


async def lined_up(admission: Admission, *clients: str) -> list[asyncio.Task[Ticket]]:
    """A task that waits for each of the clients, in this order."""

    async def enter_as(client: str) -> Ticket:
        async with admission.entering(client) as ticket:
            return ticket

    tasks = [asyncio.create_task(enter_as(client), name=client) for client in clients]
    await asyncio.sleep(0)
    return tasks


def test_the_next_one_in_is_of_the_client_that_has_the_fewest_in() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=2))
        before = await asyncio.gather(*await lined_up(admission, "script", "script"))
        first, second, person = await lined_up(admission, "script", "script", "person")
        admission.leave(before[0], 0.1)
        await person
        assert not first.done()
        admission.leave(before[1], 0.1)
        await first
        admission.leave(person.result(), 0.1)
        await second
        assert (admission.running, admission.waiting) == (2, 0)

    run(work)


def test_who_fills_the_queue_makes_room_for_others() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=1, queue=4))
        script = await lined_up(admission, *["script"] * 5)
        (person,) = await lined_up(admission, "person")
        with pytest.raises(TooManyRequestsError) as caught:
            await script[-1]
        assert caught.value.retry_after_seconds == 1
        assert "4 requests of yours" in caught.value.message
        assert [task.done() for task in [*script[:-1], person]] == [True, False, False, False, False]
        for refused in await lined_up(admission, "script"):
            with pytest.raises(TooManyRequestsError):
                await refused
        for task in [*script[1:-1], person]:
            task.cancel()

    run(work)


def test_a_client_alone_may_fill_the_queue_and_hears_that_all_is_taken() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=1, queue=2))
        *waiting, refused = await lined_up(admission, *["script"] * 4)
        with pytest.raises(BusyError) as caught:
            await refused
        assert type(caught.value) is BusyError
        for task in waiting:
            task.cancel()

    run(work)


def test_who_gives_up_waiting_leaves_no_trace() -> None:
    async def work() -> None:
        admission = Admission(Settings(workers=1, queue=2))
        inside, impatient, patient = await lined_up(admission, "a", "b", "c")
        impatient.cancel()
        admission.leave(await inside, 0.1)
        admission.leave(await patient, 0.1)
        await asyncio.gather(*await lined_up(admission, "d"))
        assert (admission.running, admission.waiting) == (1, 0)

    run(work)
