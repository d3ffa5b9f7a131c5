"""For operators: whether the process is alive, whether it is ready, and what it counts.

See https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from govsocial.errors import StoreError
from govsocial.web.openapi import Operation
from govsocial.web.operations import operations_of
from govsocial.web.routing import readable

router = APIRouter()

_FRESH = {"Cache-Control": "no-store"}
_TEXT = Operation(gives={200: ("text/plain",)})


@readable(router, "/healthz", operation=_TEXT)
async def healthz(_request: Request) -> Response:
    """200 as long as requests are answered at all: no query, no file, no waiting."""
    return PlainTextResponse("ok\n", headers=_FRESH)


@readable(router, "/readyz", operation=_TEXT)
async def readyz(request: Request) -> Response:
    """200 when a worker answers, else 503 with the reason."""
    if fault := await operations_of(request).readiness.fault():
        raise StoreError(fault)
    return PlainTextResponse("ready\n", headers=_FRESH)


@readable(router, "/metrics", operation=Operation(gives={200: ("text/plain", "application/openmetrics-text")}))
async def metrics(request: Request) -> Response:
    """What the server counts of itself."""
    content, content_type = operations_of(request).metrics.exposition(request.headers.get("accept"))
    return Response(content, headers={**_FRESH, "Content-Type": content_type})
