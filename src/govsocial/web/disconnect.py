"""Work that ends when the client leaves.

Our own server tells it; others tell it only to those who listen.
See https://asgi.readthedocs.io/en/latest/specs/www.html#disconnect-receive-event
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive, Scope

from govsocial.web.arrival import Arrival, arrival_of

T = TypeVar("T")


async def unless_gone(scope: Scope, receive: Receive, work: Coroutine[Any, Any, T]) -> T:  # Any: what it is sent
    """The result of the work, or ClientDisconnect as soon as the client leaves; the work is then cancelled.

    The request's body must have been read, for what is left of it may be thrown away.
    """
    arrival = arrival_of(scope)
    if arrival is not None:
        return await arrival.unless_gone(work)
    arrival = Arrival()
    listening = asyncio.ensure_future(_listen(receive, arrival))
    try:
        return await arrival.unless_gone(work)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(receive: Receive, arrival: Arrival) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    arrival.leave()
