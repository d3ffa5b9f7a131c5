"""Requests that nobody has sent before, or with one line more."""

import time

from tests.web.cache.wire import Served, query


def fresh(served: Served, text: str) -> bytes:
    """The query with something about it that no other test has asked."""
    return query(f"{text}#{served.port}{time.monotonic_ns()}", accept="text/csv")


def with_header(request: bytes, line: str) -> bytes:
    """The request with one line more in its header."""
    return request.replace(b"\r\n\r\n", f"\r\n{line}\r\n\r\n".encode(), 1)
