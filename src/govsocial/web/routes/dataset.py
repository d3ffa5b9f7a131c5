"""The dataset as a whole: its figures at the well-known place, and its catalogue.

See https://www.w3.org/TR/void/#well-known and https://www.w3.org/TR/vocab-dcat-3/
"""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import ResultTooLargeError
from govsocial.model.formats import GRAPH_FORMATS, HTML, Format
from govsocial.model.namespaces import PREFIXES
from govsocial.protocol.links import Link
from govsocial.publishing import void
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.release import Release
from govsocial.store import description as ask
from govsocial.store.base import Query
from govsocial.store.oxigraph import serialize
from govsocial.web.census import counted, unfinished
from govsocial.web.conditional import conditional
from govsocial.web.dataset import show_dataset
from govsocial.web.descriptions import Description, Statement, of_thing
from govsocial.web.disconnect import unless_gone
from govsocial.web.documents import find, negotiated, respond
from govsocial.web.engine_terms import page_term
from govsocial.web.openapi import DOCUMENT, Operation, format_of, media_types
from govsocial.web.publication import reading_of
from govsocial.web.reading import MAX_PAGE_BYTES, ask_store, read, select
from govsocial.web.releases import releases_of
from govsocial.web.routes.things import known
from govsocial.web.routing import readable
from govsocial.web.signposts import DATASET, services
from govsocial.web.site import site_of
from govsocial.web.terms import numbers_in

router = APIRouter()

VOID = "/.well-known/void"
_FIGURES = Operation((format_of(GRAPH_FORMATS),), gives={200: media_types(*GRAPH_FORMATS), 304: ()})


@readable(router, VOID, operation=_FIGURES)
async def describe_figures(request: Request) -> Response:
    """The VoID description: of a release the one that is a part of it, of all else what the store counts now."""
    syntax = negotiated(request, GRAPH_FORMATS)
    response = await _of_release(request, syntax) or await _of_store(request, syntax)
    return conditional(request, response, f"{VOID}?format={syntax.name}", _signposts(), {"Vary": "Accept"})


async def _of_release(request: Request, syntax: Format) -> Response | None:
    """The description that is a part of what is served, where there is one."""
    site = site_of(request)
    graph = f"{site.names.base}{void.GRAPH}"
    if site.release is None or not (await select(request, ask.has_triples(graph))).boolean:
        return None
    answer = await ask_store(request, Query(ask.named_graph(graph), None, syntax))
    content, is_whole = await unless_gone(request.scope, request.receive, read(answer, MAX_PAGE_BYTES))
    if not is_whole:
        raise ResultTooLargeError("There are too many figures for one document; ask /sparql.", MAX_PAGE_BYTES)
    return Response(content, headers={"Content-Type": syntax.content_type})


async def _of_store(request: Request, syntax: Format) -> Response:
    """A description with the figures that are counted."""
    found = await counted(request, void.CLASS_SIZES, void.PROPERTY_SIZES)
    classes, properties = (None if each is None else numbers_in(each, "term", "size") for each in found)
    address = str(request.url.replace(query=""))
    access = void.Access(address, f"{address}#dataset", str(request.base_url) + "sparql")
    document = serialize(void.statements(void.Figures(classes, properties), access), syntax, PREFIXES)
    response = Response(document, headers={"Content-Type": syntax.content_type})
    return unfinished(response) if None in found else response


def _signposts() -> Iterator[Link]:
    yield Link(DATASET, "describes", HTML.media_type)
    yield from (Link(f"{VOID}?format={each.name}", "alternate", each.media_type) for each in GRAPH_FORMATS)
    yield from services()


@readable(router, "/dataset", "/dataset.{suffix}", operation=DOCUMENT)
async def describe_dataset(request: Request) -> Response:
    """What the graph says of the dataset, and the catalogue of the newest release, in any format."""
    document = await find(request, known)
    release = await _newest(request)
    edition = "" if release is None else release.name
    return await respond(request, replace(document, edition=edition), _with_catalogue, show_dataset)


async def _newest(request: Request) -> Release | None:
    """The newest release, where there is one."""
    return next(iter(await releases_of(request)), None) if site_of(request).releases else None


async def _with_catalogue(request: Request, iri: str, page: int) -> Description | None:
    """The description of the dataset, on its first page with the catalogue, which is no part of the graph."""
    description = await of_thing(request, iri, page)
    newest = await _newest(request)
    if description is None or page > 1 or newest is None:
        return description
    catalogue = _catalogue(request, newest)
    own = tuple(each for each in catalogue if each.subject.value == iri)
    others = tuple(each for each in catalogue if each.subject.value != iri)
    statements = {(each.subject, each.property, each.value): each for each in (*own, *description.statements)}
    return replace(description, statements=tuple(statements.values()), names=(*description.names, *others))


def _catalogue(request: Request, release: Release) -> tuple[Statement, ...]:
    """The catalogue of the release, in order; it is read once."""
    reading = reading_of(request)
    if reading.catalogue is None:
        found = sorted(read_catalogue(release), key=str)
        reading.catalogue = tuple(
            Statement(page_term(each.subject), page_term(each.predicate), page_term(each.object)) for each in found
        )
    return reading.catalogue
