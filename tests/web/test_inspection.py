"""Looks at long texts: beside the event loop, one at a time, and not without end."""

import asyncio
import threading

import pytest

from govsocial.errors import BusyError
from govsocial.settings import Settings
from govsocial.web.inspection import Inspector


def test_the_event_loop_goes_on_during_a_look() -> None:
    async def work() -> bool:
        goes_on = threading.Event()
        look = asyncio.create_task(Inspector(Settings()).inspect(lambda: goes_on.wait(10), "a"))
        await asyncio.sleep(0)
        goes_on.set()
        return await look

    assert asyncio.run(work())


def test_what_a_look_raises_is_raised() -> None:
    def look() -> None:
        raise BusyError("as told")

    with pytest.raises(BusyError, match="as told"):
        asyncio.run(Inspector(Settings()).inspect(look, "a"))


def test_when_too_many_wait_the_next_is_sent_away_and_the_others_are_served() -> None:
    async def work() -> list[object]:
        inspector, end = Inspector(Settings(queue=2)), threading.Event()
        looks = [asyncio.create_task(inspector.inspect(lambda: end.wait(10), "a")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await inspector.inspect(lambda: None, "a")
        end.set()
        return list(await asyncio.gather(*looks))

    assert asyncio.run(work()) == [True] * 3


def test_who_waits_too_long_is_sent_away() -> None:
    async def work() -> None:
        inspector, end = Inspector(Settings(queue_wait=0.01)), threading.Event()
        first = asyncio.create_task(inspector.inspect(lambda: end.wait(10), "a"))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await inspector.inspect(lambda: None, "b")
        end.set()
        await first

    asyncio.run(work())
