"""The command `load`: dumps into a store on disk, before a server has it.

See https://www.w3.org/TR/dwbp/#BulkAccess
"""

from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.files import check_file
from govsocial.cli.options import with_settings
from govsocial.cli.progress import loading_bar
from govsocial.errors import RequestError
from govsocial.model.iris import is_iri
from govsocial.settings import Settings
from govsocial.store.loading import Dumps
from govsocial.store.loading import load as load_dumps


@with_settings("base_iri")
def load(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="RDF in any syntax, .gz too.")],
    store: Annotated[
        Path, typer.Option("--store", metavar="DIR", help="The store's folder, which is made if need be.")
    ],
    graph: Annotated[
        str | None, typer.Option("--graph", metavar="IRI", help="Where triples go that are in no named graph.")
    ] = None,
    settings: Settings,
) -> None:
    """Load RDF files into a store on disk: all of them, or nothing.

    Named graphs stay what they are. What was in the store stays too. No server may have the store meanwhile.

    [bold]Examples[/bold]

    govsocial load --store store dump.nq.gz

    govsocial load --store store --graph https://example.org/g first.ttl second.rdf
    """
    if graph is not None and not is_iri(graph):
        raise RequestError(f"'{graph}' is no absolute IRI; give one such as https://example.org/g.")
    for file in files:
        check_file(file)
    with loading_bar() as report:
        loaded = load_dumps(store, Dumps(files, settings.base_iri, graph), report)
    typer.echo(f"{store}: revision {loaded.revision}, with {loaded.triples:,} triples more from {_counted(files)}")


def _counted(files: list[Path]) -> str:
    return f"{len(files)} file{'' if len(files) == 1 else 's'}"
