"""Dumps loaded into a store on disk that no server has at the moment: all of them, or nothing.

See https://www.w3.org/TR/n-quads/ and `govsocial.store.revisions` for what is in the folder.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from govsocial.errors import StoreError
from govsocial.store.oxigraph import Quad, number_blank_nodes, parse
from govsocial.store.revisions import Revisions, remake
from govsocial.store.writable import WritableDataset

_STEP = 10_000
"""Triples from one report to the next: some 20 ms."""


@dataclass(frozen=True)
class Loaded:
    """What was made: a revision, of what was there and so many triples that were read."""

    revision: str
    triples: int


@dataclass(frozen=True)
class Dumps:
    """RDF files in any syntax. Triples go to `graph` when there is one; named graphs stay what they are.

    A relative IRI is resolved against the graph, or else against the base with the file's name.
    """

    files: Sequence[Path]
    base_iri: str
    graph: str | None = None

    def quads(self, report: Callable[[str, int], None]) -> Iterator[Quad]:
        """All quads; `report` hears the file that is read, and how many were read so far. Raises SourceError."""
        count = 0
        for file in self.files:
            base_iri = self.graph or self.base_iri + quote(file.name.removesuffix(".gz"))
            quads = parse(file, self.graph, base_iri)
            for quad in number_blank_nodes(quads, f"l{secrets.token_hex(8)}b"):
                if count % _STEP == 0:
                    report(file.name, count)
                count += 1
                yield quad
            report(file.name, count)


def load(folder: Path, dumps: Dumps, report: Callable[[str, int], None]) -> Loaded:
    """Make a revision that holds the dumps too; the folder is made when there is none.

    Raises SourceError for a file, and StoreError where the folder cannot be written to or a server has it.
    """
    revisions = Revisions(folder)
    if not revisions.claim():
        raise StoreError(f"The store in {folder} is in use by a server; stop it first, or write by its HTTP.")
    count = 0

    def counted(name: str, number: int) -> None:
        nonlocal count
        count = number
        report(name, number)

    try:
        _make_revision(revisions, dumps.quads(counted))
        return Loaded(revisions.publish().name, count)
    except OSError as error:
        raise StoreError(f"The store cannot be written to: {error.strerror or error}.") from error
    finally:
        revisions.abandon()
        shutil.rmtree(revisions.live, ignore_errors=True)
        revisions.sweep(())
        revisions.release()


def _make_revision(revisions: Revisions, quads: Iterator[Quad]) -> None:
    remake(revisions.live, revisions.current)
    dataset = WritableDataset(revisions.live)
    dataset.load(quads)
    dataset.checkpoint(revisions.new())
