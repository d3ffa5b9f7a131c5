"""The Graph Store Protocol: which graph a request names, what it sends, and under which condition."""

import time

import pytest

from govsocial.errors import RequestError, UnsupportedMediaTypeError
from govsocial.model import formats
from govsocial.protocol.graph_store import Conditions, conditions_of, graph_of, parts_of
from govsocial.protocol.sparql import parse_parameters

FORM = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [(b"default", None), (b"default=", None), (b"graph=x:g", "x:g"), (b"graph=http://a/%2520", "http://a/%20")],
)
def test_a_graph_is_named(query_string: bytes, expected: str | None) -> None:
    assert graph_of(parse_parameters(query_string)) == expected


@pytest.mark.parametrize(
    "query_string",
    [b"", b"default=x", b"default&default", b"default&graph=x:g", b"graph=x:g&graph=x:h", b"graph=", b"graph=relative"],
)
def test_no_graph_or_two_are_refused(query_string: bytes) -> None:
    with pytest.raises(RequestError):
        graph_of(parse_parameters(query_string))


@pytest.mark.parametrize(
    ("content_type", "syntax"),
    [
        ("text/turtle", formats.TURTLE),
        ("Text/Turtle; charset=utf-8", formats.TURTLE),
        ("application/rdf+xml", formats.RDF_XML),
        ("application/n-triples", formats.N_TRIPLES),
        ("application/ld+json", formats.JSON_LD),
    ],
)
def test_one_document_is_the_body(content_type: str, syntax: formats.Format) -> None:
    (part,) = parts_of(content_type, None, b"body")
    assert (part.content, part.syntax, part.is_gzip) == (b"body", syntax, False)


def test_a_body_may_be_compressed() -> None:
    assert parts_of("text/turtle", "gzip", b"")[0].is_gzip


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [(None, None), ("text/plain", None), ("text/html", None), ("text/turtle", "br"), (FORM, "gzip")],
)
def test_what_cannot_be_read_is_refused(content_type: str | None, encoding: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        parts_of(content_type, encoding, b"")


def test_a_form_has_a_document_for_each_file() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
        b'<x:s> <x:p> "\xc3\xa9" .\r\n--x\r\nContent-Disposition: form-data; name="b"; filename="b.nt"\r\n\r\n'
        b"<x:s> <x:p> <x:o> .\r\n--x--\r\n"
    )
    first, second = parts_of(FORM, None, body)
    assert (first.content, first.syntax) == (b'<x:s> <x:p> "\xc3\xa9" .', formats.TURTLE)
    assert (second.content, second.syntax) == (b"<x:s> <x:p> <x:o> .", formats.N_TRIPLES)


def test_a_form_of_many_lines_is_cut_and_not_read() -> None:
    body = b"--x\r\nContent-Type: text/turtle\r\n\r\n" + b"--y\n" * 2_000_000 + b"\r\n--x--"
    started = time.perf_counter()
    (part,) = parts_of(FORM, None, body)
    # A bound far above what cutting takes: read line by line, as mail is, it takes much longer.
    assert time.perf_counter() - started < 2
    assert part.content == b"--y\n" * 2_000_000


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\nContent-Type: text/turtle\r\n\r\n<x:s>\r\n" * 101 + b"--x--",
        b"--x\r\nX: " + b"y" * 10_000 + b"\r\nContent-Type: text/turtle\r\n\r\n<x:s>\r\n--x--",
    ],
)
def test_a_form_of_too_much_form_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError, match="The form"):
        parts_of(FORM, None, body)


def test_a_part_in_an_encoding_is_not_read() -> None:
    body = b"--x\r\nContent-Type: text/turtle\r\nContent-Transfer-Encoding: base64\r\n\r\nPGE+\r\n--x--"
    with pytest.raises(UnsupportedMediaTypeError, match="encoded as 'base64'"):
        parts_of(FORM, None, body)


@pytest.mark.parametrize("body", [b"", b"no boundary", b"--x\r\nContent-Type: text/turtle\r\n\r\n<x:s>"])
def test_a_form_without_its_end_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError):
        parts_of(FORM, None, body)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Conditions()),
        ({"if-match": "*"}, Conditions(exists=True)),
        ({"if-none-match": "*"}, Conditions(exists=False)),
        ({"if-match": '"a", "b"'}, Conditions(one_of=("a", "b"))),
        ({"if-none-match": 'W/"a"'}, Conditions(none_of=("a",))),
        ({"if-match": 'W/"a"'}, Conditions(one_of=("",))),
    ],
)
def test_conditions_are_read(headers: dict[str, str], expected: Conditions) -> None:
    assert conditions_of(headers) == expected
