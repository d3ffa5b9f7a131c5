"""The command `serve`: the bundled graph, a built release or any other RDF, over HTTP.

See https://www.w3.org/TR/sparql11-protocol/
"""

import asyncio
import contextlib
import gc
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from govsocial.cli.holdings import holdings_of
from govsocial.cli.logs import log_to_stderr
from govsocial.cli.options import with_settings
from govsocial.cli.publication import Data, Publication, published, write_bundled_release
from govsocial.cli.server import STOP_SIGNALS, address, listen, run_server
from govsocial.errors import SettingError
from govsocial.settings import Settings
from govsocial.store import endpoint
from govsocial.store.live import LiveStore
from govsocial.store.remote import REVISION_SECONDS, RemoteStore
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app, lanes_of
from govsocial.web.operations import operations_of
from govsocial.web.site import Writing

logger = logging.getLogger(__name__)

_LEAST_TOKEN = 16


@with_settings()
def serve(
    *,
    data: Data = None,
    release: Annotated[
        Path | None, typer.Option("--release", metavar="DIR", help="Serve this release, or the newest in this folder.")
    ] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(
            "--store",
            metavar="DIR|URL",
            help="Serve the store in this folder, made if need be; or the SPARQL endpoint at this URL, with the header "
            "in GOVSOCIAL_STORE_AUTHORIZATION, if any. Dumps and stored queries over a URL are those of --release, "
            "or of the bundled graph, if the store holds its graphs. Repeat it for replicas of one release: they take "
            "turns, and stand in for one that is gone.",
        ),
    ] = None,
    writable: Annotated[
        bool,
        typer.Option("--writable", help="Take writes to --store DIR from those who send the token GOVSOCIAL_TOKEN."),
    ] = False,
    settings: Settings,
) -> None:
    """Serve the graph: SPARQL, an address for every entity, dumps. There is nothing to set up; Ctrl-C stops it.

    [bold]Examples[/bold]

    govsocial serve

    govsocial serve --port 8080 --timeout 30

    govsocial serve --data my.ttl --data more.nq.gz

    govsocial build && govsocial serve --release release

    GOVSOCIAL_TOKEN=… govsocial serve --store DIR --writable

    oxigraph serve --location DIR & govsocial serve --store http://localhost:7878/query

    govsocial serve --store http://localhost:8890/sparql --release release   [dim](Virtuoso)[/dim]

    govsocial serve --store http://replica-1:7878/query --store http://replica-2:7878/query
    """
    is_remote = bool(store) and all(each.startswith(("http://", "https://")) for each in store or ())
    if sum(map(bool, (data, release and not is_remote, store))) > 1:
        raise typer.BadParameter("give one of --data, --release and --store")
    if store and len(store) > 1 and not is_remote:
        raise typer.BadParameter("give one --store DIR, or as many --store URL as there are replicas")
    if writable and (not store or is_remote):
        raise typer.BadParameter("--writable goes with --store DIR: files, releases and URLs are never written to")
    token = _token() if writable else None
    for number in STOP_SIGNALS:  # until the server is there to hear them
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        if not store:
            _serve(data, release, settings)
        elif is_remote:
            _serve_remote(list(dict.fromkeys(store)), release, settings)
        else:
            _serve_store(Path(store[0]), token, settings)


def _token() -> str:
    """The secret that lets clients write; it comes by the environment, where other users do not see it."""
    token = os.environ.get("GOVSOCIAL_TOKEN", "")
    if len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingError(
            f"--writable needs a secret in the environment variable GOVSOCIAL_TOKEN: {_LEAST_TOKEN} or more letters, "
            "digits and signs, without blanks."
        )
    return token


def _serve_store(folder: Path, token: str | None, settings: Settings) -> None:
    with listen(settings.host, settings.port, settings.reuse_port) as listener:
        log_to_stderr()
        store = LiveStore(folder, settings)
        app = create_app(store, settings, (), None, None if token is None else Writing(store, token))
        url = address(listener)
        rights = "read-only" if token is None else "those with the token may write"
        welcome = f"govsocial serves the store {folder} at {url} ({rights}; Ctrl-C stops it)."
        _serve_to_the_end(
            run_server(app, store, listener, settings, lambda: typer.echo(welcome), operations_of(app), lanes_of(app))
        )


