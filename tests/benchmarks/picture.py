"""The picture of a run: a bar for each target, as long as the figure is times what is wanted, on a logarithmic scale.

See https://www.w3.org/TR/SVG2/
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROW = 24
LEFT, WIDTH, RIGHT = 340, 420, 190
TOP, BOTTOM = 52, 16
GOOD, BAD = "#00703c", "#b10e1e"
"""Dark green and dark red; the words beside the bars say the same without the colours."""

TICKS = (0.01, 0.1, 1, 10, 100)


@dataclass(frozen=True)
class Bar:
    """One target: its title, its figure as a multiple of what is wanted, whether less is better, and the figure."""

    title: str
    multiple: float
    is_upper: bool
    figure: str

    @property
    def advantage(self) -> float:
        """How many times better than wanted it is; below 1 it is not good enough."""
        multiple = max(self.multiple, 1e-3)
        return 1 / multiple if self.is_upper else multiple


def draw(bars: Sequence[Bar]) -> str:
    """The picture as SVG."""
    height = TOP + ROW * len(bars) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" '
        'font-family="sans-serif" font-size="13" role="img" aria-label="Benchmarks, against what is wanted">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-weight="bold">times better than wanted</text>',
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
    is_met = bar.advantage >= 1
    colour, words = (GOOD, "") if is_met else (BAD, " (not met)")
    return (
        f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(bar.title)}</text>'
        f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1):.1f}" height="16" fill="{colour}"/>'
        f'<text x="{LEFT + WIDTH + 8}" y="{y + 13}">{escape(bar.figure)}{words}</text>'
    )


def _x(value: float) -> float:
    """Where a multiple lies between the first and the last tick."""
    first, last = math.log10(TICKS[0]), math.log10(TICKS[-1])
    return LEFT + WIDTH * (min(max(math.log10(value), first), last) - first) / (last - first)
