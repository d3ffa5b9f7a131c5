"""Around the application: requests that have been answered are answered again from what is kept, in their coding.

Kept is what has a tag, or what its route calls repeatable. Those who ask for the same at the same time wait for one
answer. See https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests and
https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
"""

import asyncio
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from govsocial.web.cache import codings
from govsocial.web.cache.asked import Asked, asked_of
from govsocial.web.cache.entries import Cache, Entry, Headers, Kind, Shortcut
from govsocial.web.cache.flights import Flight
from govsocial.web.cache.recorder import Recorder
from govsocial.web.exchange import name_route
from govsocial.web.headers import OPEN
from govsocial.web.heads import STATUS_LINES, lines

_ON_THE_WAY_SECONDS = 2.0
"""How long they wait for all of an answer that has begun to come: its first rows may be what they need."""

_NOT_WITHOUT_BODY = (b"content-type", b"content-encoding", b"content-security-policy")
FLIGHT = "govsocial.flight"
"""Where a scope has the flight of a request that others wait for already, when the application goes on with it."""

PIECE_BYTES = 131_072
"""A client is sent so much before it has taken what it was sent: a slow one has no more of an answer in memory."""


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
        recorder = Recorder(self, flight, asked, scope, send)
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


@lru_cache(1_024)  # answers of a kind have the same
def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return lines([*headers, *OPEN])


def _pieces(body: bytes) -> list[bytes]:
    return [body[start : start + PIECE_BYTES] for start in range(0, len(body), PIECE_BYTES)] or [b""]


def _without_codings(header: tuple[bytes, bytes], takes: Sequence[str]) -> tuple[bytes, bytes]:
    """The header of a request with the tags that the application knows, of what the client takes."""
    name, value = header
    if name == b"if-none-match":
        for coding in takes:
            value = value.replace(f'-{coding}"'.encode(), b'"')
    return name, value
