"""Updates, by those who have the right to write.

See https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.protocol.sparql import FORM, SPARQL_UPDATE
from govsocial.protocol.update import parse_update_request
from govsocial.store.base import Update
from govsocial.web.bodies import read_body
from govsocial.web.openapi import UPDATE, USING, Operation, form
from govsocial.web.paths import address
from govsocial.web.reading import inspect
from govsocial.web.rights import writable_store
from govsocial.web.routing import takes
from govsocial.web.site import site_of

router = APIRouter()


QUERIES_LONG = 4
"""How many times as long as a query an update may be; larger data is for the Graph Store Protocol."""


_OPERATION = Operation(
    USING,
    bodies={FORM: form(UPDATE, *USING), SPARQL_UPDATE: {"type": "string"}},
    gives={204: ()},
    problems=(401, 403, 409, 413, 415),
    needs_token=True,
)


@takes(router, "POST", "/update", operation=_OPERATION)
async def update(request: Request) -> Response:
    """Do an update; what it wrote is seen by all that asks after the answer."""
    store = writable_store(request)
    limit = QUERIES_LONG * site_of(request).settings.max_query_bytes
    # In a form each byte may take three, and there may be graphs beside it.
    body = await read_body(request, 3 * limit + 65_536)
    size = len(request.scope["query_string"]) + len(body)
    text = await inspect(request, size, lambda: _read(request, body, limit))
    await store.update(Update(text, base_iri=address(request)))
    return Response(status_code=204)


def _read(request: Request, body: bytes, max_bytes: int) -> str:
    content_type = request.headers.get("content-type")
    return parse_update_request(request.method, request.scope["query_string"], content_type, body, max_bytes)
