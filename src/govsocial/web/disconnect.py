"""Work that ends when the client leaves: servers tell it only to those who listen.

See https://asgi.readthedocs.io/en/latest/specs/www.html#disconnect-receive-event
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, T]) -> T:  # Any: what a coroutine is sent
    """The result of the work, or ClientDisconnect as soon as the client leaves; the work is then cancelled.

    The request's body must have been read, for what is left of it is thrown away.
    """
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
