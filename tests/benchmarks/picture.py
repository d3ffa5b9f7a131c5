"""The picture of a run: a bar for each target, which goes right as far as the figure is better than what is wanted.

The scale is logarithmic; the thin line is from the worst to the best round.

See https://www.w3.org/TR/SVG2/
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROW = 24
LEFT, WIDTH, RIGHT = 340, 400, 260
TOP, BOTTOM = 52, 16
GOOD, BAD = "#00703c", "#b10e1e"
"""Dark green and dark red; the words beside the bars say the same without the colours."""

TICKS = (0.01, 0.1, 1, 10, 100)


@dataclass(frozen=True)
class Bar:
    """One target: its title; its figure in words; how many times better than wanted it is, at worst and at best too.

    Below 1 it is not good enough.
    """

    title: str
    figure: str
    advantage: float
    worst: float
    best: float


def draw(bars: Sequence[Bar]) -> str:
    """The picture as SVG."""
    height = TOP + ROW * len(bars) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" '
        'font-family="sans-serif" font-size="13" role="img" aria-label="Benchmarks, against what is wanted">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-weight="bold">times better than wanted: medians, worst and best rounds</text>',
        *(_tick(tick, height) for tick in TICKS),
        *(_bar(bar, TOP + ROW * index) for index, bar in enumerate(bars)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _tick(value: float, height: int) -> str:
    x = _x(value)
    stroke = "#0b0c0c" if value == 1 else "#d0d4d6"
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{height - BOTTOM}" stroke="{stroke}"/>'
        f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle" fill="#505a5f">{value:g}</text>'
    )


def _bar(bar: Bar, y: int) -> str:
    start, end = sorted((_x(1), _x(bar.advantage)))
    colour, words = (GOOD, "") if bar.advantage >= 1 else (BAD, ": not met")
    return (
        f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(bar.title)}</text>'
        f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1):.1f}" height="16" fill="{colour}"/>'
        f'<line x1="{_x(bar.worst):.1f}" x2="{_x(bar.best):.1f}" y1="{y + 8}" y2="{y + 8}" stroke="#0b0c0c"/>'
        f'<text x="{LEFT + WIDTH + 8}" y="{y + 13}">{escape(bar.figure)}{words}</text>'
    )


def _x(value: float) -> float:
    """Where a multiple lies between the first and the last tick; beyond them, at the end."""
    first, last = TICKS[0], TICKS[-1]
    share = math.log(min(max(value, first), last) / first) / math.log(last / first)
    return LEFT + WIDTH * share
