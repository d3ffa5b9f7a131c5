"""Where programs start: the catalogue of the interfaces, the TimeGate and the TimeMap of the dataset.

See https://www.rfc-editor.org/rfc/rfc9727 and https://www.rfc-editor.org/rfc/rfc7089
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import HTML, LINK_FORMAT, LINKSET_JSON
from govsocial.protocol import links
from govsocial.protocol.links import Link
from govsocial.web import memento
from govsocial.web.conditional import conditional
from govsocial.web.documents import negotiated
from govsocial.web.memento import History
from govsocial.web.openapi import Operation, format_of, media_types
from govsocial.web.paths import address
from govsocial.web.publication import publication_of
from govsocial.web.releases import releases_of
from govsocial.web.routing import readable
from govsocial.web.signposts import API_CATALOG, ENDPOINT, services
from govsocial.web.site import site_of

router = APIRouter()

_TIMEMAP_FORMATS = (LINK_FORMAT, LINKSET_JSON)
_TIMEMAP = Operation((format_of(_TIMEMAP_FORMATS),), gives={200: media_types(*_TIMEMAP_FORMATS)})
_PROFILE = "https://www.rfc-editor.org/info/rfc9727"


@readable(router, API_CATALOG, operation=Operation(gives={200: media_types(LINKSET_JSON)}))
async def api_catalog(request: Request) -> Response:
    """The interfaces of this server, as a link set."""
    found = [Link(ENDPOINT, "item")]
    found += [Link(each.target, each.rel, each.type, ENDPOINT) for each in services()]
    if site_of(request).stored_queries:
        found += [Link("/queries", "item"), Link("/queries", "service-doc", HTML.media_type, "/queries")]
    content_type = f'{LINKSET_JSON.media_type}; profile="{_PROFILE}"'
    response = Response(links.linkset_json(found, address(request)), headers={"Content-Type": content_type})
    return conditional(request, response, API_CATALOG, [Link(API_CATALOG, "api-catalog")])


@readable(
    router, "/timegate/dataset", "/timegate/dumps/", "/timegate/dumps/{name}", operation=Operation(gives={302: ()})
)
async def timegate(request: Request) -> Response:
    """302 to the snapshot, release or file for the date that the client accepts."""
    history = await _history(request)
    chosen = history.choose(request.headers.get("accept-datetime"))
    found = [each for each in history.links() if each.rel != "timegate"]
    headers = {"Vary": "Accept-Datetime", "Link": links.header(found), "Cache-Control": "no-cache"}
    return RedirectResponse(links.escaped(chosen.address), 302, headers)


@readable(router, "/timemap/dataset", "/timemap/dumps/", "/timemap/dumps/{name}", operation=_TIMEMAP)
async def timemap(request: Request) -> Response:
    """All mementos with their dates, as the list that the standard has, or as a link set in JSON."""
    history, syntax = await _history(request), negotiated(request, _TIMEMAP_FORMATS)
    found, here = list(history.listed()), address(request)
    if syntax is LINKSET_JSON:
        anchored = (Link(each.target, each.rel, each.type, history.original, each.attributes) for each in found)
        content = links.linkset_json(anchored, here)
    else:
        content = links.link_format(found, here)
    response = Response(content, headers={"Content-Type": syntax.content_type, "Vary": "Accept"})
    return conditional(request, response, f"{history.timemap}?format={syntax.name}")


async def _history(request: Request) -> History:
    """That of the original whose TimeGate or TimeMap is asked for. Raises NotFoundError."""
    if "/dumps/" in request.scope["path"]:
        return memento.of_files(await releases_of(request), request.path_params.get("name", ""))
    history = memento.of_dataset(await publication_of(request))
    if history is None:
        raise NotFoundError("The dataset here has no dated snapshots.")
    return history
