"""Bars: their widths, their place, their words."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.figures.bars import PATTERNS, WIDTH, Bar, Bars, Row, bars, written
from govsocial.web.pages import drawn, figure_file

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script>" onload="x" &amp; \x00\x1b\ud800 ]]>'
NUMBERS = st.one_of(st.integers(0, 10**9), st.floats(0, 1e12, allow_subnormal=False))


@st.composite
def charts(draw: st.DrawFn) -> tuple[Bars, list[Row]]:
    series = draw(st.lists(st.text(max_size=60), min_size=1, max_size=9))
    numbers = st.tuples(*[NUMBERS] * len(series))
    rows = draw(st.lists(st.builds(Row, st.text(max_size=200), numbers), max_size=12))
    return bars("chart", "A chart", series, rows), rows


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - it is ours


def width_of(bar: Bar) -> float:
    return sum(part.width for part in bar.parts)


@given(charts())
def test_widths_are_in_proportion_to_the_numbers(chart: tuple[Bars, list[Row]]) -> None:
    drawing, rows = chart
    longest = max((sum(row.numbers) for row in rows), default=0)
    full = max((width_of(bar) for bar in drawing.bars), default=0)
    for bar, row in zip(drawing.bars, rows, strict=True):
        shown = [number for number in row.numbers if number]
        assert [part.width for part in bar.parts] == pytest.approx(
            [number / longest * full for number in shown], abs=0.01 * (len(shown) + 1)
        )


@given(charts())
def test_nothing_is_outside_of_the_view_box_or_on_something_else(chart: tuple[Bars, list[Row]]) -> None:
    drawing, _ = chart
    below = 0.0
    for entry in drawing.key:
        assert 0 <= entry.x <= entry.x + entry.size <= entry.name.x < WIDTH
        assert below <= entry.y + entry.size <= drawing.height
    for bar in drawing.bars:
        assert below <= bar.label[0].y < bar.label[-1].y + 1 <= bar.y <= bar.y + bar.height <= drawing.height
        assert all(line.x == 0 for line in bar.label)
        assert bar.y <= bar.total.y <= bar.y + bar.height
        below, right = bar.y + bar.height, 0.0
        for part in bar.parts:
            assert right - 0.02 <= part.x <= part.x + part.width <= bar.total.x
            right = part.x + part.width
        assert bar.total.x + 8 * len(bar.total.text) <= WIDTH


@given(charts())
def test_a_chart_is_well_formed_and_drawn_the_same_each_time(chart: tuple[Bars, list[Row]]) -> None:
    drawing, rows = chart
    for alone in (False, True):
        text = drawn("figures/bars.svg", {"drawing": drawing, "alone": alone})
        assert text == drawn("figures/bars.svg", {"drawing": drawing, "alone": alone})
        root = tree(text)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "defs", "pattern", "rect", "path", "circle", "text", "style",
        }  # fmt: skip
        totals = [element.text for element in root.iter(f"{SVG}text") if element.get("class") == "total"]
        assert totals == [written(sum(row.numbers)) for row in rows]


def test_a_hostile_label_is_words_and_nothing_else() -> None:
    drawing = bars("chart", HOSTILE, (HOSTILE, "other"), [Row(HOSTILE, (1, 1), "/doc/tool/a?b=\"'&c=<")])
    root = tree(drawn("figures/bars.svg", {"drawing": drawing}))
    assert not [element for element in root.iter() if element.tag.endswith("script") or element.get("onload")]
    assert "</text><script>alert(1)</script>" in "".join(element.text or "" for element in root.iter(f"{SVG}text"))
    assert [element.get("href") for element in root.iter(f"{SVG}a")] == ["/doc/tool/a?b=\"'&c=<"]


def test_a_long_label_is_broken_into_lines_and_cut() -> None:
    (bar,) = bars("chart", "A chart", ("all",), [Row("a rather long label " * 20, (1,))]).bars
    assert len(bar.label) == 3
    assert all(len(line.text) <= 42 for line in bar.label)
    assert bar.label[-1].text.endswith("…")
    (bar,) = bars("chart", "A chart", ("all",), [Row("國" * 30, (1,))]).bars
    assert [len(line.text) for line in bar.label] == [24, 6]


def test_plain_bars_have_no_key_and_stacks_tell_their_series_by_pattern_and_by_name() -> None:
    assert bars("chart", "A chart", ("Bodies",), [Row("a", (3,))]).key == ()
    stacks = bars("chart", "A chart", ("Leads", "Checks"), [Row("a", (3, 1)), Row("b", (0, 1))])
    assert [(entry.name.text, entry.pattern) for entry in stacks.key] == [("Leads", 1), ("Checks", 2)]
    assert [[(part.name, part.pattern) for part in bar.parts] for bar in stacks.bars] == [
        [("Leads", 1), ("Checks", 2)],
        [("Checks", 2)],
    ]
    many = bars("chart", "A chart", [str(index) for index in range(PATTERNS + 1)], [])
    assert [entry.pattern for entry in many.key] == [*range(1, PATTERNS + 1), 1]


def test_it_is_an_image_with_a_name_and_a_group_where_it_has_links() -> None:
    plain = bars("chart", "Two of three.", ("all",), [Row("a", (1,))])
    linked = bars("chart", "Two of three.", ("all",), [Row("a", (1,), "/a")])
    for drawing, alone, role in ((plain, False, "img"), (linked, False, "group"), (linked, True, "img")):
        root = tree(drawn("figures/bars.svg", {"drawing": drawing, "alone": alone}))
        title = root.find(f"{SVG}title")
        assert title is not None
        assert (title.text, title.get("id")) == ("Two of three.", root.get("aria-labelledby"))
        assert root.get("role") == role


def test_a_file_has_its_style_in_it_and_a_policy_of_its_own() -> None:
    response = figure_file("figures/bars.svg", {"drawing": bars("chart", "A chart", ("all",), [Row("a", (1,))])})
    assert response.media_type is None
    assert response.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert response.headers["content-security-policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    assert b"<style>" in response.body


def test_no_rows_and_only_zeros_are_charts_too() -> None:
    assert bars("chart", "A chart", ("all",), []).bars == ()
    (bar,) = bars("chart", "A chart", ("all",), [Row("a", (0,))]).bars
    assert (bar.parts, bar.total.text) == ((), "0")


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1234, "1,234"), (2.5, "2.5"), (1e20, "1e+20"), (0.12344, "0.1234"), (3.0, "3")]
)
def test_numbers_are_written_as_people_write_them(number: float, text: str) -> None:
    assert written(number) == text
