"""Facts about things, as they are looked up."""

from govsocial.model.namespaces import GS
from govsocial.web.terms import Term
from govsocial.web.things.facts import Facts, term_iri

A, B, C = "http://x/a", "http://x/b", "http://x/c"
BROADER, START = term_iri("skos:broader"), term_iri("oa:start")
FACTS = Facts(
    [
        (A, BROADER, Term("uri", B)),
        (B, BROADER, Term("uri", C)),
        (C, BROADER, Term("uri", A)),
        (A, START, Term("literal", "12")),
        (B, START, Term("literal", "-1")),
        (A, term_iri("gs:tool"), Term("uri", C)),
        (A, term_iri("gs:tool"), Term("uri", B)),
        (A, term_iri("gs:tool"), Term("uri", B)),
    ]
)


def test_values_come_once_and_in_order() -> None:
    assert FACTS.iris(A, "gs:tool") == (B, C)
    assert FACTS.text(A, "gs:tool") == B
    assert FACTS.values(C, "gs:tool") == ()
    assert FACTS.first("http://x/none", "gs:tool") is None


def test_a_number_is_a_position_or_nothing() -> None:
    assert FACTS.number(A, "oa:start") == 12
    assert FACTS.number(B, "oa:start") is None
    assert FACTS.number(C, "oa:start") is None


def test_ancestors_end_even_in_a_circle() -> None:
    assert list(FACTS.ancestors(A)) == [A, B, C]


def test_names_have_the_prefixes_of_the_project() -> None:
    assert term_iri("gs:tool") == GS + "tool"
