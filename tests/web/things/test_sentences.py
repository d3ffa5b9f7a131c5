"""Sentences with terms in them."""

from govsocial.web.terms import Term
from govsocial.web.things.sentences import MAX_LISTED, clauses, counted, iri_of, listed

A, B, C = (iri_of(f"http://x/{name}") for name in "abc")


def test_things_are_listed_as_people_list_them() -> None:
    assert listed([A]) == (A,)
    assert listed([A, B, A]) == (A, " and ", B)
    assert listed([A, B, C]) == (A, ", ", B, " and ", C)
    assert listed([]) == ()


def test_of_many_things_the_first_are_listed_and_the_rest_counted() -> None:
    many = [Term("uri", f"http://x/{number}") for number in range(MAX_LISTED + 5)]
    assert listed(many)[-2:] == (" and ", "5 more")
    assert sum(isinstance(each, Term) for each in listed(many)) == MAX_LISTED


def test_one_more_than_fits_is_named_and_not_counted() -> None:
    many = [Term("uri", f"http://x/{number}") for number in range(MAX_LISTED + 1)]
    assert sum(isinstance(each, Term) for each in listed(many)) == MAX_LISTED + 1


def test_clauses_without_words_leave_nothing_behind() -> None:
    assert clauses([("one",), (), ("two",)]) == ("one", ", ", "two", ".")
    assert clauses([(), ()]) == ()


def test_one_thing_is_one_thing() -> None:
    assert (counted(1, "tool", "tools"), counted(1_200, "tool", "tools")) == ("1 tool", "1,200 tools")
