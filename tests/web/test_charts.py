"""Which charts an answer makes, and what their bars say."""

from govsocial.model.iris import Names
from govsocial.web.charts import MAX_BARS, charts
from govsocial.web.terms import Solutions, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
TWITTER = Term("uri", "https://w3id.org/govsocial/id/tool/twitter")
LABELS = {TWITTER.value: "Twitter"}


def number(value: str, datatype: str = "integer") -> Term:
    return Term("literal", value, datatype=XSD + datatype)


def made(*rows: dict[str, Term], variables: tuple[str, ...] = ("tool", "uses")) -> list[list[tuple[str, str]]]:
    found = charts(Solutions(variables, rows), LABELS, Names(), "Uses")
    return [[(" ".join(line.text for line in bar.label), bar.total.text) for bar in chart.bars] for chart in found]


def test_a_column_of_numbers_beside_names_is_a_chart_in_the_order_of_the_rows() -> None:
    rows = (
        {"tool": TWITTER, "uses": number("9")},
        {"tool": Term("literal", "a blog"), "uses": number("2.5", "double")},
    )
    assert made(*rows) == [[("Twitter", "9"), ("a blog", "2.5")]]


def test_a_bar_leads_to_what_it_is_about() -> None:
    (chart,) = charts(Solutions(("tool", "n"), ({"tool": TWITTER, "n": number("1")},)), LABELS, Names(), "Uses")
    assert chart.bars[0].link == "/doc/tool/twitter"


def test_each_column_of_numbers_has_a_chart_of_its_own() -> None:
    row = {"tool": TWITTER, "uses": number("9"), "plans": number("1")}
    assert made(row, variables=("tool", "uses", "plans")) == [[("Twitter", "9")], [("Twitter", "1")]]


def test_what_is_unbound_is_a_bar_of_nothing() -> None:
    assert made({"tool": TWITTER}, {"uses": number("1")}) == [[("Twitter", "0"), ("(nothing)", "1")]]


def test_numbers_alone_and_names_alone_make_no_chart() -> None:
    assert made({"uses": number("9")}, variables=("uses",)) == []
    assert made({"tool": TWITTER}, variables=("tool",)) == []
    assert made() == []


def test_a_column_with_a_word_or_with_numbers_that_no_bar_can_show_makes_none() -> None:
    for value in (Term("literal", "x"), number("-1"), number("INF", "double"), number("NaN", "double"), number("x")):
        assert made({"tool": TWITTER, "uses": number("1")}, {"tool": TWITTER, "uses": value}) == []


def test_of_many_rows_the_first_are_shown() -> None:
    (shown,) = made(*({"tool": TWITTER, "uses": number(str(each))} for each in range(MAX_BARS + 1)))
    assert len(shown) == MAX_BARS
