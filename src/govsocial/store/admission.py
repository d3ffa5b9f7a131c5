"""Who may ask a store now, who waits, and who is sent away: so many at a time behind a bounded queue.

See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after for what is told to those who are sent away.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from govsocial.errors import BusyError
from govsocial.settings import Settings


class Admission:
    """Lets `settings.workers` in at a time and `settings.queue` wait, each no longer than `settings.queue_wait`.

    For metrics: those that are `running` and `waiting`.
    """

    def __init__(self, settings: Settings) -> None:
        self.running = self.waiting = 0
        self._settings = settings
        self._places = asyncio.Semaphore(settings.workers)
        self._mean_seconds = 0.0

    @asynccontextmanager
    async def entering(self) -> AsyncIterator[None]:
        """Wait for a place. What the block does is part of the wait; who leaves it well is in, until `leave`.

        Raises BusyError when the queue is full or the wait too long.
        """
        if self._places.locked() and self.waiting >= self._settings.queue:
            raise self._busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._settings.queue_wait):
                await self._places.acquire()
                try:
                    yield
                except BaseException:
                    self._places.release()
                    raise
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1
        self.running += 1

    def leave(self, seconds: float) -> None:
        """Give the place back after so many seconds."""
        self.running -= 1
        self._mean_seconds += (seconds - self._mean_seconds) / 8
        self._places.release()

    def _busy(self) -> BusyError:
        """Says when those before us will be through, if they take as long as the last few did."""
        seconds = self._mean_seconds * (self.waiting + 1) / self._settings.workers
        retry_after = max(1, min(math.ceil(seconds), math.ceil(self._settings.timeout)))
        return BusyError(f"All workers are taken; try again in {retry_after} s.", retry_after)
