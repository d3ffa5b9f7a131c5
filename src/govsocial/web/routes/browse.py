"""`/browse`: the ways into the data: all kinds of things with their numbers, and the vocabularies.

See https://www.w3.org/TR/cooluris/
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.web.browse.kinds import kinds, kinds_in
from govsocial.web.census import counted, unfinished
from govsocial.web.conditional import conditional
from govsocial.web.pages import page
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()


@readable(router, "/browse")
async def browse(request: Request) -> Response:
    """The page."""
    (found,) = await counted(request, kinds(site_of(request).names))
    response = page(request, "browse.html", {"kinds": None if found is None else kinds_in(found)})
    return conditional(request, unfinished(response) if found is None else response, "/browse")
