"""The quickest way: a request of the very bytes of an earlier one gets the answer that is kept, with nothing between.

Whatever the answer depends on beside the edition is in the bytes.
See https://www.rfc-editor.org/rfc/rfc9111#section-4
"""

import time
from collections.abc import Sequence

from govsocial.web.cache.entries import Cache
from govsocial.web.exchange import REQUEST_ID, new_id
from govsocial.web.heads import lines
from govsocial.web.tally import Answered, Tally

_BEFORE_ID = f"{REQUEST_ID.lower()}: ".encode()
_AFTER_ID = b"\r\nserver-timing: cache;desc=hit, total;dur=0.0\r\n"


class Express:
    """The shortcuts of one cache, as a connection uses them."""

    def __init__(self, cache: Cache, tally: Tally) -> None:
        self._cache = cache
        self._tally = tally
        self._default_headers: Sequence[tuple[bytes, bytes]] = ()
        self._default_lines = b""

    def answer(self, raw: bytes, client: str, default_headers: Sequence[tuple[bytes, bytes]]) -> bytes | None:
        """The whole answer to these bytes, with the server's headers; None where it is not at hand."""
        shortcut = self._cache.shortcut(raw)
        if shortcut is None:
            return None
        started_at = time.perf_counter()
        number = new_id()
        parts = (
            shortcut.status_line,
            self.default_lines(default_headers),
            _BEFORE_ID,
            number.encode(),
            _AFTER_ID,
            shortcut.rest,
            shortcut.body,
        )
        answer = b"".join(parts)
        seconds = time.perf_counter() - started_at
        self._tally.add(shortcut.kind, Answered(time.time(), number, client, seconds, len(shortcut.body)))
        self._cache.lookups["hit"] += 1
        return answer

    def default_lines(self, default_headers: Sequence[tuple[bytes, bytes]]) -> bytes:
        """The server's own headers, of which there is a new list each second, for the date."""
        if default_headers is not self._default_headers:
            self._default_headers, self._default_lines = default_headers, lines(default_headers)
        return self._default_lines
