"""HEAD wherever GET is."""

import asyncio

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from govsocial.web.routing import readable


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 405)])
@pytest.mark.parametrize("path", ["/a", "/b"])
def test_a_readable_route_takes_get_and_head_on_all_its_paths(path: str, method: str, status: int) -> None:
    router = APIRouter()

    @readable(router, "/a", "/b")
    async def answer(_request: Request) -> Response:
        return PlainTextResponse("ok")

    app = FastAPI()
    app.include_router(router)

    async def ask() -> int:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://x") as client:
            return (await client.request(method, path)).status_code

    assert asyncio.run(ask()) == status
    assert set(app.openapi()["paths"][path]) == {"get"}
