"""One request on a connection and its answer: an answer's head and the beginning of its body leave in one piece.

See https://asgi.readthedocs.io/en/latest/specs/www.html#http and https://www.rfc-editor.org/rfc/rfc9112#section-6
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from govsocial.web.arrival import Arrival
from govsocial.web.heads import head

_MANY_BYTES = 262_144
"""A body from which on it is sent alone: copied, a smaller one costs less than the packets around it (2026-11)."""


class Cycle(RequestResponseCycle):
    """As uvicorn's, with one write where it has two: each costs as much as all the rest of a short answer (2026-11)."""

    def __init__(self, arrival: Arrival, **rest: Any) -> None:  # Any: what uvicorn's takes
        super().__init__(**rest)
        self.arrival = arrival
        self._head = b""
        self._left_bytes: int | None = None
        """Of the body, where its length is known."""

    async def send(self, message: Any) -> None:  # Any: a message of ASGI
        """As ASGI has it."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if message["type"] == "http.response.start":
            self._start(message["status"], message["headers"])
        else:
            self._go_on(message.get("body", b""), message.get("more_body", False))

    def _start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        if self.response_started:
            raise RuntimeError("The answer has been begun already.")
        self.response_started = True
        self.waiting_for_100_continue = False
        known = dict(headers)
        own: list[tuple[bytes, bytes]] = []
        if b"close" in known.get(b"connection", b"").lower():
            self.keep_alive = False
        elif not self.keep_alive:
            own.append((b"connection", b"close"))
        if b"content-length" in known:
            self._left_bytes = int(known[b"content-length"])
        elif self.scope["method"] != "HEAD" and status not in (204, 304):
            self.chunked_encoding = True
            own.append((b"transfer-encoding", b"chunked"))
        if self.scope["method"] == "HEAD" or status in (204, 304):
            self._left_bytes = 0
        self._head = head(status, [*self.default_headers, *headers, *own])

    def _go_on(self, body: bytes, has_more: bool) -> None:
        if not self.response_started or self.response_complete:
            raise RuntimeError("A body was sent before the answer was begun, or after its end.")
        if self.scope["method"] == "HEAD":
            body = b""
        elif self._left_bytes is not None:
            self._left_bytes -= len(body)
            if self._left_bytes < 0:
                raise RuntimeError("The body is longer than its Content-Length.")
        begun, self._head = self._head, b""
        for piece in self._pieces(begun, body, has_more):
            self.transport.write(piece)
        if not has_more:
            self._end()

    def _pieces(self, begun: bytes, body: bytes, has_more: bool) -> list[bytes]:
        end = b"" if has_more or not self.chunked_encoding else b"0\r\n\r\n"
        if self.chunked_encoding and body:
            begun += b"%x\r\n" % len(body)
            end = b"\r\n" + end
        if len(body) < _MANY_BYTES:
            return [piece] if (piece := b"".join((begun, body, end))) else []
        return [piece for piece in (begun, body, end) if piece]

    def _end(self) -> None:
        if self._left_bytes:
            raise RuntimeError("The body is shorter than its Content-Length.")
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
