"""The layout in columns: nothing overlaps, and what can be straight is."""

from itertools import combinations, pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.figures.columns import COLUMN_GAP, MARGIN, ROW_GAP, Place, Plan, Slot, places, uncross

SLOTS = st.builds(Slot, st.integers(0, 200), st.integers(4, 80), st.booleans())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    plan = Plan(columns=[[] for _ in range(draw(st.integers(1, 4)))])
    for column in range(len(plan.columns)):
        for number in range(draw(st.integers(0, 6))):
            plan.put(column, f"{column}-{number}", draw(SLOTS))
    neighbours = pairwise(plan.columns)
    pairs = [pair for left, right in neighbours for pair in product(left, right)]
    plan.ways = draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else []
    return plan


def overlap(first: Place, second: Place) -> bool:
    return first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom


@given(plans())
def test_nothing_stands_upon_anything_or_beyond_the_margin(plan: Plan) -> None:
    uncross(plan)
    found = places(plan)
    assert found.keys() == plan.slots.keys()
    assert not any(overlap(*pair) for pair in combinations(found.values(), 2))
    assert all(place.x >= MARGIN and place.y >= MARGIN for place in found.values())


def test_linked_slots_stand_at_one_height() -> None:
    plan = Plan(columns=[[], []])
    for name in "ab":
        plan.put(0, f"left {name}", Slot(40, 20))
        plan.put(1, f"right {name}", Slot(40, 20))
    plan.ways = [("left a", "right b"), ("left b", "right a")]
    uncross(plan)
    found = places(plan)
    assert found["left a"].y == found["right b"].y != found["right a"].y == found["left b"].y
    assert found["right a"].x == MARGIN + 40 + COLUMN_GAP
    assert abs(found["left a"].y - found["left b"].y) == 20 + ROW_GAP


def test_the_shortest_column_takes_what_may_stand_anywhere() -> None:
    plan = Plan(columns=[[], []])
    plan.put(0, "high", Slot(40, 200))
    plan.put_anywhere("small", Slot(40, 20))
    assert plan.columns == [["high"], ["small"]]
