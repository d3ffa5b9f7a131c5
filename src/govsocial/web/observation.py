"""Around the whole application: each request gets its id, its times, its count, and its line in the log.

See https://www.w3.org/TR/server-timing/ and https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin
"""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsocial.web.clients import Clients
from govsocial.web.exchange import REQUEST_ID, Exchange, begin, method_of, route_of
from govsocial.web.headers import OPEN
from govsocial.web.metrics import Metrics

logger = logging.getLogger(__name__)


class Observation:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, clients: Clients, metrics: Metrics) -> None:
        self._app = app
        self._clients = clients
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Observe one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = begin(scope, self._clients.of_scope(scope))

        async def observed(message: Message) -> None:
            _note(exchange, message)
            await send(message)

        with self._metrics.counting(scope, exchange):
            try:
                await self._app(scope, receive, observed)
            finally:
                _log(scope, exchange)


def _note(exchange: Exchange, message: Message) -> None:
    """Keep what is answered, and say with it how long it took."""
    if message["type"] == "http.response.start":
        headers = list(message.get("headers", ()))
        exchange.status = message["status"]
        exchange.media_type = dict(headers).get(b"content-type", b"").partition(b";")[0].decode("latin-1")
        own = (REQUEST_ID.lower(), exchange.id), ("server-timing", exchange.server_timing)
        message["headers"] = [*headers, *OPEN, *((name.encode(), value.encode()) for name, value in own)]
    else:
        exchange.sent_bytes += len(message.get("body", b""))
        exchange.is_complete = not message.get("more_body", False)


def _log(scope: Scope, exchange: Exchange) -> None:
    """One line for the request. It has the path as sent, but never the query: that may be private."""
    method, route = method_of(scope), route_of(scope)
    fields = {
        "id": exchange.id,
        "method": method,
        "route": route,
        "path": scope["path"],
        "status": exchange.status or None,
        "media_type": exchange.media_type or None,
        "complete": exchange.is_complete,
        "bytes": exchange.sent_bytes,
        "milliseconds": round(exchange.seconds * 1000, 1),
        "client": exchange.client,
    }
    logger.info("%s %s %s", method, route, exchange.status or "unanswered", extra={"fields": fields})
