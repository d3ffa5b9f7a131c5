"""Requests of the SPARQL Protocol and what they mean. The names of W3C's protocol tests stand beside their rows."""

from contextlib import suppress
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import MethodNotAllowedError, NotAcceptableError, RequestError, UnsupportedMediaTypeError
from govsocial.model.formats import CSV, JSON, JSON_LD, RDF_XML, TURTLE, XML, Format
from govsocial.protocol.sparql import (
    QueryRequest,
    asks_nothing,
    parse_parameters,
    parse_query_request,
    result_formats,
)

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "expected"),
    [
        ("GET", b"query=ASK%20%7B%7D", None, b"", QueryRequest("ASK {}")),  # query_get
        ("HEAD", b"query=ASK+%7B%7D", None, b"", QueryRequest("ASK {}")),
        ("POST", b"", FORM, b"query=ASK+%7B%7D", QueryRequest("ASK {}")),  # query_post_form
        ("POST", b"", FORM + "; charset=UTF-8", b"query=ASK+%7B%7D", QueryRequest("ASK {}")),
        ("POST", b"", DIRECT, b"ASK {}", QueryRequest("ASK {}")),  # query_post_direct
        ("POST", b"", "Application/SPARQL-Query;charset=utf-8", "ASK {'é'}".encode(), QueryRequest("ASK {'é'}")),
        ("GET", b"query=a%2520b", None, b"", QueryRequest("a%20b")),
        ("POST", b"", FORM, b"query=a%2520b", QueryRequest("a%20b")),
        ("GET", b"query=a%2Bb", None, b"", QueryRequest("a+b")),
        ("GET", b"query=%C3%A9", None, b"", QueryRequest("é")),
        ("POST", b"", FORM, "query=é".encode(), QueryRequest("é")),
        ("GET", b"query=", None, b"", QueryRequest("")),
        ("GET", b"query=a=b", None, b"", QueryRequest("a=b")),
        ("GET", b"&query=ASK+%7B%7D&other=1", None, b"", QueryRequest("ASK {}")),
        (
            "GET",
            b"query=q&default-graph-uri=http%3A%2F%2Fx%2Fa&default-graph-uri=http://x/b&named-graph-uri=http://x/%25",
            None,
            b"",
            QueryRequest("q", ("http://x/a", "http://x/b"), ("http://x/%",)),
        ),  # query_dataset_full
        ("POST", b"named-graph-uri=http://x/a", DIRECT, b"q", QueryRequest("q", (), ("http://x/a",))),
        ("POST", b"default-graph-uri=http://x/a", FORM, b"query=q", QueryRequest("q", ("http://x/a",))),
        ("GET", b"query=q&timeout=2.5&format=csv", None, b"", QueryRequest("q", (), (), 2.5, "csv")),
        ("GET", b"query=q&timeout=&format=", None, b"", QueryRequest("q")),
    ],
)
def test_a_request_reads_as(
    method: str, query_string: bytes, content_type: str | None, body: bytes, expected: QueryRequest
) -> None:
    assert parse_query_request(method, query_string, content_type, body) == expected


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "message"),
    [
        ("GET", b"query=a&query=b", None, b"", "'query' is given 2 times"),  # bad_multiple_queries
        ("POST", b"", FORM, b"query=a&query=b", "'query' is given 2 times"),
        ("POST", b"query=a", DIRECT, b"b", "'query' is given 2 times"),
        ("GET", b"default-graph-uri=http://x/a", None, b"", "'query' is missing"),
        ("POST", b"", FORM, b"", "'query' is missing"),
        ("GET", b"update=CLEAR+ALL", None, b"", "takes no updates"),  # bad_update_get
        ("GET", b"query=%zz", None, b"", "'%zz', which is no percent-encoding"),
        ("GET", b"query=100%", None, b"", "'%', which is no percent-encoding"),
        ("GET", b"query=%FF", None, b"", "is not UTF-8"),
        ("GET", b"query=%ED%A0%80", None, b"", "is not UTF-8"),
        ("POST", b"", DIRECT, b"\xff", "The query is not UTF-8"),  # bad_query_non_utf8
        ("GET", b"query=q&timeout=soon", None, b"", "'soon'; give a number of seconds above 0"),
        ("GET", b"query=q&timeout=0", None, b"", "above 0"),
        ("GET", b"query=q&timeout=inf", None, b"", "above 0"),
        ("GET", b"query=q&timeout=1&timeout=2", None, b"", "'timeout' is given 2 times"),
        ("GET", b"query=q&format=docx", None, b"", "no format 'docx'"),
        ("GET", b"query=q&default-graph-uri=a", None, b"", "no absolute IRI"),
        ("GET", b"query=q&named-graph-uri=http://x/%3E", None, b"", "no absolute IRI"),
        ("GET", b"a=1&" * 101, None, b"", "101 parameters"),
    ],
)
def test_a_request_that_is_wrong_is_told_why(
    method: str, query_string: bytes, content_type: str | None, body: bytes, message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        parse_query_request(method, query_string, content_type, body)


@pytest.mark.parametrize(
    "content_type",
    [
        None,  # bad_query_missing_direct_type, bad_query_missing_form_type
        "text/plain",  # bad_query_wrong_media_type
        "application/sparql-update",
        "multipart/form-data; boundary=x",
        DIRECT + "; charset=utf-16",  # bad_query_non_utf8
        FORM + ";charset=iso-8859-1",
    ],
)
def test_a_body_of_another_type_is_refused(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as caught:
        parse_query_request("POST", b"", content_type, b"query=ASK+%7B%7D")
    assert caught.value.supported == (DIRECT, FORM)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "query"])
