"""Grids: their cells, their place, their words."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.figures.grid import Grid, Line, grid
from govsocial.web.pages import drawn

SVG = "{http://www.w3.org/2000/svg}"
SYMBOLS = ("use", "trial", "intended", "refused", "named")
KEY = [*((symbol, symbol) for symbol in SYMBOLS), ("silent", "not mentioned")]


@st.composite
def grids(draw: st.DrawFn) -> tuple[Grid, list[Line]]:
    heads = draw(st.lists(st.text(max_size=60), max_size=8))
    cell = st.lists(st.sampled_from(SYMBOLS), unique=True).map(tuple)
    row = st.builds(Line, st.text(max_size=60), st.just("12 / 13"), st.tuples(*[cell] * len(heads)))
    gap = st.builds(Line, st.text(max_size=60), st.just(""), st.just(()), st.just("not covered"))
    lines = draw(st.lists(row | gap, max_size=8))
    return grid("chart", "A chart", ["total", *heads], lines, KEY, "silent"), lines


@given(grids())
def test_marks_stand_in_order_inside_of_the_view_box_and_none_on_another(chart: tuple[Grid, list[Line]]) -> None:
    drawing, lines = chart
    for row, line in zip(drawing.rows, lines, strict=True):
        expected = [] if line.note else [symbol for cell in line.cells for symbol in cell or ("silent",)]
        assert [mark.symbol for mark in row.marks] == expected
        right = row.total.x
        for mark in row.marks:
            assert right <= mark.x <= mark.x + drawing.mark_size <= drawing.width
            assert mark.y + drawing.mark_size <= row.line_y <= drawing.height
            right = mark.x + drawing.mark_size
    bottom = max(mark.y + drawing.mark_size for mark, _ in drawing.key)
    assert all(row.line_y > bottom for row in drawing.rows)
    assert all(mark.x + drawing.mark_size <= words.x < drawing.width for mark, words in drawing.key)


@given(grids())
def test_a_grid_is_well_formed_and_drawn_the_same_each_time(chart: tuple[Grid, list[Line]]) -> None:
    text = drawn("figures/grid.svg", {"drawing": chart[0]})
    assert text == drawn("figures/grid.svg", {"drawing": chart[0]})
    root = ElementTree.fromstring(text)  # noqa: S314 - it is ours
    used = [use.get("href", "").removeprefix("#") for use in root.iter(f"{SVG}use")]
    assert set(used) <= {symbol.get("id") for symbol in root.iter(f"{SVG}symbol")}
    assert len(used) == len(KEY) + sum(len(row.marks) for row in chart[0].rows)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", title.get("id"))


def test_a_hostile_label_is_words_and_nothing_else() -> None:
    hostile = "</text><script>alert(1)</script>"
    drawing = grid("chart", hostile, [hostile, hostile], [Line(hostile, "1 / 1", (("use",),))], KEY, "silent")
    root = ElementTree.fromstring(drawn("figures/grid.svg", {"drawing": drawing}))  # noqa: S314 - it is ours
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert [text.text for text in root.iter(f"{SVG}text")].count("</text><script>alert(1)</scri…") == 2
