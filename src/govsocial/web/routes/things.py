"""Things and sets of things: `/id/…` names them, `/doc/…` describes them.

See https://www.w3.org/TR/cooluris/#r303gendocument
"""

from collections.abc import Collection, Iterable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from govsocial.protocol import links
from govsocial.protocol.links import Link, escaped
from govsocial.store import description
from govsocial.web.browse.sets import show_set
from govsocial.web.descriptions import has_members, of_set, of_thing
from govsocial.web.documents import find, respond
from govsocial.web.entity import show_thing, tell_thing
from govsocial.web.openapi import DOCUMENT, Operation
from govsocial.web.paths import raw_path
from govsocial.web.reading import iris_in, select
from govsocial.web.routing import readable

router = APIRouter()

_REDIRECT = Operation(gives={303: ()})


@readable(router, "/id/{kind}/{key:path}", "/id/{kind}", operation=_REDIRECT)
async def redirect_to_document(request: Request) -> Response:
    """303: a thing is not a document, but there is one about it."""
    location = raw_path(request).replace("/id/", "/doc/", 1)
    if query := request.scope["query_string"].decode("ascii", "replace"):
        location += "?" + query
    headers = {"Vary": "Accept", "Link": links.header([Link(location, "describedby")])}
    return RedirectResponse(escaped(location), 303, headers)


@readable(router, "/doc/{kind}/{key:path}", operation=DOCUMENT)
async def describe_thing(request: Request) -> Response:
    """The description of a thing, in any format."""
    return await respond(request, await find(request, known), of_thing, show_thing, tell_thing)


@readable(router, "/doc/{kind}", operation=DOCUMENT)
async def list_things(request: Request) -> Response:
    """All things of a kind, in any format."""
    return await respond(request, await find(request, _with_members), of_set, show_set)


async def known(request: Request, iris: Iterable[str]) -> Collection[str]:
    """Those of the IRIs that the data says something of."""
    return iris_in(await select(request, description.known(iris)))


async def _with_members(request: Request, iris: Iterable[str]) -> Collection[str]:
    return [iri for iri in iris if await has_members(request, iri)]
