"""What is kept, and plain queries with small answers, without the framework, a task or a wait: a query is begun as soon
as the request is there, and answered as soon as the worker is done.

Where all but the query has come before, not even the request is parsed: clients send the same headers each time. A
query that is anything else, or turns out to be, goes the ordinary way, where nothing but time distinguishes them.
See https://www.w3.org/TR/sparql11-protocol/#query-operation and https://www.rfc-editor.org/rfc/rfc9112#section-3
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.types import Scope

from govsocial.errors import GovsocialError
from govsocial.model.formats import Format
from govsocial.protocol import guard, spelling
from govsocial.protocol.sparql import (
    ResultFormats,
    decode_parameter,
    parse_query_request,
    result_formats,
)
from govsocial.store.base import Pending, Query, prompt_store
from govsocial.web.arrival import Arrival
from govsocial.web.cache.asked import DECIDING, Asked, asked_of, key_of
from govsocial.web.cache.entries import Entry, Headers, Kind, tag_of_body
from govsocial.web.cache.flights import Flight
from govsocial.web.cache.layer import FLIGHT, PIECE_BYTES, CacheLayer, Sent
from govsocial.web.exchange import CAME_AT, REQUEST_ID, new_id
from govsocial.web.paths import address_of
from govsocial.web.site import Site
from govsocial.web.tally import Answered, Tally

_PATH = "/sparql"
_RAW_PATH = _PATH.encode()
_ASKING = re.compile(rb"GET /sparql\?(query=([\w.~%+!$'()*,;:@/?-]+))", re.ASCII)
_AFTER_TARGET = b" HTTP/1.1\r\n"
_BEGUN = "govsocial.begun"
_REQUEST_ID = REQUEST_ID.lower()

_MOST_MANNERS = 256
_LONGEST_MANNER_BYTES = 2_048


class Connected(NamedTuple):
    """A request on its connection: who asks, and how it is answered, or handed on to the application."""

    client: str
    arrival: Arrival
    reply: Callable[[int, bytes], None]
    """It is given the status, and all of the answer but status line and the server's own headers."""

    hand_on: Callable[[Mapping[str, Any]], None]  # Any: what the layers of the application leave in a scope
    """It is given what the scope is to have besides."""


class _Manner(NamedTuple):
    """How a client asks: what all lines of its requests but the first say."""

    scheme: str
    deciding: Sequence[bytes | None]
    accept_encoding: str
    formats: ResultFormats
    address: str


class _Begun(NamedTuple):
    """A query that a worker has, or will have."""

    request: Connected
    asked: Asked
    pending: Pending
    flight: Flight
    began_at: float


