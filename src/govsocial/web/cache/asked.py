"""What a request is about, as far as that decides the answer which is kept for it.

See https://www.rfc-editor.org/rfc/rfc9111#section-2 and https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from starlette.types import Scope

from govsocial.web.arrival import arrival_of

DECIDING = (b"host", b"accept")
"""The headers on which what is kept depends; a client that sends others gets the same."""

CONDITIONS = (b"if-none-match", b"if-modified-since")
CHOOSING = (b"accept-encoding", *CONDITIONS)
"""The headers that choose what is sent of it."""

PASSED_ON = frozenset(
    (b"authorization", b"range", b"if-range", b"if-match", b"if-unmodified-since", b"accept-datetime")
)
"""The headers of requests that are for the application alone."""

_OF_ONE = frozenset((b"x-request-id", b"expect", b"x-forwarded-for", b"forwarded"))
"""The headers of which something depends beside the answer: the id, the client."""

_BY_POST = "/sparql"


class Asked(NamedTuple):
    """What a request is about, as far as it decides the answer."""

    key: Hashable
    method: str
    accept_encoding: str
    conditions: dict[str, str]
    raw: bytes
    """Its bytes, where others that send the same may be answered without a look."""


def key_of(scheme: str, raw_path: bytes, query_string: bytes, deciding: Sequence[bytes | None]) -> Hashable:
    """The key of a GET; `deciding` are the values of those headers, None where one is not there."""
    return scheme, raw_path, query_string, *deciding


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
    conditions = {name.decode(): found[name].decode("latin-1") for name in CONDITIONS if name in found}
    key = key_of(scope["scheme"], scope["raw_path"], scope["query_string"], [found.get(name) for name in DECIDING])
    return Asked(key, method, found.get(b"accept-encoding", b"").decode("latin-1"), conditions, raw)
