"""Heads as bytes, and what cannot be in one."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.heads import STATUS_LINES, head, lines


def test_a_head_is_a_status_line_the_headers_and_a_blank_line() -> None:
    found = head(200, [(b"date", b"now"), (b"vary", b"Accept, Accept-Encoding")])
    assert found == b"HTTP/1.1 200 OK\r\ndate: now\r\nvary: Accept, Accept-Encoding\r\n\r\n"


def test_headers_may_be_none() -> None:
    assert (lines([]), head(404, [])) == (b"", b"HTTP/1.1 404 Not Found\r\n\r\n")


@pytest.mark.parametrize("status", [*HTTPStatus, 499])
def test_each_status_has_its_line(status: int) -> None:
    assert STATUS_LINES[status].startswith(b"HTTP/1.1 %d " % status)
    assert STATUS_LINES[status].endswith(b"\r\n")


@pytest.mark.parametrize("sign", [b"\r", b"\n", b"\0", b"\x7f", b"\x1b"])
@pytest.mark.parametrize("position", [0, 1])
def test_a_header_that_would_end_its_line_is_refused(sign: bytes, position: int) -> None:
    pair = [b"name", b"value"]
    pair[position] += sign + b"set-cookie: a"
    with pytest.raises(RuntimeError):
        head(200, [(b"date", b"now"), (pair[0], pair[1])])


def test_tabs_and_what_is_beyond_ascii_may_be_in_a_value() -> None:
    assert lines([(b"name", b"a\tb \xe9")]) == b"name: a\tb \xe9\r\n"


@given(st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8)), max_size=4))
def test_there_are_as_many_lines_as_headers(headers: list[tuple[bytes, bytes]]) -> None:
    try:
        found = lines(headers)
    except RuntimeError:
        return
    assert found.count(b"\n") == found.count(b"\r") == found.count(b"\r\n") == len(headers)
