"""Which findings there are."""

import re

import httpx2

from govsocial.web.findings.overview import OF_CLAIMS, QUESTIONS


def test_each_finding_has_a_name_of_its_own() -> None:
    assert len(QUESTIONS) == len(OF_CLAIMS) + 1
    assert all(re.fullmatch("[a-z]+", name) for name in QUESTIONS)


def test_what_the_data_does_not_tell_is_absent(browser: httpx2.Client) -> None:
    """The tiny publication has claims about tools, and none about press offices or practices."""
    assert re.findall('<figure id="([a-z]+)"', browser.get("/").text) == ["tools"]
