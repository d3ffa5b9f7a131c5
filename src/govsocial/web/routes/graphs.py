"""Named graphs of ours, each as a document at its own IRI.

See https://www.w3.org/TR/sparql11-http-rdf-update/#direct-graph-identification
"""

from collections.abc import Collection, Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.store import description
from govsocial.web.descriptions import of_graph
from govsocial.web.documents import find, respond
from govsocial.web.entity import show_thing, tell_thing
from govsocial.web.openapi import DOCUMENT
from govsocial.web.reading import select
from govsocial.web.routing import readable

router = APIRouter()


@readable(router, "/graph/{name:path}", operation=DOCUMENT)
async def describe_graph(request: Request) -> Response:
    """The triples of a named graph and what is said of it, in any format."""
    return await respond(request, await find(request, _with_triples), of_graph, show_thing, tell_thing)


async def _with_triples(request: Request, iris: Iterable[str]) -> Collection[str]:
    return [iri for iri in iris if (await select(request, description.has_triples(iri))).boolean]
