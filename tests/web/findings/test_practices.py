"""The finding about practices."""

from govsocial.web.figures.bars import Bars
from govsocial.web.findings.practices import find
from govsocial.web.terms import Solutions, Term


def answer(*pairs: tuple[str, str]) -> tuple[Solutions, ...]:
    return (Solutions((), tuple({"practice": Term("uri", p), "organisation": Term("uri", o)} for p, o in pairs)),)


def test_only_what_several_bodies_do_travels() -> None:
    finding = find(answer(("video", "a"), ("video", "b"), ("wiki", "a"), ("news", "a"), ("news", "b")), {})
    assert finding is not None
    assert finding.rows == ((("news",), 2, ("a", "b")), (("video",), 2, ("a", "b")))
    assert (
        finding.sentence == "2 of 3 practices are found in more than one body; “news” and “video” in the most, 2 each"
    )
    assert isinstance(finding.drawing, Bars)
    assert [bar.total.text for bar in finding.drawing.bars] == ["2", "2"]


def test_the_one_in_front_is_named() -> None:
    finding = find(answer(("a", "x"), ("a", "y"), ("a", "z"), ("b", "x"), ("b", "y")), {"a": "Video"})
    assert finding is not None
    assert finding.sentence == "2 of 2 practices are found in more than one body; “Video” in the most, 3"


def test_where_nothing_is_shared_there_is_nothing_to_find() -> None:
    assert find(answer(("video", "a"), ("wiki", "b")), {}) is None
    assert find(answer(), {}) is None
