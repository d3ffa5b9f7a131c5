"""The command `mcp`: the tools for a language-model agent that starts this program and talks over stdio.

See https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.options import with_settings
from govsocial.cli.publication import Data, Publication, published
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.agents.gate import agent_server
from govsocial.web.app import create_app


@with_settings("base_iri", "timeout", "workers", "worker_memory", "max_query_bytes", "max_result_bytes")
def mcp(
    *,
    data: Data = None,
    release: Annotated[
        Path | None, typer.Option("--release", metavar="DIR", help="Use this release, or the newest in this folder.")
    ] = None,
    settings: Settings,
) -> None:
    """Give a language-model agent tools for the graph, by the Model Context Protocol over stdin and stdout.

    The agent starts this command itself, which needs no server. Agents that speak HTTP find the same tools
    at the address /mcp of a server.

    [bold]Example[/bold]

    claude mcp add govsocial -- govsocial mcp
    """
    with published(settings, data, release) as publication:
        asyncio.run(_converse(publication, replace(settings, base_iri=publication.names.base)))


async def _converse(publication: Publication, settings: Settings) -> None:
    store = WorkerStore(publication.files, publication.revision, settings)
    app = create_app(store, settings, publication.stored_queries, publication.release)
    await store.open()
    try:
        await (await agent_server()).converse_on_stdio(app)
    finally:
        await store.close()
