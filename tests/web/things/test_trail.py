"""From each fact on a page to its source, and on to the commit of the software."""

import html
import re

import pytest
from tests.web.things.conftest import Served, section, words

BASE = "https://w3id.org/govsocial/"
PAGES = [
    "organisation/dcms", "organisation/dius", "tool/twitter", "person/julia-chandler", "initiative/budget",
    "unit/fco-press-office", "report/2009-06/fco", "snapshot/2009-06", "source/2009-06", "claim/2009-06/dfid-twitter",
    "evidence/2009-06/4257-4383", "event/creation-of-bis", "post/fco-news-editor",
]  # fmt: skip
OF_THE_PUBLICATION = ("/graph/provenance", "/graph/void", "/graph/dataset", "/graph/queries")
"""What the publisher says of the publication itself rests on no document."""


def rows(page: str) -> list[str]:
    """The rows of all tables of statements and claims, each with where it is from."""
    return re.findall(r"<tr>(?:(?!</tr>).)*<td class=\"from\">(?:(?!</tr>).)*</tr>", page, re.DOTALL)


@pytest.mark.parametrize("path", PAGES)
def test_each_fact_leads_to_the_document_that_it_rests_on(served: Served, path: str) -> None:
    page = served.page(path)
    trail = html.unescape(section(page, "trail"))
    assert rows(page)
    for row in rows(page):
        origin = row.partition('<td class="from">')[2]
        graphs = re.findall(r'href="(/graph/[^"]+)"', origin)
        assert graphs or "as each claim says" in origin, row
        is_sourced = re.search(r'href="(?:/doc/(?:source|evidence)/|https?://)', origin) is not None
        is_derived = '<span class="tag derived">' in origin
        is_of_the_build = all(graph in OF_THE_PUBLICATION for graph in graphs)
        assert is_sourced or is_derived or is_of_the_build or "as each claim says" in origin, row
        for graph in graphs:
            assert f'href="{graph}"' in trail


@pytest.mark.parametrize("path", PAGES)
def test_the_trail_ends_at_the_build_and_the_commit(served: Served, path: str) -> None:
    trail = section(served.page(path), "trail")
    assert 'href="/dataset#build"' in trail
    assert 'href="/dataset#software"' in trail
    assert served.release.software is not None
    assert words(trail).endswith(f"Software: govsocial: {served.release.software}")


def test_the_trail_of_a_claim_has_its_words_and_the_digest_of_its_source(served: Served) -> None:
    key = "claim/2009-06/dcms-youtube"
    trail = html.unescape(section(served.page(key), "trail"))
    ((evidence, link, digest, page),) = served.ask(
        f"SELECT ?e ?l ?d ?p {{ <{BASE}id/{key}> gs:evidence ?e . ?e gs:textFragment ?l ; oa:hasSource ?s ."
        " ?s gs:sha256 ?d ; foaf:page ?p }"
    )
    for address in (evidence.replace(BASE + "id", "/doc"), link, page):
        assert f'href="{address}"' in trail
    assert digest in trail
    assert 'href="/dataset#data/snapshots/2009-06/dcms.ttl"' in trail
    steps = re.findall(r"<li><strong>([^<]+)</strong>", trail)
    assert steps == ["Claims", "Reports", "Words", "Source documents", "Named graphs", "Build", "Software"]


def test_each_claim_of_a_page_has_a_link_to_its_words_that_the_data_gives(served: Served) -> None:
    claims = html.unescape(section(served.page("organisation/dfid"), "claims"))
    links = served.ask(
        "SELECT DISTINCT ?l { ?c a gs:Claim ; gs:organisation organisation:dfid ; gs:evidence/gs:textFragment ?l }"
    )
    assert links
    assert all(f'href="{link}"' in claims for (link,) in links)


def test_what_is_derived_names_its_rule_or_the_rules_of_its_graph(served: Served) -> None:
    page = served.page("organisation/dcms")
    shortcut = next(row for row in rows(page) if "/graph/derived/shortcut" in row)
    assert 'href="/dataset#ontology/rules/shortcut-uses-tool.rq"' in shortcut
    assert 'href="/dataset#ontology/rules/entailment-inverse.rq"' in section(page, "trail")


def test_no_sentence_of_the_source_is_shown(served: Served) -> None:
    allowed = served.ask("SELECT DISTINCT ?w { ?e gs:firstWords|gs:lastWords ?w }")
    page = words(served.page("evidence/2009-06/4257-4383"))
    assert all(len(each.split()) <= 3 for (each,) in allowed)
    assert "hosted somewhere" not in page.replace("hosted somewhere 🙂", "")
