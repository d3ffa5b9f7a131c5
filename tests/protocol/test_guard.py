"""What passes the guard and what does not. The engine itself is asked where its reading of a text matters."""

import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import GovsocialError, QueryRefusedError, QueryTooComplexError, TooLargeError
from govsocial.protocol.guard import is_plain, vet

LIMIT = 262_144


def passes(query: str, max_bytes: int = LIMIT) -> bool:
    """Whether the guard lets the query pass."""
    try:
        vet(query, max_bytes)
    except GovsocialError:
        return False
    return True


# Nobody listens on port 1, and the engine refuses to dial it: an OSError shows that it would have called.
CALLING = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { service<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "SELECT * { # a comment\rSERVICE <http://127.0.0.1:1/> # and another\n { ?s ?p ?o } }",
    "PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICE ex:a { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX ex: <http://127.0.0.1:1/> SELECT * { SERVICEex:a{ ?s ?p ?o } }",
    "BASE <http://127.0.0.1:1/> SELECT * { Service <a> { ?s ?p ?o } }",
    "SELECT * { VALUES ?s { true } OPTIONAL { VALUES ?s { true }SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { SERVICE <http://127.0.0.1:\\u0031/> { ?s ?p ?o } }",
    "SELECT * { BIND('''a''' AS ?a)SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } # '''",
    "SELECT * { BIND('a\\\\' AS ?a) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } BIND('' AS ?b) }",
    "SELECT * { BIND('a\\u0027' AS ?a) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } BIND('' AS ?b) }",
    "SELECT * { BIND(<http://x/\\u0041'> AS ?a) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } BIND('' AS ?b) }",
    "PREFIX ex: <http://x/> SELECT * { BIND(ex:\\' AS ?a) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } BIND('' AS ?b) }",
    "PREFIX ex: <http://x/> SELECT * { BIND(ex:a\\# AS ?a) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
]
REFUSED = [
    *CALLING,
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICESILENT:a { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_calls_another_server_is_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not allowed"):
        vet(query, LIMIT)


@pytest.mark.parametrize("query", CALLING)
def test_the_refusals_are_real_the_engine_would_call(query: str) -> None:
    with pytest.raises(OSError, match="port 1 is not allowed"):
        list(pyoxigraph.Store().query(query))  # type: ignore[arg-type]  # all are SELECT queries


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p ?o }",
        "SELECT * { ?s ?p 'SERVICE <x> {' }",
        'SELECT * { ?s ?p "a\\" SERVICE <x> {" }',
        "SELECT * { ?s ?p '''it's a SERVICE <x> { }''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <x> {}",
        "SELECT * { <http://service/> <http://x/#service> ?o }",
        "PREFIX service: <http://x/> SELECT * { ?s a service:Thing ; service:of ?o }",
        "PREFIX ex: <http://x/> SELECT * { ?s a ex:service, ex:public.service, ex:SERVICE\\,x }",
        "SELECT * { ?s ?p 'x'@service }",
        "SELECT * { _:service ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o<2&&?o>1) }",
        "PREFIX delete: <http://x/> SELECT ?insert { ?insert delete:clear 'LOAD', <http://x/drop> } # DELETE",
        "",
        "nonsense",
    ],
)
def test_a_query_that_only_mentions_the_words_passes(query: str) -> None:
    assert passes(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX ex: <http://x/> delete where { ?s ?p ?o }",
        "# SELECT\nCLEAR ALL",
        "BASE <http://select/> LOAD <http://x/>",
        "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_told_to_be_one(query: str) -> None:
    with pytest.raises(QueryRefusedError, match="This is an update"):
        vet(query, LIMIT)


def test_a_query_over_the_byte_limit_is_too_large() -> None:
    with pytest.raises(TooLargeError) as caught:
        vet("é" * 51, 100)
    assert caught.value.limit_bytes == 100
    assert passes("é" * 50, 100)


def _star(patterns: int) -> str:
    return "SELECT * {" + " ".join(f"?s <http://x/{number}> ?o{number} ." for number in range(patterns)) + "}"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * " + "{" * 101 + "}" * 101, "100 nested brackets"),
        ("SELECT * { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }", "100 nested brackets"),
        ("SELECT * { ?s ?p " + "[ ?p " * 200 + "1" + "]" * 200 + " }", "100 nested brackets"),
        ("SELECT * { ?s ?p " + "<<( ?a ?b " * 200 + "1" + ")>>" * 200 + " }", "100 nested brackets"),
        ("SELECT * { ?s " + "/".join(["<http://x/>"] * 400) + " ?o }", "200 steps in one path"),
        (_star(200), "150 triple patterns"),
        ("SELECT * { ?s ?p (" + "1 " * 200 + ") }", "150 triple patterns"),
        ("SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 101 + "}", "100 OPTIONALs"),
        ("SELECT * { {} " + "UNION {} " * 6000 + "}", "500 UNIONs"),
        ("SELECT * { " + "BIND(1 AS ?a) " * 6000 + "}", "1,000 clauses"),
        ("SELECT * { FILTER(1" + "+1" * 7000 + ") }", "1,000 operators"),
        ("SELECT * { FILTER(?a" + " || ?a" * 7000 + ") }", "1,000 operators"),
        ("SELECT * { FILTER(" + "!" * 9000 + "?a) }", "1,000 operators"),
        ("SELECT * { VALUES ?x { " + "1 " * 120_000 + "} }", "100,000 words and signs"),
    ],
)
def test_a_query_that_would_stall_or_kill_the_engine_is_too_complex(query: str, message: str) -> None:
    with pytest.raises(QueryTooComplexError, match=message):
        vet(query, LIMIT)


