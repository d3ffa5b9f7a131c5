"""What is not known, told as such."""

import pytest
from tests.web.things.conftest import Served, section, words


def test_a_gap_in_coverage_is_no_word_on_use(served: Served) -> None:
    page = served.page("organisation/home-office")
    assert "A source says that it does not cover this body" in words(section(page, "unknown"))
    assert "in use" not in words(section(page, "unknown"))


def test_the_tools_that_others_use_and_a_body_does_not_mention_are_named(served: Served) -> None:
    told = words(section(served.page("organisation/dcms"), "unknown"))
    silent = served.count(
        "tool",
        "?u a gs:ToolUse ; gs:tool ?tool FILTER NOT EXISTS { ?c gs:organisation organisation:dcms ; gs:tool ?tool }",
    )
    assert f"Nothing is said of {silent} tools that others use: Bebo, Flickr and Tumblr." in told


def test_what_a_source_leaves_open_is_said(served: Served) -> None:
    claims = served.count(
        "c",
        "?c gs:organisation organisation:dcms ; a gs:Claim ; gs:audience <https://w3id.org/govsocial/def/audience#not-stated>",
    )
    told = words(section(served.page("organisation/dcms"), "unknown"))
    assert f"For {claims} claims the source does not say whom the use is for." in told
    assert "audience: the source does not say." in words(section(served.page("claim/2009-06/dfid-twitter"), "unknown"))


def test_a_claim_that_can_be_read_otherwise_says_so(served: Served) -> None:
    told = words(section(served.page("claim/2009-06/defra-press-office"), "unknown"))
    assert "can be read in more than one way" in told


def test_what_is_only_implied_of_a_scope_is_said(served: Served) -> None:
    told = words(section(served.page("claim/2009-06/dcms-press-office-participates"), "unknown"))
    assert "Of which uses this is said is implied, not stated." in told


@pytest.mark.parametrize("path", ["event/creation-of-bis", "organisation/bis"])
def test_where_nothing_is_open_the_section_is_absent(served: Served, path: str) -> None:
    assert section(served.page(path), "unknown") == ""
