"""An answer of the application on its way to a client: in the coding that is chosen, and kept where it may be.

See https://www.rfc-editor.org/rfc/rfc9111#section-3 and https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
"""

import asyncio
from typing import Protocol

from starlette.types import Message, Scope, Send

from govsocial.web.cache import codings
from govsocial.web.cache.asked import Asked
from govsocial.web.cache.entries import Cache, Entry, Headers, tag_in, tag_of_body
from govsocial.web.cache.flights import Flight
from govsocial.web.exchange import route_of

_KEPT = (200, 203, 301, 303, 308, 410)
_PATIENCE_SECONDS = 0.25
"""How long others wait, in all, for the client to whom the answer is sent that they wait for."""

_LEFT = 499
"""What is answered where the client has left."""

_REPEATABLE = "govsocial.repeatable"


def call_repeatable(scope: Scope) -> None:
    """Say that the answer to this request is as good for the next that asks the same of the same edition."""
    scope[_REPEATABLE] = True


class Keeper(Protocol):
    """What keeps answers, and has those wait who ask for the same."""

    cache: Cache

    def keep(self, flight: Flight, entry: Entry) -> None:
        """Keep what has come, and let those who wait have it."""
        ...

    def end(self, flight: Flight) -> None:
        """Let those who wait see to their own."""
        ...

    def begin_sending(self, flight: Flight) -> None:
        """Let others wait for what is left of it for a while, and no longer."""
        ...

    async def give(self, entry: Entry, asked: Asked, scope: Scope, send: Send) -> None:
        """Send what the client gets of an entry."""
        ...


class Recorder:
    """Passes an answer on, in the coding that is chosen, and makes an entry of it where it may be kept."""

    def __init__(self, layer: Keeper, flight: Flight, asked: Asked, scope: Scope, send: Send) -> None:
        self._layer = layer
        self._flight = flight
        self._asked = asked
        self._scope = scope
        self._send = send
        self._status = 0
        self._headers: Headers = ()
        self._body: bytearray | None = None
        """What came so far, as long as it may be kept."""

        self._patience_seconds = _PATIENCE_SECONDS
        self._is_begun = False
        self._packer: codings.Packer | None = None

    async def send(self, message: Message) -> None:
        """As ASGI has it."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], message["headers"]
            self._flight.is_left = self._status == _LEFT
            return
        body, has_more = message.get("body", b""), message.get("more_body", False)
        if self._is_begun:
            await self._go_on(body, has_more)
            return
        self._is_begun = True
        is_wanted = self._may_be_kept(len(body))
        if not has_more and is_wanted and (body or self._asked.method != "HEAD"):
            entry = self._entry_of(body)
            self._layer.keep(self._flight, entry)
            await self._layer.give(entry, self._asked, self._scope, self._send)
            return
        self._body = bytearray() if is_wanted and self._asked.method != "HEAD" else None
        await self._begin(body, has_more)

    async def _begin(self, body: bytes, has_more: bool) -> None:
        if self._body is None:
            self._layer.end(self._flight)
        else:
            self._layer.begin_sending(self._flight)
        headers = list(self._headers)
        coding = self._coding(len(body), has_more)
        if self._varies():
            headers = _varying(headers)
        if coding is not None:
            headers = [_in_coding(pair, coding) for pair in headers if pair[0] != b"content-length"]
            headers.append((b"content-encoding", coding.encode()))
            if has_more:
                self._packer = codings.packer(coding)
            else:
                body = codings.packed(coding, body)
                headers.append((b"content-length", b"%d" % len(body)))
        elif self._status == 304:
            headers = [_as_asked(pair, self._asked) for pair in headers]
        await self._pass_on({"type": "http.response.start", "status": self._status, "headers": headers})
        await self._go_on(body, has_more)

    async def _go_on(self, body: bytes, has_more: bool) -> None:
        if self._body is not None:
            self._body += body
            if len(self._body) > self._layer.cache.largest:
                self._body = None
                self._layer.end(self._flight)
            elif not has_more:
                self._layer.keep(self._flight, self._entry_of(bytes(self._body)))
        packed = body
        if self._packer is not None:
            packed = (self._packer.pack(body) if body else b"") + (b"" if has_more else self._packer.end())
        await self._pass_on({"type": "http.response.body", "body": packed, "more_body": has_more})

    async def _pass_on(self, message: Message) -> None:
        """Send it; when the client is slow to take it, others wait for it no longer."""
        if self._body is None:
            await self._send(message)
            return
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        losing_patience = loop.call_later(self._patience_seconds, self._layer.end, self._flight)
        try:
            await self._send(message)
        finally:
            losing_patience.cancel()
            self._patience_seconds -= loop.time() - began_at

    def _may_be_kept(self, size: int) -> bool:
        names = dict(self._headers)
        is_whole = b"accept-ranges" not in names and b"content-encoding" not in names
        is_wanted = b"no-store" not in names.get(b"cache-control", b"")
        has_name = b"etag" in names or bool(self._scope.get(_REPEATABLE))
        return self._status in _KEPT and is_whole and is_wanted and has_name and size <= self._layer.cache.largest

    def _entry_of(self, body: bytes) -> Entry:
        tag = next((value.decode("latin-1") for name, value in self._headers if name == b"etag"), "")
        if not tag and self._status == 200:
            tag = tag_of_body(body)
        own = [pair for pair in self._headers if pair[0] not in (b"etag", b"content-length")]
        own = [(name, self._layer.cache.control if value == b"no-cache" else value) for name, value in own]
        headers = _varying(own) if _packs_well(own) else own
        return Entry(self._status, headers, body, tag, route_of(self._scope), _media_type(own))

    def _varies(self) -> bool:
        """Whether another client may get it in another coding. A 304 does not say what it is of."""
        return b"accept-ranges" not in dict(self._headers) and (self._status == 304 or _packs_well(self._headers))

    def _coding(self, size: int, has_more: bool) -> str | None:
        names = dict(self._headers)
        is_long = has_more or size >= codings.LEAST_BYTES
        is_bare = b"content-encoding" not in names and b"accept-ranges" not in names and self._status not in (204, 304)
        if is_long and is_bare and _packs_well(self._headers):
            return codings.chosen(self._asked.accept_encoding)
        return None


def _packs_well(headers: Headers) -> bool:
    return codings.packs_well(_media_type(headers))


def _media_type(headers: Headers) -> str:
    content_type = next((value for name, value in headers if name == b"content-type"), b"")
    return content_type.decode("latin-1").partition(";")[0]


def _varying(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers, saying that another client may get it in another coding."""
    others = [pair for pair in headers if pair[0] != b"vary"]
    before = [value for name, value in headers if name == b"vary"]
    return [*others, (b"vary", b", ".join([*before, b"Accept-Encoding"]))]


def _in_coding(header: tuple[bytes, bytes], coding: str) -> tuple[bytes, bytes]:
    """The header of what is sent in a coding."""
    name, value = header
    return (name, tag_in(value.decode("latin-1"), coding).encode("latin-1")) if name == b"etag" else header


def _as_asked(header: tuple[bytes, bytes], asked: Asked) -> tuple[bytes, bytes]:
    """The header of a 304 with the tag by which the client knows what it has."""
    name, value = header
    if name == b"etag":
        tags = [tag_in(value.decode("latin-1"), coding) for coding in codings.accepted(asked.accept_encoding)]
        given = asked.conditions.get("if-none-match", "")
        value = next((tag.encode("latin-1") for tag in tags if tag in given), value)
    return name, value
