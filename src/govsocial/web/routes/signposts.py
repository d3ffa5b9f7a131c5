"""Where programs start: the catalogue of the interfaces, the TimeGate and the TimeMap of the dataset.

See https://www.rfc-editor.org/rfc/rfc9727 and https://www.rfc-editor.org/rfc/rfc7089
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import HTML, LINKSET_JSON
from govsocial.protocol import links
from govsocial.protocol.links import Link
from govsocial.web import memento
from govsocial.web.openapi import Operation, media_types
from govsocial.web.paths import address
from govsocial.web.publication import Publication, publication_of
from govsocial.web.routing import readable
from govsocial.web.signposts import API_CATALOG, ENDPOINT, services
from govsocial.web.site import site_of

router = APIRouter()

_PROFILE = "https://www.rfc-editor.org/info/rfc9727"


@readable(router, API_CATALOG, operation=Operation(gives={200: media_types(LINKSET_JSON)}))
async def api_catalog(request: Request) -> Response:
    """The interfaces of this server, as a link set."""
    found = [Link(ENDPOINT, "item")]
    found += [Link(each.target, each.rel, each.type, ENDPOINT) for each in services()]
    if site_of(request).stored_queries:
        found += [Link("/queries", "item"), Link("/queries", "service-doc", HTML.media_type, "/queries")]
    content_type = f'{LINKSET_JSON.media_type}; profile="{_PROFILE}"'
    headers = {"Content-Type": content_type, "Link": links.header([Link(API_CATALOG, "api-catalog")])}
    return Response(links.linkset_json(found, address(request)), headers=headers)


@readable(router, memento.TIMEGATE, operation=Operation(gives={302: ()}))
async def timegate(request: Request) -> Response:
    """302 to the snapshot for the date that the client accepts."""
    publication = await _with_snapshots(request)
    chosen = memento.choose(publication.snapshots, request.headers.get("accept-datetime"))
    found = [each for each in memento.links(publication, publication.iri) if each.rel != "timegate"]
    headers = {"Vary": "Accept-Datetime", "Link": links.header(found), "Cache-Control": "no-cache"}
    location = links.escaped(memento.document_path(chosen.iri, site_of(request).names))
    return RedirectResponse(location, 302, headers)


@readable(router, memento.TIMEMAP, operation=Operation(gives={200: (memento.LINK_FORMAT,)}))
async def timemap(request: Request) -> Response:
    """All snapshots with their dates."""
    found = memento.timemap(await _with_snapshots(request), site_of(request).names)
    return Response(links.link_format(found, address(request)), headers={"Content-Type": memento.LINK_FORMAT})


async def _with_snapshots(request: Request) -> Publication:
    publication = await publication_of(request)
    if not publication.snapshots:
        raise NotFoundError("The dataset here has no dated snapshots.")
    return publication
