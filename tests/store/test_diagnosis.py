"""Faults of queries, told in words and placed where a person would look."""

import pytest

from govsocial.errors import QueryError, QueryRefusedError, QuerySyntaxError
from govsocial.model import formats
from govsocial.store.base import Query
from govsocial.store.oxigraph import Engine


def error_of(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        Engine().evaluate(Query(text, formats.JSON, formats.TURTLE))
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "token", "words"),
    [
        ("SELECT * {\n ?s a foaf:Person }", 2, 7, "foaf:", "foaf: is not declared"),
        ("SELECT * { ?s ex:p 'ex2:a' }", 1, 15, "ex:", "ex: is not declared"),
        ("SELECT * { ?s a :Tool }", 1, 17, ":", ": is not declared"),
        ("ASK { FILTER(xx:f(1)) }", 1, 14, "xx:", "xx: is not declared"),
        ("ASK { ?s ?p <thing> }", 1, 13, "<thing>", "BASE"),
        ("ASK { ?s ?p <http://a/b c> }", 1, 13, "<", "no IRI"),
        ("ASK {\n ?s ?p 'it's' }", 2, 13, "'", "not closed"),
        ("ASK { ?s ?p { ?o }", 1, 5, "{", "never closed"),
        ("ASK { ?s ?p ?o }}", 1, 17, "}", "closes nothing"),
        ("ASK { ?s ?p (1 }", 1, 16, "}", "closes nothing"),
        ("SELEC * { }", 1, 1, "SELEC", "begins"),
        ("SELECT ?s COUNT(?p) { ?s ?p ?o }", 1, 11, "COUNT", "needs brackets"),
        ("ASK { ?s ?p ?o FILTER(?o > ) }", 1, 28, ")", "cannot be read"),
        ("ASK { ?s ?p ?o OPTIONAL ?x }", 1, 25, "?x", "cannot be read"),
        ("SELECT ?café 😀 {}", 1, 14, "😀", "begins with ?"),
        ("ASK {\r\n\t?s ?p '😀😀' ?o }", 2, 13, "?o", "cannot be read"),
    ],
)
def test_a_syntax_error_is_placed_and_named(text: str, line: int, column: int, token: str, words: str) -> None:
    error = error_of(text)
    assert isinstance(error, QuerySyntaxError)
    assert (error.line, error.column, error.token) == (line, column, token)
    assert words in error.message


def test_a_prefix_that_is_known_is_offered() -> None:
    error = error_of("SELECT * { ?s a foaf:Person }")
    assert isinstance(error, QuerySyntaxError)
    assert error.hint is not None
    assert "PREFIX foaf: <http://xmlns.com/foaf/0.1/>" in error.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("# only a comment", "empty"),
        ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?b ?c }", "grouped"),
        ("SELECT (1 AS ?a) (2 AS ?a) { }", "twice"),
        ("ASK { ?s ?p '\ud800' }", "surrogate"),
        ("ASK { ?s ?p ?o BIND(1 AS ?o) }", "not valid SPARQL"),
    ],
)
def test_an_error_without_a_place_still_says_what_is_wrong(text: str, words: str) -> None:
    assert words in error_of(text).message


def test_no_message_shows_the_grammar() -> None:
    for text in ("ASK { ?s ?p ?o", "ASK { ?s a TRUTH }", "SELECT ?x {", "ASK { ?s ?p ?o } LIMIT x"):
        error = error_of(text)
        assert isinstance(error, QuerySyntaxError)
        assert not any(part in f"{error.message} {error.hint}" for part in ("..=", "\\u{", "[_]"))
        assert len(error.message) < 120


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a:a> <a:b> 1 }", "PREFIX a: <a:a>\n# hi\nDROP ALL", "load <http://a/>"]
)
def test_an_update_is_refused_by_name(text: str) -> None:
    assert isinstance(error_of(text), QueryRefusedError)
