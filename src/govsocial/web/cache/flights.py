"""Answers on their way, for which those wait who ask for the same.

See https://docs.python.org/3/library/asyncio-future.html
"""

import asyncio
from collections.abc import Hashable

from govsocial.web.cache.entries import Entry


class Flight:
    """An answer on its way, for those who ask for the same of the same edition."""

    def __init__(self, key: Hashable, edition: Hashable) -> None:
        self.key = key
        self.edition = edition
        self.is_left = False
        """Whether it came to nothing because who asked has left."""

        self._waiting: list[asyncio.Future[Entry | None]] = []

    async def wait(self) -> Entry | None:
        """The answer; None when each has to see to its own."""
        coming: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        return await coming

    def land(self, entry: Entry | None) -> None:
        """Tell all who wait."""
        waiting, self._waiting = self._waiting, []
        for coming in waiting:
            if not coming.done():
                coming.set_result(entry)