def test_a_query_by_another_method_is_refused(method: str) -> None:  # bad_query_method
    with pytest.raises(MethodNotAllowedError) as caught:
        parse_query_request(method, b"query=ASK+%7B%7D", None, b"")
    assert "GET" in caught.value.allowed


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1, max_size=3), max_size=5))
def test_parameters_come_out_as_they_were_encoded(parameters: dict[str, list[str]]) -> None:
    assert parse_parameters(urlencode(parameters, doseq=True).encode()) == parameters


@pytest.mark.parametrize("plain", range(4))
@pytest.mark.parametrize("character", ["é", "a", "%"])
def test_a_long_parameter_is_decoded_wherever_its_escapes_stand(plain: int, character: str) -> None:
    text = "a" * plain + character * 50_000
    escaped = "".join(f"%{byte:02X}" for byte in text.encode())
    assert parse_parameters(b"query=" + escaped.encode()) == {"query": [text]}


@given(st.text())
def test_a_query_is_the_same_by_each_of_the_three_ways(query: str) -> None:
    encoded = f"query={quote(query, safe='')}".encode()
    by_get = parse_query_request("GET", encoded, None, b"")
    by_form = parse_query_request("POST", b"", FORM, encoded)
    direct = parse_query_request("POST", b"", DIRECT, query.encode())
    assert by_get == by_form == direct == QueryRequest(query)


@given(st.binary())
def test_any_bytes_are_parameters_or_a_request_error(encoded: bytes) -> None:
    parameters: dict[str, list[str]] = {}
    with suppress(RequestError):
        parameters = parse_parameters(encoded)
    assert all(values for values in parameters.values())


@pytest.mark.parametrize(
    ("method", "query_string", "expected"),
    [
        ("GET", b"", True),
        ("HEAD", b"format=ttl", True),
        ("GET", b"query=", False),
        ("GET", b"default-graph-uri=http://x/", False),
        ("POST", b"", False),
    ],
)
def test_a_request_without_anything_of_the_protocol_asks_nothing(
    method: str, query_string: bytes, expected: bool
) -> None:
    assert asks_nothing(method, parse_parameters(query_string)) is expected


@pytest.mark.parametrize(
    ("accept", "format_name", "page", "solutions", "graph"),
    [
        (None, None, False, JSON, TURTLE),
        ("*/*", None, False, JSON, TURTLE),
        ("text/csv", None, False, CSV, None),
        ("text/turtle", None, False, None, TURTLE),
        ("application/json", None, False, JSON, JSON_LD),
        ("application/xml", None, False, XML, RDF_XML),
        ("text/html, */*;q=0.5", None, True, JSON, TURTLE),
        ("text/turtle", "json", False, JSON, JSON_LD),
        (None, "xml", False, XML, RDF_XML),
        (None, "csv", False, CSV, None),
        (None, "ttl", False, None, TURTLE),
        (None, "turtle", False, None, TURTLE),
        (None, "json-ld", False, None, JSON_LD),
        (None, "html", True, None, None),
        (None, "application/sparql-results+json", False, JSON, None),
        (None, "application/sparql-results json", False, JSON, None),
    ],
)
def test_the_formats_of_an_answer(
    accept: str | None, format_name: str | None, page: bool, solutions: Format | None, graph: Format | None
) -> None:
    formats = result_formats(accept, format_name)
    assert (formats.page, formats.solutions, formats.graph) == (page, solutions, graph)


def test_a_client_that_takes_no_result_at_all_is_refused() -> None:
    with pytest.raises(NotAcceptableError, match="image/png"):
        result_formats("image/png", None)


@pytest.mark.parametrize("name", ["../../etc/passwd", "text/csv\r\nX-Injected: yes", "image/png", "docx"])
def test_a_name_that_is_no_format_is_the_clients_fault(name: str) -> None:
    with pytest.raises(RequestError, match="no format"):
        result_formats("*/*", name)


@pytest.mark.parametrize("name", ["trig", "nq"])
def test_a_format_for_datasets_is_not_offered_for_answers(name: str) -> None:
    with pytest.raises(NotAcceptableError):
        result_formats("*/*", name)


_ESCAPES = st.integers(0, 255).flatmap(lambda byte: st.sampled_from([f"%{byte:02X}", f"%{byte:02x}"]))
_ENCODED = st.lists(
    st.one_of(
        _ESCAPES, st.sampled_from(["+", "=", "==", "=\n", "=\r\n", "_", " \n", "\t\r", "=3D", "%3D%0A", "é", "%C3%A9"])
    ),
    max_size=12,
).map("".join)


@given(_ENCODED)
def test_parameters_are_decoded_as_others_decode_them(encoded: str) -> None:
    try:
        expected = unquote_plus(encoded, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(RequestError, match="not UTF-8"):
            parse_parameters(b"name=" + encoded.encode())
        return
    assert parse_parameters(b"name=" + encoded.encode()) == {"name": [expected]}


@given(st.text(max_size=200))
def test_whatever_is_encoded_is_decoded_to_the_same(text: str) -> None:
    assert parse_parameters(urlencode({"name": text}).encode()) == {"name": [text]}
    assert parse_parameters(b"name=" + quote(text, safe="").encode()) == {"name": [text]}
