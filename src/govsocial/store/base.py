"""The contract of a store: a query goes in, bytes with a media type come out, or an error of the tree.

Whatever answers it (our workers, a remote endpoint) serialises too: no term objects pass through here. A store that can
be written to takes the operations of SPARQL Update and of the Graph Store Protocol.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol, cast

from govsocial.model.formats import Format

GraphName = str | None
"""The IRI of a named graph; None for the default graph."""


class AnswerKind(Enum):
    """What a query form gives. See https://www.w3.org/TR/sparql11-query/#QueryForms"""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


class Query(NamedTuple):
    """One query with all that decides its answer.

    The form of the query decides which of the two formats is used: `solutions_format` for SELECT and ASK,
    `graph_format` for CONSTRUCT and DESCRIBE. None means that the client takes none of that sort; the store then raises
    NotAcceptableError. With no default and no named graphs given, the dataset is the store's own. A timeout can only
    lower the store's own. `client` names who asks, for a fair share; a probe, the operator's own question whether
    anything is answered, waits behind nobody. Neither has a part in the answer.
    """

    text: str
    solutions_format: Format | None
    graph_format: Format | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base_iri: str | None = None
    timeout_seconds: float | None = None
    client: str = ""
    is_probe: bool = False


class Chunks(Protocol):
    """Bytes that come one after the other, and that can be given up before the end."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Itself."""
        ...

    async def __anext__(self) -> bytes:
        """The next bytes, never empty. Raises a QueryError when what came is not the whole."""
        ...

    async def aclose(self) -> None:
        """Give up what has not come yet."""
        ...


class Answer(NamedTuple):
    """An answer whose first bytes are there. Iterate `chunks` to the end, or close it (contextlib.aclosing).

    `waited_seconds` is how long it waited for its turn. `whole` are all its bytes, where they have come together; then
    there is nothing to close.

    Iteration raises a QueryError when the answer cannot be finished: what came before is then not the whole.
    """

    kind: AnswerKind
    format: Format
    chunks: Chunks
    waited_seconds: float = 0.0
    whole: bytes | None = None


class Pending(Protocol):
    """A query that has been begun."""

    def tell(self, listener: Callable[[], None]) -> None:
        """Call this once, when there is something of the answer, or a failure."""
        ...

    def whole_answer(self) -> Answer | None:
        """The answer, where all of it has come."""
        ...

    async def answer(self) -> Answer:
        """As `Store.query`."""
        ...

    def give_up(self) -> None:
        """Do without the answer."""
        ...


@dataclass(frozen=True)
class Capabilities:
    """The honest differences between stores. What is not named here is the same for all."""

    union_default_graph: bool
    """The default graph holds what the named graphs hold. See https://www.w3.org/TR/sparql11-service-description/"""

    exact_datasets: bool
    """A query sees the graphs that it names, in its parameters or in FROM, and no others."""

    lexical_forms: bool
    """`"01"^^xsd:integer` comes back as it was written, not as 1."""

    triple_terms: bool
    """Triples may be terms. See https://www.w3.org/TR/rdf12-concepts/#section-triple-terms"""

    streams: bool
    """The first rows leave before the last are found."""

    fixed_revisions: bool
    """Equal revisions give equal answers for ever; if not, an answer may be as much too old as one revision lasts."""

    services: tuple[str, ...] = ()
    """The endpoints that SERVICE may call. See https://www.w3.org/TR/sparql11-federated-query/"""

    merges_graphs: bool = True
    """A triple that is in several graphs of the default graph is one triple there, and counts once."""

    keeps_order: bool = False
    """What is asked again of one revision has its rows in the same order, unsorted too: OFFSET goes on after LIMIT."""

    max_rows: int | None = None
    """Longer answers are cut by the store, and not always visibly; None where no such limit was met."""


