"""Tests of the comparison that the suites rest on: what must not count as the same does not."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from tests.conformance import results
from tests.conformance.results import XSD, Result, Row, Solutions

ONE = Literal("1", datatype=NamedNode(XSD + "integer"))
TWO = Literal("2", datatype=NamedNode(XSD + "integer"))
X, Y = BlankNode("x"), BlankNode("y")
IS = NamedNode("http://example.org/is")


def solutions(*rows: Row, ordered: bool = False) -> Solutions:
    return Solutions(frozenset({"a", "b"}), rows, ordered)


SAME: list[tuple[Result, Result]] = [
    (True, True),
    (solutions({"a": ONE}, {"a": TWO}), solutions({"a": TWO}, {"a": ONE})),
    (solutions({"a": X, "b": X}, {"a": Y}), solutions({"a": X}, {"a": Y, "b": Y})),
    (solutions({"a": ONE}, {"a": TWO}), solutions({"a": ONE}, {"a": TWO}, ordered=True)),
    (frozenset({Triple(X, IS, Y)}), frozenset({Triple(Y, IS, X)})),
    (frozenset({Triple(X, IS, Triple(Y, IS, X))}), frozenset({Triple(Y, IS, Triple(X, IS, Y))})),
]

DIFFERENT: list[tuple[Result, Result]] = [
    (True, False),
    (solutions(), False),
    (frozenset(), solutions()),
    (solutions(), Solutions(frozenset({"a"}), ())),
    (solutions({"a": ONE}), solutions({"a": ONE}, {"a": ONE})),
    (solutions({"a": ONE}), solutions({"b": ONE})),
    (solutions({"a": ONE}), solutions({"a": Literal("1")})),
    (solutions({"a": ONE}), solutions({"a": Literal("01", datatype=ONE.datatype)})),
    (solutions({"a": X, "b": X}), solutions({"a": X, "b": Y})),
    (solutions({"a": X}, {"b": X}), solutions({"a": X}, {"b": Y})),
    (solutions({"a": TWO}, {"a": ONE}), solutions({"a": ONE}, {"a": TWO}, ordered=True)),
    (frozenset({Triple(X, IS, X)}), frozenset({Triple(X, IS, Y)})),
    (frozenset({Triple(X, IS, Triple(X, IS, Y))}), frozenset({Triple(Y, IS, Triple(X, IS, Y))})),
]


@pytest.mark.parametrize(("actual", "wanted"), SAME)
def test_results_that_differ_in_what_does_not_count_are_the_same(actual: Result, wanted: Result) -> None:
    results.assert_same(actual, wanted)


@pytest.mark.parametrize(("actual", "wanted"), DIFFERENT)
def test_results_that_differ_are_not_the_same(actual: Result, wanted: Result) -> None:
    with pytest.raises(AssertionError):
        results.assert_same(actual, wanted)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_lax_test_takes_each_solution_once_or_as_often_as_it_could_be(count: int) -> None:
    rows = [{"a": ONE}] * 3
    results.assert_same(solutions(*rows[:count]), solutions(*rows), is_lax=True)


@pytest.mark.parametrize("rows", [(), ({"a": ONE},) * 3, ({"a": ONE}, {"a": TWO})])
def test_a_lax_test_takes_no_other_solutions_and_none_too_often(rows: tuple[Row, ...]) -> None:
    with pytest.raises(AssertionError):
        results.assert_same(solutions(*rows), solutions({"a": ONE}, {"a": ONE}), is_lax=True)


@pytest.mark.parametrize(
    ("text", "other", "datatype"),
    [("2", "2.0", "decimal"), ("100", "1.0E2", "double"), ("1", "true", "boolean"), ("7", "+07", "integer")],
)
def test_by_value_two_spellings_of_a_number_are_the_same(text: str, other: str, datatype: str) -> None:
    one, two = (solutions({"a": Literal(each, datatype=NamedNode(XSD + datatype))}) for each in (text, other))
    results.assert_same(results.by_value(one), results.by_value(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (ONE, TWO),
        (ONE, Literal("1", datatype=NamedNode(XSD + "decimal"))),
        (Literal("1"), Literal("1.0")),
        (Literal("x", datatype=ONE.datatype), Literal("y", datatype=ONE.datatype)),
    ],
)
def test_by_value_other_numbers_datatypes_and_strings_stay_apart(one: Literal, two: Literal) -> None:
    with pytest.raises(AssertionError):
        results.assert_same(results.by_value(solutions({"a": one})), results.by_value(solutions({"a": two})))
