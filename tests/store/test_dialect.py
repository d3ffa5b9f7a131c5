"""Texts that the engine alone would get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import QuerySyntaxError
from govsocial.model import formats
from govsocial.store.base import Query
from govsocial.store.dialect import mended, overlooked
from govsocial.store.oxigraph import Engine


def answer(text: str) -> bytes:
    pieces: list[bytes] = []
    Engine().evaluate(Query(text, formats.CSV, formats.N_TRIPLES)).write(pieces.append)
    return b"".join(pieces)


@pytest.mark.parametrize(
    "text", ["ASK { FILTER(TRUE) }", "ASK { FILTER(!False) }", "ASK { VALUES ?x { True } FILTER(?x = tRuE) }"]
)
def test_a_boolean_may_be_in_capitals(text: str) -> None:
    assert answer(text) == b"true"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?TRUE { ?TRUE ?False 'TRUE', <http://TRUE/>, TRUE:FALSE, ex:TRUE } # FALSE",
        "SELECT * { ?s ?p true, false }",
        "ASK { FILTER(TRUEST(?a)) }",
        "",
    ],
)
def test_only_booleans_are_mended(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet='TRUEtrueFALSEfalse "<>?:#\n'))
def test_a_mended_text_differs_in_capitals_only(text: str) -> None:
    assert len(mended(text)) == len(text)
    assert mended(text).lower() == text.lower()


@pytest.mark.parametrize(
    ("text", "column", "token"),
    [
        ("SELECT (SUM(COUNT(?a)) AS ?n) { ?a ?b ?c }", 13, "COUNT"),
        ("SELECT (SUM(?a + (1 + MAX(?b))) AS ?n) { ?a ?b ?c }", 23, "MAX"),
        ("ASK { BIND(<<( 'a' <x:b> 1 )>> AS ?x) }", 16, "'a'"),
        ("ASK { BIND(<<( <<( <x:a> <x:b> 1 )>> <x:b> 1 )>> AS ?x) }", 16, "<<("),
    ],
)
def test_what_the_engine_overlooks_is_a_syntax_error_with_its_place(text: str, column: int, token: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answer(text)
    assert (caught.value.line, caught.value.column, caught.value.token) == (1, column, token)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SUM(?a) + MAX(?b) AS ?n) (COUNT(*) AS ?m) { ?a ?b ?c }",
        "SELECT (SUM(?a) AS ?n) { { SELECT (COUNT(?b) AS ?a) { ?b ?c ?d } GROUP BY ?c } }",
        "SELECT (SUM(IF(EXISTS { { SELECT (COUNT(*) AS ?x) { ?s ?p ?o } } }, 1, 0)) AS ?n) { ?a ?b ?c }",
        "SELECT ('SUM(MAX(' AS ?n) { ?a ?b ?c } # SUM(MAX(1))",
        "ASK { ?s ?p <<( ?a ?b <<( ?a ?b 'c' )>> )>> }",
        "ASK { <<( <<( ?a ?b ?c )>> ?b ?c )>> ?p ( <<( <<( ?a ?b 1 )>> ?b 2 )>> ) }",
        "ASK { BIND(<<( <x:a> <x:b> <<( <x:a> <x:b> 1 )>> )>> AS ?x) }",
    ],
)
def test_what_is_right_is_not_refused(text: str) -> None:
    assert overlooked(text) is None
    answer(text)
