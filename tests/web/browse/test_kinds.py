"""The kinds of things there are, over HTTP, and what they are called."""

import re

import httpx2
import pytest

from govsocial.web.browse.kinds import heading


@pytest.mark.parametrize(
    ("kind", "words"),
    [("tool", "Tool"), ("tool-kind", "Tool kind"), ("MinisterialDepartment", "MinisterialDepartment")],
)
def test_a_kind_makes_a_heading(kind: str, words: str) -> None:
    assert heading(kind) == words


def test_kinds_come_in_the_order_in_which_they_are_asked_for(browser: httpx2.Client) -> None:
    page = browser.get("/browse").text
    found = re.findall(r'<a href="/doc/([a-z]+)"><strong>(\d+)</strong>', page)
    assert found == [
        ("organisation", "3"), ("tool", "5"), ("claim", "5"), ("snapshot", "2"), ("evidence", "1"), ("unit", "2")
    ]  # fmt: skip
