"""Updates of the SPARQL 1.1 Protocol: what is read, what is refused, and how a dataset gets into the text."""

import pytest

from govsocial.errors import MethodNotAllowedError, RequestError, UnsupportedMediaTypeError
from govsocial.protocol.update import NOTHING, parse_update_request, with_dataset, without_fetching

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-update"
INSERT = "INSERT DATA { <x:s> <x:p> <x:o> }"


@pytest.mark.parametrize(
    ("query_string", "content_type", "body", "expected"),
    [
        (b"", DIRECT, INSERT.encode(), INSERT),
        (b"", f"{DIRECT}; charset=UTF-8", b"CLEAR ALL", "CLEAR ALL"),
        (b"", FORM, b"update=CLEAR+ALL", "CLEAR ALL"),
        (b"", FORM, b"update=CLEAR%20GRAPH%20%3Cx%3A%2520%3E", "CLEAR GRAPH <x:%20>"),
        (b"using-graph-uri=x:g", DIRECT, b"DELETE {} WHERE {}", "DELETE {} USING <x:g> WHERE {}"),
        (b"", FORM, b"using-named-graph-uri=x:g&update=DELETE{}WHERE{}", "DELETE{}USING NAMED <x:g> WHERE{}"),
    ],
)
def test_an_update_is_read(query_string: bytes, content_type: str, body: bytes, expected: str) -> None:
    assert parse_update_request("POST", query_string, content_type, body, 1_000) == expected


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        (FORM, b"", RequestError),
        (FORM, b"update=CLEAR+ALL&update=CLEAR+ALL", RequestError),
        (FORM, b"update=CLEAR+ALL&query=ASK{}", RequestError),
        (FORM, b"update=CLEAR+ALL&using-graph-uri=relative", RequestError),
        (FORM, b"update=WITH+<x:g>+DELETE{}WHERE{}&using-graph-uri=x:g", RequestError),
        (FORM, b"update=DELETE{}USING+<x:g>WHERE{}&using-named-graph-uri=x:g", RequestError),
        (FORM, b"update=%ff", RequestError),
        (DIRECT, b"\xff", RequestError),
        (f"{DIRECT}; charset=latin1", b"CLEAR ALL", UnsupportedMediaTypeError),
        ("application/sparql-query", b"ASK{}", UnsupportedMediaTypeError),
        ("text/plain", b"CLEAR ALL", UnsupportedMediaTypeError),
        (None, b"CLEAR ALL", UnsupportedMediaTypeError),
    ],
)
def test_what_is_no_update_is_refused(content_type: str | None, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_update_request("POST", b"", content_type, body, 1_000)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_an_update_comes_by_post(method: str) -> None:
    with pytest.raises(MethodNotAllowedError):
        parse_update_request(method, b"update=CLEAR+ALL", None, b"", 1_000)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (
            "INSERT {} WHERE { SELECT * WHERE {} }",
            "INSERT {} USING <x:a> USING NAMED <x:b> WHERE { SELECT * WHERE {} }",
        ),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <x:a> USING NAMED <x:b> WHERE { ?s ?p ?o }"),
        ("INSERT DATA { <x:s> <x:p> 'WHERE' }", "INSERT DATA { <x:s> <x:p> 'WHERE' }"),
        ("CLEAR ALL # WHERE {}", "CLEAR ALL # WHERE {}"),
        (
            "DELETE {} WHERE {} ; INSERT {} WHERE {}",
            "DELETE {} USING <x:a> USING NAMED <x:b> WHERE {} ; INSERT {} USING <x:a> USING NAMED <x:b> WHERE {}",
        ),
    ],
)
def test_the_dataset_is_put_before_each_outer_where(update: str, expected: str) -> None:
    assert with_dataset(update, ["x:a"], ["x:b"]) == expected


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("LOAD <x:a>", f"LOAD {NOTHING}"),
        ("load silent <x:a> into graph <x:b> ; CLEAR ALL", f"load silent {NOTHING} into graph <x:b> ; CLEAR ALL"),
        ("PREFIX x: <x:> LOAD x:a INTO GRAPH x:b", f"PREFIX x: <x:> LOAD {NOTHING} INTO GRAPH x:b"),
        ("LOADSILENT<x:a>;LOAD<x:b>", f"LOADSILENT{NOTHING};LOAD{NOTHING}"),
        ("LOAD SILENTx:a", f"LOAD {NOTHING}"),
        ("INSERT DATA { <x:s> <x:p> 'LOAD SILENT <x:a>' }", "INSERT DATA { <x:s> <x:p> 'LOAD SILENT <x:a>' }"),
        ("LOAD", "LOAD"),
        ("LOAD LOAD", "LOAD LOAD"),
    ],
)
def test_a_load_fetches_nothing(update: str, expected: str) -> None:
    assert without_fetching(update) == expected
