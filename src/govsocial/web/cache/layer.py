"""Around the application: requests that have been answered are answered again from what is kept, in their coding.

Kept is what has a tag, or what its route calls repeatable. Those who ask for the same at the same time wait for one
answer. See https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests and
https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
"""

import asyncio
import hashlib
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsocial.web.arrival import arrival_of
from govsocial.web.cache import codings
from govsocial.web.cache.entries import Cache, Entry, Headers, Kind, Shortcut, tag_in
from govsocial.web.exchange import name_route, route_of
from govsocial.web.headers import OPEN
from govsocial.web.heads import STATUS_LINES, lines

DECIDING = frozenset((b"host", b"accept"))
"""The headers on which what is kept depends; a client that sends others gets the same."""

CHOOSING = frozenset((b"accept-encoding", b"if-none-match", b"if-modified-since"))
"""The headers that choose what is sent of it."""

PASSED_ON = frozenset(
    (b"authorization", b"range", b"if-range", b"if-match", b"if-unmodified-since", b"accept-datetime")
)
"""The headers of requests that are for the application alone."""

_CONDITIONS = (b"if-none-match", b"if-modified-since")
_OF_ONE = frozenset((b"x-request-id", b"expect", b"x-forwarded-for", b"forwarded"))
"""The headers of which something depends beside the answer: the id, the client."""

_KEPT = (200, 203, 301, 303, 308, 410)
_BY_POST = "/sparql"
_PATIENCE_SECONDS = 0.25
"""How long others wait, in all, for the client to whom the answer is sent that they wait for."""

_ON_THE_WAY_SECONDS = 2.0
"""How long they wait for all of an answer that has begun to come: its first rows may be what they need."""

_NOT_WITHOUT_BODY = (b"content-type", b"content-encoding", b"content-security-policy")
_REPEATABLE = "govsocial.repeatable"

FLIGHT = "govsocial.flight"
"""Where a scope has the flight of a request that others wait for already, when the application goes on with it."""

_LEFT = 499
"""What is answered where the client has left."""

PIECE_BYTES = 131_072
"""A client is sent so much before it has taken what it was sent: a slow one has no more of an answer in memory."""


def call_repeatable(scope: Scope) -> None:
    """Say that the answer to this request is as good for the next that asks the same of the same edition."""
    scope[_REPEATABLE] = True


class Asked(NamedTuple):
    """What a request is about, as far as it decides the answer."""

    key: Hashable
    method: str
    accept_encoding: str
    conditions: dict[str, str]
    raw: bytes
    """Its bytes, where others that send the same may be answered without a look."""


class Sent(NamedTuple):
    """What a client gets of an entry: headers that all get, and its own."""

    status: int
    kept: Headers
    own: Headers
    body: bytes

    @property
    def lines(self) -> bytes:
        """The lines of all headers but those that the server adds, with the blank one that ends them."""
        return _lines(tuple(self.kept)) + lines(self.own) + b"\r\n"


class Flight:
    """An answer on its way, for those who ask for the same of the same edition."""

    def __init__(self, key: Hashable, edition: Hashable) -> None:
        self.key = key
        self.edition = edition
        self.is_left = False
        """Whether it came to nothing because who asked has left."""

        self._waiting: list[asyncio.Future[Entry | None]] = []

    async def wait(self) -> Entry | None:
        """The answer; None when each has to see to its own."""
        coming: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        return await coming

    def land(self, entry: Entry | None) -> None:
        """Tell all who wait."""
        waiting, self._waiting = self._waiting, []
        for coming in waiting:
            if not coming.done():
                coming.set_result(entry)


