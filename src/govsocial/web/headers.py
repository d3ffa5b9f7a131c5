"""Headers that every response carries, and the answers to OPTIONS: data is open to the scripts of any site.

See https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from govsocial.web.methods import allowed

ON_EVERYTHING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Location, Content-Range, ETag, Govsocial-Notice, "
    "Last-Modified, Link, Location, Memento-Datetime, Repr-Digest, Retry-After, Server-Timing, Vary, X-Request-ID",
    "Timing-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
OPEN = tuple((name.lower().encode(), value.encode()) for name, value in ON_EVERYTHING.items())
"""The same as bytes."""

_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Authorization, Content-Encoding, Content-Type, If-Match, "
    "If-Modified-Since, If-None-Match, If-Range, Range, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}


class Options:
    """Around the routes: the answers to OPTIONS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; where there is nothing, the routes say so."""
        methods = ", ".join(allowed(scope)) if scope["type"] == "http" and scope["method"] == "OPTIONS" else ""
        if not methods:
            await self._app(scope, receive, send)
            return
        headers = {**_PREFLIGHT, "Allow": methods, "Access-Control-Allow-Methods": methods}
        await Response(status_code=204, headers=headers)(scope, receive, send)
