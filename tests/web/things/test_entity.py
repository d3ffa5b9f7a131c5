"""A thing as its page shows it, over HTTP."""

import gzip
import re
import time

import pytest
from tests.web.things.conftest import Served, section, words

from govsocial.web.descriptions import Statement
from govsocial.web.terms import Term
from govsocial.web.things.entity import by_property, by_topic

A, B, P, Q = (Term("uri", f"http://x/{name}") for name in "abpq")
PAGES = {
    "organisation": "organisation/dfid",
    "tool": "tool/twitter",
    "person": "person/julia-chandler",
    "initiative": "initiative/budget",
    "unit": "unit/fco-press-office",
    "claim": "claim/2009-06/dcms-twitter",
    "report": "report/2009-06/fco",
    "evidence": "evidence/2009-06/4257-4383",
    "source": "source/2009-06",
    "thing": "event/creation-of-bis",
}
MAX_GZIPPED_BYTES = 60 * 1024


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_each_class_has_its_page_with_all_that_goes_with_a_thing(served: Served, path: str) -> None:
    page = served.page(path)
    for anchor in ("statements", "referred", "trail", "cite", "mistake"):
        assert section(page, anchor), anchor
    name = re.search("<h1>(.*?)</h1>", page)
    assert name is not None
    assert words(section(page, "cite")).startswith(f"How to cite {words(name[1])}")


@pytest.mark.parametrize("path", [*PAGES.values(), "snapshot/2009-06"])
def test_a_page_weighs_little_and_is_soon_there(served: Served, path: str) -> None:
    page = served.page(path)
    sheet = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert sheet is not None
    loaded = (page.encode(), served.client.get(sheet[1]).content)
    assert sum(len(gzip.compress(each)) for each in loaded) < MAX_GZIPPED_BYTES
    fastest = min(_seconds(served, path) for _ in range(3))
    assert fastest < 2  # about 0.03 s of processor time for most; the rest is for a busy machine


def _seconds(served: Served, path: str) -> float:
    started = time.perf_counter()
    served.page(path)
    return time.perf_counter() - started


def test_the_claims_of_a_body_stand_by_what_they_say(served: Served) -> None:
    claims = words(section(served.page("organisation/dcms"), "claims"))
    headings = ["In use", "On trial", "Intended", "Not used", "The part of teams", "Assessments"]
    positions = [claims.index(f"{heading} (") for heading in headings]
    assert positions == sorted(positions)


def test_what_does_not_say_the_same_stands_side_by_side_with_its_rule(served: Served) -> None:
    for path in ("organisation/dfid", "tool/twitter", "claim/2009-06/dfid-twitter"):
        compared = section(served.page(path), "compared")
        assert 'href="/doc/claim/2009-06/dfid-twitter"' in compared
        assert 'href="/doc/claim/2009-06/dfid-twitter-experimental"' in compared
        assert "with statuses of which neither is a narrower form of the other" in words(compared)


def test_the_teams_with_mixed_signals_are_those_of_the_stored_query(served: Served) -> None:
    mixed = served.ask(
        "SELECT ?u { ?c a gs:InvolvementClaim ; gs:unit ?u ; gs:involvement/gs:ordinal ?n }"
        " GROUP BY ?u HAVING (COUNT(DISTINCT ?n) > 1)"
    )
    compared = section(served.page("snapshot/2009-06"), "compared")
    headings = re.findall(r"<h3>(.*?)</h3>", compared)
    teams = [heading for heading in headings if "ress office" in heading]
    assert len(teams) == len(mixed) > 3


def test_a_plan_to_widen_a_use_is_no_contradiction(served: Served) -> None:
    assert "Tumblr" not in words(section(served.page("organisation/fco"), "compared"))


def test_the_page_of_a_claim_tells_how_to_check_it(served: Served) -> None:
    page = served.page("claim/2009-06/dcms-youtube")
    told = words(section(page, "evidence"))
    assert "govsocial verify-evidence source-2009-06.txt" in told
    assert "[4257:4383]" in told
    assert "says that it is in use" in words(section(page, "said"))


def test_what_refers_to_a_thing_is_grouped_and_claims_are_counted_once(served: Served) -> None:
    referred = words(section(served.page("organisation/dcms"), "referred"))
    claims = served.count("c", "?c gs:organisation organisation:dcms ; a gs:Claim")
    assert f"{claims} claims, above" in referred


def test_statements_are_grouped_in_their_order() -> None:
    said = [Statement(A, P, B), Statement(B, Q, A), Statement(A, P, A)]
    assert by_property(said) == [(P, [said[0], said[2]]), (Q, [said[1]])]
    assert by_topic(said) == [(A, [said[0], said[2]]), (B, [said[1]])]
