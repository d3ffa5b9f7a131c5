"""The engine's side of writing: a dataset on disk that is updated, and checkpoints of it.

What is here leaves a dataset half-written when it fails: only a checkpoint counts (`govsocial.store.revisions`).
See https://www.w3.org/TR/sparql11-update/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from govsocial.errors import (
    ForbiddenError,
    PreconditionFailedError,
    QuerySyntaxError,
    StoreError,
    UpdateConflictError,
)
from govsocial.store import dialect
from govsocial.store.base import GraphName, Precondition, Update
from govsocial.store.diagnosis import diagnose_update
from govsocial.store.oxigraph import (
    DefaultGraph,
    Functions,
    Quad,
    RdfFormat,
    Store,
    engine_term,
    graph_version,
    storage_fault,
    with_all_functions,
)

_BULK_BYTES = 16 * 1024 * 1024
"""A file from this size on is loaded past the log: faster, and in bounded memory, but each load makes table files."""

MOST_CHECKPOINTS = 500
"""The engine keeps some 9 KB of each flush until the store is closed (measured, 0.5.13), so that it is opened anew."""


class WritableDataset:
    """The dataset in a folder, which this process alone has open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open()

    def _open(self) -> None:
        self._checkpoints = 0
        with _store_errors():
            self._store = Store(str(self._folder))

    def update(self, update: Update) -> None:
        """Do all operations, or none. Raises QueryError or StoreError."""
        try:
            with _store_errors():
                with_all_functions(partial(self._update, dialect.mended(update.text), update.base_iri))
        except UnicodeEncodeError as error:
            raise QuerySyntaxError("The update contains half of a surrogate pair, which is no character.") from error
        except SyntaxError as error:
            raise diagnose_update(update.text, str(error), update.base_iri) from error
        except ValueError as error:
            raise QuerySyntaxError(f"The update cannot be evaluated: {error}.") from error

    def _update(self, text: str, base_iri: str | None, functions: Functions) -> None:
        self._store.update(text, base_iri=base_iri, custom_functions=functions)

    def put(self, graph: GraphName, files: Sequence[Path], precondition: Precondition) -> bool:
        """Make the triples of N-Triples files all that the graph holds; whether the graph was there before."""
        existed = self._require(graph, precondition)
        with _store_errors():
            self._store.clear_graph(engine_term(graph))
        self._load(graph, files)
        return existed

    def post(self, graph: GraphName, files: Sequence[Path], precondition: Precondition) -> bool:
        """Add the triples of N-Triples files to the graph; whether it was there before."""
        existed = self._require(graph, precondition)
        self._load(graph, files)
        return existed

    def delete(self, graph: GraphName, precondition: Precondition) -> bool:
        """Drop the graph, or empty the default graph; whether it was there before."""
        existed = self._require(graph, precondition)
        with _store_errors():
            self._store.remove_graph(engine_term(graph))
        return existed

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads past the log, in bounded memory. Raises StoreError, and what reading the quads raises."""
        with _store_errors():
            self._store.bulk_extend(quads)

    def optimize(self) -> None:
        """Make one table of many for each index, in a time and a room on disk that grow with all that is there."""
        with _store_errors():
            self._store.optimize()

    def checkpoint(self, to: Path) -> None:
        """Write all that is in memory to disk, and make a folder of hard links to it, at once or not at all.

        It survives the loss of power: the engine syncs all but the name (strace, 0.5.13), and we sync that.
        When it fails, the dataset may be closed, and nothing more can be written to it.
        """
        with _store_errors():
            self._store.flush()
        if self._checkpoints >= MOST_CHECKPOINTS:
            del self._store  # closed first: the engine lets nobody open a folder twice
            self._open()
        with _store_errors():
            self._store.backup(str(to))
            _sync(to.parent)
        self._checkpoints += 1

    def _load(self, graph: GraphName, files: Sequence[Path]) -> None:
        name = engine_term(graph)
        with _store_errors():
            if not isinstance(name, DefaultGraph):
                self._store.add_graph(name)
            for file in files:
                load = self._store.bulk_load if file.stat().st_size >= _BULK_BYTES else self._store.load
                with file.open("rb") as document:  # by its path, several parsers share it, and tear blank nodes apart
                    load(document, RdfFormat.N_TRIPLES, to_graph=name)

    def _require(self, graph: GraphName, precondition: Precondition) -> bool:
        name = engine_term(graph)
        is_there = isinstance(name, DefaultGraph) or self._store.contains_named_graph(name)
        if precondition.one_of or precondition.none_of:
            version = graph_version(self._store, graph)
        else:
            version = "any" if is_there else None
        if not precondition.holds_for(version):
            message = "The graph is not in the state that the request expects; read it again, and decide anew."
            raise PreconditionFailedError(message, graph_version(self._store, graph))
        return is_there


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = storage_fault(error)
        if reason is None:  # it is the engine's network client that complains
            raise ForbiddenError("An update here reaches no other server: LOAD and SERVICE fetch nothing.") from error
        raise StoreError(f"The store cannot be written to: {reason}.") from error
    except RuntimeError as error:
        if str(error).startswith("The graph "):
            raise UpdateConflictError(f"{error}.") from error
        raise StoreError(f"The store cannot be written to: {error}.") from error
