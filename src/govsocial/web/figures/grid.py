"""Grids: the geometry of a table of marks, with turned headings, totals and a key.

The template `figures/grid.svg` draws it. See https://www.w3.org/TR/SVG2/struct.html#SymbolElement for its marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from govsocial.web.figures.bars import Text
from govsocial.web.figures.words import in_one_line

_CELL, _MARK, _ROW, _GAP, _KEY_LINE = 26.0, 20.0, 28.0, 8.0, 26.0
_MIN_WIDTH = 360.0
_CHARACTER = 7.8  # what a letter of 14 px needs in the fonts of the pages, on the safe side
_LABEL_CHARACTERS, _HEAD_CHARACTERS = 36, 30


@dataclass(frozen=True)
class Line:
    """A row as it is given: its label, its total, the names of its marks a column; or a note in their place."""

    label: str
    total: str
    cells: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """A mark at its place, by the name of its symbol."""

    x: float
    y: float
    symbol: str


@dataclass(frozen=True)
class GridRow:
    """A row with the line below it."""

    label: Text
    total: Text
    note: Text | None
    marks: tuple[Mark, ...]
    line_y: float


@dataclass(frozen=True)
class Grid:
    """A table of marks in its coordinates. `name` begins the ids in it; `heads` are to be turned at their place."""

    name: str
    title: str
    key: tuple[tuple[Mark, Text], ...]
    heads: tuple[Text, ...]
    rows: tuple[GridRow, ...]
    width: float
    height: float
    mark_size: float = _MARK


def grid(
    name: str, title: str, heads: Sequence[str], lines: Sequence[Line], key: Sequence[tuple[str, str]], empty: str
) -> Grid:
    """The grid of the lines, in their order; `key` has symbols and words, `empty` is the symbol of a cell without mark.

    `name` is an id of the page. The first head is that of the totals; a line without a note has a cell for each other.
    """
    labels = [_cut(line.label, _LABEL_CHARACTERS) for line in lines]
    shown = [_cut(head, _HEAD_CHARACTERS) for head in heads]
    total_x = _wide(labels) + _GAP
    total_width = _wide([line.total for line in lines]) + _GAP
    first_x = total_x + total_width + _GAP
    widths = [_column_width(lines, column) for column in range(len(heads) - 1)]
    edges = [first_x + sum(widths[:column]) for column in range(len(widths))]
    width = max(first_x + sum(widths), _MIN_WIDTH)
    entries, key_height = _key(key, width)
    top = key_height + _wide(shown) + _GAP
    turned = tuple(
        Text(edge + each / 2 + 5, top - _GAP, head)
        for edge, each, head in zip((total_x, *edges), (total_width, *widths), shown, strict=True)
    )
    rows = tuple(
        _row(line, label, (total_x, first_x, *edges), top + index * _ROW, empty)
        for index, (line, label) in enumerate(zip(lines, labels, strict=True))
    )
    return Grid(name, in_one_line(title), entries, turned, rows, width, top + len(lines) * _ROW + _GAP)


def _row(line: Line, label: str, edges: tuple[float, ...], top: float, empty: str) -> GridRow:
    total_x, first_x, *columns = edges
    y = top + (_ROW - _MARK) / 2
    base = top + _ROW - 9
    marks = [
        Mark(left + index * _CELL + (_CELL - _MARK) / 2, y, symbol)
        for left, cell in zip(columns, line.cells, strict=False)
        for index, symbol in enumerate(cell or (empty,))
    ]
    note = Text(first_x, base, in_one_line(line.note)) if line.note else None
    return GridRow(
        Text(0, base, label), Text(total_x, base, line.total), note, () if note else tuple(marks), top + _ROW
    )


def _column_width(lines: Sequence[Line], column: int) -> float:
    return _CELL * max([1, *(len(line.cells[column]) for line in lines if not line.note)])


def _key(key: Sequence[tuple[str, str]], width: float) -> tuple[tuple[tuple[Mark, Text], ...], float]:
    """The entries, side by side as far as they fit, and where the grid begins below them."""
    found: list[tuple[Mark, Text]] = []
    x, y = 0.0, 0.0
    for symbol, words in key:
        needed = _MARK + 6 + _wide([words])
        if x and x + needed > width:
            x, y = 0.0, y + _KEY_LINE
        found.append((Mark(x, y, symbol), Text(x + _MARK + 6, y + 15, words)))
        x += needed + 14
    return tuple(found), y + _KEY_LINE + _GAP


def _wide(texts: Sequence[str]) -> float:
    return _CHARACTER * max((len(text) for text in texts), default=0)


def _cut(text: str, characters: int) -> str:
    whole = in_one_line(text)
    return whole if len(whole) <= characters else whole[: characters - 1] + "…"
