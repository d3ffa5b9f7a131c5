"""Which properties become facets, and which become columns."""

from govsocial.model.namespaces import GS
from govsocial.store.listing import Condition
from govsocial.web.browse.facets import MAX_FACETS, columns_in, facets_in
from govsocial.web.terms import Solutions, Term


def values(*rows: tuple[str, str, int]) -> Solutions:
    return Solutions(
        (),
        tuple(
            {"property": Term("uri", name), "value": Term("uri", value), "things": Term("literal", str(things))}
            for name, value, things in rows
        ),
    )


def found(solutions: Solutions, total: int, *chosen: Condition) -> dict[str, dict[str, int]]:
    facets = facets_in(solutions, total, False, chosen)
    return {each.property: {choice.condition.value: choice.things for choice in each.choices} for each in facets}


def test_a_property_that_tells_things_apart_is_a_facet() -> None:
    solutions = values(("p", "a", 3), ("p", "b", 2), ("q", "all", 5), ("r", "1", 1), ("r", "2", 1))
    assert found(solutions, 5) == {"p": {"a": 3, "b": 2}}


def test_a_value_that_all_have_tells_nothing() -> None:
    assert found(values(("p", "all", 5), ("p", "b", 2)), 5) == {"p": {"b": 2}}


def test_what_only_repeats_another_property_is_left_out() -> None:
    solutions = values(("http://other/p", "a", 3), (GS + "p", "a", 3), (GS + "q", "a", 2))
    assert list(found(solutions, 5)) == [GS + "p", GS + "q"]


def test_too_many_values_are_no_choice() -> None:
    assert found(values(*(("p", f"v{number}", 2) for number in range(41))), 100) == {}


def test_what_is_chosen_is_not_offered_again() -> None:
    assert found(values(("p", "a", 3), ("p", "b", 2)), 5, Condition("p", "a")) == {}
    assert found(values(("p", "a", 3)), 5, Condition("p", "a", of_claim=True)) == {"p": {"a": 3}}


def test_what_people_ask_first_comes_first_and_there_is_an_end() -> None:
    many = [(f"{GS}p{number}", "a", 2 + number) for number in range(20)]
    names = list(found(values(*many, (GS + "status", "a", 1), (GS + "status", "b", 2)), 50))
    assert names[0] == GS + "status"
    assert len(names) == MAX_FACETS


def test_a_column_has_one_value_for_a_third_of_the_things_or_more() -> None:
    solutions = values(
        (GS + "organisation", "a", 6), (GS + "organisation", "b", 4), (GS + "tool", "x", 5), (GS + "tool", "y", 5),
        (GS + "status", "s", 2),
    )  # fmt: skip
    having = values((GS + "organisation", "", 10), (GS + "tool", "", 9), (GS + "status", "", 2))
    assert columns_in(solutions, having) == (GS + "organisation",)
