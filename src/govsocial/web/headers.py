"""Headers that every response carries, and the answers to OPTIONS: data is open to the scripts of any site.

See https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsocial.web.clients import Clients, identify

logger = logging.getLogger(__name__)

ON_EVERYTHING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class OpenData:
    """Around the application: the headers, OPTIONS, and a line in the log for each request."""

    def __init__(self, app: ASGIApp, clients: Clients) -> None:
        self._app = app
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identify(scope, self._clients)
        observed = _Observed(scope, send)
        inner = _options(scope) if scope["method"] == "OPTIONS" else self._app
        try:
            await inner(scope, receive, observed.send)
        finally:
            observed.log()


class _Observed:
    """What one request was answered with."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()
        self._status = 0
        self._media_type = "-"
        self._sent_bytes = 0

    async def send(self, message: Message) -> None:
        """Send on, with the headers added."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(ON_EVERYTHING)
            self._status = message["status"]
            self._media_type = headers.get("content-type", "-").partition(";")[0]
        self._sent_bytes += len(message.get("body", b""))
        await self._send(message)

    def log(self) -> None:
        """One line: method, path, status, media type, bytes, milliseconds."""
        milliseconds = (time.perf_counter() - self._started) * 1000
        logger.info(
            "%s %s %s %s %d bytes %.1f ms",
            self._scope["method"],
            ascii(self._scope["path"])[1:-1],
            self._status or "unanswered",
            self._media_type,
            self._sent_bytes,
            milliseconds,
        )


def _options(scope: Scope) -> Response:
    methods = ", ".join(_methods(scope["path"]))
    return Response(status_code=204, headers={**_PREFLIGHT, "Allow": methods, "Access-Control-Allow-Methods": methods})


def _methods(path: str) -> tuple[str, ...]:
    if path == "/update":
        return ("POST", "OPTIONS")
    if path == "/sparql":
        return ("GET", "HEAD", "POST", "OPTIONS")
    if path == "/graphs" or path.startswith("/graphs/"):
        return ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
    return ("GET", "HEAD", "OPTIONS")
