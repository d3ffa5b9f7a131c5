"""`/browse`: the ways into the data: all kinds of things with their numbers, and the vocabularies.

See https://www.w3.org/TR/cooluris/
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.web.browse.kinds import kinds_of
from govsocial.web.pages import page
from govsocial.web.routing import readable

router = APIRouter()


@readable(router, "/browse")
async def browse(request: Request) -> Response:
    """The page."""
    return page(request, "browse.html", {"kinds": await kinds_of(request)})