@pytest.mark.parametrize(
    "query",
    [
        _star(100),
        "SELECT * { VALUES ?x { " + "1 " * 20_000 + "} }",
        "SELECT * { VALUES (?x ?y) { " + "(1 2) " * 20_000 + "} }",
        "SELECT * { FILTER(?o IN (" + ", ".join(map(str, range(5000))) + ")) }",
        "SELECT * { FILTER(" + " || ".join(["?a = ?b"] * 400) + ") }",
        "SELECT * { ?s " + "/".join(["<http://x/>"] * 100) + " ?o }",
    ],
)
def test_a_long_but_honest_query_passes(query: str) -> None:
    assert passes(query)


@pytest.mark.parametrize(
    "unit", ['"\\"', "<a", "'''a", "a.", "a:b..", ":.", "..", "\\u0041", "(", "?a", "'", "#", "%41", "1e", "_", "\\"]
)
def test_the_guard_takes_time_in_proportion_to_the_text(unit: str) -> None:
    started = time.perf_counter()
    passes((unit * LIMIT)[:LIMIT])
    # Quadratic time would be minutes; linear was 0.5 s for the slowest of these (2 cores, 2026-11).
    assert time.perf_counter() - started < 10


@given(st.text(alphabet="SERVIC <>{}\"'\\#:?@a.u0053\n", max_size=60))
def test_whatever_the_guard_passes_never_dials(noise: str) -> None:
    query = f"PREFIX : <http://127.0.0.1:1/> SELECT * {{ {noise} SERVICE :a {{}} {noise} }}"
    assert not (passes(query) and dials(query))


def dials(query: str) -> bool:
    """Whether the engine would call another server."""
    try:
        list(pyoxigraph.Store().query(query))  # type: ignore[arg-type]  # a SELECT query, if it parses
    except OSError:
        return True
    except SyntaxError:
        return False
    return False


_PIECES = [
    *("SELECT", "ASK", "*", "{", "}", "(", ")", "[", "]", "?a", "$b", "<x:a>", ":", "x:y", "_:b", '""', "'it'", '"""'),
    *(".", ";", ",", "/", "|", "^", "^^", "<<", ">>", "{|", "|}", "!", "=", "<", ">", "&&", "||", "+", "-", "1", "2.5"),
    *("OPTIONAL", "UNION", "FILTER", "VALUES", "GRAPH", "MINUS", "BIND", "AS", "EXISTS", "SERVICE", "INSERT", "LOAD"),
    *("a", "@en", "#", "\\", "\\u0053", "DELETE", "WITH", "CLEAR", "NOW()", "PREFIX : <x:>", "BASE <x:>"),
]
_SOUPS = st.lists(st.tuples(st.sampled_from(_PIECES), st.integers(1, 170)), max_size=8).map(
    lambda drawn: " ".join(" ".join([piece] * times) for piece, times in drawn)[:900]
)


@given(_SOUPS)
def test_what_is_plain_at_a_glance_is_plain_at_a_closer_look(text: str) -> None:
    if is_plain(text, LIMIT):
        comment = "#" + "x" * 900 + "\n"  # too long for a glance, and nothing else
        assert not is_plain(comment + text, LIMIT)
        vet(comment + text, LIMIT)


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_refused_is_not_plain(query: str) -> None:
    assert not is_plain(query, LIMIT)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK { ?s a ?t FILTER(?t = 1) }", "DESCRIBE <x:y>"])
def test_what_people_ask_is_plain_unless_it_is_too_long(query: str) -> None:
    assert is_plain(query, LIMIT)
    assert not is_plain(query, len(query))


def test_a_collection_without_blanks_is_looked_at_closely() -> None:
    items = ':""' * 99  # each a prefixed name and a string: some two hundred items in three hundred characters
    with pytest.raises(QueryTooComplexError, match="triple patterns"):
        vet(f"PREFIX : <x:> SELECT * {{ ?s ?p ({items}) }}", 262_144)
