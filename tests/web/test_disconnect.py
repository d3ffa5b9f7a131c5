"""Work that ends when the client leaves."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from govsocial.web.arrival import ARRIVAL, Arrival
from govsocial.web.disconnect import unless_gone


def receiving(*kinds: str) -> Receive:
    """Messages of these kinds, then silence."""
    left = list(kinds)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return {"type": left.pop(0)}

    return receive


def test_the_result_comes_while_the_client_stays() -> None:
    async def work() -> int:
        return 7

    assert asyncio.run(unless_gone({}, receiving("http.request"), work())) == 7


def test_an_error_of_the_work_comes_through() -> None:
    async def work() -> int:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        asyncio.run(unless_gone({}, receiving(), work()))


def test_the_work_is_cancelled_when_the_client_leaves() -> None:
    cancelled = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    with pytest.raises(ClientDisconnect):
        asyncio.run(unless_gone({}, receiving("http.request", "http.disconnect"), work()))
    assert cancelled == [True]


def test_our_own_server_ends_the_work_without_being_asked() -> None:
    cancelled = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    async def leave() -> None:
        arrival = Arrival()
        asyncio.get_running_loop().call_later(0.01, arrival.leave)
        with pytest.raises(ClientDisconnect):
            await unless_gone({"extensions": {ARRIVAL: arrival}}, receiving(), work())
        with pytest.raises(ClientDisconnect):  # nothing more is begun for a client that has left
            await unless_gone({"extensions": {ARRIVAL: arrival}}, receiving(), work())

    asyncio.run(leave())
    assert cancelled == [True]


def test_the_work_is_cancelled_when_the_server_gives_up() -> None:
    cancelled = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    async def give_up() -> None:
        async with asyncio.timeout(0.01):
            await unless_gone({}, receiving(), work())

    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert cancelled == [True]
