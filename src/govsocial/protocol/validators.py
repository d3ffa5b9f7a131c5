"""Validators: how a representation is called, and whether the client has it already.

See https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


@dataclass(frozen=True)
class Validator:
    """The strong tag of a representation, in its quotes, and when it was last changed, where that is known."""

    tag: str
    modified: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        """ETag, and Last-Modified where it is known."""
        known = {} if self.modified is None else {"Last-Modified": format_datetime(self.modified, usegmt=True)}
        return {"ETag": self.tag, **known}

    def is_known_to(self, headers: Mapping[str, str]) -> bool:
        """Whether a GET with these headers is answered by 304. A date counts only where no tag is given."""
        tags = headers.get("if-none-match")
        if tags is not None:
            return tags.strip() == "*" or self.tag in _tags(tags)
        since = parse_date(headers.get("if-modified-since", ""))
        return since is not None and self.modified is not None and self.modified <= since


def tag_of(*parts: str) -> str:
    """A strong tag for a representation that these parts decide: equal parts, equal tag."""
    return f'"{hashlib.sha256(chr(0).join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def parse_date(text: str) -> datetime | None:
    """The moment that an HTTP date names, to the second; None for text that is no date.

    See https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
    """
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def parse_moment(text: str) -> datetime | None:
    """The start of a day, or a moment, as ISO 8601 and XML Schema write them; None for what is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _tags(text: str) -> set[str]:
    """The tags of a list, weak ones as if they were strong; up to what cannot be read."""
    found: set[str] = set()
    position = 0
    while match := _TAG.match(text, position):
        if match.end() == position:
            break
        found.add(match[1])
        position = match.end()
    return found
