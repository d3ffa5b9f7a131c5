"""`/vocab.json`: what editors complete queries with.

See https://www.rfc-editor.org/rfc/rfc8259
"""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from govsocial.web.census import unfinished
from govsocial.web.openapi import Operation
from govsocial.web.routing import readable
from govsocial.web.site import site_of
from govsocial.web.vocabulary import vocabulary

router = APIRouter()


@readable(router, "/vocab.json", operation=Operation(gives={200: ("application/json",)}))
async def vocabulary_document(request: Request) -> Response:
    """The vocabulary of the revision that is served; a client that has it is told so."""
    headers = {"ETag": f'"{site_of(request).store.revision}.vocabulary"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    document, is_whole = await vocabulary(request)
    return JSONResponse(document, headers=headers) if is_whole else unfinished(JSONResponse(document))
