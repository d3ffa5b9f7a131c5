"""What crawlers read first: the site map of all our documents, and what not to fetch.

See https://www.sitemaps.org/protocol.html and https://www.rfc-editor.org/rfc/rfc9309
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError, RequestError
from govsocial.protocol.sparql import parse_parameters
from govsocial.store.description import Part
from govsocial.web import sitemaps
from govsocial.web.census import needed
from govsocial.web.conditional import conditional
from govsocial.web.openapi import Operation, Parameter
from govsocial.web.paths import address
from govsocial.web.reading import select
from govsocial.web.routing import readable
from govsocial.web.site import Site, site_of

router = APIRouter()

_XML = "application/xml"
_MAX_BYTES = 32 * 1024 * 1024
_PART = Parameter("part", "A file of those that the index names.", {"type": "integer", "minimum": 1})


@readable(router, "/sitemap.xml", operation=Operation((_PART,), gives={200: (_XML,)}))
async def send_site_map(request: Request) -> Response:
    """The addresses of all documents; of more than a site map may have, an index of several."""
    site, origin = site_of(request), _origin(request)
    keeps_order = site.store.capabilities.keeps_order
    counted = await needed(request, sitemaps.HOW_MANY_LISTED if keeps_order else sitemaps.how_many(site.names))
    parts = sitemaps.parts_for(int(counted.rows[0]["count"].value))
    modified = _modified(site)
    chosen = _chosen(request, parts)
    if chosen is None:
        return conditional(request, _xml(sitemaps.index(origin, parts, modified)), "/sitemap.xml")
    query = (sitemaps.listed if keeps_order else sitemaps.documents)(site.names, chosen)
    found = await select(request, query, max_bytes=_MAX_BYTES)
    documents = sitemaps.addresses((row["document"].value for row in found.rows), site.names)
    paths = dict.fromkeys((*(_pages(site) if chosen.number == 0 else ()), *documents))
    response = _xml(sitemaps.site_map(origin, list(paths), modified))
    return conditional(request, response, f"/sitemap.xml?part={chosen.number + 1}")


@readable(router, "/robots.txt", operation=Operation(gives={200: ("text/plain",)}))
async def send_robots(request: Request) -> Response:
    """What crawlers may fetch, and where the site map is."""
    return Response(sitemaps.robots(_origin(request)), headers={"Content-Type": "text/plain; charset=utf-8"})


def _chosen(request: Request, parts: tuple[Part, ...]) -> Part | None:
    """The part that is asked for; None for the index. Raises RequestError or NotFoundError."""
    given = parse_parameters(request.scope["query_string"]).get("part", [])
    if not given:
        return parts[0] if len(parts) == 1 else None
    if len(given) > 1 or not (given[0].isascii() and given[0].isdigit()):
        raise RequestError(f"The part is '{given[0][:20]}'; give one number from 1 on.")
    for part in parts:
        if f"{part.number + 1}" == given[0].lstrip("0"):
            return part
    raise NotFoundError(f"There is no part {given[0][:20]} of the site map; there are {len(parts)}.")


def _pages(site: Site) -> list[str]:
    """The pages that are about no IRI."""
    return ["/", "/browse", "/sparql", "/api", "/about", "/accessibility", *(["/dumps/"] if site.release else [])]


def _modified(site: Site) -> str | None:
    """The day of the release; where there is none, when what is served was put here."""
    if site.release is not None:
        return site.release.issued
    return None if site.modified is None else f"{site.modified:%Y-%m-%d}"


def _origin(request: Request) -> str:
    """Scheme and host. Raises RequestError when the header Host makes no IRI."""
    address(request)
    return str(request.base_url).rstrip("/")


def _xml(document: str) -> Response:
    return Response(document, headers={"Content-Type": f"{_XML}; charset=utf-8"})
