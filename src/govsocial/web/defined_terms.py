"""The terms of our vocabularies that the store defines, and what is to be told of a query that misspells them."""

from govsocial.errors import GovsocialError
from govsocial.model.formats import CSV
from govsocial.model.tokens import Token
from govsocial.protocol import spelling
from govsocial.store.base import Query, Store
from govsocial.store.description import DEFINED_TERMS


class DefinedTerms:
    """The defined terms, asked for once a revision, and only when a query uses a term of ours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision: str | None = None
        self._defined: frozenset[str] = frozenset()

    async def notices(self, found: list[tuple[Token, str]]) -> list[str]:
        """A sentence for each of these terms of ours that is not defined; none when the store cannot tell."""
        return spelling.notices(found, await self._terms()) if found else []

    @property
    def at_hand(self) -> frozenset[str] | None:
        """What is defined, where it has been asked for in this revision."""
        return self._defined if self._store.revision == self._revision else None

    async def _terms(self) -> frozenset[str]:
        revision = self._store.revision
        if revision != self._revision:
            try:
                self._defined = await self._ask()
            except GovsocialError:
                return frozenset()
            self._revision = revision
        return self._defined

    async def _ask(self) -> frozenset[str]:
        answer = await self._store.query(Query(DEFINED_TERMS, CSV, None))
        content = b"".join([chunk async for chunk in answer.chunks])
        return frozenset(content.decode().splitlines()[1:])
