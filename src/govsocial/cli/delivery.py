"""The command `publish`: a release goes into an engine that others run, and is read back from there.

See https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.options import with_settings
from govsocial.cli.progress import MeasuringBar, measuring_bar
from govsocial.cli.publication import Publication, published
from govsocial.errors import BusyError, QueryError, SettingError, StoreError
from govsocial.publishing.delivery import Comparison, Consignment, compare, consignment_of, deliver, obsolete_graphs
from govsocial.settings import DAY, Settings
from govsocial.store import endpoint
from govsocial.store.graph_store import GraphStore, GraphStoreProtocol, GraphUpdates
from govsocial.store.remote import RemoteStore

AUTHORIZATION = "GOVSOCIAL_STORE_AUTHORIZATION"
GRAPH_STORES = {"/query": "/store", "/sparql": "/graphs"}
"""Where the Graph Store is that belongs to an endpoint: as `oxigraph serve` has it, and as we do."""

_MOST_TOLD = 5


@with_settings("base_iri", "worker_memory")
def publish(
    *,
    to: Annotated[
        list[str],
        typer.Option(
            "--to",
            metavar="URL",
            help="The SPARQL endpoint, where the release is read back; what serve --store takes. Repeat it for further "
            "endpoints that are to hold the same.",
        ),
    ],
    graph_store: Annotated[
        str | None,
        typer.Option(
            "--graph-store",
            metavar="URL",
            help="Where graphs are written by the Graph Store Protocol. Without it: /store beside an endpoint /query "
            "(oxigraph serve), /graphs beside /sparql (govsocial serve --writable).",
        ),
    ] = None,
    update: Annotated[
        str | None,
        typer.Option("--update", metavar="URL", help="Where graphs are written by SPARQL Update, in small pieces."),
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option(
            "--release", metavar="DIR", help="This release, or the newest in this folder; else the bundled graph's."
        ),
    ] = None,
    settings: Settings,
) -> None:
    """Load a release into an engine that exists and scales, graph by graph, and prove that it is there.

    Each graph of the release takes the place of what is there under its name; graphs that a release before has brought,
    and this one has not, are dropped; all others stay. It can be run again, also when it ended in the middle. Readers
    see old graphs beside new ones meanwhile: where that matters, publish to a second store and send them there.

    All is read back and compared, and a difference ends with exit code 1. GOVSOCIAL_STORE_AUTHORIZATION is sent as the
    header Authorization; a store that asks for Digest gets it where Basic was given.

    [bold]Examples[/bold]

    govsocial publish --to http://localhost:7878/query   [dim](oxigraph serve)[/dim]

    GOVSOCIAL_STORE_AUTHORIZATION='Bearer …' govsocial publish --to http://localhost:8000/sparql   [dim](ours)[/dim]

    govsocial publish --to http://localhost:3030/ds/query --graph-store http://localhost:3030/ds/data
    [dim](Fuseki)[/dim]

    govsocial publish --to http://localhost:8890/sparql --graph-store http://localhost:8890/sparql-graph-crud-auth
    [dim](Virtuoso, with GOVSOCIAL_STORE_AUTHORIZATION='Basic …')[/dim]

    govsocial publish --to https://replica-1:8182/sparql --to https://replica-2:8182/sparql --update
    https://writer:8182/sparql --release release
    """
    if graph_store is not None and update is not None:
        raise typer.BadParameter("give one of --graph-store and --update")
    target = Target(tuple(to), os.environ.get(AUTHORIZATION) or None, settings)
    there = target.graph_store(graph_store, update)
    with published(settings, None, release) as publication:
        consignment = _consignment(publication)
        with measuring_bar("triples") as bar:
            for line in asyncio.run(_publish(consignment, target, there, bar)):
                typer.echo(line)


@dataclass(frozen=True)
class Target:
    """The endpoints of a store, of which the first is asked before anything is written, and all are afterwards."""

    urls: tuple[str, ...]
    authorization: str | None
    settings: Settings

    def graph_store(self, graph_store: str | None, update: str | None) -> GraphStore:
        """Where graphs are written. Raises SettingError."""
        for url in self.urls:
            endpoint.check(url, self.authorization)
        if update is not None:
            return GraphUpdates(update, self.authorization)
        return GraphStoreProtocol(graph_store or _graph_store_beside(self.urls[0]), self.authorization)

    @asynccontextmanager
    async def reading(self, url: str, graphs: tuple[str, ...]) -> AsyncIterator[RemoteStore]:
        """The graphs as they are to be read there. Errors of the store and of what it is asked name the URL."""
        settings = replace(self.settings, workers=1, spares=1, timeout=DAY)
        store = RemoteStore(url, settings, self.authorization, graphs)
        try:
            await store.open()
            yield store
        except (StoreError, QueryError, BusyError) as error:
            raise StoreError(f"{url}: {error}") from error
        finally:
            await store.close()


async def _publish(consignment: Consignment, target: Target, there: GraphStore, bar: MeasuringBar) -> list[str]:
    """What can be said of each endpoint in the end. Raises StoreError."""
    graphs = tuple(consignment.graphs)
    async with there:
        async with target.reading(target.urls[0], graphs) as store:
            obsolete = await obsolete_graphs(consignment, store)
        bar.begin(consignment.triples)
        await deliver(consignment, there, obsolete, bar)
    said = []
    for url in target.urls:
        async with target.reading(url, graphs) as store:
            bar.begin(consignment.triples)
            said.append(f"{url}: {_result(consignment, await compare(consignment, store, bar))}")
    return said


def _graph_store_beside(url: str) -> str:
    for ending, other in GRAPH_STORES.items():
        if url.endswith(ending):
            return url.removesuffix(ending) + other
    raise SettingError(
        f"Where graphs are written is not to be seen from {url}; give --graph-store URL, or --update URL."
    )


def _consignment(publication: Publication) -> Consignment:
    assert publication.release is not None, "what is published is a release"
    return consignment_of(publication.files[0], publication.names, publication.release.canonical_hash)


def _result(consignment: Consignment, comparison: Comparison) -> str:
    """What an endpoint holds. Raises StoreError where it is not the release."""
    graphs = len(consignment.graphs)
    what = f"{consignment.triples:,} triples in {graphs:,} graph{'' if graphs == 1 else 's'}"
    if comparison.is_equal_by_spelling:
        return f"{what}, with the canonical hash of the release, {comparison.canonical_hash}."
    if comparison.is_equal_by_value:
        return (
            f"{what}, equal to the release by value: the store spells some literals otherwise, "
            f"so that their canonical hash is {comparison.canonical_hash} and not {consignment.canonical_hash}."
        )
    if not comparison.differences:
        raise StoreError("Each graph is there, but blank nodes that several graphs share have come apart.")
    told = [str(each) for each in comparison.differences[:_MOST_TOLD]]
    more = len(comparison.differences) - len(told)
    raise StoreError(
        f"It differs from the release in {len(comparison.differences):,} of {len(consignment.graphs):,} graphs: "
        f"{'; '.join(told)}{f'; and {more:,} more' if more else ''}."
    )
