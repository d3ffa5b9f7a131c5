"""The query of the form, asked of a real engine: uses, plans, refusals and gaps stay apart."""

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from govsocial.errors import RequestError
from govsocial.model.namespaces import GS
from govsocial.store.selection import CHOICES, STATUSES, Selection, Shown

THING = "http://x/"
DATA = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX : <http://x/>
:a rdfs:label "Body A"@en . :twitter rdfs:label "Twitter"@en, "Gazouillis"@fr .
:use a gs:ToolUse, gs:ToolClaim, gs:Claim ; gs:organisation :a ; gs:tool :twitter ; gs:status :pilot ;
  gs:practice :news ; gs:inReport :report .
:plan a gs:IntendedUse, gs:ToolClaim ; gs:organisation :b ; gs:tool :twitter ; gs:status :planned .
:no a gs:NonUse ; gs:organisation :c ; gs:tool :twitter ; gs:status :no-demand .
:named a gs:ToolClaim ; gs:organisation :d ; gs:tool :twitter .
:gap a gs:CoverageGap ; gs:organisation :e .
:checks a gs:InvolvementClaim ; gs:organisation :a ; gs:involvement :moderates ; gs:aboutUse :use ;
  gs:inReport :report .
:leads a gs:InvolvementClaim ; gs:organisation :b ; gs:involvement :moderates .
:on-plan a gs:InvolvementClaim ; gs:organisation :c ; gs:involvement :moderates ; gs:aboutUse :plan .
:report prov:wasAttributedTo :reporter .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA, RdfFormat.TURTLE)
    return store


def answer(store: Store, selection: Selection) -> list[dict[str, str]]:
    solutions = store.query(selection.query())
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term.value.removeprefix(THING) for name, term in zip(names, row, strict=True) if term}
        for row in solutions
    ]


def claims(store: Store, shown: Shown = Shown.CLAIMS, **chosen: str | bool) -> list[str]:
    given = {name: THING + value if isinstance(value, str) else value for name, value in chosen.items()}
    return sorted(row["claim"] for row in answer(store, Selection(shown, **given)))  # type: ignore[arg-type]  # by name


def test_without_another_choice_only_uses_are_shown(store: Store) -> None:
    assert claims(store) == ["use"]
    assert claims(store, tool="twitter") == ["use"]
    assert claims(store, organisation="b") == []
    assert Selection(Shown.CLAIMS).of_uses


@pytest.mark.parametrize(
    ("kind", "found"), [("ToolUse", "use"), ("IntendedUse", "plan"), ("NonUse", "no"), ("CoverageGap", "gap")]
)
def test_each_kind_of_claim_can_be_chosen_and_none_is_another(store: Store, kind: str, found: str) -> None:
    rows = answer(store, Selection(Shown.CLAIMS, kind=GS + kind))
    assert [(row["claim"], row["kind"]) for row in rows] == [(found, GS + kind)]


def test_all_kinds_stand_side_by_side_once_each_with_the_narrowest_name(store: Store) -> None:
    rows = answer(store, Selection(Shown.CLAIMS, is_any_kind=True))
    kinds = {row["claim"]: row["kind"].removeprefix(GS) for row in rows}
    assert len(rows) == len(kinds) == 8
    assert kinds["use"] == "ToolUse"
    assert kinds["named"] == "ToolClaim"
    assert kinds["gap"] == "CoverageGap"


def test_a_status_is_taken_as_it_was_reported(store: Store) -> None:
    assert claims(store, status="pilot") == ["use"]
    assert claims(store, status="planned") == ["plan"]
    assert claims(store, Shown.ORGANISATIONS, status="no-demand") == ["no"]


def test_things_are_shown_with_their_names_and_their_claims(store: Store) -> None:
    assert answer(store, Selection(Shown.ORGANISATIONS, tool=THING + "twitter")) == [
        {
            "organisation": "a", "organisationName": "Body A", "tool": "twitter", "toolName": "Twitter",
            "kind": GS + "ToolUse", "status": "pilot", "claim": "use",
        }
    ]  # fmt: skip


def test_people_are_those_who_report_and_practices_those_of_the_claims(store: Store) -> None:
    assert [row["person"] for row in answer(store, Selection(Shown.PEOPLE))] == ["reporter"]
    assert [row["practice"] for row in answer(store, Selection(Shown.PRACTICES))] == ["news"]
    assert answer(store, Selection(Shown.INITIATIVES)) == []


def test_the_part_of_a_press_office_is_shown_whatever_it_is_about(store: Store) -> None:
    assert claims(store, Shown.ORGANISATIONS, involvement="moderates") == ["checks", "leads", "on-plan"]
    rows = {row["claim"]: row for row in answer(store, Selection(Shown.CLAIMS, involvement=THING + "moderates"))}
    assert (rows["checks"]["tool"], rows["checks"]["status"]) == ("twitter", "pilot")
    assert "status" not in rows["leads"]
    assert rows["on-plan"]["status"] == "planned"


def test_with_a_status_or_a_kind_it_is_the_part_in_such_a_use(store: Store) -> None:
    assert claims(store, involvement="moderates", status="pilot") == ["checks"]
    uses = answer(store, Selection(Shown.CLAIMS, involvement=THING + "moderates", kind=GS + "ToolUse"))
    assert [row["claim"] for row in uses] == ["checks"]
    assert claims(store, Shown.TOOLS, involvement="moderates") == ["checks", "on-plan"]


def test_the_choices_are_what_claims_speak_of(store: Store) -> None:
    def rows(query: str) -> set[tuple[str, str | None]]:
        return {(str(row[0].value), row[1].value if row[1] else None) for row in store.query(query)}  # type: ignore[union-attr]  # SELECT

    found = rows(CHOICES)
    assert (GS + "tool", "http://x/twitter") in found
    assert (GS + "involvement", "http://x/moderates") in found
    assert {value for name, value in found if name == GS + "organisation"} == {f"http://x/{each}" for each in "abcde"}
    assert rows(STATUSES) == {
        (GS + "ToolUse", "http://x/pilot"),
        (GS + "IntendedUse", "http://x/planned"),
        (GS + "NonUse", "http://x/no-demand"),
        (GS + "CoverageGap", None),
    }


@pytest.mark.parametrize("field", ["organisation", "tool", "kind", "status", "involvement"])
def test_text_that_is_no_iri_never_enters_a_query(field: str) -> None:
    with pytest.raises(RequestError, match="no absolute IRI"):
        Selection(Shown.TOOLS, **{field: "http://x/> } INSERT"}).query()  # type: ignore[arg-type]  # a field by its name
