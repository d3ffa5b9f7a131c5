"""Content negotiation: from an `Accept` header and the formats there are to the one that is sent.

See https://www.rfc-editor.org/rfc/rfc9110#name-accept
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from govsocial.errors import NotAcceptableError, RequestError
from govsocial.model.formats import BY_NAME, Carries, Format

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Each costs some microseconds for each format that there is; browsers send about ten.
_MAX_RANGES = 100
# RFC 9110 wants a digit before the point; Java's HTTP client has sent "*; q=.2" for decades.
_QUALITY = re.compile(r"(?:0?\.\d{1,3}|0\.?|1(?:\.0{0,3})?)")


@dataclass(frozen=True)
class MediaRange:
    """One member of an `Accept` header; `parameters` without its `q`."""

    type: str
    subtype: str
    quality: float
    parameters: tuple[tuple[str, str], ...] = ()

    def specificity(self, media_type: str) -> int:
        """How closely the range fits a media type of ours, in UTF-8: from 4 (exactly) to 1 (`*/*`); 0: not at all.

        A parameter that we do not know (a JSON-LD profile, a version) makes a range fit less well, not fail.
        """
        charset = dict(self.parameters).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            return 0
        if f"{self.type}/{self.subtype}" == media_type:
            return 3 if any(name != "charset" for name, _ in self.parameters) else 4
        if self.subtype != "*":
            return 0
        return 1 if self.type == "*" else 2 * (self.type == media_type.partition("/")[0])


def parse_accept(accept: str) -> tuple[MediaRange, ...]:
    """The media ranges of a header, in its order: of the first hundred members those that are not malformed."""
    members = islice(_split(accept, ","), _MAX_RANGES)
    return tuple(parsed for member in members if (parsed := _media_range(member)) is not None)


def choose(accept: str | None, offered: Sequence[Format]) -> Format:
    """The format that the client likes best; of equals the first offered.

    A client that takes anything gets the first offered format that is no page: a page goes only to those who name it,
    or when there is nothing else.

    Raises NotAcceptableError, with what there is, when the client takes none of them.
    """
    ranges = parse_accept(accept or "") or (MediaRange("*", "*", 1.0),)
    ranked = [(_preference(each, ranges), each) for each in offered]
    best = max((preference for preference, _ in ranked), default=(0.0, 0))
    if best[0] == 0:
        raise _not_acceptable(f"Nothing here fits 'Accept: {_cut(accept or '')}'", offered)
    return next(each for preference, each in ranked if preference == best)


def choose_or_none(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """As `choose`, with None when the client takes none of them."""
    try:
        return choose(accept, offered)
    except NotAcceptableError:
        return None


def named(name: str, offered: Sequence[Format]) -> Format:
    """The offered format of a name, as in `?format=ttl`.

    Raises RequestError for a name that is no format's, NotAcceptableError for one that is not offered here.
    """
    if name not in BY_NAME:
        raise RequestError(f"There is no format '{_cut(name)}'; give one of {_list(offered)}.")
    for each in offered:
        if each.name == name:
            return each
    raise _not_acceptable(f"There is no {BY_NAME[name].label} of this", offered)


def _preference(offered: Format, ranges: Sequence[MediaRange]) -> tuple[float, int]:
    """Quality, then whether the client named the format (1) or took it under a wildcard (0)."""
    closest, quality = _closest(offered.media_type, ranges)
    for alias in offered.also_known_as if closest < 3 else ():
        if (found := _closest(alias, ranges))[0] >= 3:
            closest, quality = max((closest, quality), found)
    if offered.carries is Carries.PAGE and closest < 3:
        # Less than the least quality that a client can give, yet more than none.
        return (quality / 10_000, 0)
    return (quality, int(closest >= 3))


def _closest(media_type: str, ranges: Sequence[MediaRange]) -> tuple[int, float]:
    """Specificity and quality of the range that says most about the media type; (0, 0.0) when none does."""
    fits = [(each.specificity(media_type), each.quality) for each in ranges]
    return max((fit for fit in fits if fit[0]), default=(0, 0.0))


def _media_range(member: str) -> MediaRange | None:
    pieces = _split(member, ";")
    media_type = next(pieces, "").strip().lower()
    type_, _, subtype = ("*/*" if media_type == "*" else media_type).partition("/")
    if not (_TOKEN.fullmatch(type_) and _TOKEN.fullmatch(subtype)) or (type_ == "*" and subtype != "*"):
        return None
    parameters = [_parameter(piece) for piece in pieces if piece.strip()]
    if any(not _TOKEN.fullmatch(name) for name, _ in parameters):
        return None
    qualities = [value for name, value in parameters if name == "q"] or ["1"]
    if not _QUALITY.fullmatch(qualities[0]):
        return None
    others = tuple(parameter for parameter in parameters if parameter[0] != "q")
    return MediaRange(type_, subtype, float(qualities[0]), others)


def _parameter(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _split(text: str, separator: str) -> Iterator[str]:
    """The text cut at separators that stand outside quoted strings."""
    piece: list[str] = []
    quoted = escaped = False
    for character in text:
        if character == separator and not quoted:
            yield "".join(piece)
            piece = []
            continue
        quoted ^= character == '"' and not escaped
        escaped = quoted and character == "\\" and not escaped
        piece.append(character)
    yield "".join(piece)


def _not_acceptable(what: str, offered: Sequence[Format]) -> NotAcceptableError:
    media_types = tuple(each.media_type for each in offered)
    return NotAcceptableError(f"{what}; there are {_list(offered)}.", media_types)


def _list(offered: Sequence[Format]) -> str:
    return ", ".join(f"{each.name} ({each.media_type})" for each in offered)


def _cut(text: str) -> str:
    return text if len(text) <= 100 else text[:100] + "…"
