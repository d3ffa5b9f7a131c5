"""A layout in columns: what stands where, so that the ways from column to column are short and cross little.

Layers, few crossings, then heights, as Sugiyama, Tagawa and Toda have it: https://doi.org/10.1109/TSMC.1981.4308636
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MARGIN, ROW_GAP, COLUMN_GAP = 12, 10, 36
_SWEEPS = 12


@dataclass(frozen=True)
class Slot:
    """What takes up room in a column; it is as wide as the column, or stands in its middle."""

    width: int
    height: int
    is_stretched: bool = True


@dataclass(frozen=True)
class Place:
    """Where a slot came to stand."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends below."""
        return self.y + self.height


@dataclass
class Plan:
    """Slots by name, the columns that they stand in, and ways: slots that are linked, each in the next column."""

    slots: dict[str, Slot] = field(default_factory=dict)
    columns: list[list[str]] = field(default_factory=list)
    ways: list[tuple[str, ...]] = field(default_factory=list)

    def put(self, column: int, name: str, slot: Slot) -> None:
        """Below what is in the column already."""
        self.slots[name] = slot
        self.columns[column].append(name)

    def put_anywhere(self, name: str, slot: Slot) -> None:
        """Below the shortest column."""
        heights = [sum(self.slots[each].height + ROW_GAP for each in column) for column in self.columns]
        self.put(heights.index(min(heights)), name, slot)

    @property
    def links(self) -> dict[str, tuple[list[str], list[str]]]:
        """Of each slot those that it is linked to in the column before, and in the next."""
        links: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in self.slots}
        for way in self.ways:
            for left, right in pairwise(way):
                links[right][0].append(left)
                links[left][1].append(right)
        return links


def uncross(plan: Plan) -> None:
    """Orders the columns: of what sorting by the middle of the neighbours finds, that with the fewest crossings."""
    links = plan.links
    best, fewest = [list(column) for column in plan.columns], _crossings(plan.columns, links)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        side = sweep % 2
        for column in reversed(plan.columns) if side else plan.columns:
            position = {name: at for each in plan.columns for at, name in enumerate(each)}
            column.sort(key=lambda name: _mean([position[each] for each in links[name][side]], position[name]))
        crossings = _crossings(plan.columns, links)
        if crossings < fewest:
            best, fewest = [list(column) for column in plan.columns], crossings
    plan.columns = best


def places(plan: Plan) -> dict[str, Place]:
    """Where each slot stands: none upon another, and all at least MARGIN from the left and upper edges."""
    return dict(_places(plan, _tops(plan)))


def _places(plan: Plan, tops: Mapping[str, int]) -> Iterator[tuple[str, Place]]:
    x = MARGIN
    for column in filter(None, plan.columns):
        width = max(plan.slots[name].width for name in column)
        for name in column:
            slot = plan.slots[name]
            own = width if slot.is_stretched else slot.width
            yield name, Place(x + (width - own) // 2, tops[name], own, slot.height)
        x += width + COLUMN_GAP


def _crossings(columns: Sequence[Sequence[str]], links: Mapping[str, tuple[list[str], list[str]]]) -> int:
    position = {name: at for column in columns for at, name in enumerate(column)}
    count = 0
    for column in columns:
        ends = [position[right] for left in column for right in sorted(links[left][1], key=position.__getitem__)]
        count += sum(first > second for at, second in enumerate(ends) for first in ends[:at])
    return count


def _tops(plan: Plan) -> dict[str, int]:
    """As near to the height of its neighbours as the order of each column allows."""
    links = plan.links
    middles: dict[str, float] = {}
    for column in plan.columns:
        middles.update(_settled(plan, column, dict.fromkeys(column, 0.0)))
    for sweep in range(_SWEEPS):
        side, is_last = 1 - sweep % 2, sweep == _SWEEPS - 1
        for column in reversed(plan.columns) if side else plan.columns:
            near = {name: links[name][0] + links[name][1] if is_last else links[name][side] for name in column}
            wished = {name: _mean([middles[each] for each in near[name]], middles[name]) for name in column}
            middles.update(_settled(plan, column, wished))
    tops = {name: middle - plan.slots[name].height / 2 for name, middle in middles.items()}
    highest = min(tops.values(), default=0)
    return {name: round(top - highest) + MARGIN for name, top in tops.items()}


def _settled(plan: Plan, column: Sequence[str], wished: Mapping[str, float]) -> dict[str, float]:
    """The middles nearest to those wished for, by least squares, in this order and without overlap.

    It is isotonic regression: who would overlap moves together. See https://doi.org/10.18637/jss.v032.i05
    """
    offsets, below = [], 0.0
    for name in column:
        offsets.append(below + plan.slots[name].height / 2)
        below += plan.slots[name].height + ROW_GAP
    blocks: list[tuple[float, int]] = []
    for name, offset in zip(column, offsets, strict=True):
        total, size = wished[name] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            before, of = blocks.pop()
            total, size = total + before, size + of
        blocks.append((total, size))
    shifts = [total / size for total, size in blocks for _ in range(size)]
    return {name: offset + shift for name, offset, shift in zip(column, offsets, shifts, strict=True)}


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
