"""The matrix of bodies and tools."""

from govsocial.model.namespaces import GS
from govsocial.web.findings.matrix import Mark, Row, Sign, matrix
from govsocial.web.terms import Term


def claim(organisation: str, tool: str, iri: str, name: str, **others: str) -> dict[str, Term]:
    texts = {"organisation": organisation, "tool": tool, "claim": iri, "class": GS + name}
    return {
        key: Term("uri", text) for key, text in ({"isKind": "false", "isSettled": "false"} | texts | others).items()
    }


def test_a_claim_is_what_its_narrowest_class_says() -> None:
    found = matrix(
        [
            claim("fco", "twitter", "c1", "ToolClaim"),
            claim("fco", "twitter", "c1", "ToolUse", isSettled="true", status="in-use"),
            claim("fco", "twitter", "c2", "ToolClaim"),
        ],
        [],
    )
    assert found.rows == (Row("fco", ((Mark(Sign.USE, "c1", "in-use"), Mark(Sign.NAMED, "c2", None)),)),)


def test_each_sort_of_claim_has_a_sign_of_its_own() -> None:
    found = matrix(
        [
            claim("fco", "a", "c1", "ToolUse", isSettled="true"),
            claim("fco", "b", "c2", "ToolUse"),
            claim("fco", "c", "c3", "IntendedUse"),
            claim("fco", "d", "c4", "NonUse"),
            claim("fco", "e", "c5", "ToolClaim"),
        ],
        [],
    )
    assert [mark.sign for cell in found.rows[0].cells for mark in cell] == list(Sign)
    assert (found.rows[0].active, found.rows[0].mentioned) == (2, 5)
    assert len({sign.mark for sign in Sign}) == len({sign.words for sign in Sign}) == len(Sign)


def test_columns_are_tools_by_number_of_bodies_and_then_kinds() -> None:
    found = matrix(
        [
            claim("fco", "blog", "c1", "ToolUse", isKind="true"),
            claim("dcms", "blog", "c2", "ToolUse", isKind="true"),
            claim("fco", "bebo", "c3", "NonUse"),
            claim("fco", "twitter", "c4", "ToolUse"),
            claim("dcms", "twitter", "c5", "ToolUse"),
        ],
        [],
    )
    assert (found.tools, found.kinds) == (("twitter", "bebo"), ("blog",))
    assert [row.organisation for row in found.rows] == ["fco", "dcms"]


def test_a_body_that_is_not_covered_has_a_row_without_marks() -> None:
    gaps = [
        {"organisation": Term("uri", "home-office"), "claim": Term("uri", "g1")},
        {"organisation": Term("uri", "fco"), "claim": Term("uri", "g2")},
    ]
    found = matrix([claim("fco", "twitter", "c1", "ToolUse")], gaps)
    assert found.rows[1:] == (Row("home-office", ((),), ("g1",)),)