class Store(Protocol):
    """A queryable dataset of one revision."""

    @property
    def revision(self) -> str:
        """Names the state that is answered from; equal revisions give equal answers."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this store can, of what not all can. Known once it is open."""
        ...

    async def open(self) -> None:
        """Get ready to answer. Raises SourceError or StoreError when that cannot be."""
        ...

    async def query(self, query: Query) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError."""
        ...

    async def count(self, query: Query) -> bytes:
        """The whole answer to a count over all of the store, which may take longer than a query and takes no place.

        Where the store is on disk or elsewhere, `settings.count_timeout` bounds it, and one is made at a time. Raises
        what `query` raises.
        """
        ...

    async def close(self) -> None:
        """Let go of everything; further queries are an error."""
        ...


class PromptStore(Store, Protocol):
    """A store that begins a query on the spot, for those who cannot wait. `prompt_store` tells which does."""

    def begin(self, query: Query) -> Pending | None:
        """The query on its way; None where it needs more than that. Raises QueryError, BusyError or StoreError."""
        ...


def prompt_store(store: Store) -> PromptStore | None:
    """The store as one that begins queries on the spot, if it does; its class is asked, for it need not be open yet."""
    return cast(PromptStore, store) if hasattr(type(store), "begin") else None


@dataclass(frozen=True)
class Update:
    """One request of SPARQL Update: several operations, done all or not at all.

    What the protocol gives as `using-graph-uri` and `using-named-graph-uri` stands in the text, as USING and USING
    NAMED. See https://www.w3.org/TR/sparql11-update/
    """

    text: str
    base_iri: str | None = None


@dataclass(frozen=True)
class Document:
    """RDF as it was sent. Named graphs in it are an error: what is written is one graph. `client` is as in Query.

    See https://www.w3.org/TR/sparql11-http-rdf-update/#dfn-rdfpayload
    """

    content: bytes
    syntax: Format
    base_iri: str | None = None
    is_gzip: bool = False
    client: str = ""


@dataclass(frozen=True)
class Precondition:
    """The state in which a graph must be for a write to be done: If-Match and If-None-Match.

    See https://www.rfc-editor.org/rfc/rfc9110#name-preconditions
    """

    exists: bool | None = None
    """If-Match: * is True, If-None-Match: * is False."""

    one_of: tuple[str, ...] = ()
    """The versions in If-Match, of which one must be the graph's."""

    none_of: tuple[str, ...] = ()
    """The versions in If-None-Match, of which none may be the graph's."""

    def holds_for(self, version: str | None) -> bool:
        """Whether a graph of this version may be written to; None is a graph that is not there."""
        return (
            (self.exists is None or self.exists == (version is not None))
            and (not self.one_of or version in self.one_of)
            and version not in self.none_of
        )


ALWAYS = Precondition()
"""No condition."""


class WritableStore(Store, Protocol):
    """A store whose graphs can be written to, by one writer at a time.

    A write is done wholly or not at all, and seen by every query that begins after it. All writes raise BusyError when
    too many wait, and StoreError when the store cannot be written to (a full disk, a folder without permission); the
    store still answers then.
    """

    async def update(self, update: Update) -> None:
        """Do an update. Raises QueryError."""
        ...

    async def put_graph(
        self, graph: GraphName, documents: Sequence[Document], precondition: Precondition = ALWAYS
    ) -> bool:
        """Make the documents, merged, the content of the graph; whether the graph is new.

        Raises DocumentError, TooLargeError, QueryTimeoutError or PreconditionFailedError.
        """
        ...

    async def post_graph(
        self, graph: GraphName, documents: Sequence[Document], precondition: Precondition = ALWAYS
    ) -> bool:
        """Add the documents to the graph; whether the graph is new. Raises as `put_graph` does."""
        ...

    async def delete_graph(self, graph: GraphName, precondition: Precondition = ALWAYS) -> bool:
        """Drop the graph, or empty the default graph; whether it was there. Raises PreconditionFailedError."""
        ...

    async def graph_version(self, graph: GraphName, client: str = "") -> str | None:
        """A strong validator of the graph's content: equal if and only if the graph holds the same triples.

        None when there is no such graph; the default graph is always there. `client` is as in Query. Raises what
        `query` raises.
        """
        ...
