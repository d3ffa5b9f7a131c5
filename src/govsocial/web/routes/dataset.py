"""The dataset as a whole: its figures at the well-known place, and its catalogue.

See https://www.w3.org/TR/void/#well-known and https://www.w3.org/TR/vocab-dcat-3/
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError, StoreError
from govsocial.model.formats import GRAPH_FORMATS, HTML, N_TRIPLES, Format
from govsocial.model.namespaces import PREFIXES
from govsocial.publishing import void
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.release import Release
from govsocial.store import description
from govsocial.store.base import Query
from govsocial.store.oxigraph import parse_bytes, serialize
from govsocial.web.disconnect import unless_gone
from govsocial.web.documents import graph_response, negotiated, without_suffix
from govsocial.web.entity import entity_context
from govsocial.web.pages import page
from govsocial.web.paths import raw_path
from govsocial.web.reading import MAX_PAGE_BYTES, ask_store, read, select
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()


@readable(router, "/.well-known/void")
async def describe_figures(request: Request) -> Response:
    """The VoID description: of a release the one that is a part of it, of all else what the store counts now."""
    syntax = negotiated(request, GRAPH_FORMATS)
    site = site_of(request)
    graph = f"{site.names.base}{void.GRAPH}"
    if site.release is not None and (await select(request, description.has_triples(graph))).boolean:
        return await graph_response(request, description.named_graph(graph), syntax)
    figures = void.Figures(await _sizes(request, void.CLASS_SIZES), await _sizes(request, void.PROPERTY_SIZES))
    address = str(request.url.replace(query=""))
    access = void.Access(address, f"{address}#dataset", str(request.base_url) + "sparql")
    return _document(serialize(void.statements(figures, access), syntax, PREFIXES), syntax)


@readable(router, "/dataset", "/dataset.{suffix}")
async def describe_dataset(request: Request) -> Response:
    """What the graph says of the dataset, and the catalogue of the release, as a page or in a syntax of RDF."""
    path, suffix = without_suffix(raw_path(request))
    site = site_of(request)
    iri = f"{site.names.base}dataset"
    if path != "/dataset" or not (await select(request, description.known([iri]))).rows:
        raise NotFoundError(f"Nothing is known of {site.names.of_path(path)[:300]}.")
    syntax = suffix or negotiated(request)
    if syntax is HTML:
        return page(request, "thing.html", await entity_context(request, iri), headers={"Vary": "Accept"})
    if site.release is None:
        return await graph_response(request, description.description(iri), syntax)
    return _document(await _with_catalogue(request, iri, site.release, syntax), syntax)


async def _sizes(request: Request, query: str) -> dict[str, int]:
    found = await select(request, query)
    return {row["term"].value: int(row["size"].value) for row in found.rows}


async def _with_catalogue(request: Request, iri: str, release: Release, syntax: Format) -> bytes:
    answer = await ask_store(request, Query(description.description(iri), None, N_TRIPLES))
    content, is_whole = await unless_gone(request.receive, read(answer, MAX_PAGE_BYTES))
    if not is_whole:
        raise StoreError("The description of the dataset is longer than a document of ours may be.")
    said = {quad.triple for quad in parse_bytes(content, N_TRIPLES)}
    return serialize(said | read_catalogue(release), syntax, PREFIXES)


def _document(content: bytes, syntax: Format) -> Response:
    return Response(content, headers={"Content-Type": syntax.content_type, "Vary": "Accept"})
