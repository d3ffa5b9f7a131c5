"""Node-link diagrams: boxes that may be links, and labelled arrows between them.

The geometry is here, the drawing in `templates/figures/node_link.svg`. A label takes up room as a box does, and an edge
goes round the boxes that it passes, so that nothing lies upon a box. See https://www.w3.org/TR/SVG2/
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise

from govsocial.web.figures import text
from govsocial.web.figures.columns import MARGIN, Place, Plan, Slot, places, uncross
from govsocial.web.figures.words import in_one_line

MAX_NODES = 60
"""What one diagram shows of nodes or neighbours, the first of them; who gives more says so."""

_FONT, _SMALL_FONT, _MAX_WIDTH, _MAX_LINES = 14, 12, 190, 2
_LINE, _BASE_LINE, _PADDING, _LOOP = 18, 13, 10, 16
_HEAD_LENGTH, _HEAD_HALF = 9, 5
_MIN_COLUMNS = 4
_BEND = Slot(0, 4)


@dataclass(frozen=True)
class Node:
    """What a box stands for; `kind` is a CSS class, `note` a second line in small print."""

    key: str
    label: str
    href: str | None = None
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """An arrow between two nodes, which are given by their keys; `kind` is a CSS class."""

    source: str
    target: str
    label: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Text:
    """A line of text, by the middle of its base line."""

    x: int
    y: int
    words: str


@dataclass(frozen=True)
class Box:
    """A node by its upper left corner; `title` is the whole of what its lines may have cut."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Text, ...]
    note: Text | None
    title: str


@dataclass(frozen=True)
class Arrow:
    """An edge as the data of two SVG paths: its way, and the heads at its ends."""

    way: str
    heads: str
    kind: str


