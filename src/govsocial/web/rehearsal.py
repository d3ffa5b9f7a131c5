"""Requests that the application makes to itself, so that what is shown as its answer is its answer.

They go through all of it, in the name of the client who asks for the page, and are counted and logged as others are.
See https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

from fastapi import Request
from starlette.types import Message

_NOT_PASSED_ON = (b"accept", b"range", b"if-", b"content-", b"transfer-encoding", b"authorization", b"x-request-id")


@dataclass(frozen=True)
class Rehearsed:
    """An answer, or the beginning of its body."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool


async def rehearse(request: Request, target: str, accept: str | None, max_bytes: int) -> Rehearsed:
    """The answer to a GET of a path, with its query, as far as the bytes go; then the client leaves."""
    own = [(name, value) for name, value in request.scope["headers"] if not name.startswith(_NOT_PASSED_ON)]
    path, _, query = target.partition("?")
    scope = {
        **{key: request.scope[key] for key in ("type", "asgi", "http_version", "scheme", "client", "server")},
        "method": "GET",
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [*own, *([(b"accept", accept.encode("ascii"))] if accept else [])],
    }
    exchange = _Exchange(max_bytes)
    await request.app(scope, exchange.receive, exchange.send)
    return Rehearsed(exchange.status, exchange.headers, bytes(exchange.body[:max_bytes]), not exchange.enough.is_set())


class _Exchange:
    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._asked = False
        self.enough = asyncio.Event()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = bytearray()

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.enough.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        elif len(self.body) <= self._max_bytes:
            self.body += message.get("body", b"")
            if len(self.body) > self._max_bytes:
                self.enough.set()
