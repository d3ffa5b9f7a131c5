"""Bytes to a server and what comes back, with nothing between that would put a request right.

See https://www.rfc-editor.org/rfc/rfc9112
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httptools
from tests.hostile.target import TOKEN, Target

PATIENCE_SECONDS = 20
KEPT_BYTES = 65_536
ATTACKER, BYSTANDER = "127.0.0.1", "127.0.0.2"
RIGHT = f"Authorization: Bearer {TOKEN}"


@dataclass
class Reply:
    """What came back: no status when the connection was closed without an answer. Only the first bytes are kept."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False
    seconds: float = 0.0

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def problem(self) -> dict[str, Any]:  # Any: JSON values
        """The problem document; empty when it is none."""
        if self.media_type != "application/problem+json":
            return {}
        document: dict[str, Any] = json.loads(self.body)
        return document

    def __str__(self) -> str:
        whole = "" if self.is_whole else ", cut"
        return f"{self.status} {self.media_type}{whole} after {self.seconds:.2f} s: {self.body[:200]!r}"


class _Listener:
    """What the parser of responses tells; what is before the final response (100 Continue) is passed over."""

    def __init__(self) -> None:
        self.reply = Reply()
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.reply.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        status = self.parser.get_status_code()
        self.reply.status = status if status >= 200 else None

    def on_body(self, body: bytes) -> None:
        if len(self.reply.body) < KEPT_BYTES:
            self.reply.body += body

    def on_message_complete(self) -> None:
        self.reply.is_whole = self.reply.status is not None


class Line:
    """One connection to a server."""

    def __init__(self, target: Target, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._target = target

    async def send(self, data: bytes) -> bool:
        """Send, with the trap's port put in; whether the server still took it."""
        try:
            self.writer.write(data.replace(b"@TRAP", self._target.trap.port))
            await self.writer.drain()
        except OSError:
            return False
        return True

    async def reply(self, *, is_head: bool = False) -> Reply:
        """What comes back, until its end or that of the connection."""
        listener, started = _Listener(), time.perf_counter()
        reply = listener.reply
        with suppress(OSError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (reply.is_whole or (is_head and reply.status)):
                    data = await self.reader.read(1 << 20)
                    if not data:
                        break
                    listener.parser.feed_data(data)
        reply.seconds = time.perf_counter() - started
        ends_with_connection = {"content-length", "transfer-encoding"}.isdisjoint(reply.headers)
        reply.is_whole |= reply.status is not None and (is_head or ends_with_connection)
        return reply


@asynccontextmanager
async def connected(target: Target, source: str = ATTACKER) -> AsyncIterator[Line]:
    """A connection from this address, closed after the context."""
    reader, writer = await asyncio.open_connection(target.host, target.port, limit=1 << 20, local_addr=(source, 0))
    try:
        yield Line(target, reader, writer)
    finally:
        writer.transport.abort()


async def exchange(target: Target, *pieces: bytes, source: str = ATTACKER) -> Reply:
    """What the server answers to these bytes from this address."""
    async with connected(target, source) as line:
        for piece in pieces:
            if not await line.send(piece):
                break
        return await line.reply(is_head=pieces[0].startswith(b"HEAD "))


def request(method: str, target: str, *headers: str, body: bytes | None = None) -> bytes:
    """A request with these header lines, a Host if they have none, and the length of its body."""
    lines = [f"{method} {target} HTTP/1.1", *headers]
    if not any(header.lower().startswith("host:") for header in headers):
        lines.append("Host: localhost")
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + (body or b"")


def query(text: str | bytes, accept: str = "application/sparql-results+json, */*;q=0.1", parameters: str = "") -> bytes:
    """A query by direct POST."""
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return request(
        "POST", f"/sparql{parameters}", "Content-Type: application/sparql-query", f"Accept: {accept}", body=body
    )


def update(text: str, *headers: str) -> bytes:
    """An update by direct POST."""
    return request("POST", "/update", "Content-Type: application/sparql-update", *headers, body=text.encode())


def get(target: str, *headers: str) -> bytes:
    """A GET request."""
    return request("GET", target, *headers)


def parameters(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string, with its question mark."""
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
