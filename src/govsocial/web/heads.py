"""The head of an answer as bytes: status line and headers.

See https://www.rfc-editor.org/rfc/rfc9112#section-4 and https://www.rfc-editor.org/rfc/rfc9110#section-5.5
"""

from collections.abc import Sequence
from http import HTTPStatus

STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus} | {
    499: b"HTTP/1.1 499 Client Closed Request\r\n"
}
_END = b"\r\n"
_NOT_IN_HEADERS = bytes({*range(0x20), 0x7F} - {ord("\t")})


def head(status: int, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """All of it, with the blank line. Raises RuntimeError for a header that would end the line."""
    return STATUS_LINES[status] + lines(headers) + b"\r\n"


def lines(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The lines of headers. Raises as `head` does."""
    block = b"".join([name + b": " + value + _END for name, value in headers])
    if len(block) - len(block.translate(None, _NOT_IN_HEADERS)) > len(_END) * len(headers):
        raise RuntimeError("A header has a sign in it that ends a line, or none that may be there.")
    return block