def tag_of_body(body: bytes) -> str:
    """A strong tag: equal bodies, equal tags."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


class CacheLayer:
    """The layer over one cache."""

    def __init__(self, app: ASGIApp, cache: Cache) -> None:
        self._app = app
        self.cache = cache
        self._flights: dict[tuple[Hashable, Hashable], Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = asked_of(scope) if scope["type"] == "http" else None
        if asked is None:
            await self._app(scope, receive, send)
            return
        begun: Flight | None = scope.pop(FLIGHT, None)
        entry = await self._kept(asked) if begun is None else None
        if entry is not None:
            name_route(scope, entry.route)
            await self.give(entry, asked, scope, send)
        else:
            await self._ask(begun or self.begin(asked), asked, scope, receive, send)

    async def _kept(self, asked: Asked) -> Entry | None:
        """What is kept for this request, or comes for another that asks the same; None where it has to be made."""
        entry, outcome = self.cache.get(asked.key), "hit"
        while entry is None and (flight := self.on_its_way(asked.key)) is not None:
            entry, outcome = await flight.wait(), "shared"
            if entry is None and not flight.is_left:
                break
        if entry is not None or asked.method != "HEAD":
            self.cache.lookups["miss" if entry is None else outcome] += 1
        return entry

    async def _ask(self, flight: Flight, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the application answer, and keep what may be kept."""
        recorder = _Recorder(self, flight, asked, scope, send)
        if asked.conditions.get("if-none-match"):
            takes = codings.accepted(asked.accept_encoding)
            scope["headers"] = [_without_codings(header, takes) for header in scope["headers"]]
        try:
            await self._app(scope, receive, recorder.send)
        finally:
            self.end(flight)

    def on_its_way(self, key: Hashable) -> Flight | None:
        """The answer to this request that somebody waits for already; it begins no earlier than what is kept now."""
        return self._flights.get((key, self.cache.edition()))

    def begin(self, asked: Asked) -> Flight:
        """Let those who ask for the same from now on wait for this one.

        Who asks for a head alone holds nobody up, and without a cache there is nothing to wait for.
        """
        flight = Flight(asked.key, self.cache.edition())
        if asked.method != "HEAD" and self.cache.max_bytes:
            self._flights.setdefault((flight.key, flight.edition), flight)
        return flight

    def begin_alone(self, asked: Asked) -> Flight | None:
        """As `begin`; None where somebody waits for the same answer already."""
        flight = self.begin(asked)
        return flight if self._flights.get((flight.key, flight.edition), flight) is flight else None

    def begin_sending(self, flight: Flight) -> None:
        """Let others wait for what is left of it for a while, and no longer."""
        asyncio.get_running_loop().call_later(_ON_THE_WAY_SECONDS, self.end, flight)

    def keep(self, flight: Flight, entry: Entry) -> None:
        """Keep what has come, and let those who wait have it."""
        self.cache.put(flight.key, entry, flight.edition)
        self.end(flight, entry)

    def end(self, flight: Flight, entry: Entry | None = None) -> None:
        """Let those who wait have it, or see to their own."""
        if self._flights.get((flight.key, flight.edition)) is flight:
            del self._flights[flight.key, flight.edition]
        flight.land(entry)

    @property
    def largest(self) -> int:
        """The bytes of a body that may be kept."""
        return self.cache.largest

    async def give(self, entry: Entry, asked: Asked, scope: Scope, send: Send) -> None:
        """Send what the client gets of an entry, as fast as it takes it."""
        sent = self.answer(entry, asked)
        if asked.raw:
            self.shorten(entry, asked, scope["path"], sent, sent.lines)
        headers = [*sent.kept, *sent.own]
        await send({"type": "http.response.start", "status": sent.status, "headers": headers})
        *pieces, last = _pieces(sent.body)
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": last})

    def answer(self, entry: Entry, asked: Asked) -> Sent:
        """What a client gets of an entry."""
        coding = entry.coding_for(asked.accept_encoding)
        tag = (
            entry.tag_known_to(asked.conditions, asked.accept_encoding)
            if asked.conditions and entry.status == 200
            else None
        )
        if tag is not None:
            kept = [pair for pair in entry.headers if pair[0] not in _NOT_WITHOUT_BODY]
            return Sent(304, kept, [(b"etag", tag.encode("latin-1"))], b"")
        body = entry.body if coding is None else self.cache.pack(entry, coding)
        own = [(b"content-length", b"%d" % len(body))]
        if entry.tag:
            own.append((b"etag", entry.tag_in(coding).encode("latin-1")))
        if coding is not None:
            own.append((b"content-encoding", coding.encode()))
        return Sent(entry.status, entry.headers, own, b"" if asked.method == "HEAD" else body)

    def shorten(self, entry: Entry, asked: Asked, path: str, sent: Sent, lines_sent: bytes) -> None:
        """Let others that send the same bytes have the same without a look."""
        if len(sent.body) <= PIECE_BYTES:
            kind = Kind(asked.method, entry.route, path, sent.status, entry.media_type)
            shortcut = Shortcut(entry, STATUS_LINES[sent.status], lines_sent, sent.body, kind)
            self.cache.shorten(asked.raw, shortcut)


class _Recorder:
    """Passes an answer on, in the coding that is chosen, and makes an entry of it where it may be kept."""

    def __init__(self, layer: CacheLayer, flight: Flight, asked: Asked, scope: Scope, send: Send) -> None:
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
            if len(self._body) > self._layer.largest:
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
        return self._status in _KEPT and is_whole and is_wanted and has_name and size <= self._layer.largest

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


def asked_of(scope: Scope) -> Asked | None:
    """What the request is about; None where it is for the application alone."""
    method = scope["method"]
    if method not in ("GET", "HEAD") and not (method == "POST" and scope["path"] == _BY_POST):
        return None
    found = dict(scope["headers"])
    if len(found) < len(scope["headers"]) or not PASSED_ON.isdisjoint(found):
        return None
    arrival = arrival_of(scope)
    is_like_others = arrival is not None and _OF_ONE.isdisjoint(found)
    raw = arrival.raw if arrival is not None and is_like_others else b""
    if method == "POST":
        return Asked(raw, method, found.get(b"accept-encoding", b"").decode("latin-1"), {}, raw) if raw else None
    conditions = {name.decode(): found[name].decode("latin-1") for name in _CONDITIONS if name in found}
    key = (scope["scheme"], scope["raw_path"], scope["query_string"], found.get(b"host"), found.get(b"accept"))
    return Asked(key, method, found.get(b"accept-encoding", b"").decode("latin-1"), conditions, raw)


@lru_cache(1_024)  # answers of a kind have the same
def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return lines([*headers, *OPEN])


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


def _pieces(body: bytes) -> list[bytes]:
    return [body[start : start + PIECE_BYTES] for start in range(0, len(body), PIECE_BYTES)] or [b""]


def _without_codings(header: tuple[bytes, bytes], takes: Sequence[str]) -> tuple[bytes, bytes]:
    """The header of a request with the tags that the application knows, of what the client takes."""
    name, value = header
    if name == b"if-none-match":
        for coding in takes:
            value = value.replace(f'-{coding}"'.encode(), b'"')
    return name, value


def _as_asked(header: tuple[bytes, bytes], asked: Asked) -> tuple[bytes, bytes]:
    """The header of a 304 with the tag by which the client knows what it has."""
    name, value = header
    if name == b"etag":
        tags = [tag_in(value.decode("latin-1"), coding) for coding in codings.accepted(asked.accept_encoding)]
        given = asked.conditions.get("if-none-match", "")
        value = next((tag.encode("latin-1") for tag in tags if tag in given), value)
    return name, value
