"""What our own server tells of a request beyond ASGI: its bytes as they came, and when the client leaves.

See https://asgi.readthedocs.io/en/latest/specs/main.html#extensions
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Scope

ARRIVAL = "govsocial.arrival"
"""The name of the extension."""

LONGEST_RAW_BYTES = 8_192
"""Of a request that is known again by its bytes; longer ones, of which each is there twice then, are read each time."""

T = TypeVar("T")


class Arrival:
    """One request on its connection.

    `raw` are its bytes where all of it came at once and nothing else with it, on a connection that will be kept, and
    they are no more than LONGEST_RAW_BYTES: who sends the same bytes asks for the same.
    """

    __slots__ = ("_end_work", "has_left", "raw")

    def __init__(self, raw: bytes = b"") -> None:
        self.raw = raw
        self.has_left = False
        self._end_work: Callable[[], object] | None = None

    def leave(self) -> None:
        """The client is gone: what works for it ends."""
        self.has_left = True
        if self._end_work is not None:
            self._end_work()

    def work(self, end: Callable[[], object] | None) -> None:
        """Call this when the client leaves."""
        self._end_work = end

    async def unless_gone(self, work: Coroutine[Any, Any, T]) -> T:  # Any: what a coroutine is sent
        """The result of the work, or ClientDisconnect as soon as the client leaves; the work is then cancelled."""
        if self.has_left:
            work.close()
            raise ClientDisconnect
        task = asyncio.current_task()
        assert task is not None  # we are in it
        around, self._end_work = self._end_work, task.cancel
        try:
            return await work
        except asyncio.CancelledError:
            if not self.has_left or task.uncancel():  # somebody else cancels it too
                raise
            raise ClientDisconnect from None
        finally:
            self._end_work = around


def arrival_of(scope: Scope) -> Arrival | None:
    """What the server tells of the request; None when it is not our server."""
    arrival: Arrival | None = scope.get("extensions", {}).get(ARRIVAL)
    return arrival
