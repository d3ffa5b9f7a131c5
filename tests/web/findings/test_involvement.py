"""The finding about press offices."""

from govsocial.model.namespaces import PREFIXES
from govsocial.web.figures.bars import Bars
from govsocial.web.findings.finding import Finding
from govsocial.web.findings.involvement import find
from govsocial.web.terms import Solution, Solutions, Term

LABELS = {"runs": "Runs", "checks": "Checks", "left": "Another team leads", "a": "Office A", "b": "Office B"}


def claim(part: str, team: str, rank: str = "", explicitness: str = "stated") -> Solution:
    row = {"part": Term("uri", part), "team": Term("uri", team), "claim": Term("uri", "c")}
    row["explicitness"] = Term("uri", PREFIXES["explicitness"] + explicitness)
    return row | ({"rank": Term("literal", rank)} if rank else {})


def found(*claims: Solution) -> Finding:
    finding = find((Solutions((), claims),), LABELS)
    assert finding is not None
    return finding


def test_a_team_counts_once_a_part_and_as_stated_when_one_claim_states_it() -> None:
    finding = found(
        claim("checks", "a", "3", "implied"),
        claim("checks", "a", "3"),
        claim("checks", "b", "3", "implied"),
        claim("runs", "a", "4"),
        claim("left", "a"),
    )
    assert finding.rows == (
        (("runs",), "4", 1, 1, 0, ("a",)),
        (("checks",), "3", 2, 1, 1, ("a", "b")),
        (("left",), "", 1, 1, 0, ("a",)),
    )
    assert isinstance(finding.drawing, Bars)
    assert [bar.total.text for bar in finding.drawing.bars] == ["1", "2", "1"]
    assert [[part.number.text for part in bar.parts] for bar in finding.drawing.bars] == [["1"], ["1", "1"], ["1"]]


def test_the_sentence_names_what_is_reported_of_most() -> None:
    finding = found(claim("checks", "a", "3"), claim("checks", "b", "3"), claim("runs", "a", "4"))
    assert finding.sentence == (
        "“Checks” is reported of 2 of 2 press offices or teams in their place, more than any other part"
    )
    shared = found(claim("checks", "a", "3"), claim("runs", "a", "4"))
    assert shared.sentence == (
        "“Runs” and “Checks” are each reported of 1 of 1 press office or team in its place, more than any other part"
    )


def test_a_rank_that_is_no_number_comes_last() -> None:
    finding = found(claim("checks", "a", "high"), claim("runs", "a", "0"))
    assert [row[0] for row in finding.rows] == [("runs",), ("checks",)]


def test_without_claims_there_is_nothing_to_find() -> None:
    assert find((Solutions((), ()),), {}) is None
