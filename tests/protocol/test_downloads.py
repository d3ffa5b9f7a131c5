"""What a client asks of a file: whether it has it, and which part it wants."""

from datetime import UTC, datetime

import pytest

from govsocial.errors import RangeError
from govsocial.protocol.downloads import Part, Representation, wanted_part

FILE = Representation('"abc"', datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC), 1000)
DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


def test_the_date_of_the_last_change_is_written_as_http_does() -> None:
    assert FILE.headers["Last-Modified"] == DATE


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, False),
        ({"if-none-match": '"abc"'}, True),
        ({"if-none-match": 'W/"abc"'}, True),
        ({"if-none-match": '"x", "abc"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"abcd"'}, False),
        ({"if-none-match": "abc"}, False),
        ({"if-modified-since": DATE}, True),
        ({"if-modified-since": "Mon, 23 Nov 2026 11:59:59 GMT"}, False),
        ({"if-modified-since": "yesterday"}, False),
        ({"if-none-match": '"x"', "if-modified-since": DATE}, False),
    ],
)
def test_a_tag_or_else_a_date_tells_whether_the_client_has_it(headers: dict[str, str], answer: bool) -> None:
    assert FILE.is_known_to(headers) is answer


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", Part(0, 100)),
        ("bytes=900-", Part(900, 1000)),
        ("bytes=900-5000", Part(900, 1000)),
        ("bytes=-100", Part(900, 1000)),
        ("bytes=-5000", Part(0, 1000)),
        ("Bytes = 0 - 0", Part(0, 1)),
        ("bytes=999-999", Part(999, 1000)),
    ],
)
def test_one_part_is_what_the_client_gets(header: str, part: Part) -> None:
    assert wanted_part({"range": header}, FILE) == part


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "bytes=0-1,5-6", "lines=1-2", "bytes=1-2-3",
     f"bytes=0-{'9' * 5000}"],
)  # fmt: skip
def test_what_cannot_be_read_is_ignored_and_the_whole_is_sent(header: str) -> None:
    assert wanted_part({"range": header}, FILE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(RangeError) as raised:
        wanted_part({"range": header}, FILE)
    assert raised.value.size_bytes == 1000


@pytest.mark.parametrize(
    ("if_range", "is_part"),
    [('"abc"', True), (DATE, True), ('W/"abc"', False), ('"x"', False), ("Mon, 23 Nov 2026 12:00:01 GMT", False)],
)
def test_a_part_of_another_state_is_not_sent(if_range: str, is_part: bool) -> None:
    assert (wanted_part({"range": "bytes=0-9", "if-range": if_range}, FILE) is not None) is is_part
