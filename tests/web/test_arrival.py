"""What ends when a client leaves, and what does not."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from govsocial.web.arrival import ARRIVAL, Arrival, arrival_of


async def forever() -> None:
    await asyncio.get_running_loop().create_future()


def run(work: Coroutine[Any, Any, None]) -> None:  # Any: what a coroutine is sent
    async def in_time() -> None:
        async with asyncio.timeout(10):
            await work

    asyncio.run(in_time())


def test_work_whose_client_stays_has_its_result() -> None:
    async def work() -> None:
        assert await Arrival().unless_gone(asyncio.sleep(0, "done")) == "done"

    run(work())


def test_work_ends_when_the_client_leaves() -> None:
    async def work() -> None:
        arrival = Arrival()
        asyncio.get_running_loop().call_soon(arrival.leave)
        with pytest.raises(ClientDisconnect):
            await arrival.unless_gone(forever())
        assert arrival.has_left
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    run(work())


def test_work_for_a_client_that_has_left_is_not_begun() -> None:
    async def work() -> None:
        arrival = Arrival()
        arrival.leave()
        with pytest.raises(ClientDisconnect):
            await arrival.unless_gone(forever())

    run(work())


def test_errors_of_the_work_are_its_own() -> None:
    async def failing() -> None:
        raise ValueError("its own")

    async def work() -> None:
        with pytest.raises(ValueError, match="its own"):
            await Arrival().unless_gone(failing())

    run(work())


def test_who_else_cancels_is_heard_even_when_the_client_leaves_too() -> None:
    async def work() -> None:
        arrival = Arrival()
        task = asyncio.ensure_future(arrival.unless_gone(forever()))
        await asyncio.sleep(0)
        task.cancel()
        arrival.leave()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(work())


def test_a_timeout_around_the_work_is_a_timeout() -> None:
    async def work() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await Arrival().unless_gone(forever())

    run(work())


def test_what_is_left_to_do_at_the_leaving_is_done_once_and_only_while_it_matters() -> None:
    ended: list[str] = []
    arrival = Arrival()
    arrival.work(lambda: ended.append("first"))
    arrival.work(lambda: ended.append("second"))
    arrival.leave()
    assert ended == ["second"]
    other = Arrival()
    other.work(lambda: ended.append("third"))
    other.work(None)
    other.leave()
    assert ended == ["second"]


def test_after_the_work_what_was_to_end_before_is_to_end_again() -> None:
    async def work() -> None:
        ended: list[str] = []
        arrival = Arrival()
        arrival.work(lambda: ended.append("around"))
        await arrival.unless_gone(asyncio.sleep(0))
        arrival.leave()
        assert ended == ["around"]

    run(work())


def test_it_is_found_in_the_scope_of_our_own_server_only() -> None:
    arrival = Arrival()
    assert arrival_of({"extensions": {ARRIVAL: arrival}}) is arrival
    assert arrival_of({"extensions": {}}) is None
    assert arrival_of({}) is None
