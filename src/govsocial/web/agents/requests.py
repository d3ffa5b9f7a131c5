"""Requests that the application gets from itself, for an agent: by the same routes and under the same limits as all.

See https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope

from govsocial.web.exchange import REQUEST_ID, exchange_of
from govsocial.web.links import SAFE_IN_PATHS

MAX_BYTES = 200_000
"""What an agent is told at once: some fifty thousand words of a language model."""

_FORWARDED = (b"x-forwarded-for", b"forwarded")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the application: a GET, or with a body a POST. The path is not escaped yet."""

    path: str
    accept: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = ""


@dataclass(frozen=True)
class Reply:
    """What the application says: a text, or the sentence of an error."""

    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Caller:
    """On whose behalf: the application, and the request that the agent made of it, if it came by HTTP."""

    app: FastAPI
    request: Request | None = None

    def asking(self) -> Request:
        """A request in whose name the store can be asked."""
        if self.request is not None:
            return self.request
        inner = _Inner(None, b"")
        return Request({**self._scope(Wanted("/", "*/*")), "app": self.app}, inner.receive)

    async def ask(self, wanted: Wanted) -> Reply:
        """The reply of the application. An answer that is too long is given up, and is an error."""
        inner = _Inner(None if self.request is None else self.request.receive, wanted.body or b"")
        await self.app(self._scope(wanted), inner.receive, inner.send)
        if inner.is_too_long:
            return Reply(
                f"The answer is longer than {MAX_BYTES:,} bytes; ask for less (LIMIT, fewer columns).", is_error=True
            )
        text = inner.body.decode("utf-8", "replace")
        if not inner.is_complete:
            return Reply("The answer broke off; what came of it is not the whole. Ask for less.", is_error=True)
        return Reply(text) if inner.status == HTTPStatus.OK else Reply(_detail(text, inner.status), is_error=True)

    def _scope(self, wanted: Wanted) -> Scope:
        """The request, in the name of whoever asks, and under the id of what they asked."""
        outer: Scope = {"headers": [], "client": None} if self.request is None else self.request.scope
        headers = [(name, value) for name, value in outer["headers"] if name in _FORWARDED]
        headers += [(b"host", b"localhost"), (b"accept", wanted.accept.encode())]
        if self.request is not None:
            headers.append((REQUEST_ID.lower().encode(), exchange_of(outer).id.encode()))
        if wanted.body is not None:
            headers.append((b"content-type", wanted.content_type.encode()))
            headers.append((b"content-length", str(len(wanted.body)).encode()))
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET" if wanted.body is None else "POST",
            "scheme": "http",
            "path": wanted.path,
            "raw_path": quote(wanted.path, safe=SAFE_IN_PATHS).encode(),
            "query_string": urlencode(wanted.parameters, quote_via=quote).encode(),
            "root_path": "",
            "headers": headers,
            "client": outer["client"],
            "server": ("localhost", 80),
        }


class _Inner:
    """The other end of a request of the application to itself."""

    def __init__(self, outer: Receive | None, sent: bytes) -> None:
        self._outer = outer
        self._sent: bytes | None = sent
        self._enough = asyncio.Event()
        self.status = 0
        self.body = bytearray()
        self.is_complete = False

    @property
    def is_too_long(self) -> bool:
        return len(self.body) > MAX_BYTES

    async def receive(self) -> Message:
        """The body; then nothing, until the agent leaves or has got more than it can take."""
        if self._sent is not None:
            body, self._sent = self._sent, None
            return {"type": "http.request", "body": body, "more_body": False}
        ends: list[asyncio.Future[bool]] = [asyncio.ensure_future(_set(self._enough))]
        if self._outer is not None:
            ends.append(asyncio.ensure_future(_left(self._outer)))
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ends:
                each.cancel()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.body += message.get("body", b"")
        self.is_complete = not message.get("more_body", False)
        if self.is_too_long:
            self._enough.set()


async def _set(event: asyncio.Event) -> bool:
    return await event.wait()


async def _left(receive: Receive) -> bool:
    while (await receive())["type"] != "http.disconnect":
        pass
    return True


def _detail(text: str, status: int) -> str:
    """The sentence of a problem document."""
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return HTTPStatus(status).phrase if status in set(HTTPStatus) else f"Status {status}."
