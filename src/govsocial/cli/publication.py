"""What a command asks or serves: the bundled graph, a built release, or other RDF files.

See https://www.w3.org/TR/sparql11-query/#rdfDataset
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from govsocial.errors import SourceError
from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.model.stored_queries import StoredQuery, load_stored_queries
from govsocial.publishing.build import assemble, build
from govsocial.publishing.release import Release
from govsocial.settings import Settings
from govsocial.store.oxigraph import serialize
from govsocial.store.workers import WorkerStore

Data = Annotated[
    list[Path] | None,
    typer.Option("--data", metavar="FILE", help="RDF to use instead, in any syntax, .gz too; repeat for more files."),
]


@dataclass(frozen=True)
class Publication:
    """The files that workers load, the name of that state, the IRIs in it, and what comes with it."""

    files: tuple[Path, ...]
    revision: str
    names: Names
    stored_queries: tuple[StoredQuery, ...] = ()
    release: Release | None = None


@contextmanager
def published(
    settings: Settings, data: Sequence[Path] | None = None, release: Path | None = None
) -> Iterator[Publication]:
    """The files of `data`, the release in the directory `release`, or the bundled graph.

    The bundled graph is assembled in a temporary directory that goes with the context. Raises SourceError.
    """
    if data:
        yield of_files(data, Names(settings.base_iri))
    elif release is not None:
        yield of_release(Release.open(release))
    else:
        with assembled(settings) as bundled:
            yield of_release(bundled)


@contextmanager
def asked(settings: Settings, data: Sequence[Path] | None = None) -> Iterator[Publication]:
    """As `published`, for a command that asks and leaves: without the dumps, which take as long as all the rest."""
    if data:
        yield of_files(data, Names(settings.base_iri))
        return
    with tempfile.TemporaryDirectory(prefix="govsocial-") as directory:
        assembly = assemble(Sources.bundled(), Names(settings.base_iri))
        path = Path(directory) / "dataset.nq"
        path.write_bytes(serialize(assembly.quads, formats.N_QUADS, {}))
        yield Publication((path,), assembly.revision, assembly.names)


@contextmanager
def assembled(settings: Settings) -> Iterator[Release]:
    """A release of the bundled sources, without the check against the shapes: they were checked before they came."""
    with tempfile.TemporaryDirectory(prefix="govsocial-") as directory:
        names = Names(settings.base_iri)
        yield build(Sources.bundled(), Path(directory) / "release", names, validate=False)


def of_release(release: Release) -> Publication:
    """The publication of a release, with the stored queries that came with the package."""
    names = Names(release.base_iri)
    queries = load_stored_queries(Sources.bundled().queries, names)
    return Publication((release.dataset_path,), release.revision, names, queries, release)


def of_files(paths: Sequence[Path], names: Names) -> Publication:
    """The publication of RDF files; their bytes name its state. Raises SourceError for one that cannot be read."""
    for path in paths:
        check_name(path)
    digest = hashlib.sha256(b"".join(_digest(path) for path in paths))
    return Publication(tuple(path.absolute() for path in paths), digest.hexdigest()[:16], names)


def check_name(path: Path) -> None:
    """Raises SourceError when there is no such file, or its name tells no RDF format."""
    if not path.exists():
        raise SourceError("There is no such file.", str(path))
    if path.is_dir():
        raise SourceError("This is a directory; name the files in it.", str(path))
    if not path.is_file():
        raise SourceError("This is no regular file.", str(path))  # a pipe or device cannot be read twice
    if formats.of_path(path.name) is None:
        known = " ".join(f".{each.extension}" for each in formats.RDF_FORMATS)
        raise SourceError(f"Its name tells no RDF format; known are {known}, and .gz after each.", str(path))


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise SourceError(f"It cannot be read: {error.strerror or error}.", str(path)) from error


def probe(paths: Sequence[Path], settings: Settings) -> None:
    """Reads RDF files in a worker, within its memory: what a parser dies of takes the worker, and not us.

    Raises SourceError for the first file that cannot be read.
    """
    if paths:
        publication = of_files(paths, Names(settings.base_iri))
        asyncio.run(_open_and_close(WorkerStore(publication.files, publication.revision, replace(settings, workers=1))))


async def _open_and_close(store: WorkerStore) -> None:
    try:
        await store.open()
    finally:
        await store.close()
