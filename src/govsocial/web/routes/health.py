"""Whether the process is alive: no query, no file, no waiting."""

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from govsocial.web.routing import readable

router = APIRouter()


@readable(router, "/healthz")
async def healthz(_request: Request) -> Response:
    """200 as long as requests are answered at all."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
