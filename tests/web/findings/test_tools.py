"""The finding of the matrix: its sentence, its rows, its picture."""

from tests.web.findings.test_matrix import claim

from govsocial.web.figures.grid import Grid
from govsocial.web.findings.finding import Finding
from govsocial.web.findings.tools import MAX_BODIES, MAX_TOOLS, find
from govsocial.web.terms import Solution, Solutions, Term


def found(*claims: Solution, gaps: tuple[Solution, ...] = ()) -> Finding:
    finding = find((Solutions((), claims), Solutions((), gaps)), {"fco": "FCO", "twitter": "Twitter", "bebo": "Bebo"})
    assert finding is not None
    return finding


GAP = {"organisation": Term("uri", "home-office"), "claim": Term("uri", "g1")}


def test_the_sentence_counts_bodies_in_use_or_on_trial_and_no_plan_refusal_or_gap() -> None:
    finding = found(
        claim("fco", "twitter", "c1", "ToolUse", isSettled="true"),
        claim("dcms", "twitter", "c2", "ToolUse"),
        claim("defra", "twitter", "c3", "IntendedUse"),
        claim("dfid", "twitter", "c4", "NonUse"),
        claim("fco", "bebo", "c5", "ToolClaim"),
        gaps=(GAP,),
    )
    assert finding.sentence == "Twitter is in use in 2 of 4 bodies; 1 claim is a plan, and 1 is a refusal"


def test_tools_that_share_the_first_place_are_all_named() -> None:
    finding = found(claim("fco", "twitter", "c1", "ToolUse"), claim("fco", "bebo", "c2", "ToolUse"))
    assert finding.sentence.startswith("Bebo and Twitter are each in use in 1 of 1 body; 0 claims are plans")


def test_where_nothing_is_used_by_name_it_says_so() -> None:
    finding = found(claim("fco", "blog", "c1", "ToolUse", isKind="true"), claim("fco", "bebo", "c2", "NonUse"))
    assert finding.sentence == "No tool is reported in use by name; 0 claims are plans, and 1 is a refusal"


def test_without_a_claim_about_a_tool_there_is_nothing_to_find() -> None:
    assert find((Solutions((), ()), Solutions((), ())), {}) is None
    assert find((Solutions((), ()), Solutions((), (GAP,))), {}) is None


def test_each_claim_is_a_row_and_so_is_a_gap() -> None:
    finding = found(
        claim("fco", "twitter", "c1", "ToolUse", status="pilot"),
        claim("fco", "twitter", "c2", "IntendedUse"),
        gaps=(GAP,),
    )
    assert finding.rows == (
        (("fco",), ("twitter",), "on trial", ("pilot",), ("c1",)),
        (("fco",), ("twitter",), "intended", (), ("c2",)),
        (("home-office",), (), "not covered by the snapshot", (), ("g1",)),
    )


def test_the_picture_has_each_sort_of_mark_once_a_cell() -> None:
    finding = found(
        claim("fco", "twitter", "c1", "ToolUse"),
        claim("fco", "twitter", "c2", "ToolUse"),
        claim("fco", "twitter", "c3", "NonUse"),
        claim("fco", "bebo", "c4", "NonUse"),
        claim("dcms", "bebo", "c5", "NonUse"),
        gaps=(GAP,),
    )
    assert isinstance(finding.drawing, Grid)
    assert [[mark.symbol for mark in row.marks] for row in finding.drawing.rows] == [
        ["trial", "refused", "refused"],
        ["silent", "refused"],
        [],
    ]
    assert [row.total.text for row in finding.drawing.rows] == ["1 / 2", "0 / 1", ""]
    assert finding.drawing.rows[2].note is not None
    assert [head.text for head in finding.drawing.heads] == ["active / mentioned", "Twitter", "Bebo"]


def test_of_a_large_matrix_the_first_rows_and_columns_are_shown_and_the_file_has_all() -> None:
    finding = found(
        *(claim(f"o{index}", f"t{index}", f"c{index}", "ToolUse") for index in range(MAX_BODIES + 5)),
        claim("o0", "kind", "c", "ToolUse", isKind="true"),
    )
    assert finding.matrix is not None
    assert (len(finding.matrix.rows), len(finding.matrix.columns)) == (MAX_BODIES, MAX_TOOLS)
    assert len(finding.rows) == MAX_BODIES + 6