class PromptAnswers:
    """Those of one site, over its cache."""

    def __init__(self, site: Site, layer: CacheLayer, tally: Tally) -> None:
        self._store = prompt_store(site.store)
        self._defined_terms = site.defined_terms
        self._max_bytes = site.settings.max_query_bytes
        self._layer = layer
        self._tally = tally
        self._manners: dict[bytes, _Manner] = {}
        self._headers: dict[str, Headers] = {}

    def recall(self, raw: bytes, request: Connected) -> bool:
        """Whether a request of these bytes is seen to here: one with a query in the manner of an earlier one."""
        end = raw.find(_AFTER_TARGET)
        manner = self._manners.get(raw[end:])
        found = None if manner is None else _ASKING.fullmatch(raw, 0, end)
        if manner is None or found is None:
            return False
        parameters, text = found.groups()
        key = key_of(manner.scheme, _RAW_PATH, parameters, manner.deciding)
        asked = Asked(key, "GET", manner.accept_encoding, {}, raw)
        entry = self._layer.cache.get(key)
        if entry is not None:
            return self._give_kept(request, asked, _PATH, entry)
        return self._begin(request, asked, lambda: self._in_manner(text, manner, request.client))

    def take(self, scope: Scope, body: bytes, request: Connected) -> bool:
        """Whether the request is seen to here; its bytes must be all there."""
        asked = asked_of(scope)
        if asked is None or not asked.raw:
            return False
        entry = self._layer.cache.get(asked.key)
        if entry is not None:
            return self._give_kept(request, asked, scope["path"], entry)
        if asked.method == "HEAD" or asked.conditions or scope["path"] != _PATH:
            return False
        return self._begin(request, asked, lambda: self._query(scope, body, asked, request.client))

    def _give_kept(self, request: Connected, asked: Asked, path: str, entry: Entry) -> bool:
        if len(entry.body) > PIECE_BYTES:
            return False
        self._layer.cache.lookups["hit"] += 1
        sent, lines = self._give(request, asked, path, entry, time.perf_counter(), "cache;desc=hit, ")
        self._layer.shorten(entry, asked, path, sent, lines)
        return True

    def _query(self, scope: Scope, body: bytes, asked: Asked, client: str) -> Query | None:
        """The query, if it is a plain one for a program. Raises what parsing raises."""
        headers = dict(scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        given = parse_query_request(scope["method"], scope["query_string"], content_type, body)
        accept = headers.get(b"accept")
        formats = result_formats(None if accept is None else accept.decode("latin-1"), given.format_name)
        address = address_of(scope)
        if asked.method == "GET" and given.format_name is None:
            deciding = [headers.get(name) for name in DECIDING]
            self._learn(asked.raw, _Manner(scope["scheme"], deciding, asked.accept_encoding, formats, address))
        if formats.page or not given.query or not self._is_plain(given.query, address):
            return None
        return Query(
            given.query,
            formats.solutions,
            formats.graph,
            given.default_graphs,
            given.named_graphs,
            address,
            given.timeout_seconds,
            client,
        )

    def _learn(self, raw: bytes, manner: _Manner) -> None:
        """Know requests again that are asked in this manner."""
        rest = raw[raw.find(_AFTER_TARGET) :]
        if len(rest) <= _LONGEST_MANNER_BYTES:
            self._manners[rest] = manner
            if len(self._manners) > _MOST_MANNERS:
                del self._manners[next(iter(self._manners))]

    def _in_manner(self, encoded: bytes, manner: _Manner, client: str) -> Query | None:
        text, formats, address = decode_parameter(encoded), manner.formats, manner.address
        if formats.page or not self._is_plain(text, address):
            return None
        return Query(text, formats.solutions, formats.graph, base_iri=address, client=client)

    def _is_plain(self, text: str, base_iri: str) -> bool:
        """Whether it needs no closer look, and there is nothing to be told of the terms in it, as far as is known."""
        if not guard.is_plain(text, self._max_bytes):
            return False
        if not spelling.may_speak_of_ours(text, base_iri):
            return True
        defined = self._defined_terms.at_hand
        if defined is None:
            return False
        return spelling.are_surely_right(text, defined) or not spelling.notices(spelling.terms(text, base_iri), defined)

    def _begin(self, request: Connected, asked: Asked, query_of: Callable[[], Query | None]) -> bool:
        """Whether the query is on its way; where it cannot be begun, the application says why."""
        began_at = time.perf_counter()
        flight = None if self._store is None else self._layer.begin_alone(asked)
        if self._store is None or flight is None:
            return False
        try:
            query = query_of()
            pending = None if query is None else self._store.begin(query)
        except GovsocialError:
            pending = None
        if pending is None:
            self._layer.end(flight)
            return False
        self._layer.cache.lookups["miss"] += 1
        begun = _Begun(request, asked, pending, flight, began_at)
        request.arrival.work(pending.give_up)
        pending.tell(lambda: self._go_on(begun))
        return True

    def _go_on(self, begun: _Begun) -> None:
        """Something of the answer has come, or it has failed."""
        request, asked, pending, flight, began_at = begun
        request.arrival.work(None)
        answer = pending.whole_answer()
        if answer is None or answer.whole is None:
            self._hand_on(begun)
            return
        headers, tag = self._headers_of(answer.format), tag_of_body(answer.whole)
        entry = Entry(200, headers, answer.whole, tag, _PATH, answer.format.media_type)
        self._layer.keep(flight, entry)
        waited = answer.waited_seconds
        execution = time.perf_counter() - began_at - waited
        times = f"queue;dur={waited * 1e3:.1f}, execution;dur={execution * 1e3:.1f}, "
        self._give(request, asked, _PATH, entry, began_at, times)

    def _hand_on(self, begun: _Begun) -> None:
        """Let the application go on with it; those who wait for the answer wait on."""
        request = begun.request
        if request.arrival.has_left:
            begun.flight.is_left = True
            self._layer.end(begun.flight)
            return
        request.arrival.work(begun.pending.give_up)
        request.hand_on({_BEGUN: begun.pending, FLIGHT: begun.flight, CAME_AT: begun.began_at})

    def _give(
        self, request: Connected, asked: Asked, path: str, entry: Entry, began_at: float, times: str
    ) -> tuple[Sent, bytes]:
        """Send the answer; what others are to be sent who ask the same, and the lines of its headers."""
        sent = self._layer.answer(entry, asked)
        lines = sent.lines
        number, seconds = new_id(), time.perf_counter() - began_at
        own = f"{_REQUEST_ID}: {number}\r\nserver-timing: {times}total;dur={seconds * 1e3:.1f}\r\n"
        request.reply(sent.status, b"".join((own.encode(), lines, sent.body)))
        kind = Kind(asked.method, entry.route, path, sent.status, entry.media_type)
        self._tally.add(kind, Answered(time.time(), number, request.client, seconds, len(sent.body)))
        return sent, lines

    def _headers_of(self, syntax: Format) -> Headers:
        """As the route has them, and the cache around it."""
        if syntax.name not in self._headers:
            own = (b"cache-control", self._layer.cache.control), (b"vary", b"Accept, Accept-Encoding")
            self._headers[syntax.name] = (*own, (b"content-type", syntax.content_type.encode()))
        return self._headers[syntax.name]


def begun_of(scope: Scope) -> Pending | None:
    """The query of this request, if it has been begun before the application heard of it."""
    pending: Pending | None = scope.pop(_BEGUN, None)
    return pending
