"""Bars: the geometry of a chart of lying bars, plain or stacked, with a label above and numbers at each.

A unit of the drawing is about a CSS pixel where it is shown 360 wide, so that its words can be read on a small phone.
The template `figures/bars.svg` draws it. See https://www.w3.org/TR/SVG2/coords.html#ViewBoxAttribute
"""

import math
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from govsocial.web.figures.words import in_one_line

WIDTH = 360.0
PATTERNS = 6
"""So many series differ by pattern; further ones begin again."""

_LINE, _BAR, _GAP, _KEY_LINE = 18.0, 20.0, 10.0, 24.0
_SWATCH = 16.0
_CHARACTER, _DIGIT = 7.8, 8.6  # what a letter and a digit of 14 px need in the fonts of the pages, on the safe side
_LINE_CHARACTERS, _WIDE_CHARACTERS, _MAX_LINES = 42, 24, 3


@dataclass(frozen=True)
class Row:
    """What one bar shows: a number for each series, 0 or more. `link` is where its label leads."""

    label: str
    numbers: tuple[float, ...]
    link: str | None = None


@dataclass(frozen=True)
class Text:
    """Words on a base line."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Part:
    """A part of a bar: the series it is of, as a name and as the number of a pattern (from 1), and its number."""

    x: float
    width: float
    pattern: int
    name: str
    number: Text
    has_room: bool


@dataclass(frozen=True)
class Bar:
    """A bar with its label, in lines, and the sum of its parts beside it."""

    label: tuple[Text, ...]
    link: str | None
    y: float
    parts: tuple[Part, ...]
    total: Text
    height: float = _BAR


@dataclass(frozen=True)
class Swatch:
    """An entry of the key."""

    x: float
    y: float
    pattern: int
    name: Text
    size: float = _SWATCH


@dataclass(frozen=True)
class Bars:
    """A chart in its coordinates. `name` begins the ids in it, so that a page may have several; a key is for stacks."""

    name: str
    title: str
    key: tuple[Swatch, ...]
    bars: tuple[Bar, ...]
    height: float
    width: float = WIDTH

    @property
    def has_links(self) -> bool:
        """Whether a label leads somewhere."""
        return any(bar.link for bar in self.bars)

    @property
    def patterns(self) -> tuple[int, ...]:
        """The patterns that are drawn with, in order."""
        return tuple(sorted({part.pattern for bar in self.bars for part in bar.parts}))


def bars(name: str, title: str, series: Sequence[str], rows: Sequence[Row]) -> Bars:
    """The chart of the rows, in their order; with several series the bars are stacks, and there is a key.

    `name` is an id of the page. Each row has a number for each series, finite and 0 or more.
    """
    longest = max((sum(row.numbers) for row in rows), default=0)
    room = WIDTH - _GAP - _DIGIT * max((len(written(sum(row.numbers))) for row in rows), default=0)
    scale = room / longest if longest else 0.0
    key, top = _key(series) if len(series) > 1 else ((), 0.0)
    drawn: list[Bar] = []
    for row in rows:
        drawn.append(_bar(row, series, top, scale))
        top = drawn[-1].y + _BAR + _GAP
    return Bars(name, in_one_line(title), key, tuple(drawn), max(top, 1.0))


def written(number: float) -> str:
    """A number as people write it: whole ones whole, others with four digits."""
    return f"{number:,.0f}" if number == math.floor(number) and number < 1e15 else f"{number:,.4g}"


def _bar(row: Row, series: Sequence[str], top: float, scale: float) -> Bar:
    lines = _lines(in_one_line(row.label))
    label = tuple(Text(0, top + _LINE * (index + 1) - 6, line) for index, line in enumerate(lines))
    y = top + _LINE * len(lines)
    parts: list[Part] = []
    x = 0.0
    for index, (name, number) in enumerate(zip(series, row.numbers, strict=True)):
        if number:
            parts.append(_part(x, y, number * scale, index, in_one_line(name), number))
        x += number * scale
    total = Text(_rounded(x) + _GAP / 2, y + _BAR - 5, written(sum(row.numbers)))
    return Bar(label, row.link, y, tuple(parts), total)


def _part(x: float, y: float, width: float, index: int, name: str, number: float) -> Part:
    text = Text(_rounded(x + width / 2), y + _BAR - 5, written(number))
    has_room = width > _DIGIT * (len(text.text) + 0.5)
    return Part(_rounded(x), _rounded(width), index % PATTERNS + 1, name, text, has_room)


def _key(series: Sequence[str]) -> tuple[tuple[Swatch, ...], float]:
    """The entries, side by side as far as they fit, and where the chart begins below them."""
    found: list[Swatch] = []
    x, y = 0.0, 2.0
    for index, name in enumerate(in_one_line(each) for each in series):
        shown = textwrap.shorten(name, _LINE_CHARACTERS - 2, placeholder="…")
        width = _SWATCH + 6 + _CHARACTER * len(shown)
        if x and x + width > WIDTH:
            x, y = 0.0, y + _KEY_LINE
        found.append(Swatch(x, y, index % PATTERNS + 1, Text(x + _SWATCH + 6, y + _SWATCH - 3, shown)))
        x = _rounded(x + width + 14)
    return tuple(found), y + _KEY_LINE + _GAP / 2


def _lines(label: str) -> list[str]:
    wide = sum(sign.isupper() or unicodedata.east_asian_width(sign) in "WF" for sign in label)
    width = _WIDE_CHARACTERS if 3 * wide > len(label) else _LINE_CHARACTERS
    return textwrap.wrap(label, width, max_lines=_MAX_LINES, placeholder=" …") or [""]


def _rounded(number: float) -> float:
    return round(number, 2)
