"""`/mcp`: where language-model agents find tools, and `/llms.txt`, which leads them there.

See https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http and https://llmstxt.org/
"""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import ForbiddenError, UnsupportedMediaTypeError
from govsocial.model.formats import Carries, Format
from govsocial.protocol import negotiation
from govsocial.web.agents.gate import agent_server
from govsocial.web.agents.guide import guide
from govsocial.web.bodies import read_body
from govsocial.web.openapi import Operation, media_types
from govsocial.web.publication import publication_of
from govsocial.web.routing import readable, takes
from govsocial.web.site import site_of

router = APIRouter()

_JSON = Format("json", "JSON", "application/json", "json", Carries.LINKS)
_TYPES = media_types(_JSON)
_MESSAGE = Operation(
    bodies={_JSON.media_type: {"type": "object"}},
    gives={200: _TYPES, 202: (), 400: _TYPES, 404: _TYPES},  # errors of the protocol are messages too
    problems=(403, 413, 415),
)
_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@takes(router, "POST", "/mcp", operation=_MESSAGE)
async def converse(request: Request) -> Response:
    """One message of an agent, by the Model Context Protocol, and its answer. There are no sessions."""
    _refuse_pages_of_others(request)
    negotiation.choose(request.headers.get("accept"), (_JSON,))
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != _JSON.media_type:
        raise UnsupportedMediaTypeError(f"A message is {_JSON.media_type}, and this is '{given[:100]}'.", _TYPES)
    limit = site_of(request).settings.max_query_bytes
    body = await read_body(request, 6 * limit + 65_536)  # in JSON each byte of a query may take six
    return (await agent_server()).converse(request, body)


def _refuse_pages_of_others(request: Request) -> None:
    """A browser says whose page it asks for; programs say nothing, and need not.

    So no page can talk through its visitor's browser with a server on the visitor's machine, not even under a name that
    it makes lead there: the origin is still that of the page. Raises ForbiddenError.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        host = None
    if host not in _OF_THIS_MACHINE:
        raise ForbiddenError(f"Pages of other sites ('{origin[:100]}') do not talk with this server for agents.")


@readable(router, "/llms.txt", operation=Operation(gives={200: ("text/plain",)}))
async def send_guide(request: Request) -> Response:
    """What there is here for a language model, and where."""
    text = guide(site_of(request), await publication_of(request), str(request.base_url).rstrip("/"))
    return Response(text, headers={"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache"})
