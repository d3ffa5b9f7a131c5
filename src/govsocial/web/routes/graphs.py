"""Named graphs of ours, each as a document at its own IRI.

See https://www.w3.org/TR/sparql11-http-rdf-update/#direct-graph-identification
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import GRAPH_FORMATS, HTML
from govsocial.store import description
from govsocial.web.documents import graph_response, negotiated
from govsocial.web.entity import entity_context
from govsocial.web.pages import page
from govsocial.web.paths import candidates, raw_path
from govsocial.web.reading import select
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()


@readable(router, "/graph/{name:path}")
async def describe_graph(request: Request) -> Response:
    """The triples of a named graph, or a page about it."""
    for iri in candidates(raw_path(request), site_of(request).names):
        if not (await select(request, description.has_triples(iri))).boolean:
            continue
        graph_format = negotiated(request)
        if graph_format is not HTML:
            return await graph_response(request, description.named_graph(iri), graph_format)
        context = await entity_context(request, iri)
        formats = {each.label: f"?format={each.name}" for each in GRAPH_FORMATS}
        return page(request, "thing.html", {**context, "formats": formats}, headers={"Vary": "Accept"})
    raise NotFoundError(f"There is no graph {site_of(request).names.of_path(raw_path(request))[:300]}.")