@dataclass(frozen=True)
class Diagram:
    """All that is drawn, between 0 and width, and 0 and height."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Text, ...]


@dataclass(frozen=True)
class _Label:
    """The lines of a label, and for a box those of the node, of its note, and of what leads from it to itself."""

    lines: tuple[str, ...]
    node: Node | None = None
    note: tuple[str, ...] = ()
    loop: tuple[str, ...] | None = None

    @property
    def loop_height(self) -> int:
        """What is below the box."""
        return 0 if self.loop is None else _LOOP + len(self.loop) * _LINE

    @property
    def slot(self) -> Slot:
        """The room it takes."""
        font = _SMALL_FONT if self.node is None else _FONT
        widths = [text.width(each, font) for each in self.lines]
        widths += [text.width(each, _SMALL_FONT) for each in (*self.note, *(self.loop or ()))]
        height = len(self.lines + self.note) * _LINE + self.loop_height
        if self.node is None:
            return Slot(max(widths) + _PADDING, height, is_stretched=False)
        return Slot(max(widths, default=0) + 2 * _PADDING, height + _PADDING)


@dataclass(frozen=True)
class _Route:
    """The slots that an edge passes from left to right, and the ends that have a head."""

    stops: tuple[str, ...]
    kind: str = ""
    head_left: bool = False
    head_right: bool = False


@dataclass
class _Sketch:
    """A diagram before it is known what stands where: labels by the name of their slot."""

    plan: Plan = field(default_factory=Plan)
    labels: dict[str, _Label] = field(default_factory=dict)
    routes: list[_Route] = field(default_factory=list)

    def put(self, column: int, name: str, label: _Label | None) -> None:
        """A box, a label, or (None) the bend of an edge."""
        if label is not None:
            self.labels[name] = label
        self.plan.put(column, name, _BEND if label is None else label.slot)

    def join(self, route: _Route) -> None:
        """An edge, or a half of one."""
        self.routes.append(route)
        self.plan.ways.append(route.stops)


def layered(nodes: Iterable[Node], edges: Iterable[Edge]) -> Diagram:
    """The nodes in columns, so that edges lead to the right where they can, those without a label before others."""
    shown = _first(nodes)
    between = [edge for edge in edges if edge.source in shown and edge.target in shown]
    loops: dict[str, list[str]] = {edge.source: [] for edge in between if edge.source == edge.target}
    for edge in between:
        if edge.source == edge.target:
            loops[edge.source] += [edge.label] if edge.label else []
    boxes = {key: _box_of(node, loops.get(key)) for key, node in shown.items()}
    sketch = _layers(boxes, _without_cycles(shown, [edge for edge in between if edge.source != edge.target]))
    uncross(sketch.plan)
    return _drawn(sketch)


def ego(centre: Node, neighbours: Iterable[Node], edges: Iterable[Edge]) -> Diagram:
    """A thing, and on both sides its neighbours: those that it leads to first, and together those of one label.

    Otherwise they keep their order.
    """
    shown = _first(each for each in neighbours if each.key != centre.key)
    labels: dict[str, list[str]] = {key: [] for key in shown}
    led_to, leading = set[str](), set[str]()
    for edge in edges:
        inner, outer = (edge.source, edge.target) if edge.source == centre.key else (edge.target, edge.source)
        if inner == centre.key and outer in shown:
            labels[outer].append(edge.label)
            (led_to if edge.source == centre.key else leading).add(outer)
    groups: dict[_Group, list[Node]] = defaultdict(list)
    for key, node in shown.items():
        words = ", ".join(dict.fromkeys(filter(None, labels[key])))
        groups[_Group(words, key in led_to, key in leading)].append(node)
    in_order = sorted(groups.items(), key=lambda group: not group[0].is_led_to)
    return _drawn(_two_sides(centre, [(group, node) for group, nodes in in_order for node in nodes]))


@dataclass(frozen=True)
class _Group:
    """What neighbours have in common: the words on the edges, and their directions."""

    words: str
    is_led_to: bool
    is_leading: bool


def _first(nodes: Iterable[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        if len(found) < MAX_NODES:
            found.setdefault(node.key, node)
    return found


def _without_cycles(nodes: Iterable[str], edges: Sequence[Edge]) -> list[tuple[Edge, bool]]:
    """Each edge, and whether it leads to the right: not, where that would close a circle."""
    reached: dict[str, set[str]] = {key: {key} for key in nodes}
    found: dict[int, bool] = {}
    for number in sorted(range(len(edges)), key=lambda each: bool(edges[each].label)):
        source, target = edges[number].source, edges[number].target
        found[number] = source not in reached[target]
        if found[number]:
            for others in reached.values():
                others.update(reached[target] if source in others else ())
    return [(edge, found[number]) for number, edge in enumerate(edges)]


def _layers(boxes: Mapping[str, _Label], edges: Sequence[tuple[Edge, bool]]) -> _Sketch:
    ranks = _ranks(boxes, edges)
    lonely = [key for key in boxes if key not in ranks]
    count = max([*ranks.values(), _MIN_COLUMNS - 1 if lonely else 0]) + 1
    sketch = _Sketch(Plan(columns=[[] for _ in range(count)]))
    for key, rank in ranks.items():
        sketch.put(rank, _box(key), boxes[key])
    for number, (edge, leads_right) in enumerate(edges):
        left, right = (edge.source, edge.target) if leads_right else (edge.target, edge.source)
        between = range(ranks[left] + 1, ranks[right])
        for rank in between:
            has_label = edge.label and rank == between[-1]
            sketch.put(rank, f"{rank} of edge {number}", _label_of(edge.label) if has_label else None)
        stops = (_box(left), *(f"{rank} of edge {number}" for rank in between), _box(right))
        sketch.join(_Route(stops, edge.kind, not leads_right, leads_right))
    for key in lonely:
        sketch.labels[_box(key)] = boxes[key]
        sketch.plan.put_anywhere(_box(key), boxes[key].slot)
    return sketch


def _ranks(nodes: Iterable[str], edges: Iterable[tuple[Edge, bool]]) -> dict[str, int]:
    """The column of each node with an edge: right of all that lead to it, and near to what it leads to.

    There is room for a column of labels between the ends of an edge that has one.
    """
    steps: dict[tuple[str, str], int] = {}
    for edge, leads_right in edges:
        ends = (edge.source, edge.target) if leads_right else (edge.target, edge.source)
        steps[ends] = max(steps.get(ends, 1), 2 if edge.label else 1)
    before, after = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for left, right in steps:
        before[right].append(left)
        after[left].append(right)
    ranks: dict[str, int] = {}
    order = list(TopologicalSorter({key: before[key] for key in nodes if before[key] or after[key]}).static_order())
    for key in order:
        ranks[key] = max((ranks[left] + steps[left, key] for left in before[key]), default=0)
    for key in reversed(order):
        if not before[key]:
            ranks[key] = min(ranks[right] - steps[key, right] for right in after[key])
    return ranks


def _two_sides(centre: Node, neighbours: Sequence[tuple[_Group, Node]]) -> _Sketch:
    """The first half at the right, the rest at the left, each as boxes, labels, and the thing in the middle."""
    sketch = _Sketch(Plan(columns=[[] for _ in range(5)]))
    middle = f"centre {centre.key}"
    sketch.put(2, middle, _box_of(centre))
    for number, (group, node) in enumerate(neighbours):
        is_right = 2 * number < len(neighbours)
        side, label, box = 1 if is_right else -1, f"{is_right} {group}", _box(node.key)
        if label not in sketch.plan.slots:
            sketch.put(2 + side, label, _label_of(group.words) if group.words else None)
            sketch.join(_outwards(is_right, (middle, label), group.is_leading, False))
        sketch.put(2 + 2 * side, box, _box_of(node))
        sketch.join(_outwards(is_right, (label, box), False, group.is_led_to))
    return sketch


def _outwards(is_right: bool, stops: tuple[str, str], head_inside: bool, head_outside: bool) -> _Route:
    """A half of an edge, which leads from the inside to the outside on one of the sides."""
    if is_right:
        return _Route(stops, "", head_inside, head_outside)
    return _Route(stops[::-1], "", head_outside, head_inside)


def _box(key: str) -> str:
    return f"box {key}"


def _box_of(node: Node, loops: Iterable[str] | None = None) -> _Label:
    loop = None if loops is None else tuple(text.lines(", ".join(loops), _SMALL_FONT, _MAX_WIDTH))
    note = text.lines(node.note, _SMALL_FONT, _MAX_WIDTH)
    return _Label(tuple(text.lines(node.label or node.key, _FONT, _MAX_WIDTH, _MAX_LINES)), node, tuple(note), loop)


def _label_of(words: str) -> _Label | None:
    """None for words of which nothing can be drawn."""
    lines = text.lines(words, _SMALL_FONT, _MAX_WIDTH, _MAX_LINES)
    return _Label(tuple(lines)) if lines else None


def _drawn(sketch: _Sketch) -> Diagram:
    found = places(sketch.plan)
    width = max((place.right for place in found.values()), default=0) + MARGIN
    height = max((place.bottom for place in found.values()), default=0) + MARGIN
    areas = {name: _without_loop(sketch.labels.get(name), place) for name, place in found.items()}
    boxes = [(label, areas[name]) for name, label in sketch.labels.items() if label.node is not None]
    labels = [(label, areas[name]) for name, label in sketch.labels.items() if label.node is None]
    loops = [(label.loop, area) for label, area in boxes if label.loop is not None]
    return Diagram(
        width,
        height,
        tuple(_drawn_box(label.node, label, area) for label, area in boxes if label.node is not None),
        (*(_arrow(sketch, route, areas) for route in sketch.routes), *(_loop(area) for _, area in loops)),
        (
            *(line for label, area in labels for line in _lines(label.lines, area)),
            *(line for words, area in loops for line in _lines(words, _below(area))),
        ),
    )


def _without_loop(label: _Label | None, place: Place) -> Place:
    return place if label is None else Place(place.x, place.y, place.width, place.height - label.loop_height)


def _below(area: Place) -> Place:
    return Place(area.x, area.bottom + _LOOP, area.width, _LINE)


def _drawn_box(node: Node, label: _Label, area: Place) -> Box:
    lines = tuple(_lines((*label.lines, *label.note), area))
    title = " · ".join(filter(None, (in_one_line(node.label or node.key), in_one_line(node.note))))
    named, note = lines[: len(label.lines)], lines[-1] if label.note else None
    return Box(node, area.x, area.y, area.width, area.height, named, note, title)


def _lines(lines: Sequence[str], area: Place) -> Iterator[Text]:
    """The lines in the middle of an area."""
    first = area.y + (area.height - len(lines) * _LINE) // 2 + _BASE_LINE
    for number, words in enumerate(lines):
        yield Text(area.x + area.width // 2, first + number * _LINE, words)


def _arrow(sketch: _Sketch, route: _Route, areas: Mapping[str, Place]) -> Arrow:
    """A curve from stop to stop, which goes straight on through bends and leaves out labels."""
    way = ""
    for left, right in pairwise(route.stops):
        start, end = areas[left], areas[right]
        if not way or left in sketch.labels:
            way += f"M{start.right} {_middle(start)}"
        between = (start.right + end.x) // 2
        way += f"C{between} {_middle(start)} {between} {_middle(end)} {end.x} {_middle(end)}"
        if right not in sketch.labels:
            way += f"H{end.right}"
    first, last = areas[route.stops[0]], areas[route.stops[-1]]
    heads = _head(first.right, _middle(first), -1) if route.head_left else ""
    return Arrow(way, heads + (_head(last.x, _middle(last), 1) if route.head_right else ""), route.kind)


def _middle(area: Place) -> int:
    return area.y + area.height // 2


def _head(x: int, y: int, direction: int) -> str:
    """A triangle that points to the right (1) or to the left (-1)."""
    back = x - direction * _HEAD_LENGTH
    return f"M{back} {y - _HEAD_HALF}L{x} {y}L{back} {y + _HEAD_HALF}Z"


def _loop(box: Place) -> Arrow:
    """The arrow that leads back to its own box, from below."""
    left, right, y = box.x + box.width * 3 // 10, box.x + box.width * 7 // 10, box.bottom
    head = f"M{right - _HEAD_HALF} {y + _HEAD_LENGTH}L{right} {y}L{right + _HEAD_HALF} {y + _HEAD_LENGTH}Z"
    return Arrow(f"M{left} {y}C{left} {y + _LOOP} {right} {y + _LOOP} {right} {y}", head, "loop")
