"""What a command asks or serves: the bundled graph, a built release, or other RDF files.

See https://www.w3.org/TR/sparql11-query/#rdfDataset
"""

import asyncio
import hashlib
import logging
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.files import check_file
from govsocial.errors import GovsocialError, SourceError, StoreError
from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.model.stored_queries import StoredQuery, load_stored_queries
from govsocial.publishing import bundle
from govsocial.publishing.archive import open_archive
from govsocial.publishing.assembly import assemble
from govsocial.publishing.release import Release, Summary, summarize
from govsocial.settings import Settings
from govsocial.store.oxigraph import serialize
from govsocial.store.workers import WorkerStore

logger = logging.getLogger(__name__)

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Data = Annotated[
    list[Path] | None,
    typer.Option("--data", metavar="FILE", help="RDF to use instead, in any syntax, .gz too; repeat for more files."),
]


@dataclass(frozen=True)
class Publication:
    """The files that workers load, the name of that state, the IRIs in it, and what comes with it.

    `releases` are there, or will be once `write_bundled_release` is done.
    """

    files: tuple[Path, ...]
    revision: str
    names: Names
    stored_queries: tuple[StoredQuery, ...] = ()
    release: Summary | None = None
    releases: Future[tuple[Release, ...]] | None = None


@contextmanager
def published(
    settings: Settings, data: Sequence[Path] | None = None, release: Path | None = None
) -> Iterator[Publication]:
    """The files of `data`, the newest release in the directory `release`, or the bundled graph.

    The bundled graph is assembled in a temporary directory that goes with the context. Raises SourceError.
    """
    if data:
        yield of_files(data, Names(settings.base_iri))
    elif release is not None:
        yield of_releases(open_archive(release))
    else:
        with tempfile.TemporaryDirectory(prefix="govsocial-") as directory:
            yield bundled(Path(directory), Names(settings.base_iri))


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


def bundled(directory: Path, names: Names) -> Publication:
    """The bundled graph in N-Quads in a directory; its release is still to be written there."""
    assembly = assemble(Sources.bundled(), names)
    content = serialize(assembly.quads, formats.N_QUADS, {})
    path = directory / "dataset.nq"
    path.write_bytes(content)
    summary = summarize(assembly, hashlib.sha256(content).hexdigest())
    return Publication((path,), assembly.revision, names, assembly.stored_queries, summary, Future())


async def write_bundled_release(publication: Publication) -> None:
    """Write the release of a bundled publication beside its dataset, in a process of its own that goes with ours."""
    assert publication.releases is not None, "a bundled publication has a place for its release"
    directory = publication.files[0].with_name("release")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", bundle.__name__, str(directory), publication.names.base),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # an interrupt at the terminal reaches us alone
    )
    try:
        code = await process.wait()
        if -code in _STOPS:  # of all of us, before it had left our group: the server is about to stop
            return
        publication.releases.set_result((_written(directory, publication, code),))
    except GovsocialError as error:
        logger.error("The files of the release are not offered: %s", error)
        publication.releases.set_exception(error)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _written(directory: Path, publication: Publication, exit_code: int) -> Release:
    """The release that the process has written. Raises StoreError when it is not the one that is served."""
    if exit_code:
        raise StoreError(f"The files of this release could not be written (exit code {exit_code}).")
    release = Release.open(directory)
    if release.revision != publication.revision:
        raise StoreError("The sources have changed while the server started; it has to be started again.")
    return release


def of_releases(releases: tuple[Release, ...]) -> Publication:
    """The publication of the newest of some releases, with the stored queries that came with the package."""
    newest, names = releases[0], Names(releases[0].base_iri)
    kept: Future[tuple[Release, ...]] = Future()
    kept.set_result(releases)
    queries = load_stored_queries(Sources.bundled().queries, names)
    return Publication((newest.dataset_path,), newest.revision, names, queries, newest, kept)


def of_files(paths: Sequence[Path], names: Names) -> Publication:
    """The publication of RDF files; their bytes name its state. Raises SourceError for one that cannot be read."""
    for path in paths:
        check_file(path)
    digest = hashlib.sha256(b"".join(_digest(path) for path in paths))
    return Publication(tuple(path.absolute() for path in paths), digest.hexdigest()[:16], names)


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