def _serve_remote(urls: Sequence[str], release: Path | None, settings: Settings) -> None:
    """What is served over the URLs depends on what the store there holds of the release, when the server starts."""
    authorization = os.environ.get("GOVSOCIAL_STORE_AUTHORIZATION") or None
    for url in urls:
        endpoint.check(url, authorization)
    with (
        listen(settings.host, settings.port, settings.reuse_port) as listener,
        published(settings, None, release) as publication,
    ):
        log_to_stderr()
        most = min(settings.max_age, int(REVISION_SECONDS))  # nobody may trust it for longer than we do ourselves
        settings = replace(settings, base_iri=publication.names.base, max_age=most)
        held = holdings_of(publication.files[0], urls, settings, authorization)
        if not held.is_whole:
            logger.warning("%s", held)
        store = RemoteStore(urls, settings, authorization, held.graphs if held.is_whole else None)
        queries = () if held.is_nothing else publication.stored_queries
        offered = publication if held.is_whole else replace(publication, release=None, releases=None)
        app = create_app(store, settings, queries, offered.release, releases=offered.releases)
        welcome = (
            f"govsocial is at {address(listener)} (Ctrl-C stops it), over the store at {' and '.join(urls)}. {held}"
        )

        def serving(when_ready: Callable[[], None]) -> Coroutine[None, None, None]:
            return run_server(app, store, listener, settings, when_ready, operations_of(app), lanes_of(app))

        _serve_to_the_end(_run(serving, welcome, offered))


def _serve(data: list[Path] | None, release: Path | None, settings: Settings) -> None:
    with (
        listen(settings.host, settings.port, settings.reuse_port) as listener,
        published(settings, data, release) as publication,
    ):
        log_to_stderr()
        settings = replace(settings, base_iri=publication.names.base)
        store = WorkerStore(publication.files, publication.revision, settings)
        app = create_app(
            store, settings, publication.stored_queries, publication.release, releases=publication.releases
        )

        def serving(when_ready: Callable[[], None]) -> Coroutine[None, None, None]:
            return run_server(app, store, listener, settings, when_ready, operations_of(app), lanes_of(app))

        _serve_to_the_end(_run(serving, _welcome(address(listener), publication), publication))


def _serve_to_the_end(serving: Coroutine[None, None, None]) -> None:
    """Serve to the end, on a loop that is quicker than Python's own: a third more repeated queries (measured, 2026-11).

    What is there by now stays, and is not looked at again whenever garbage is collected, as everybody would wait for
    that, some 50 milliseconds (measured, 2026-11).
    """
    gc.collect()
    gc.freeze()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)


async def _run(
    serving: Callable[[Callable[[], None]], Coroutine[None, None, None]], welcome: str, publication: Publication
) -> None:
    """Serves; what need not be there for the first answer is written once the server is ready."""
    writing: list[asyncio.Task[None]] = []

    def when_ready() -> None:
        typer.echo(welcome)
        if publication.releases is not None and not publication.releases.done():
            writing.append(asyncio.create_task(write_bundled_release(publication)))

    try:
        await serving(when_ready)
    finally:
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)


def _welcome(url: str, publication: Publication) -> str:
    """The address, and what to try next."""
    release = publication.release
    what = f"{len(publication.files)} of your files" if release is None else f"{release.counts.triples:,} triples"
    lines = [
        f"govsocial serves {what} at {url} (Ctrl-C stops it). Try:",
        f"  a browser    {url}/",
        f"  a question   curl {url}/sparql --data-urlencode 'query=SELECT * {{ ?s a ?type }} LIMIT 5'",
    ]
    if release is not None:
        lines.append(f"  an entity    curl -L -H 'Accept: text/turtle' {url}/id/tool/twitter")
    return "\n".join(lines)
