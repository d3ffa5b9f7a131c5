"""The slips that people make, each found where it is, and told what would be right."""

import time

import pytest

from govsocial.errors import QueryError, QuerySyntaxError
from govsocial.model import formats
from govsocial.store.base import Query
from govsocial.store.diagnosis import diagnose
from govsocial.store.oxigraph import Engine


def error_of(text: str) -> QuerySyntaxError:
    with pytest.raises(QueryError) as caught:
        Engine().evaluate(Query(text, formats.JSON, formats.TURTLE))
    assert isinstance(caught.value, QuerySyntaxError)
    return caught.value


SLIPS = [
    ("PREFIX ex <http://x/> ASK {}", 1, 8, "ex", "PREFIX ex: <http://x/>"),
    ("prefix x: http://x/ ASK {}", 1, 11, "http://x/", "<http://x/>"),
    ("SELECT * { http://x/a ?p 1 }", 1, 12, "http://x/a", "<http://x/a>"),
    ("@prefix ex: <http://x/> . ASK {}", 1, 1, "@prefix", "PREFIX"),
    ("PREFIX ex: <http://x/> . ASK { ?s ex:p 1 }", 1, 24, ".", "Leave out"),
    ("BASE <http://x/>; ASK { ?s <p> 1 }", 1, 17, ";", "Leave out"),
    ("SELECT * { ?s ?p ?o\n FILTER ?o > 3 }", 2, 2, "FILTER", "FILTER(?o …)"),
    ("SELECT * { ?s ?p ?o FILTER !BOUND(?o) }", 1, 21, "FILTER", "FILTER(! …)"),
    ("SELECT * { ?s = <http://x/> }", 1, 15, "=", "a for the type"),
    ("SELECT * { ?s ?p ?o FILTER(?o == 3) }", 1, 31, "==", "Write ="),
    ("SELECT * { ?s ?p ?o FILTER(?o > 3 & ?o < 4) }", 1, 35, "&", "&&"),
    ("SELECT * { ?s ?p ?o FILTER(?o > 3 | ?o < 4) }", 1, 35, "|", "||"),
    ("SELECT * { ?s ?p ?o FILTER(?o > 3 AND ?o < 4) }", 1, 35, "AND", "&&"),
    ("SELECT * { ?s ?p ?o FILTER(?o <> 3) }", 1, 31, "<>", "!="),
    ("SELECT name { ?s ?p ?name }", 1, 8, "name", "?name"),
    ("SELECT * { ?name ?p name }", 1, 21, "name", "?name"),
    ("SELECT * { ?s ?p “x” }", 1, 18, "“", '"'),
    ("SELECT * { ?s ?p ‘x’ }", 1, 18, "‘", "'"),  # noqa: RUF001  # as word processors write them
    ("SELECT ?a, ?b { ?a ?b ?c }", 1, 10, ",", "Leave out the commas"),
    ("SELECT ?a ?b, { ?a ?b ?c }", 1, 13, ",", "Leave out the commas"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a, ?b", 1, 34, ",", "Leave out the commas"),
    ("SELECT * { { SELECT ?a, ?b { ?a ?b ?c } } }", 1, 23, ",", "Leave out the commas"),
    ("SELECT ?a { ?a ?b ?c } LIMIT 3 ORDER BY ?a", 1, 32, "ORDER", "LIMIT or OFFSET"),
    ("SELECT ?a { ?a ?b ?c } ORDER BY ?a GROUP BY ?a", 1, 36, "GROUP", "GROUP BY, HAVING"),
    ("SELECT COUNT(*) { ?a ?b ?c }", 1, 8, "COUNT", "(COUNT(*) AS ?count)"),
    ("SELECT COUNT(?a) AS ?n { ?a ?b ?c }", 1, 8, "COUNT", "(COUNT(*) AS ?count)"),
    ("SELECT ?a SUM(?c) { ?a ?b ?c } GROUP BY ?a", 1, 11, "SUM", "(SUM(…) AS ?value)"),
    ("SELECT (COUNT(*)) { ?a ?b ?c }", 1, 8, "(", "AS ?name"),
    ("SELECT ?a { ?a ?b ?c } ORDER BY DESC ?a", 1, 33, "DESC", "DESC(?a)"),
    ("/* all */ SELECT ?a { ?a ?b ?c }", 1, 1, "/*", "#"),
    ("-- all\nSELECT ?a { ?a ?b ?c }", 1, 1, "--", "#"),
    ("SELECT ?a { ?a ?b ?c } -- all", 1, 24, "--", "#"),
    ("SELECT ?a { // all\n ?a ?b ?c }", 1, 13, "//", "#"),
    ("SELECT * WHERE ?a ?b ?c", 1, 10, "WHERE", "{"),
    ("SELECT * { ?a ?b ?c OPTINAL { ?a ?b ?c } }", 1, 21, "OPTINAL", "OPTIONAL"),
    ("SELCT * { ?a ?b ?c }", 1, 1, "SELCT", "SELECT"),
    ("ASK { ?a ?b ?c\u00a0. }", 1, 15, "\u00a0", "plain blank"),
    ("ASK { ?s wdt:P31 ?o }", 1, 10, "wdt:", "PREFIX wdt: <http://www.wikidata.org/prop/direct/>"),
    ("ASK { ?s gs:usesTool ?o }", 1, 10, "gs:", "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>"),
    ("PREFIX gov: <http://x/> ASK { ?s govs:a ?o }", 1, 34, "govs:", "gov:"),
    ("ASK { ?s organization:a ?o }", 1, 10, "organization:", "organisation:"),
]


@pytest.mark.parametrize(("text", "line", "column", "token", "hint"), SLIPS)
def test_a_slip_is_placed_and_told_what_would_be_right(
    text: str, line: int, column: int, token: str, hint: str
) -> None:
    error = error_of(text)
    assert (error.line, error.column, error.token) == (line, column, token)
    assert error.hint is not None
    assert hint in error.hint


@pytest.mark.parametrize(("text", "line", "column", "token", "hint"), SLIPS)
def test_lines_tabs_and_wide_characters_before_it_move_a_slip_as_an_editor_counts(
    text: str, line: int, column: int, token: str, hint: str
) -> None:
    error = error_of(f"# 😀\té\r\n\t{text}")
    assert (error.line, error.column) == (line + 1, column + (line == 1))
    assert (error.token, hint in str(error.hint)) == (token, True)


@pytest.mark.parametrize(
    "text",
    [
        # What looks like a slip, and is none: what is wrong is the ! at the end.
        "SELECT * { ?s <x:a>|<x:b> ?o } !",
        "SELECT (?a-(-1) AS ?b) { ?s ?p ?a FILTER(?a--1 = 2) } !",
        "SELECT (IF(?a = 1, 2, 3) AS ?b) ?c { ?s ?p ?a, ?c } !",
        "SELECT ?s { ?s ?p '“x” -- // /* & ==', <x:y//z> } # AND /*\n !",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 1 } } GROUP BY ?s ORDER BY DESC(?s) LIMIT 1 !",
        "SELECT ?s { ?s ?p ?o FILTER EXISTS { ?s ?p ?o } FILTER <x:f>(?o) FILTER isIRI(?o) } !",
        "SELECT ?s { ?s a ?o ; <x:p> true } HAVING (COUNT(*) > 1) !",
        "PREFIX e.x: <x:> SELECT ?s { ?s e.x:a _:b } VALUES ?s { UNDEF } !",
    ],
)
def test_what_is_right_is_not_taken_for_a_slip(text: str) -> None:
    error = error_of(text)
    assert "cannot say where" in error.message or "cannot be read from" in error.message
    assert error.hint is None


@pytest.mark.parametrize("unit", ["ex:a ", ", ", "( ", "{ ", "SELECT ( ", "LIMIT ", "<a> ", "word ", "' ", "= ", "[ "])
def test_a_long_text_is_diagnosed_in_time_in_proportion(unit: str) -> None:
    from_engine = "error at 1:1000000: expected OPTIONAL"
    started = time.perf_counter()
    diagnose("SELECT * { " + unit * (120_000 // len(unit)), from_engine, None)
    # Quadratic time would be minutes; linear was 0.6 s for the slowest of these (2 cores, busy, 2026-11).
    assert time.perf_counter() - started < 10
