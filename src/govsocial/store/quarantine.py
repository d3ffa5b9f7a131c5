"""Texts that end whoever evaluates them, and are refused for a while: each costs a process, and those are few."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from govsocial.errors import GovsocialError

DEATHS = 2
"""So many in a row; one alone may be bad luck, as when memory is short."""

SECONDS = 30.0
_MOST_TEXTS = 1000


@dataclass(frozen=True)
class _Record:
    deaths: int
    last_at: float
    failure: GovsocialError


class Quarantine:
    """The deaths by each text, as far as they are recent."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._records: dict[bytes, _Record] = {}

    def check(self, text: str) -> None:
        """Let a text pass, or raise the error that it ended in, saying for how long."""
        record = self._records.get(_key(text)) if self._records else None
        if record is None or record.deaths < DEATHS:
            return
        left = record.last_at + SECONDS - self._clock()
        if left > 0:
            more = f" It has ended {record.deaths} processes in a row, and is refused for {math.ceil(left)} s more."
            raise replace(record.failure, message=record.failure.message + more)
        del self._records[_key(text)]

    def add(self, text: str, failure: GovsocialError) -> None:
        """Remember that the text has ended a process, and how."""
        record = self._records.pop(_key(text), None)
        deaths = 1 if record is None else record.deaths + 1
        self._records[_key(text)] = _Record(deaths, self._clock(), failure)
        while len(self._records) > _MOST_TEXTS:
            del self._records[next(iter(self._records))]

    def clear(self, text: str) -> None:
        """Forget the deaths of a text that was evaluated well."""
        if self._records:
            self._records.pop(_key(text), None)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
