"""One request and its answer, as operators see them: under which id, for whom, how long, how much.

See https://www.w3.org/TR/server-timing/
"""

import random
import re
import secrets
import time
from dataclasses import dataclass, field

from starlette.types import Scope

from govsocial.web.clients import UNKNOWN

REQUEST_ID = "X-Request-ID"

CAME_AT = "govsocial.came_at"
"""Where a scope says since when the request is seen to, if that began before the application heard of it."""

_KEY, _ROUTE = "govsocial.exchange", "govsocial.route"
_VALID_ID = re.compile(r"[A-Za-z0-9._~+/=:-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


_NUMBERS = random.Random(secrets.randbits(128))  # noqa: S311  # an id is no secret, and to ask the system each time costs


def new_id() -> str:
    """An id for a request, unlike all others."""
    return f"{_NUMBERS.getrandbits(64):016x}"


@dataclass(eq=False)
class Exchange:
    """What is known of a request so far. Status 0 is none yet; a client that leaves may never get one."""

    client: str = UNKNOWN
    id: str = field(default_factory=new_id)
    status: int = 0
    media_type: str = ""
    sent_bytes: int = 0
    is_complete: bool = False
    asked_store: bool = False
    queue_seconds: float = 0.0
    execution_seconds: float = 0.0
    came_at: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the request came."""
        return time.perf_counter() - self.came_at

    @property
    def server_timing(self) -> str:
        """The header: milliseconds in the queue, at work to the first byte, and in all until the header was sent."""
        durations = {"total": self.seconds}
        if self.asked_store:
            durations = {"queue": self.queue_seconds, "execution": self.execution_seconds, **durations}
        return ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in durations.items())


def begin(scope: Scope, client: str) -> Exchange:
    """The exchange of a request that begins; its id is the client's own where that can be one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
    exchange = Exchange(client, given) if _VALID_ID.fullmatch(given) else Exchange(client)
    exchange.came_at = scope.pop(CAME_AT, exchange.came_at)
    scope[_KEY] = exchange
    return exchange


def exchange_of(scope: Scope) -> Exchange:
    """The exchange that a request belongs to."""
    exchange = scope.setdefault(_KEY, Exchange())
    assert isinstance(exchange, Exchange)
    return exchange


def route_of(scope: Scope) -> str:
    """The template of the path, such as `/doc/{kind}`: never what the client made up."""
    return scope.get(_ROUTE) or str(getattr(scope.get("route"), "path", "none"))


def name_route(scope: Scope, template: str) -> None:
    """Say what the route is where the framework has not been asked."""
    scope[_ROUTE] = template


def method_of(scope: Scope) -> str:
    """The method, as far as it is one of those in use."""
    method = str(scope["method"])
    return method if method in _METHODS else "other"
