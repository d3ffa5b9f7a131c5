"""Numbers of tools and bodies, each beside a plainer count in SPARQL over HTTP."""

import re

import pytest
from tests.web.things.conftest import Served, summary

USE = "?c a gs:ToolUse ; gs:tool {tool} ; gs:organisation ?o"
SETTLED = "?d a gs:ToolUse ; gs:tool {tool} ; gs:organisation ?o ; gs:status/skos:broader* status:in-use"
END = "{ ?c gs:tool ?end } UNION { ?c gs:toolKind ?end FILTER NOT EXISTS { ?c gs:tool ?named } }"
SETTLED_END = """FILTER NOT EXISTS {
  ?d a gs:ToolUse ; gs:organisation ?same ; gs:status/skos:broader* status:in-use .
  FILTER(?same = ?o) { ?d gs:tool ?end } UNION { ?d gs:toolKind ?end FILTER NOT EXISTS { ?d gs:tool ?other } } }"""
TOOLS = ("twitter", "yammer", "tumblr", "facebook", "youtube", "flickr", "commentariat", "wordpress")
BODIES = ("fco", "dcms", "dius", "dfid", "hm-treasury", "dwp", "defra", "berr", "local-authority-of-alncl")


def number(sentence: str, pattern: str) -> int:
    """The number in the part of a sentence that the pattern finds; 0 where it has none."""
    found = re.search(pattern, sentence, re.IGNORECASE)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("key", TOOLS)
def test_the_numbers_of_a_tool_are_those_of_sparql(served: Served, key: str) -> None:
    said, tool = summary(served.page(f"tool/{key}")), f"tool:{key}"
    use = served.count("o", SETTLED.format(tool=tool))
    all_use = served.count("o", USE.format(tool=tool))
    assert number(said, r"used by (\d+)") == use
    assert number(said, r"on trial at (\d+)") == all_use - use
    assert number(said, r"intended by (\d+)") == served.count(
        "o", f"?c a gs:IntendedUse ; gs:tool {tool} ; gs:organisation ?o"
    )
    assert number(said, r"refused by (\d+)") == served.count(
        "o", f"?c a gs:NonUse ; gs:tool {tool} ; gs:organisation ?o"
    )
    assert said


@pytest.mark.parametrize("key", BODIES)
def test_the_numbers_of_a_body_are_those_of_sparql(served: Served, key: str) -> None:
    said, body = summary(served.page(f"organisation/{key}")), f"?c gs:organisation ?o . FILTER(?o = organisation:{key})"
    settled = f"{body} ?c a gs:ToolUse ; gs:status/skos:broader* status:in-use . {END}"
    assert number(said, r"(\d+) tools? (?:or|and) kinds? of tools? in use") == served.count("end", settled)
    assert number(said, r"(\d+) on trial") == served.count("end", f"{body} ?c a gs:ToolUse . {END} {SETTLED_END}")
    assert number(said, r"(\d+) intended") == served.count("end", f"{body} ?c a gs:IntendedUse . {END}")
    assert number(said, r"(\d+) refused") == served.count("end", f"{body} ?c a gs:NonUse . {END}")


def test_how_far_plans_are_along_is_counted_by_status(served: Served) -> None:
    said = summary(served.page("organisation/dcms"))
    body = "?c gs:organisation organisation:dcms ; a gs:IntendedUse ; gs:status status:considering ."
    assert f"({served.count('end', f'{body} {END}')} Considered)" in said


def test_silence_is_counted_apart_and_said_to_be_no_refusal(served: Served) -> None:
    page = served.page("tool/yammer")
    silent = served.count(
        "o", "?r a gs:Report ; gs:organisation ?o FILTER NOT EXISTS { ?c gs:tool tool:yammer ; gs:organisation ?o }"
    )
    assert f"{silent} organisations that are reported on have no claim that names it. Silence is not a refusal." in page


def test_each_report_has_the_number_of_its_claims(served: Served) -> None:
    page = served.page("snapshot/2009-06")
    rows = re.findall(
        r'<th scope="row"><a href="/doc/report/2009-06/([^"]+)".*?<td class="number">(\d+)</td>', page, re.DOTALL
    )
    assert len(rows) == served.count("r", "?r a gs:Report")
    for key, claims in rows:
        assert int(claims) == served.count("c", f"?c gs:inReport <https://w3id.org/govsocial/id/report/2009-06/{key}>")
