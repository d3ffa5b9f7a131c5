"""The command `serve`: the bundled graph, a built release or any other RDF, over HTTP.

See https://www.w3.org/TR/sparql11-protocol/
"""

import asyncio
import contextlib
import logging
import signal
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.options import with_settings
from govsocial.cli.publication import Data, Publication, published
from govsocial.cli.server import STOP_SIGNALS, address, listen, run_server
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app


@with_settings()
def serve(
    *,
    data: Data = None,
    release: Annotated[
        Path | None, typer.Option("--release", metavar="DIR", help="Serve this release, made by `govsocial build`.")
    ] = None,
    settings: Settings,
) -> None:
    """Serve the graph: SPARQL, an address for every entity, dumps. There is nothing to set up; Ctrl-C stops it.

    [bold]Examples[/bold]

    govsocial serve

    govsocial serve --port 8080 --timeout 30

    govsocial serve --data my.ttl --data more.nq.gz

    govsocial build && govsocial serve --release release
    """
    if data and release:
        raise typer.BadParameter("give --data or --release, not both")
    for number in STOP_SIGNALS:  # until the server is there to hear them
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(data, release, settings)


def _serve(data: list[Path] | None, release: Path | None, settings: Settings) -> None:
    with listen(settings.host, settings.port) as listener, published(settings, data, release) as publication:
        _log_to_stderr()
        settings = replace(settings, base_iri=publication.names.base)
        store = WorkerStore(publication.files, publication.revision, settings)
        app = create_app(store, settings, publication.stored_queries, publication.release)
        welcome = _welcome(address(listener), publication)
        asyncio.run(run_server(app, store, listener, lambda: typer.echo(welcome)))


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


def _log_to_stderr() -> None:
    """Ours from INFO on (a line a request), those of others from WARNING on."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("govsocial").setLevel(logging.INFO)
