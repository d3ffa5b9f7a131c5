"""Whether requests should be sent here: a worker answers a trivial query within a second, and no stop is under way.

The query takes a process that stands by, not a place in the queue, or load alone would look like a fault. However many
ask, there is one such query at a time, and an answer is good for a second.
"""

import asyncio

from govsocial.errors import GovsocialError
from govsocial.model.formats import JSON
from govsocial.store.base import Query, Store

PROBE_SECONDS = 1.0
_FRESH_SECONDS = 1.0


class Readiness:
    """The readiness of one application over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_stopping = False
        self._probe: asyncio.Task[str | None] | None = None
        self._fresh_until = 0.0

    def withdraw(self) -> None:
        """Say from now on that no more should be sent here."""
        self._is_stopping = True

    async def fault(self) -> str | None:
        """Why requests should go elsewhere, as a sentence; None when they are welcome."""
        if self._is_stopping:
            return "The server is stopping."
        now = asyncio.get_running_loop().time()
        if self._probe is None or (self._probe.done() and now >= self._fresh_until):
            self._probe = asyncio.create_task(self._ask())
        return await asyncio.shield(self._probe)

    async def _ask(self) -> str | None:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                answer = await self._store.query(Query("ASK {}", JSON, None, is_probe=True))
                async for _ in answer.chunks:
                    pass
        except TimeoutError:
            return f"No worker answered within {PROBE_SECONDS:g} s."
        except GovsocialError as error:
            return f"The store does not answer: {error}"
        finally:
            self._fresh_until = asyncio.get_running_loop().time() + _FRESH_SECONDS
        return None
