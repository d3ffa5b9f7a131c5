"""What is stated, derived or from elsewhere, and pages without some of it."""

import re

import httpx2
import pytest

from govsocial.errors import RequestError
from govsocial.web.descriptions import Description, Statement
from govsocial.web.origins import Origin, leave_out, origin_of, origin_of_graph, wanted_without, without_query
from govsocial.web.terms import Term

BASE = "https://w3id.org/govsocial/graph/"
STATED, DERIVED, ENRICHED = f"{BASE}snapshot/tiny", f"{BASE}derived/entailment", f"{BASE}enrichment/hostile"
THING, PROPERTY = Term("uri", "http://x/a"), Term("uri", "http://x/p")


@pytest.mark.parametrize(
    ("graphs", "expected"),
    [
        ((), Origin.STATED),
        ((STATED,), Origin.STATED),
        ((DERIVED,), Origin.DERIVED),
        ((ENRICHED,), Origin.ENRICHMENT),
        ((DERIVED, STATED), Origin.STATED),
        ((DERIVED, ENRICHED), Origin.ENRICHMENT),
        (("http://other.example/graph",), Origin.STATED),
    ],
)
def test_a_statement_stands_where_its_firmest_graph_stands(graphs: tuple[str, ...], expected: Origin) -> None:
    assert origin_of(graphs) is expected


def test_a_graph_is_known_by_its_path_whatever_the_base() -> None:
    assert origin_of_graph("https://data.example.org/graph/derived/shortcut") is Origin.DERIVED


def test_what_is_left_out_is_read_from_an_address_and_written_to_one_in_one_order() -> None:
    wanted = wanted_without(b"without=enrichment&page=2&without=derived&without=derived")
    assert wanted == {Origin.DERIVED, Origin.ENRICHMENT}
    assert without_query(wanted) == "without=derived&without=enrichment"
    assert without_query(()) == ""


@pytest.mark.parametrize("query", [b"without=stated", b"without=", b"without=%3Cscript%3E"])
def test_what_cannot_be_left_out_is_refused(query: bytes) -> None:
    with pytest.raises(RequestError, match="derived, enrichment"):
        wanted_without(query)


def test_leaving_out_keeps_all_that_is_also_stated() -> None:
    said = [
        Statement(THING, PROPERTY, Term("literal", str(number)), graphs)
        for number, graphs in enumerate(((STATED,), (DERIVED,), (STATED, DERIVED), ()))
    ]
    description = Description(THING.value, (THING.value,), tuple(said))
    assert leave_out(description, {Origin.DERIVED}).statements == (said[0], said[2], said[3])
    assert leave_out(description, ()) is description


def test_a_page_is_had_without_enrichment_and_leads_back(browser: httpx2.Client) -> None:
    whole, part = browser.get("/doc/tool/hostile"), browser.get("/doc/tool/hostile?without=enrichment")
    assert "javascript:alert(3)" in whole.text
    assert "javascript:alert(3)" not in part.text
    assert 'href="/doc/tool/hostile?without=enrichment"' in whole.text
    back = re.search(r'left out, <a href="([^"]*)"', part.text)
    assert back is not None
    assert browser.get(back[1]).text == whole.text


def test_each_such_page_has_a_tag_and_an_address_of_its_own(browser: httpx2.Client) -> None:
    queries = ("", "?without=derived", "?without=enrichment", "?without=derived&without=enrichment")
    pages = [browser.get(f"/doc/tool/hostile{query}") for query in queries]
    assert len({page.headers["etag"] for page in pages}) == len(queries)
    for query, page in zip(queries, pages, strict=True):
        assert page.headers["content-location"] == f"/doc/tool/hostile.html{query}"
        again = browser.get(f"/doc/tool/hostile{query}", headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    turned = browser.get("/doc/tool/hostile?without=enrichment&without=derived")
    assert turned.headers["etag"] == pages[3].headers["etag"]


def test_markdown_can_be_had_so_and_a_program_is_told_that_it_gets_all(client: httpx2.Client) -> None:
    text = client.get("/doc/tool/hostile.md?without=enrichment").text
    assert "Left out: enrichment (from outside the source)." in text
    assert "alert(3)" not in text
    refused = client.get("/doc/tool/hostile.ttl?without=enrichment")
    assert refused.status_code == 400
    assert "has all facts" in refused.json()["detail"]
    assert client.get("/doc/tool/hostile.html?without=facts").status_code == 400
