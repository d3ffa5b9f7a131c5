"""What is kept, and plain queries with small answers, without the framework, a task or a wait: a query is begun as soon
as the request is there, and answered as soon as the worker is done.

A query that is anything else, or turns out to be, goes the ordinary way, where nothing but time distinguishes them.
See https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from starlette.types import Scope

from govsocial.errors import GovsocialError
from govsocial.model.formats import Format
from govsocial.protocol import guard, spelling
from govsocial.protocol.sparql import parse_query_request, result_formats
from govsocial.store.base import Pending, Query, prompt_store
from govsocial.web.arrival import Arrival
from govsocial.web.cache.entries import Entry, Headers, Kind
from govsocial.web.cache.layer import PIECE_BYTES, Asked, CacheLayer, Flight, asked_of, tag_of_body
from govsocial.web.exchange import REQUEST_ID, new_id
from govsocial.web.headers import OPEN
from govsocial.web.heads import lines
from govsocial.web.paths import address_of
from govsocial.web.site import Site
from govsocial.web.tally import Answered, Tally

_PATH = "/sparql"
_BEGUN = "govsocial.begun"


class Connected(NamedTuple):
    """A request on its connection: who asks, and how it is answered, or handed on to the application."""

    scope: Scope
    body: bytes
    arrival: Arrival
    client: str
    reply: Callable[[int, bytes], None]
    """It is given the status, and all of the answer but status line and the server's own headers."""

    hand_on: Callable[[], None]


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

    def take(self, request: Connected) -> bool:
        """Whether the request is seen to here; its bytes must be all there."""
        asked = asked_of(request.scope)
        if asked is None or not asked.raw:
            return False
        entry = self._layer.cache.get(asked.key)
        if entry is not None and len(entry.body) > PIECE_BYTES:
            return False
        if entry is not None:
            self._layer.cache.lookups["hit"] += 1
            self._give(request, asked, entry, time.perf_counter(), "cache;desc=hit, ")
            return True
        is_simple = asked.method != "HEAD" and not asked.conditions and request.scope["path"] == _PATH
        pending = self._begun(request) if is_simple and self._layer.on_its_way(asked.key) is None else None
        if pending is not None:
            self._begin(request, asked, pending)
        return pending is not None

    def _begun(self, request: Connected) -> Pending | None:
        """The query on its way; None where it is not a plain one, or cannot be begun: the application says why."""
        try:
            query = self._query(request)
            return None if query is None or self._store is None else self._store.begin(query)
        except GovsocialError:
            return None

    def _query(self, request: Connected) -> Query | None:
        """The query, if it is a plain one for a program. Raises what parsing raises."""
        scope = request.scope
        headers = dict(scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        given = parse_query_request(scope["method"], scope["query_string"], content_type, request.body)
        accept = headers[b"accept"].decode("latin-1") if b"accept" in headers else None
        formats = result_formats(accept, given.format_name)
        if formats.page or not given.query or not guard.is_plain(given.query, self._max_bytes):
            return None
        address = address_of(scope)
        if not self._is_spelt_well(given.query, address):
            return None
        return Query(
            given.query,
            formats.solutions,
            formats.graph,
            given.default_graphs,
            given.named_graphs,
            address,
            given.timeout_seconds,
            request.client,
        )

    def _is_spelt_well(self, text: str, base_iri: str) -> bool:
        """Whether there is nothing to be told of the terms in it, as far as it is known what is defined."""
        found = spelling.terms(text, base_iri)
        defined = self._defined_terms.at_hand if found else frozenset()
        return defined is not None and not spelling.notices(found, defined)

    def _begin(self, request: Connected, asked: Asked, pending: Pending) -> None:
        self._layer.cache.lookups["miss"] += 1
        begun = _Begun(request, asked, pending, self._layer.begin(asked), time.perf_counter())
        request.arrival.work(pending.give_up)
        pending.tell(lambda: self._go_on(begun))

    def _go_on(self, begun: _Begun) -> None:
        """Something of the answer has come, or it has failed."""
        request, asked = begun.request, begun.asked
        request.arrival.work(None)
        answer = begun.pending.whole_answer()
        if answer is None or answer.whole is None:
            self._hand_on(begun)
            return
        headers, tag = _headers(answer.format, self._layer.cache.control), tag_of_body(answer.whole)
        entry = Entry(200, headers, answer.whole, tag, _PATH, answer.format.media_type)
        self._layer.keep(begun.flight, entry)
        waited = answer.waited_seconds
        execution = time.perf_counter() - begun.began_at - waited
        times = f"queue;dur={waited * 1e3:.1f}, execution;dur={execution * 1e3:.1f}, "
        self._give(request, asked, entry, begun.began_at, times)

    def _hand_on(self, begun: _Begun) -> None:
        """Let the application go on with it; those who wait for the answer wait on."""
        request = begun.request
        if request.arrival.has_left:
            begun.flight.is_left = True
            self._layer.end(begun.flight)
            return
        request.arrival.work(begun.pending.give_up)
        request.scope[_BEGUN] = begun.pending
        self._layer.hand_on(request.scope, begun.flight)
        request.hand_on()

    def _give(self, request: Connected, asked: Asked, entry: Entry, began_at: float, times: str) -> None:
        status, headers, body = self._layer.answer(entry, asked)
        if asked.method == "HEAD":
            body = b""
        if times.startswith("cache"):
            self._layer.shorten(entry, asked, request.scope, status, headers, body)
        number, seconds = new_id(), time.perf_counter() - began_at
        own = f"{REQUEST_ID.lower()}: {number}\r\nserver-timing: {times}total;dur={seconds * 1e3:.1f}\r\n"
        fixed = len(entry.headers) if status != 304 else 0
        own_lines = (own.encode(), _lines(tuple(headers[:fixed])), lines(headers[fixed:]), b"\r\n", body)
        request.reply(status, b"".join(own_lines))
        kind = Kind(asked.method, entry.route, request.scope["path"], status, entry.media_type)
        self._tally.add(kind, Answered(time.time(), number, request.client, seconds, len(body)))


def begun_of(scope: Scope) -> Pending | None:
    """The query of this request, if it has been begun before the application heard of it."""
    pending: Pending | None = scope.pop(_BEGUN, None)
    return pending


@lru_cache(64)  # one a format
def _headers(syntax: Format, control: bytes) -> Headers:
    """As the route has them, and the cache around it."""
    own = (b"cache-control", control), (b"vary", b"Accept, Accept-Encoding")
    return (*own, (b"content-type", syntax.content_type.encode()))


@lru_cache(64)
def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return lines([*headers, *OPEN])
