"""The contract of a store: a query goes in, bytes with a media type come out, or an error of the tree.

Whatever answers it (our workers, a remote endpoint) serialises too: no term objects pass through here.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from govsocial.model.formats import Format


class AnswerKind(Enum):
    """What a query form gives. See https://www.w3.org/TR/sparql11-query/#QueryForms"""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True)
class Query:
    """One query with all that decides its answer.

    The form of the query decides which of the two formats is used: `solutions_format` for SELECT and ASK,
    `graph_format` for CONSTRUCT and DESCRIBE. None means that the client takes none of that sort; the store then raises
    NotAcceptableError. With no default and no named graphs given, the dataset is the store's own, in which the
    default graph is the union of all graphs. A timeout can only lower the store's own.
    """

    text: str
    solutions_format: Format | None
    graph_format: Format | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base_iri: str | None = None
    timeout_seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """An answer whose first bytes are there. Iterate `chunks` to the end, or close it (contextlib.aclosing).

    Iteration raises a QueryError when the answer cannot be finished: what came before is then not the whole.
    """

    kind: AnswerKind
    format: Format
    chunks: AsyncIterator[bytes]


class Store(Protocol):
    """A queryable dataset of one revision."""

    @property
    def revision(self) -> str:
        """Names the state that is answered from; equal revisions give equal answers."""
        ...

    async def open(self) -> None:
        """Get ready to answer. Raises SourceError or StoreError when that cannot be."""
        ...

    async def query(self, query: Query) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError."""
        ...

    async def close(self) -> None:
        """Let go of everything; further queries are an error."""
        ...
