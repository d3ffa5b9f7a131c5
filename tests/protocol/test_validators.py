"""Conditional requests, by the table of the standard."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.protocol.validators import Validator, parse_date, parse_moment, tag_of

NOON = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
DATED = Validator('"a"', NOON)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"if-none-match": '"a"'}, True),
        ({"if-none-match": 'W/"a"'}, True),
        ({"if-none-match": '"b", "a"'}, True),
        ({"if-none-match": '"b,", W/"c" , "a"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"ab"'}, False),
        ({"if-none-match": "a"}, False),
        ({"if-none-match": ""}, False),
        ({"if-none-match": '"b", nonsense, "a"'}, False),
        ({"if-modified-since": "Thu, 26 Nov 2026 12:00:00 GMT"}, True),
        ({"if-modified-since": "Thu, 26 Nov 2026 12:00:01 GMT"}, True),
        ({"if-modified-since": "Thu, 26 Nov 2026 11:59:59 GMT"}, False),
        ({"if-modified-since": "Thursday, 26-Nov-26 12:00:00 GMT"}, True),
        ({"if-modified-since": "tomorrow"}, False),
        ({"if-none-match": '"b"', "if-modified-since": "Thu, 26 Nov 2026 12:00:00 GMT"}, False),
    ],
)
def test_what_the_client_has_is_known(headers: dict[str, str], expected: bool) -> None:
    assert DATED.is_known_to(headers) is expected


def test_without_a_date_of_change_a_date_tells_nothing() -> None:
    assert not Validator('"a"').is_known_to({"if-modified-since": "Thu, 26 Nov 2099 12:00:00 GMT"})
    assert Validator('"a"').headers == {"ETag": '"a"'}


def test_the_headers_are_dates_of_http() -> None:
    assert DATED.headers == {"ETag": '"a"', "Last-Modified": "Thu, 26 Nov 2026 12:00:00 GMT"}


@given(st.lists(st.text(), min_size=1, max_size=3), st.lists(st.text(), min_size=1, max_size=3))
def test_other_parts_make_another_tag(one: list[str], other: list[str]) -> None:
    if "\0" not in "".join(one + other):
        assert (tag_of(*one) == tag_of(*other)) == (one == other)


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is UTC
    DATED.is_known_to({"if-none-match": text})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-26", datetime(2026, 11, 26, tzinfo=UTC)),
        ("2026-11-26T13:00:00+01:00", NOON),
        ("2026-11-26T12:00:00Z", NOON),
        ("2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_its_start_and_a_moment_itself(text: str, expected: datetime | None) -> None:
    assert parse_moment(text) == expected
