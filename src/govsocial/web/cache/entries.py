"""Answers that are kept: whole, immutable, of one state of what is served, and no more of them than fit.

See https://www.rfc-editor.org/rfc/rfc9111 for what caches between us and a client do with the same answers.
"""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from govsocial.protocol.validators import Validator, parse_date
from govsocial.web.cache import codings

Headers = Sequence[tuple[bytes, bytes]]

OUTCOMES = ("hit", "shared", "miss")
"""Of a look for what may be kept: it is there; others wait for it already; it has to be made."""

_OVERHEAD_BYTES = 1_000
"""Of an entry or a shortcut, beside its bytes."""

_LARGEST_PART = 8
"""An answer may take one part of so many of all there is."""

_MOST_SHORTCUTS = 16
"""Of one answer."""


@dataclass(eq=False)
class Entry:
    """An answer as it was given, without what depends on who asks: the tag, the length, the coding."""

    status: int
    headers: Headers
    body: bytes
    tag: str
    """Strong, of the body as it is."""

    route: str
    media_type: str
    """Without parameters."""

    packed: dict[str, bytes] = field(default_factory=dict)
    """The body by coding, as far as it was asked for."""

    shortcuts: list[bytes] = field(default_factory=list)
    key: Hashable = None
    """The request that it answers, once it is kept."""

    taken_bytes: int = 0
    """What it takes while it is kept, with its codings and shortcuts."""

    def header(self, name: bytes) -> str:
        """The value of a header; empty where there is none."""
        return next((value.decode("latin-1") for each, value in self.headers if each == name), "")

    @property
    def modified(self) -> datetime | None:
        """Last-Modified."""
        return parse_date(self.header(b"last-modified"))

    def coding_for(self, accept_encoding: str) -> str | None:
        """The coding in which a client gets it; None for the body as it is."""
        if not accept_encoding or len(self.body) < codings.LEAST_BYTES or not codings.packs_well(self.media_type):
            return None
        return codings.chosen(accept_encoding)

    def tag_in(self, coding: str | None) -> str:
        """The tag of the body in a coding."""
        return tag_in(self.tag, coding)

    def tag_known_to(self, headers: dict[str, str], accept_encoding: str) -> str | None:
        """The tag of what the client has of it already, in any coding that it takes; None where it has to be sent."""
        takes = codings.accepted(accept_encoding)
        tags = [self.tag_in(each) for each in (self.coding_for(accept_encoding), None, *takes)]
        return next((tag for tag in tags if Validator(tag, self.modified).is_known_to(headers)), None)


def tag_of_body(body: bytes) -> str:
    """A strong tag: equal bodies, equal tags."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def tag_in(tag: str, coding: str | None) -> str:
    """The tag of what has this tag, in a coding."""
    return tag if coding is None else f'{tag[:-1]}-{coding}"'


class Kind(NamedTuple):
    """What the log and the counts say of answers that are alike."""

    method: str
    route: str
    path: str
    status: int
    media_type: str


class Shortcut(NamedTuple):
    """The answer to a request of just these bytes, but for date, id and times."""

    entry: Entry
    status_line: bytes
    rest: bytes
    body: bytes
    kind: Kind


class Cache:
    """Entries of the present edition, up to so many bytes; the one that was not asked for the longest goes first.

    The edition is what all answers depend on beside the request. When it changes, nothing that was kept is given again.
    """

    def __init__(self, edition: Callable[[], Hashable], max_bytes: int, max_age_seconds: int = 0) -> None:
        self.edition = edition
        self.max_bytes = max_bytes
        self.control = f"public, max-age={max_age_seconds}".encode() if max_age_seconds else b"no-cache"
        """What other caches are told, the value of Cache-Control."""

        self.bytes = 0
        self.lookups: Counter[str] = Counter()
        """For metrics, by outcome."""

        self._of = edition()
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._shortcuts: dict[bytes, Shortcut] = {}

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self._entries)

    @property
    def largest(self) -> int:
        """The bytes of a body that may be kept."""
        return self.max_bytes // _LARGEST_PART

    def get(self, key: Hashable) -> Entry | None:
        """What is kept for this request."""
        self._keep_up()
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Hashable, entry: Entry, edition: Hashable) -> None:
        """Keep it, unless the edition that it was made from has passed meanwhile, or it is too large."""
        self._keep_up()
        if edition == self._of and len(entry.body) <= self.largest:
            self._drop(key)
            entry.key = key
            self._entries[key] = entry
            named = sum([len(name) + len(value) for name, value in entry.headers])
            bodies = len(entry.body) + sum(map(len, entry.packed.values()))
            entry.taken_bytes = 0
            self._grow(entry, _OVERHEAD_BYTES + _bytes_of(key) + named + bodies)

    def pack(self, entry: Entry, coding: str) -> bytes:
        """The body of an entry in a coding, made when it is first asked for."""
        if coding not in entry.packed:
            entry.packed[coding] = codings.packed(coding, entry.body)
            if self._has(entry):
                self._grow(entry, len(entry.packed[coding]))
        return entry.packed[coding]

    def shortcut(self, raw: bytes) -> Shortcut | None:
        """What is kept for a request of these bytes."""
        self._keep_up()
        shortcut = self._shortcuts.get(raw)
        if shortcut is not None:
            self._entries.move_to_end(shortcut.entry.key)
        return shortcut

    def shorten(self, raw: bytes, shortcut: Shortcut) -> None:
        """Give this answer to requests of these bytes, as long as the entry is kept."""
        entry = shortcut.entry
        if raw not in self._shortcuts and len(entry.shortcuts) < _MOST_SHORTCUTS and self._has(entry):
            entry.shortcuts.append(raw)
            self._shortcuts[raw] = shortcut
            self._grow(entry, _OVERHEAD_BYTES + len(raw) + len(shortcut.rest))

    def _grow(self, entry: Entry, more_bytes: int) -> None:
        """Count bytes that an entry takes more, and make room."""
        entry.taken_bytes += more_bytes
        self.bytes += more_bytes
        while self.bytes > self.max_bytes and self._entries:
            self._drop(next(iter(self._entries)))

    def _has(self, entry: Entry) -> bool:
        return self._entries.get(entry.key) is entry

    def _keep_up(self) -> None:
        edition = self.edition()
        if edition != self._of:
            self._of, self.bytes = edition, 0
            self._entries.clear()
            self._shortcuts.clear()

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.taken_bytes
            for raw in entry.shortcuts:
                del self._shortcuts[raw]


def _bytes_of(key: Hashable) -> int:
    """What a client can make as long as it likes, in a key: the whole request, or a tuple of its parts."""
    parts = key if isinstance(key, tuple) else (key,)
    return sum([len(part) for part in parts if isinstance(part, bytes)])
