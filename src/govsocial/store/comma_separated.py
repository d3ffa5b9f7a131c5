"""Solutions as CSV whose every row has as many fields as there are variables, IRIs with commas too.

The engine puts no quotes around an IRI with a comma (pyoxigraph 0.5.13), and is three to five times as fast as we are:
so its rows are looked at on their way, and ours go on from the first that is wrong.
See https://www.w3.org/TR/sparql11-results-csv-tsv/ and https://www.rfc-editor.org/rfc/rfc4180#section-2
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence

from govsocial.errors import StoreError

_END = b"\r\n"
_QUOTED = re.compile(rb'"(?:[^"]|"")*"')
_PARTLY_QUOTED = re.compile(rb'[^,\n]"|"[^,\r]')  # as the engine writes a triple term
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_ROWS = 500


class WrongRowError(Exception):
    """A row that the engine has written wrongly; nothing of it has been sent."""


class CheckedRows:
    """The side of a file that the engine writes CSV to. It sends whole rows on, and raises WrongRowError."""

    def __init__(self, variables: int, send: Callable[[bytes], object]) -> None:
        self._commas = max(variables - 1, 0)
        self._send = send
        self._begun = bytearray()  # the beginning of a row
        self._is_quoted = False  # whether that ends within quotes
        self._checksum = 0
        self._sent_bytes = 0

    def write(self, data: bytes) -> int:
        """Take what the engine gives, which may end anywhere."""
        end = self._end_of_rows(data)
        if end:
            self._send_rows(b"".join((self._begun, data[:end])))
            self._begun.clear()
        self._begun += data[end:]
        self._is_quoted ^= bool(data.count(b'"', end) % 2)
        return len(data)

    def flush(self) -> None:
        """Called by the engine at the end; what is sent is sent."""

    def go_on(self, variables: Sequence[str], rows: Iterable[Iterable[str | None]]) -> None:
        """Send the rest, all the rows being given anew. Raises StoreError when they are not as they were."""
        checksum, left_bytes = 0, self._sent_bytes
        for part in written(variables, rows):
            again, rest = part[:left_bytes], part[left_bytes:]
            checksum = zlib.crc32(again, checksum)
            left_bytes -= len(again)
            if not left_bytes and checksum != self._checksum:
                raise StoreError("The rows came in another order when they were asked for again.")
            self._send(rest)

    def _end_of_rows(self, data: bytes) -> int:
        """Where in it the last whole row ends, behind an end of line outside of quotes; 0 when none does."""
        end = data.rfind(_END)
        if self._is_quoted or b'"' in data:  # to find none takes a tenth of the time that it takes to count none
            while end >= 0 and (data.count(b'"', 0, end) + self._is_quoted) % 2:
                end = data.rfind(_END, 0, end)
        if end >= 0:
            self._is_quoted = False
            return end + len(_END)
        if data.startswith(b"\n") and self._begun.endswith(b"\r") and not self._is_quoted:
            return 1
        return 0

    def _send_rows(self, rows: bytes) -> None:
        has_quotes = b'"' in rows
        bare = _QUOTED.sub(b'"', rows) if has_quotes else rows
        is_right = bare.count(b",") == self._commas * bare.count(b"\n")  # a line ends within quotes alone, if not a row
        if not is_right or (has_quotes and _PARTLY_QUOTED.search(bare)):
            raise WrongRowError
        self._checksum = zlib.crc32(rows, self._checksum)
        self._sent_bytes += len(rows)
        self._send(rows)


def written(variables: Sequence[str], rows: Iterable[Iterable[str | None]]) -> Iterable[bytes]:
    """CSV in UTF-8, some rows at a time, from the texts of terms; None is an unbound variable."""
    lines = [",".join(variables)]
    for row in rows:
        lines.append(",".join("" if text is None else quoted(text) for text in row))
        if len(lines) == _ROWS:
            yield _joined(lines)
            lines.clear()
    yield _joined(lines)


def quoted(text: str) -> str:
    """The text as a field, in quotes where it needs them."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
