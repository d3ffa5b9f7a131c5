"""Dumps loaded into a store on disk that no server has at the moment: all of them, or nothing.

See https://www.w3.org/TR/n-quads/ and `govsocial.store.revisions` for what is in the folder.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from govsocial.errors import StoreError
from govsocial.store.oxigraph import Quad, read_batches
from govsocial.store.revisions import Revisions, remake
from govsocial.store.writable import WritableDataset

_STEP = 10_000
"""Triples from one report to the next: some 20 ms."""

_AT_ONCE = 1_000_000
"""Triples that the engine makes one table of for each index. Look-ups ask every table: with the ten of 10,000,000
triples one takes 0.58 ms of processor time, optimized 0.18 ms, and with 100,000 triples 0.10 ms (measured, 0.5.13)."""


@dataclass(frozen=True)
class Loaded:
    """What was made: a revision, of what was there and so many triples that were read."""

    revision: str
    triples: int


@dataclass(frozen=True)
class Progress:
    """How far the files are read, by the bytes that they have on disk, and the file that is being read.

    There is none when all are read: what follows is the end of the index, of the last million triples.
    """

    file: str | None
    triples: int
    bytes_read: int
    bytes_in_all: int


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Dumps:
    """RDF files in any syntax. Triples go to `graph` when there is one; named graphs stay what they are.

    A relative IRI is resolved against the graph, or else against the base with the file's name.
    """

    files: Sequence[Path]
    base_iri: str
    graph: str | None = None

    def quads(self, report: Report) -> Iterator[Quad]:
        """All quads; blank nodes of two files are two. Raises SourceError."""
        return chain.from_iterable(self._batches(report))

    def _batches(self, report: Report) -> Iterator[Iterable[Quad]]:
        sizes = [file.stat().st_size if file.is_file() else 0 for file in self.files]
        triples = 0
        for number, file in enumerate(self.files):
            before = sum(sizes[:number])
            report(Progress(file.name, triples, before, sum(sizes)))
            base_iri = self.graph or self.base_iri + quote(file.name.removesuffix(".gz"))
            for batch, bytes_read in read_batches(file, _STEP, self.graph, base_iri):
                triples += len(batch)
                report(Progress(file.name, triples, before + bytes_read, sum(sizes)))
                yield batch
        report(Progress(None, triples, sum(sizes), sum(sizes)))


def load(folder: Path, dumps: Dumps, report: Report) -> Loaded:
    """Make a revision that holds the dumps too; the folder is made when there is none.

    Memory is bounded by what the engine holds at a time, some million triples for each core that it builds an index
    with. Raises SourceError for a file, and StoreError where the folder cannot be written to or a server has it.
    """
    revisions = Revisions(folder)
    if not revisions.claim():
        raise StoreError(f"The store in {folder} is in use by a server; stop it first, or write by its HTTP.")
    triples = 0

    def counted(progress: Progress) -> None:
        nonlocal triples
        triples = progress.triples
        report(progress)

    try:
        remake(revisions.live, revisions.current)
        dataset = WritableDataset(revisions.live)
        dataset.load(dumps.quads(counted))
        if triples > _AT_ONCE:
            dataset.optimize()
        dataset.checkpoint(revisions.new())
        return Loaded(revisions.publish().name, triples)
    except OSError as error:
        raise StoreError(f"The store cannot be written to: {error.strerror or error}.") from error
    finally:
        revisions.abandon()
        shutil.rmtree(revisions.live, ignore_errors=True)
        revisions.sweep(())
        revisions.release()
