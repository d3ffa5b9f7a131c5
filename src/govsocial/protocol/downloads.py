"""Downloads: what a client asks of a file, whether it has it already, and which part of it it wants.

See https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests and
https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from govsocial.errors import RangeError

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?"[^"]*"|\*')


@dataclass(frozen=True)
class Representation:
    """A file as HTTP sees it: its strong tag without quotes, when it was last changed, its size."""

    tag: str
    modified: datetime
    bytes: int

    @property
    def last_modified(self) -> str:
        """The Last-Modified header."""
        return format_datetime(self.modified, usegmt=True)


@dataclass(frozen=True)
class Part:
    """The bytes from `start` up to, but not including, `stop`."""

    start: int
    stop: int


def has_it(headers: Mapping[str, str], file: Representation) -> bool:
    """Whether the client has the file already. A tag decides where there is one, a date only where there is none."""
    tags = headers.get("if-none-match")
    if tags is not None:
        return any(tag.removeprefix("W/") in ("*", f'"{file.tag}"') for tag in _TAG.findall(tags))
    since = _date(headers.get("if-modified-since"))
    return since is not None and file.modified <= since


def wanted_part(headers: Mapping[str, str], file: Representation) -> Part | None:
    """The one part that the client wants, or None for the whole.

    Several parts at once, other units and what cannot be read are ignored, as the specification allows; a part of
    another state of the file is too. Raises RangeError for a part that lies behind the end.
    """
    match = _ONE_RANGE.fullmatch(headers.get("range", "").strip())
    if match is None or not any(match.groups()) or not _is_of_this_state(headers.get("if-range"), file):
        return None
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return None
    if not first:
        start, stop = max(0, file.bytes - int(last)), file.bytes
    else:
        start, stop = int(first), min(int(last) + 1, file.bytes) if last else file.bytes
    if start >= stop:
        raise RangeError(f"The file has {file.bytes} bytes; ask for some of them.", file.bytes)
    return Part(start, stop)


def _is_of_this_state(if_range: str | None, file: Representation) -> bool:
    """Only a strong tag, or exactly the date of the last change, tells that two parts will fit."""
    return if_range is None or if_range.strip() in (f'"{file.tag}"', file.last_modified)


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, IndexError, TypeError):
        return None
    return found if found.tzinfo is not None else None
