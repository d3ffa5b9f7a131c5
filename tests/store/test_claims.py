"""The queries about claims, asked of a real engine and compared with plainer queries."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from govsocial.errors import RequestError
from govsocial.store import claims

PREFIXES = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX status: <https://w3id.org/govsocial/def/status#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX : <http://x/>
"""
DATA = (
    PREFIXES
    + """
status:mainstream skos:broader status:in-use . status:pilot skos:broader status:use .
:c1 a gs:ToolUse, gs:ToolClaim ; gs:organisation :a ; gs:tool :t ; gs:status status:mainstream .
:c2 a gs:ToolUse, gs:ToolClaim ; gs:organisation :a ; gs:tool :t ; gs:status status:pilot .
:c3 a gs:ToolUse ; gs:organisation :b ; gs:tool :t ; gs:status status:pilot .
:c4 a gs:IntendedUse ; gs:organisation :b ; gs:tool :t ; gs:status status:planned .
:c5 a gs:NonUse ; gs:organisation :c ; gs:tool :t ; gs:status status:no-demand .
:c6 a gs:ToolClaim ; gs:organisation :d ; gs:tool :t ; gs:status status:not-stated .
:c7 a gs:ToolUse ; gs:organisation :a ; gs:toolKind :kind ; gs:status status:in-use .
:c8 a gs:IntendedUse ; gs:organisation :a ; gs:toolKind :kind ; gs:status status:planned .
:c9 a gs:ToolUse ; gs:organisation :a ; gs:tool :other ; gs:toolKind :kind ; gs:status status:in-use .
:i1 a gs:InvolvementClaim ; gs:unit :u ; gs:organisation :a ; gs:involvement :low .
:i2 a gs:InvolvementClaim ; gs:unit :u ; gs:organisation :a ; gs:involvement :high .
:r1 a gs:Report ; gs:organisation :a . :r2 a gs:Report ; gs:organisation :e .
:c1 gs:inReport :r1 . :c2 gs:inReport :r1 .
gs:ToolUse rdfs:subClassOf gs:ToolClaim . gs:ToolClaim rdfs:subClassOf gs:Claim . :part owl:inverseOf :whole .
:near rdfs:subPropertyOf :far . gs:tool rdfs:range gs:Tool . gs:inReport rdfs:domain gs:Claim .
"""
)


@pytest.fixture(scope="module")
def ask() -> Callable[[str], list[dict[str, str]]]:
    """The solutions of a query: values by variable, the IRIs without their namespace."""
    store = Store()
    store.load(DATA, RdfFormat.TURTLE)

    def select(query: str) -> list[dict[str, str]]:
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return [
            {
                name: term.value.removeprefix("http://x/")
                for name, term in row.items()
                if isinstance(term, NamedNode | Literal)
            }
            for row in rows
        ]

    return select


Ask = Callable[[str], list[dict[str, str]]]


def test_each_body_counts_once_by_the_furthest_that_it_says_of_a_tool(ask: Ask) -> None:
    (found,) = ask(claims.bodies_by_sign("http://x/t"))
    assert found == {"use": "1", "trial": "1", "refusal": "1", "intention": "1", "name": "1", "mention": "4"}


def test_tools_and_kinds_without_a_named_tool_count_for_a_body(ask: Ask) -> None:
    (found,) = ask(claims.tools_by_sign("http://x/a"))
    assert found == {"use": "3", "trial": "0", "refusal": "0", "intention": "1", "name": "0", "mention": "3"}


def test_numbers_of_what_nobody_speaks_of_are_nothing(ask: Ask) -> None:
    (found,) = ask(claims.bodies_by_sign("http://x/none"))
    assert set(found.values()) == {"0"}


def test_silence_is_counted_among_those_that_are_reported_on(ask: Ask) -> None:
    assert ask(claims.silent_bodies("http://x/t")) == [{"silent": "1"}]
    assert [row["tool"] for row in ask(claims.unmentioned_tools("http://x/e"))] == ["other", "t"]
    assert ask(claims.unmentioned_tools("http://x/a")) == []
    assert ask(claims.unmentioned_tools("http://x/nobody")) == []


@pytest.mark.parametrize(
    ("claim", "expected"),
    [("c1", ["c1", "c2"]), ("c7", ["c7", "c8"]), ("i1", ["i1", "i2"]), ("c5", ["c5"]), ("r1", [])],
)
def test_claims_are_comparable_that_join_one_body_with_one_tool_or_speak_of_one_team(
    ask: Ask, claim: str, expected: list[str]
) -> None:
    assert [row["claim"] for row in ask(claims.comparable(f"http://x/{claim}"))] == expected


def test_claims_are_counted_by_report(ask: Ask) -> None:
    assert ask(claims.claims_of_reports(["http://x/r1", "http://x/r2"])) == [{"report": "r1", "claims": "2"}]


def test_axioms_tell_from_what_a_term_follows(ask: Ask) -> None:
    gs = "https://w3id.org/govsocial/def/govsocial#"
    found = ask(claims.axioms([gs + "Claim", "http://x/far", "http://x/part", gs + "Tool"]))
    told = {(row["axiom"], row["premise"].removeprefix(gs), row["term"].removeprefix(gs)) for row in found}
    assert told == {
        ("class", "ToolUse", "Claim"), ("class", "ToolClaim", "Claim"), ("domain", "inReport", "Claim"),
        ("property", "near", "far"), ("inverse", "whole", "part"), ("range", "tool", "Tool"),
    }  # fmt: skip


def test_facts_are_those_of_the_properties_that_are_asked_for(ask: Ask) -> None:
    found = ask(claims.facts(["http://x/c1", "http://x/none"], ["https://w3id.org/govsocial/def/govsocial#tool"]))
    assert [(row["thing"], row["value"]) for row in found] == [("c1", "t")]


def test_what_is_no_iri_is_refused() -> None:
    with pytest.raises(RequestError):
        claims.bodies_by_sign("http://x/> } INSERT")
    with pytest.raises(RequestError):
        claims.facts(["http://x/a"], ["not an iri"])
