"""Node-link diagrams: nothing overlaps, nothing is lost, and the same input gives the same bytes."""

import re
from collections.abc import Iterable
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsocial.web.figures import text
from govsocial.web.figures.node_link import MAX_NODES, Box, Diagram, Edge, Node, ego, layered
from govsocial.web.pages import figure_file

SVG = "{http://www.w3.org/2000/svg}"
KEYS = [f"n{number}" for number in range(12)]
ADDRESSES, WORDS = st.sampled_from([None, "/doc/x"]), st.sampled_from(["", "tool", "is tool of"])
NODE = st.builds(Node, st.sampled_from(KEYS), st.text(max_size=60), ADDRESSES, note=st.text(max_size=9))
NODES = st.lists(NODE, max_size=12, unique_by=lambda node: node.key)
EDGES = st.lists(st.builds(Edge, st.sampled_from(KEYS), st.sampled_from(KEYS), WORDS), max_size=30)


def drawn(diagram: Diagram) -> bytes:
    """The diagram as a file."""
    context = {"diagram": diagram, "figure": "f", "title": 'A < figure & its "title"'}
    return bytes(figure_file("figures/node_link.svg", context).body)


def parsed(diagram: Diagram) -> ElementTree.Element:
    """The file as XML."""
    return ElementTree.fromstring(drawn(diagram))  # noqa: S314  # ours


def areas(diagram: Diagram) -> Iterable[tuple[int, int, int, int]]:
    """Left, top, right and bottom of all boxes, and of all labels."""
    yield from ((box.x, box.y, box.x + box.width, box.y + box.height) for box in diagram.boxes)
    for label in diagram.labels:
        half = text.width(label.words, 12) // 2
        yield (label.x - half, label.y - 11, label.x + half, label.y + 4)


def overlap(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def check(diagram: Diagram) -> None:
    """Nothing overlaps or is outside, and the file is XML."""
    found = list(areas(diagram))
    assert not [pair for pair in combinations(found, 2) if overlap(*pair)]
    assert all(0 <= x <= right <= diagram.width and 0 <= y <= low <= diagram.height for x, y, right, low in found)
    for arrow in diagram.arrows:
        numbers = [int(each) for each in re.findall(r"-?\d+", arrow.way + arrow.heads)]
        assert all(0 <= each <= max(diagram.width, diagram.height) for each in numbers)
    parsed(diagram)


@settings(deadline=None, max_examples=40)
@given(NODES, EDGES)
def test_nothing_in_a_layered_diagram_overlaps_or_leaves_it(nodes: list[Node], edges: list[Edge]) -> None:
    diagram = layered(nodes, edges)
    check(diagram)
    keys = {node.key for node in nodes}
    shown = [edge for edge in edges if {edge.source, edge.target} <= keys]
    between = [edge for edge in shown if edge.source != edge.target]
    assert [box.node for box in diagram.boxes if box.node in nodes] == [box.node for box in diagram.boxes]
    assert {box.node.key for box in diagram.boxes} == keys
    assert len(diagram.arrows) == len(between) + len({edge.source for edge in shown if edge.source == edge.target})
    assert drawn(diagram) == drawn(layered(nodes, edges))


@settings(deadline=None, max_examples=40)
@given(NODES, EDGES)
def test_nothing_in_an_ego_diagram_overlaps_or_leaves_it(nodes: list[Node], edges: list[Edge]) -> None:
    diagram = ego(Node("n0", "The thing"), nodes, edges)
    check(diagram)
    assert {box.node.key for box in diagram.boxes} == {"n0", *(node.key for node in nodes)}
    assert drawn(diagram) == drawn(ego(Node("n0", "The thing"), nodes, edges))


def box(diagram: Diagram, key: str) -> Box:
    return next(each for each in diagram.boxes if each.node.key == key)


def test_edges_lead_to_the_right() -> None:
    diagram = layered([Node(key, key) for key in "abc"], [Edge("a", "b"), Edge("b", "c"), Edge("a", "c", "far")])
    assert box(diagram, "a").x < box(diagram, "b").x < box(diagram, "c").x
    assert [label.words for label in diagram.labels] == ["far"]


def test_in_a_circle_the_edge_with_the_label_leads_back() -> None:
    diagram = layered([Node("a", "a"), Node("b", "b")], [Edge("b", "a", "about"), Edge("a", "b", "", "subclass")])
    assert box(diagram, "a").x < box(diagram, "b").x
    back, on = diagram.arrows
    assert back.heads.count("Z") == on.heads.count("Z") == 1
    assert on.kind == "subclass"


def test_an_edge_to_itself_is_a_loop_with_its_label_below() -> None:
    diagram = layered([Node("a", "Claim")], [Edge("a", "a", "same track as")])
    assert diagram.arrows[0].kind == "loop"
    assert diagram.labels[0].words == "same track as"
    assert diagram.labels[0].y > box(diagram, "a").y + box(diagram, "a").height


def test_what_a_thing_leads_to_is_at_the_right_and_what_leads_to_it_at_the_left() -> None:
    edges = [Edge("claim", "thing", "is tool of"), Edge("thing", "kind", "tool kind")]
    diagram = ego(Node("thing", "Twitter"), [Node("claim", "A claim"), Node("kind", "Microblog")], edges)
    assert box(diagram, "claim").x < box(diagram, "thing").x < box(diagram, "kind").x
    assert [label.words for label in diagram.labels] == ["tool kind", "is tool of"]
    assert all(box(diagram, each).y == box(diagram, "thing").y for each in ("claim", "kind"))


def test_neighbours_of_one_property_share_its_label() -> None:
    claims = [Node(f"c{number}", f"Claim {number}") for number in range(3)]
    diagram = ego(Node("t", "Twitter"), claims, [Edge(each.key, "t", "is tool of") for each in claims])
    assert sorted(label.words for label in diagram.labels) == ["is tool of", "is tool of"]  # one a side
    assert len(diagram.arrows) == 2 + 3


@pytest.mark.parametrize("layout", [layered, lambda nodes, edges: ego(Node("x", "x"), nodes, edges)])
def test_of_too_many_nodes_the_first_are_drawn(layout: object) -> None:
    assert callable(layout)
    diagram = layout([Node(f"n{number}", str(number)) for number in range(100)], [Edge("n0", "n99")])
    shown = [each.node.key for each in diagram.boxes if each.node.key != "x"]
    assert shown == [f"n{number}" for number in range(MAX_NODES)]
    check(diagram)


def test_boxes_are_links_with_the_whole_name_and_text_is_escaped() -> None:
    name = "A <b>name</b> that is so long that it has to be cut somewhere after the second line"
    root = parsed(layered([Node("a", name, "/doc/a?x=1&y=2", "own", "12 in use")], []))
    (link,) = root.iter(f"{SVG}a")
    assert link.attrib == {"class": "box own", "href": "/doc/a?x=1&y=2"}
    assert link.findtext(f"{SVG}title") == f"{name} · 12 in use"
    words = [each.text or "" for each in link.iter(f"{SVG}text")]
    assert words[-1] == "12 in use"
    assert words[1].endswith("…")
    assert root.attrib["role"] == "group"
    assert root.findtext(f"{SVG}title") == 'A < figure & its "title"'


def test_a_file_runs_and_loads_nothing() -> None:
    response = figure_file("figures/node_link.svg", {"diagram": layered([], []), "figure": "f", "title": "Nothing"})
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"script" not in response.body
    assert b"<style>" in response.body
