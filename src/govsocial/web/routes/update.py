"""Updates, by those who have the right to write.

See https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.protocol import guard
from govsocial.protocol.update import parse_update_request
from govsocial.store.base import Update
from govsocial.web.bodies import read_body
from govsocial.web.rights import writable_store
from govsocial.web.site import site_of

router = APIRouter()


@router.post("/update", response_model=None)
async def update(request: Request) -> Response:
    """Do an update; what it wrote is seen by all that asks after the answer."""
    store = writable_store(request)
    limit = site_of(request).settings.max_upload_bytes
    body = await read_body(request, 3 * limit)
    text = parse_update_request(
        request.method, request.scope["query_string"], request.headers.get("content-type"), body
    )
    guard.vet_update(text, limit)
    await store.update(Update(text, base_iri=str(request.url.replace(query=""))))
    return Response(status_code=204)
