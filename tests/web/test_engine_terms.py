"""A term goes to the engine and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.engine_terms import engine_term, page_term
from govsocial.web.terms import Term, triple_term

XSD = "http://www.w3.org/2001/XMLSchema#"
IRI, TEXT = Term("uri", "http://x/\u00e9"), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TERMS = (
    st.just(IRI)
    | st.just(Term("bnode", "b0"))
    | st.builds(Term, st.just("literal"), TEXT)
    | st.builds(Term, st.just("literal"), TEXT, st.sampled_from(["en", "en-gb", "ar"]))
    | st.builds(Term, st.just("literal"), TEXT, st.none(), st.sampled_from([XSD + "date", XSD + "integer", "x:y"]))
)


@given(TERMS)
def test_a_term_is_the_same_there_and_back(term: Term) -> None:
    assert page_term(engine_term(term)) == term


@given(TERMS)
def test_a_triple_is_too(term: Term) -> None:
    triple = triple_term(IRI, IRI, term)
    assert page_term(engine_term(triple)) == triple


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_direction_of_a_text_is_kept(direction: str) -> None:
    term = Term("literal", "x", "ar", None, direction)
    assert page_term(engine_term(term)) == term
