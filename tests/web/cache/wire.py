"""Bytes over a connection that is kept, to a `govsocial serve` of its own, and the answers as they come.

See https://www.rfc-editor.org/rfc/rfc9112
"""

import json
import re
import socket
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from backports import zstd
from tests.conformance.server import started

TOKEN = "a-token-of-the-cache-tests"
DEADLINE_SECONDS = 30
JSON = "application/sparql-results+json"

OF_ONE_ANSWER = ("date", "x-request-id", "server-timing")
"""What differs from answer to answer though it be the same."""


@dataclass(frozen=True)
class Answered:
    """A whole answer: its headers in lower case, its body without the frame of the transfer."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def lasting(self) -> dict[str, str]:
        """The headers that are the same whenever the same is answered."""
        return {name: value for name, value in self.headers.items() if name not in OF_ONE_ANSWER}

    @property
    def unpacked(self) -> bytes:
        """The body as it was before it was put in a coding; of a cut one as far as it came."""
        match self.headers.get("content-encoding"):
            case "gzip":
                return zlib.decompressobj(31).decompress(self.body)
            case "zstd":
                return zstd.ZstdDecompressor().decompress(self.body)
            case _:
                return self.body

    @property
    def is_kept(self) -> bool:
        """Whether it says that it was there already."""
        return "desc=hit" in self.headers.get("server-timing", "")


class Wire:
    """One connection."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=DEADLINE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.socket.close()

    def send(self, request: bytes) -> None:
        """Send all of it in one piece, as far as the system does so."""
        self.socket.sendall(request)

    def ask(self, request: bytes) -> Answered:
        """The answer to a request."""
        self.send(request)
        return self.answer(is_head=request.startswith(b"HEAD "))

    def answer(self, *, is_head: bool = False) -> Answered:
        """The next answer."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:-2])]
        headers = dict(pairs)
        assert len(headers) == len(pairs), f"a header comes twice: {pairs}"
        if is_head or status in (204, 304):
            return Answered(status, headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            return Answered(status, headers, *self._chunks())
        if "content-length" not in headers:
            return Answered(status, headers, self.rest())
        return Answered(status, headers, self._exactly(int(headers["content-length"])))

    def head(self) -> bytes:
        """The next head, the body being left for others to read."""
        return self._until(b"\r\n\r\n")

    def some(self) -> bytes:
        """What comes next, however much that is; nothing when the server has closed."""
        taken, self._buffer = self._buffer, b""
        return taken or self.socket.recv(65_536)

    def rest(self) -> bytes:
        """All until the server closes."""
        pieces = []
        while piece := self.some():
            pieces.append(piece)
        return b"".join(pieces)

    def chunk(self) -> bytes:
        """The next chunk of a body whose head has come; empty at its end."""
        size = int(self._until(b"\r\n"), 16)
        return self._exactly(size + 2)[:size]

    def _chunks(self) -> tuple[bytes, bool]:
        body = bytearray()
        while True:
            try:
                chunk = self.chunk()
            except EOFError:
                return bytes(body), False
            if not chunk:
                return bytes(body), True
            body += chunk

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._more()
        found, _, self._buffer = self._buffer.partition(end)
        return found + end

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._more()
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def _more(self) -> None:
        piece = self.socket.recv(262_144)
        if not piece:
            raise EOFError
        self._buffer += piece


@dataclass(frozen=True)
class Served:
    """A server, and what can be asked of it beside its answers."""

    process: "subprocess.Popen[str]"
    host: str
    port: int
    log: Path

    def connect(self) -> Wire:
        """A new connection."""
        return Wire(self.host, self.port)

    def ask(self, request: bytes) -> Answered:
        """The answer to a request on a connection of its own."""
        with self.connect() as wire:
            return wire.ask(request)

    def update(self, text: str) -> None:
        """Write, and wait until the server says that it is done."""
        right = f"Authorization: Bearer {TOKEN}"
        answer = self.ask(post(text, "application/sparql-update", right, path="/update"))
        assert answer.status == 204, answer

    def metrics(self) -> dict[str, float]:
        """All of them, by name and labels as they are shown."""
        lines = self.ask(get("/metrics")).body.decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def lines(self, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:  # Any: JSON values
        """The lines of the log that tell of a request and are wanted."""
        found = (json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{"))
        return [line for line in found if "route" in line and wanted(line)]

    @property
    def evaluations(self) -> int:
        """How many queries workers have been at."""
        counts = (n for name, n in self.metrics().items() if name.startswith("govsocial_query_duration_seconds_count"))
        return int(sum(counts))


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """A `govsocial serve` with these arguments; it is gone after the context."""
    log = folder / "log"
    with started(log, TOKEN, "--port", "0", "--workers", "2", *arguments) as (process, host, port):
        yield Served(process, host, port, log)


def get(target: str, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    """A request without a body; each header is a line."""
    return "\r\n".join([f"{method} {target} HTTP/{version}", "Host: example.org", *headers, "", ""]).encode()


def query(text: str, *headers: str, accept: str = JSON, method: str = "GET") -> bytes:
    """A query in the address."""
    return get(f"/sparql?query={quote(text, safe='')}", f"Accept: {accept}", *headers, method=method)


def post(body: str, content_type: str, *headers: str, path: str = "/sparql") -> bytes:
    """A request with a body."""
    own = (f"Content-Type: {content_type}", f"Content-Length: {len(body.encode())}")
    return get(path, *own, *headers, method="POST") + body.encode()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def without_ids(body: bytes) -> bytes:
    """A problem document without the id of its request."""
    return re.sub(rb'"id": ?"[^"]*"', b"", body)
