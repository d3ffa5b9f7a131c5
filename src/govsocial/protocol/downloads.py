"""Downloads: which part of a file a client wants.

See https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from govsocial.errors import RangeError
from govsocial.protocol.validators import Validator

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.IGNORECASE)


@dataclass(frozen=True)
class Representation(Validator):
    """A file as HTTP sees it: its validator and its size."""

    bytes: int = 0


@dataclass(frozen=True)
class Part:
    """The bytes from `start` up to, but not including, `stop`."""

    start: int
    stop: int


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
    return if_range is None or if_range.strip() in file.headers.values()
