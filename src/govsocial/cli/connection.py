"""A connection within bounds: how long a request may take to come and how large it may be, an answer to be taken.

Uvicorn bounds none of it: silent, slow and endless clients would shut all others out.
See https://www.rfc-editor.org/rfc/rfc9112#section-9 and https://www.uvicorn.org/server-behavior/
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Any, TypeAlias
from urllib.parse import unquote

import httptools
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from govsocial.cli.connections import Connections
from govsocial.cli.cycle import Cycle
from govsocial.errors import (
    AddressTooLongError,
    BusyError,
    GovsocialError,
    HeaderTooLargeError,
    RequestError,
    RequestTimeoutError,
    UnknownMethodError,
)
from govsocial.web import problems
from govsocial.web.arrival import ARRIVAL, LONGEST_RAW_BYTES, Arrival
from govsocial.web.clients import name_of
from govsocial.web.exchange import new_id
from govsocial.web.heads import STATUS_LINES, head
from govsocial.web.prompt import Connected, PromptAnswers

logger = logging.getLogger(__name__)

HEAD_SECONDS = 10.0
"""From the connection, or the first byte of a further request, to the end of its header."""

KEEP_ALIVE_SECONDS = 15
"""How long a connection is kept after an answer."""

STALL_SECONDS = 20.0
"""How long a client may leave us with a full buffer (64 KiB) before its answer is given up."""

LINGER_SECONDS = 3.0
"""How long we read on, and throw away, so that a client that still sends gets the answer and not a reset."""

MAX_TARGET_BYTES = 65_535
"""What the parser takes; a longer query goes by POST."""

MAX_HEADER_BYTES = 65_536
MAX_HEADERS = 128
MAX_PIPELINED = 64

_ASGI = {"version": "3.0", "spec_version": "2.3"}
_OF_BODIES = (b"content-length", b"transfer-encoding")

App: TypeAlias = Any  # an ASGI application, as uvicorn has it


class Connection(HttpToolsProtocol):
    """One connection. Its requests have deadlines and limits, and what is refused here is told as a problem document.

    A request is the application's as soon as its header is there: the body's time is bounded where it is read.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # Any: as uvicorn has it
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert isinstance(server_state, Connections)  # cli/server.py gives it
        self.idle_since = 0.0
        self.peer_name = ""
        self._all = server_state
        self._running: Cycle | None = None
        self._starting: Cycle | None = None
        self._unparsed: Arrival | None = None
        """Of a request that is seen to without being parsed."""

        self._held = b""
        self._known: Mapping[str, Any] = {}  # Any: what the layers of the application know a request by
        self._is_feeding = False
        self._deadline = inf
        self._begun = self._header_bytes = self._unparsed_bytes = 0
        self._is_in_head = self._is_in_body = self._is_deaf = self._keeps_alive = self._has_answered = False
        self._is_last = False

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered: none has come, or not yet the whole of its header."""
        return self._running is None and self._unparsed is None

    def is_due(self, now: float) -> bool:
        """Whether its time is over."""
        if self.transport.is_closing() and self._deadline == inf:
            self._deadline = now + STALL_SECONDS  # for what is in the buffer
        return self._deadline <= now

    def expire(self) -> None:
        """End it, with an answer if a part of a request has come."""
        if self.is_idle and self._is_in_head and not self._is_deaf:
            self._refuse(RequestTimeoutError(f"The header of the request did not come within {HEAD_SECONDS:g} s."))
        elif self.is_idle and self._has_answered and not self._is_deaf:
            self._deadline = inf
            self.transport.close()
        else:
            self.transport.abort()

    def stop(self) -> None:
        """Wait no longer for the rest of a request that the application waits for."""
        if self._running is not None and self._is_waited_for(self._running):
            self._refuse(BusyError("The server is stopping; try again in 5 s.", 5))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client has come."""
        super().connection_made(transport)
        self.peer_name = name_of(self.client[0] if self.client else None)
        self.idle_since = self.loop.time()
        self._deadline = self.idle_since + HEAD_SECONDS
        try:
            self._all.enter(self)
        except BusyError as error:
            self._refuse(error)
            if not self._all.has_room:
                self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has left, or was made to leave."""
        self._all.leave(self)
        super().connection_lost(exc)
        if self._running is not None:
            self._running.arrival.leave()
        if self._unparsed is not None:
            self._unparsed.leave()

    def data_received(self, data: bytes) -> None:
        """Parse what has come, unless it no longer matters."""
        if self._is_deaf:
            return
        if self._unparsed is not None:
            self._hold(data)
            return
        is_fresh = self._running is None and not self._is_in_head and not self._is_in_body
        is_fresh = is_fresh and len(data) <= LONGEST_RAW_BYTES
        if not is_fresh or not self._is_answered_at_once(data):
            self._read(data, is_fresh)

    def _read(self, data: bytes, is_fresh: bool) -> None:
        begun_before, self._is_feeding = self._begun, True
        self._feed(data)
        self._is_feeding = False
        is_whole = is_fresh and self._begun == begun_before + 1 and not self._is_in_head and not self._is_in_body
        if self._starting is not None:
            cycle, self._starting = self._starting, None
            if is_whole and self._keeps_alive and not self._is_deaf:
                cycle.arrival.raw = data
            self._launch(cycle)

    def _feed(self, data: bytes) -> None:
        begun_before = self._begun
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:  # not done here: what was asked is answered by HTTP/1.1, and that is all
            self._end_after_answers()
        except httptools.HttpParserInvalidMethodError:
            self._refuse(UnknownMethodError("No address here takes this method."))
        except httptools.HttpParserError as error:
            reason = error.__context__  # of an exception in a method below
            self._refuse(reason if isinstance(reason, GovsocialError) else RequestError("This is not HTTP/1.1."))
        else:
            is_all_of_one = self._is_in_head and self._begun == begun_before
            self._unparsed_bytes = self._unparsed_bytes + len(data) if is_all_of_one else 0
            if self._unparsed_bytes > MAX_TARGET_BYTES + MAX_HEADER_BYTES:
                self._refuse(_header_too_large())

    def _is_answered_at_once(self, data: bytes) -> bool:
        """Whether just these bytes have been asked before, and the answer is at hand."""
        lanes = self._all.lanes
        if lanes is None or self.flow.write_paused or self.transport.is_closing():
            return False
        answer = lanes.express.answer(data, self.peer_name, self._all.default_headers)
        if answer is None:
            return self._is_familiar(data, lanes.prompt)
        self.transport.write(answer)
        self._end_answer()
        return True

    def _end_answer(self) -> None:
        self._all.total_requests += 1
        self._has_answered = True
        self.idle_since = self.loop.time()
        self._deadline = self.idle_since + KEEP_ALIVE_SECONDS

    def _is_familiar(self, data: bytes, prompt: PromptAnswers) -> bool:
        """Whether it is seen to without being parsed; what comes meanwhile is held."""
        arrival = self._unparsed = Arrival(data)
        if not prompt.recall(data, Connected(self.peer_name, arrival, self._reply_to_unparsed, self._parse_after_all)):
            self._unparsed = None
            return False
        if self._unparsed is not None:
            self._deadline = inf
        return True

    def _reply_to_unparsed(self, status: int, answer: bytes) -> None:
        self._unparsed = None
        if self.transport.is_closing():
            return
        self._write(status, answer)
        self._end_answer()
        if self._is_last:
            self.transport.close()
        self._go_on_with_held()

    def _parse_after_all(self, known: Mapping[str, Any]) -> None:  # Any: what the layers of the application know it by
        """Have the application go on with it."""
        assert self._unparsed is not None  # it is that one
        self._known = known
        self._read(self._unparsed.raw, is_fresh=True)
        self._unparsed = None
        if self._is_last:
            super().shutdown()
        self._go_on_with_held()

    def _hold(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > MAX_HEADER_BYTES:
            self.flow.pause_reading()

    def _go_on_with_held(self) -> None:
        held, self._held = self._held, b""
        if held and not self.transport.is_closing():
            self.flow.resume_reading()
            self.data_received(held)

    def shutdown(self) -> None:
        """As uvicorn has it: end as soon as nothing is being answered."""
        self._is_last = self._unparsed is not None
        if not self._is_last:
            super().shutdown()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._begun += 1
        self._is_in_head = True
        self._header_bytes = 0
        if len(self.pipeline) >= MAX_PIPELINED:
            raise RequestError("So many requests at once are too many for one connection.")
        if self.is_idle and self._has_answered:
            self._deadline = self.loop.time() + HEAD_SECONDS

    def on_url(self, url: bytes) -> None:
        """A part of the request's target."""
        self.url += url
        if len(self.url) > MAX_TARGET_BYTES:
            message = f"The address is longer than {MAX_TARGET_BYTES:,} bytes; send a long query by POST."
            raise AddressTooLongError(message, MAX_TARGET_BYTES)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        name = name.lower()
        self.headers.append((name, value))
        self._header_bytes += len(name) + len(value)
        if len(self.headers) > MAX_HEADERS or self._header_bytes > MAX_HEADER_BYTES:
            raise _header_too_large()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True

    def on_headers_complete(self) -> None:
        """The whole header: the request is the application's."""
        if self.parser.get_method() == b"CONNECT":
            raise UnknownMethodError("This server is no proxy: no address here takes CONNECT.")
        if self.parser.should_upgrade() and any(name in _OF_BODIES for name, _ in self.headers):
            # The parser takes all after the header for another protocol, and the body would be lost without a word.
            raise RequestError("Here a request with a body cannot ask for another protocol; leave out Upgrade.")
        self._is_in_head, self._is_in_body = False, True
        version = self.parser.get_http_version()
        self._keeps_alive = version != "1.0" and self.parser.should_keep_alive()
        before, self.cycle = self.cycle, self._new_cycle(version)
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _new_cycle(self, http_version: str) -> Cycle:
        target = httptools.parse_url(self.url)
        raw_path = target.path or b"/"
        path = raw_path.decode("ascii")
        arrival = self._unparsed or Arrival()
        scope: dict[str, Any] = {  # Any: as ASGI has it
            "type": "http",
            "asgi": _ASGI,
            "http_version": http_version,
            "method": self.parser.get_method().decode("ascii"),
            "scheme": self.scheme,
            "server": self.server,
            "client": self.client,
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": target.query or b"",
            "root_path": "",
            "headers": self.headers,
            "state": {},
            "extensions": {ARRIVAL: arrival},
        }
        return Cycle(
            arrival,
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            # How a connection ends whose request has not come to its end is for us to see to: see on_response_complete.
            keep_alive=True,
            on_response=self.on_response_complete,
        )

    def on_message_complete(self) -> None:
        """The end of the request."""
        self._is_in_body = False
        self.cycle.keep_alive = self.cycle.keep_alive and self._keeps_alive
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The end of an answer: on to the next request, or wait for one."""
        self._running = None
        self._has_answered = True
        self.idle_since = self.loop.time()
        self._all.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
            return
        self._deadline = self.idle_since + (STALL_SECONDS if self.flow.write_paused else KEEP_ALIVE_SECONDS)
        if self._is_in_body or self._is_deaf:
            self._linger()

    def pause_writing(self) -> None:
        """The client takes less than it is sent."""
        super().pause_writing()
        self._deadline = self.loop.time() + STALL_SECONDS

    def resume_writing(self) -> None:
        """The client has caught up."""
        super().resume_writing()
        if not self.is_idle:
            self._deadline = inf

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: App) -> None:
        assert isinstance(cycle, Cycle)  # _new_cycle made it
        self._running = cycle
        self._deadline = self.loop.time() + STALL_SECONDS if self.flow.write_paused else inf
        if self._is_feeding:
            self._starting = cycle  # when all is known that has come
        else:
            super()._start_asgi_task(cycle, app)

    def _launch(self, cycle: Cycle) -> None:
        """Have the request answered."""
        lanes, start, known = self._all.lanes, partial(self._start, cycle), self._known
        self._known = {}
        if not known and lanes is not None and cycle.arrival.raw and not self.flow.write_paused:
            request = Connected(self.peer_name, cycle.arrival, partial(self._reply, cycle), start)
            scope: Any = cycle.scope  # Any: as ASGI has it
            if lanes.prompt.take(scope, bytes(cycle.body), request):
                return
        start(known)

    def _start(self, cycle: Cycle, known: Mapping[str, Any]) -> None:  # Any: what the application's layers know it by
        """Have the application answer it."""
        scope: Any = cycle.scope  # Any: as ASGI has it
        scope.update(known)
        super()._start_asgi_task(cycle, self.app)

    def _reply(self, cycle: Cycle, status: int, answer: bytes) -> None:
        """Send an answer that was made without the application."""
        if self.transport.is_closing():
            return
        self._write(status, answer)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _write(self, status: int, answer: bytes) -> None:
        assert self._all.lanes is not None  # it comes from there
        own = self._all.lanes.express.default_lines(self._all.default_headers)
        self.transport.write(b"".join((STATUS_LINES[status], own, answer)))

    def _refuse(self, error: GovsocialError) -> None:
        """Answer with an error and read no more; what was asked before is answered before."""
        self._all.counts["refused"] += 1
        self._is_deaf = True
        request_id = new_id()
        fields = {"id": request_id, "client": self.peer_name, "error": type(error).__name__}
        logger.info("Refused: %s", error, extra={"fields": fields})
        if self._running is not None and not self._is_waited_for(self._running):
            self._end_after_answers()
            return
        if self._running is not None:
            self._running.disconnected = True  # the application's part in it is over
            self._running.message_event.set()
        self.transport.write(self._response(error, request_id))
        self._linger()

    def _is_waited_for(self, cycle: Cycle) -> bool:
        """Whether the request has not all come, and no answer has been begun."""
        return cycle is self.cycle and self._is_in_body and not cycle.response_started

    def _end_after_answers(self) -> None:
        self._is_deaf = True
        last = self.pipeline[0][0] if self.pipeline else self._running
        if last is not None:
            last.keep_alive = False

    def _linger(self) -> None:
        """Say no more, and give the client time to hear what was said."""
        self._is_deaf = True
        self._deadline = self.loop.time() + LINGER_SECONDS
        self.flow.resume_reading()
        if not self.transport.is_closing() and self.transport.can_write_eof():
            self.transport.write_eof()

    def _response(self, error: GovsocialError, request_id: str) -> bytes:
        status, headers, body = problems.message(error, request_id)
        return head(status, [*self.server_state.default_headers, *headers, (b"connection", b"close")]) + body


def _header_too_large() -> HeaderTooLargeError:
    message = f"The header is larger than {MAX_HEADER_BYTES:,} bytes, or has more than {MAX_HEADERS} lines."
    return HeaderTooLargeError(message, MAX_HEADER_BYTES)
