"""The finding about any data: its classes."""

from govsocial.web.figures.bars import Bars
from govsocial.web.findings.classes import MAX_BARS, find
from govsocial.web.terms import Solutions, Term


def answer(**sizes: int) -> tuple[Solutions, ...]:
    rows = ({"class": Term("uri", f"http://x/{name}"), "things": Term("literal", str(n))} for name, n in sizes.items())
    return (Solutions((), tuple(rows)),)


def test_the_largest_is_named() -> None:
    finding = find(answer(Person=1200, Place=1), {"http://x/Person": "Human"})
    assert finding is not None
    assert finding.sentence == "Human is the largest of 2 classes, with 1,200 things"
    assert finding.rows == ((("http://x/Person",), 1200), (("http://x/Place",), 1))


def test_those_that_share_the_first_place_are_named() -> None:
    finding = find(answer(Person=2, Place=2), {})
    assert finding is not None
    assert finding.sentence == "Person and Place are the largest of 2 classes, with 2 things each"


def test_each_bar_leads_to_things_of_its_class() -> None:
    finding = find(answer(**{f"C{index}": 100 - index for index in range(MAX_BARS + 1)}), {})
    assert finding is not None
    assert isinstance(finding.drawing, Bars)
    assert len(finding.drawing.bars) == MAX_BARS
    assert all(bar.link and bar.link.startswith("/sparql?query=SELECT") for bar in finding.drawing.bars)


def test_without_classes_there_is_nothing_to_find() -> None:
    assert find(answer(), {}) is None
