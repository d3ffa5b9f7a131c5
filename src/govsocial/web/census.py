"""The census: what is counted over all of a store, once for each revision, for all who show it.

Most stores are counted while a page waits. Where it takes longer the count goes on beside the requests, and pages do
without it meanwhile and say so: they are then not to be kept (`Cache-Control: no-store`), as the next has more.
"""

import asyncio
import logging
from typing import NamedTuple

from fastapi import Request
from starlette.responses import Response

from govsocial.errors import CountingError, QueryError, QueryTimeoutError, ResultTooLargeError
from govsocial.model.formats import JSON
from govsocial.store.base import Query, Store
from govsocial.web.disconnect import unless_gone
from govsocial.web.reading import MAX_PAGE_BYTES, read
from govsocial.web.terms import Solutions, read_solutions

logger = logging.getLogger(__name__)

WAIT_SECONDS = 2.0
"""How long a page waits for all that is counted for it; what takes longer goes on beside the requests."""

_PART_OF_TIMEOUT = 0.5
"""Or this part of the time that a query may take, where that is less: who waits has other questions too."""

_MOST_BYTES = 16 * 1024 * 1024
"""Of all counts that are known; the oldest go first."""

_RETRY_SECONDS = 5


class _Count(NamedTuple):
    """A count on its way to what the store answers, or to why it cannot; and until when a page waits for it."""

    task: asyncio.Task[bytes | QueryError]
    awaited_until: float

    @property
    def result(self) -> bytes | QueryError | None:
        """None while it is not there, and where it was given up. Raises what the store raised."""
        return self.task.result() if self.task.done() and not self.task.cancelled() else None

    @property
    def has_failed(self) -> bool:
        """Whether the next try may succeed."""
        return self.task.cancelled() or (self.task.done() and self.task.exception() is not None)


class Census:
    """The counts of the revision that was last asked for, made one after the other."""

    def __init__(self, store: Store, timeout_seconds: float) -> None:
        self._store = store
        self._wait_seconds = min(WAIT_SECONDS, timeout_seconds * _PART_OF_TIMEOUT)
        self._revision: str | None = None
        self._counts: dict[str, _Count] = {}
        self._turn = asyncio.Lock()

    async def counted(self, *texts: str) -> list[Solutions | None]:
        """The solutions of each query, where they are there; those that are quickly counted are best asked for first.

        Raises BusyError or StoreError when the store does not answer.
        """
        results = await self._results(*texts)
        return [read_solutions(each) if isinstance(each, bytes) else None for each in results]

    async def needed(self, text: str) -> Solutions:
        """The solutions of a query. Raises CountingError until they are there, or why they never will be."""
        (result,) = await self._results(text)
        if result is None:
            raise being_counted()
        if isinstance(result, QueryError):
            raise result
        return read_solutions(result)

    async def _results(self, *texts: str) -> list[bytes | QueryError | None]:
        counts = [self._count_of(text) for text in texts]
        left = {count.task: count.awaited_until - asyncio.get_running_loop().time() for count in counts}
        awaited = [task for task, seconds in left.items() if seconds > 0]
        if awaited:
            await asyncio.wait(awaited, timeout=max(left.values()))
        return [count.result for count in counts]

    def _count_of(self, text: str) -> _Count:
        """The count, which is begun if it has not been; those of another revision are given up."""
        revision = self._store.revision
        if revision != self._revision:
            for each in self._counts.values():
                each.task.cancel()
            self._revision, self._counts = revision, {}
        count = self._counts.get(text)
        if count is None:
            loop = asyncio.get_running_loop()
            count = _Count(loop.create_task(self._count(text)), loop.time() + self._wait_seconds)
            self._counts[text] = count
            count.task.add_done_callback(lambda _: self._make_room())
        return count

    async def _count(self, text: str) -> bytes | QueryError:
        try:
            return await self._answer(Query(text, JSON, None))
        except QueryError as error:
            logger.warning("What the store holds could not be counted: %s", error)
            return error

    async def _answer(self, query: Query) -> bytes:
        try:
            async with self._turn:  # so that no more than one place of a worker is taken
                content, is_whole = await read(await self._store.query(query), MAX_PAGE_BYTES)
        except QueryTimeoutError:
            return await self._store.count(query)
        if not is_whole:
            raise ResultTooLargeError("There is too much to be counted for a page; ask /sparql.", MAX_PAGE_BYTES)
        return content

    def _make_room(self) -> None:
        """Forget what has failed, and the oldest of what is known as long as it is too much."""
        self._counts = {text: count for text, count in self._counts.items() if not count.has_failed}
        sizes = {text: len(each.result) for text, each in self._counts.items() if isinstance(each.result, bytes)}
        while sum(sizes.values()) > _MOST_BYTES:
            oldest = next(iter(sizes))
            del self._counts[oldest], sizes[oldest]


def census_of(request: Request) -> Census:
    """The census of the site that a request is made to."""
    census = request.app.state.census
    assert isinstance(census, Census)  # create_app put it there
    return census


async def counted(request: Request, *texts: str) -> list[Solutions | None]:
    """As Census has it, as long as the client is there."""
    return await unless_gone(request.scope, request.receive, census_of(request).counted(*texts))


async def needed(request: Request, text: str) -> Solutions:
    """As Census has it, as long as the client is there."""
    return await unless_gone(request.scope, request.receive, census_of(request).needed(text))


def being_counted() -> CountingError:
    """What is told to who cannot be answered yet."""
    return CountingError(f"What is here is being counted; try again in {_RETRY_SECONDS} s.", _RETRY_SECONDS)


def unfinished(response: Response) -> Response:
    """The response as one that lacks a count: whoever asks next may hear more."""
    response.headers["Cache-Control"] = "no-store"
    return response
