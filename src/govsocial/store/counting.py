"""Counts over all that a store holds, which may take long: in processes of their own, that begin and end with a count.

They take nobody's place, and after the first moment the system prefers all others to them, as with every long query.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

from govsocial.errors import StoreError
from govsocial.settings import DAY, Settings
from govsocial.store.base import Answer
from govsocial.store.measurements import Measurements
from govsocial.store.plans import Plan
from govsocial.store.pool import Pool

MAX_BYTES = 4 * 1024 * 1024
"""Of what a count gives: some 20,000 rows."""


class Counting:
    """One count at a time, of what an ordinary pool answers from when it begins."""

    def __init__(self, ordinary: Pool, settings: Settings, measurements: Measurements) -> None:
        self._ordinary = ordinary
        self._settings = replace(
            settings,
            workers=1,
            spares=1,
            long_queries=0,
            timeout=settings.count_timeout,
            queue_wait=DAY,
            max_result_bytes=min(MAX_BYTES, settings.max_result_bytes),
        )
        self._measurements = measurements
        self._turn = asyncio.Lock()
        self._pool: Pool | None = None
        self._is_closed = False

    @property
    def plans_in_use(self) -> set[Plan]:
        """As Pool has it."""
        return set() if self._pool is None else self._pool.plans_in_use

    @asynccontextmanager
    async def pool(self) -> AsyncIterator[Pool]:
        """Where a count may be made, when its turn has come. Raises StoreError."""
        async with self._turn:
            if self._is_closed:
                raise StoreError("The store is closed.")
            self._pool = Pool(self._ordinary.plan, self._settings, self._measurements)
            try:
                await self._pool.open()
                yield self._pool
            finally:
                await self._pool.close()
                self._pool = None

    async def close(self) -> None:
        """End what is under way; further counts are an error."""
        self._is_closed = True
        if self._pool is not None:
            await self._pool.close()
        async with self._turn:
            return


async def whole(answer: Answer) -> bytes:
    """All bytes of an answer. Raises what its chunks raise."""
    if answer.whole is not None:
        return answer.whole
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])
