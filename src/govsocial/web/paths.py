"""From the path of a request to the IRIs that it may stand for.

A client escapes what a URL cannot hold: `/id/tool/caf%C3%A9` may stand for an IRI with `é`; `a%20b` stays as it is.
See https://www.rfc-editor.org/rfc/rfc3987#section-3.2
"""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import URL
from starlette.types import Scope

from govsocial.errors import RequestError
from govsocial.model.iris import Names, is_iri

_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_ESCAPED_NON_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def address(request: Request) -> str:
    """The address that was asked, without its parameters: relative IRIs are relative to it.

    Raises RequestError when the header Host makes no IRI. See https://www.rfc-editor.org/rfc/rfc9112#section-3.2-6
    """
    return address_of(request.scope)


def address_of(scope: Scope) -> str:
    """The address that a request asks. Raises as `address` does."""
    host = next((value for name, value in scope["headers"] if name == b"host"), None)
    return _address(scope["scheme"], scope.get("server"), host, scope["path"])


@lru_cache(1024)  # all queries are asked at one
def _address(scheme: str, server: tuple[str, int | None] | None, host: bytes | None, path: str) -> str:
    headers = [] if host is None else [(b"host", host)]
    url = URL(scope={"scheme": scheme, "server": server, "headers": headers, "path": path, "query_string": b""})
    if not is_iri(str(url)) or _BROKEN_ESCAPE.search(url.netloc):
        raise RequestError(f"The header Host is '{(host or b'').decode('latin-1')[:100]}', which is no name of a host.")
    return str(url)


def raw_path(request: Request) -> str:
    """The path as the client sent it, still percent-encoded."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    return bytes(raw).partition(b"?")[0].decode("ascii", "replace")


def candidates(path: str, names: Names) -> tuple[str, ...]:
    """The IRIs that a path may stand for, the likeliest first; none for a path that is no part of an IRI."""
    found = (iri for each in (_unescaped(path), path) for iri in names.iris_of_path(each))
    return tuple(dict.fromkeys(iri for iri in found if is_iri(iri)))


def _unescaped(path: str) -> str:
    """The path with what is not ASCII unescaped, where that is UTF-8."""

    def unescape(match: re.Match[str]) -> str:
        try:
            return unquote_to_bytes(match.group()).decode("utf-8")
        except UnicodeDecodeError:
            return match.group()

    return _ESCAPED_NON_ASCII.sub(unescape, path)
