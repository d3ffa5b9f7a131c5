"""An endpoint of somebody else, on loopback: it answers well, or in one of the ways that a hostile one would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

JSON = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"https://example.org/dcms"}}]}}'
_SPARQL = "application/sparql-results+json"


@dataclass
class Endpoint:
    """What it answers with by path, and what it was asked."""

    port: int
    canary: str = ""
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    def iri(self, path: str) -> str:
        """The address of a way to answer."""
        return f"http://127.0.0.1:{self.port}/{path}"


@asynccontextmanager
async def endpoint(canary: str = "") -> AsyncIterator[Endpoint]:
    """A running endpoint; its path `redirect` leads to the canary."""
    this = Endpoint(0, canary)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
        path = first.split(" ")[1].removeprefix("/")
        this.requests.append((path, headers, body))
        try:
            await _answer(this, path, writer)
        except OSError:
            this.left.set()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    this.port = server.sockets[0].getsockname()[1]
    try:
        yield this
    finally:
        server.close()


async def _answer(this: Endpoint, path: str, writer: asyncio.StreamWriter) -> None:
    answers = {
        "right": _response(JSON),
        "error": _response(b"no", status="500 No"),
        "page": _response(b"<html>", media_type="text/html"),
        "nonsense": _response(b"<<<<"),
        "packed": _response(JSON, more="Content-Encoding: gzip\r\n"),
        "cut": _response(JSON)[:-20],
        "cut-at-a-row": _response(JSON, length=2 * len(JSON)),
        "garbage": b"\x00\x01\x02\r\n\r\n",
        "redirect": _response(b"", status="307 There", more=f"Location: {this.canary}\r\n"),
        "see-other": _response(b"", status="303 There", more=f"Location: {this.canary}\r\n"),
    }
    if path == "silence":
        await this.left.wait()
    elif path == "endless":
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {_SPARQL}\r\n\r\n".encode())
        while True:
            writer.write(b" " * 65_536)
            await writer.drain()
    else:
        writer.write(answers[path])
        await writer.drain()


def _response(
    body: bytes, status: str = "200 OK", media_type: str = _SPARQL, more: str = "", length: int | None = None
) -> bytes:
    length = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{more}"
    return f"{head}Connection: close\r\n\r\n".encode() + body
