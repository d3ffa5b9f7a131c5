"""Terms in a query: read back by a real engine, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from govsocial.errors import RequestError
from govsocial.model.query_terms import QueryTerms


def read_back(query: str) -> object:
    solutions = Store().query(query)
    assert isinstance(solutions, QuerySolutions)
    return next(iter(solutions))[0]


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        ("https://w3id.org/govsocial/id/tool/twitter", "tool:twitter"),
        ("https://w3id.org/govsocial/def/govsocial#Tool", "gs:Tool"),
        ("http://www.w3.org/2000/01/rdf-schema#label", "rdfs:label"),
        ("https://w3id.org/govsocial/id/claim/2009-06/a", "<https://w3id.org/govsocial/id/claim/2009-06/a>"),
        ("https://w3id.org/govsocial/id/tool/a%20b", "<https://w3id.org/govsocial/id/tool/a%20b>"),
        ("https://w3id.org/govsocial/id/tool/caf\u00e9", "<https://w3id.org/govsocial/id/tool/caf\u00e9>"),
        ("https://w3id.org/govsocial/id/tool/", "<https://w3id.org/govsocial/id/tool/>"),
        ("http://x/y", "<http://x/y>"),
    ],
)
def test_an_iri_is_prefixed_where_that_is_plain(iri: str, written: str) -> None:
    terms = QueryTerms()
    assert terms.iri(iri) == written
    query = f"{terms.prologue}SELECT ?term {{ BIND({written} AS ?term) }}"
    assert read_back(query) == NamedNode(iri)


@pytest.mark.parametrize("text", ["", "x", "http://x/> } #", "http://x/a b", "a:\n"])
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="no absolute IRI"):
        QueryTerms().iri(text)


@given(st.text())
def test_a_string_stays_what_it_is(text: str) -> None:
    written = QueryTerms().string(text)
    assert read_back(f"SELECT ?term {{ BIND({written} AS ?term) }}") == Literal(text)


def test_the_prologue_has_what_was_used_and_nothing_else() -> None:
    terms = QueryTerms()
    terms.iri("https://w3id.org/govsocial/id/tool/twitter")
    terms.iri("http://x/y")
    assert terms.prologue == "PREFIX tool: <https://w3id.org/govsocial/id/tool/>\n"
