"""Texts that take long to look at are looked at beside the event loop, one at a time, with fair shares for clients.

Python runs one thread at a time: a second one beside the loop is shared with everybody, and more would only starve it.
See https://docs.python.org/3/library/asyncio-eventloop.html#executing-code-in-thread-or-process-pools
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from govsocial.settings import Settings
from govsocial.store.admission import Admission

SHORT = 1_024
"""Characters that are looked at at once: 5 ms of processor time for the worst of some tried in 2026-11."""

T = TypeVar("T")


class Desk:
    """So many pieces of work at a time, behind a queue as long as the one for workers."""

    def __init__(self, settings: Settings, places: int) -> None:
        self._admission = Admission(replace(settings, workers=places))

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """A place for the block. Raises BusyError when too many wait, or for too long."""
        async with self._admission.entering(client) as ticket:
            pass
        loop = asyncio.get_running_loop()
        started_at = loop.time()
        try:
            yield
        finally:
            self._admission.leave(ticket, loop.time() - started_at)


class Inspector:
    """One thread, with a place for one."""

    def __init__(self, settings: Settings) -> None:
        self._desk = Desk(settings, 1)
        self._thread = ThreadPoolExecutor(1, "inspector")

    async def inspect(self, look: Callable[[], T], client: str) -> T:
        """What the look gives. Raises what it raises, and BusyError when too many wait, or for too long."""
        async with self._desk.place(client):
            return await asyncio.get_running_loop().run_in_executor(self._thread, look)
