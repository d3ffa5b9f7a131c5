"""The search over a store: an index for each revision, made when it is first asked for, and never used for another."""

import asyncio
from typing import NamedTuple

from fastapi import Request

from govsocial.errors import CountingError, RequestError
from govsocial.model.iris import Names
from govsocial.store.base import Store
from govsocial.web.inspection import Inspector
from govsocial.web.search.index import Index, Results
from govsocial.web.search.names import read_names

MAX_CHARACTERS = 200
MAX_HITS = 200
_RETRY_SECONDS = 5


class _Making(NamedTuple):
    """An index on its way, and the revision of the store when it was begun."""

    revision: str
    task: asyncio.Task[Index]


class Search:
    """Finds the things of one store. Looking is done beside the event loop, by the inspector, in fair shares."""

    def __init__(self, store: Store, names: Names, inspector: Inspector, wait_seconds: float = 10.0) -> None:
        self._store = store
        self._names = names
        self._inspector = inspector
        self._wait_seconds = wait_seconds
        self._index: Index | None = None
        self._making: _Making | None = None

    @property
    def is_known_to_be_empty(self) -> bool:
        """Whether the index that is there, if any, is of this revision and has nothing in it."""
        index = self._index
        return index is not None and index.revision == self._store.revision and not index.size

    async def find(self, text: str, limit: int = 50, kind: str | None = None, client: str = "") -> Results:
        """What things of the current revision are called so, or nearly so; of one kind only, if one is given.

        Where the store is written to while its names are read, some of them may be of a later revision.

        Raises RequestError for a text that is too long or a limit out of range, CountingError where the names are still
        being read when `wait_seconds` are over, and what the store raises.
        """
        if len(text) > MAX_CHARACTERS:
            raise RequestError(
                f"What is looked for has {len(text):,} characters; give {MAX_CHARACTERS} at most, some words of it."
            )
        if not 1 <= limit <= MAX_HITS:
            raise RequestError(f"The limit is {limit}; give a number from 1 to {MAX_HITS}.")
        index = await self._current()
        return await self._inspector.inspect(lambda: index.find(text, limit, kind), client)

    async def _current(self) -> Index:
        """The index of the current revision: the one that is there, or one that all who ask now wait for together.

        One that was begun before a write does not know of it, and is waited for only to make way.
        """
        revision = self._store.revision
        if self._index is not None and self._index.revision == revision:
            return self._index
        try:
            async with asyncio.timeout(self._wait_seconds):
                if self._making is not None and self._making.revision != revision:
                    await asyncio.wait([self._making.task])
                if self._making is None or self._making.task.done():
                    self._making = _Making(self._store.revision, asyncio.create_task(self._make()))
                return await asyncio.shield(self._making.task)
        except TimeoutError:
            message = f"The names are being read, which search needs; try again in {_RETRY_SECONDS} s."
            raise CountingError(message, _RETRY_SECONDS) from None

    async def _make(self) -> Index:
        revision = self._store.revision
        named = await read_names(self._store, self._names)
        is_of_one = self._store.revision == revision
        self._index = await asyncio.to_thread(Index, named, revision if is_of_one else None)
        return self._index


def search_of(request: Request) -> Search:
    """The search of the site that a request is made to."""
    search = request.app.state.search
    assert isinstance(search, Search)  # create_app put it there
    return search
