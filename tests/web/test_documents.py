"""Documents and their suffixes."""

import pytest
from fastapi import Request

from govsocial.errors import NotAcceptableError, RequestError
from govsocial.model.formats import HTML, JSON_LD, TURTLE, Format
from govsocial.web.documents import links, negotiated, without_suffix


def request(query_string: bytes = b"", accept: bytes = b"*/*") -> Request:
    return Request({"type": "http", "query_string": query_string, "headers": [(b"accept", accept)]})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/doc/tool/x.ttl", ("/doc/tool/x", TURTLE)),
        ("/doc/tool/x.html", ("/doc/tool/x", HTML)),
        ("/doc/tool/x.jsonld", ("/doc/tool/x", JSON_LD)),
        ("/doc/tool/x.csv", ("/doc/tool/x.csv", None)),
        ("/doc/tool/x", ("/doc/tool/x", None)),
        ("/doc/tool/.ttl", ("/doc/tool/.ttl", None)),
        ("/doc/del.icio.us", ("/doc/del.icio.us", None)),
    ],
)
def test_a_suffix_names_a_format(path: str, expected: tuple[str, Format | None]) -> None:
    assert without_suffix(path) == expected


def test_each_syntax_has_its_address() -> None:
    assert links("/doc/x")["Turtle"] == "/doc/x.ttl"
    assert len(links("/doc/x")) == 4


def test_the_parameter_beats_the_header() -> None:
    assert negotiated(request(b"format=jsonld", b"text/html")) is JSON_LD
    assert negotiated(request(b"", b"text/html")) is HTML


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(RequestError):
        negotiated(request(b"format=docx"))
    with pytest.raises(NotAcceptableError):
        negotiated(request(b"format=csv"))
