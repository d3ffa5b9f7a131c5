"""The head of an answer as bytes: status line and headers.

See https://www.rfc-editor.org/rfc/rfc9112#section-4 and https://www.rfc-editor.org/rfc/rfc9110#section-5.5
"""

import re
from collections.abc import Sequence
from http import HTTPStatus

STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus} | {
    499: b"HTTP/1.1 499 Client Closed Request\r\n"
}
_NOT_IN_HEADERS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def head(status: int, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """All of it, with the blank line. Raises RuntimeError for a header that would end the line."""
    return STATUS_LINES[status] + lines(headers) + b"\r\n"


def lines(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The lines of headers. Raises as `head` does."""
    pairs = [name + b": " + value for name, value in headers]
    if _NOT_IN_HEADERS.search(b"".join(pairs)):
        raise RuntimeError("A header has a sign in it that ends a line, or none that may be there.")
    return b"".join([pair + b"\r\n" for pair in pairs])
