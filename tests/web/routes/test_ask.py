"""`/ask` over real sockets: the form, its answer, and the same rows at the endpoint."""

import csv
import html
import io
import re

import httpx2
import pytest


def claims_of(page: str) -> list[str]:
    return re.findall(r'<td><a href="/doc/claim/([\w-]+)"', page)


def test_the_form_offers_what_the_claims_speak_of(browser: httpx2.Client) -> None:
    page = browser.get("/ask").text
    assert '<option value="organisation:fco">FCO</option>' in page
    assert '<option value="tool:twitter">Twitter</option>' in page
    assert '<optgroup label="Not used, as it says">' in page
    assert '<option value="status:no-demand">No demand</option>' in page
    assert "Answer" not in page


def test_an_answer_shows_uses_only_and_says_so(browser: httpx2.Client) -> None:
    page = browser.get("/ask?show=organisation&tool=tool:twitter&organisation=&status=&involvement=").text
    assert claims_of(page) == ["fco-twitter"]
    assert "Claims of use only" in page
    assert "In use (1)" in page
    assert '<option value="tool:twitter" selected>' in page


def test_refusals_and_gaps_are_shown_when_they_are_asked_for(browser: httpx2.Client) -> None:
    assert claims_of(browser.get("/ask?show=organisation&status=gs:NonUse").text) == ["dcms-twitter"]
    assert claims_of(browser.get("/ask?show=organisation&status=gs:CoverageGap").text) == ["gap"]
    everything = claims_of(browser.get("/ask?show=organisation&status=any").text)
    assert sorted(everything) == ["dcms-twitter", "fco-cafe", "fco-plan", "fco-twitter", "gap"]


def test_nothing_found_is_told_apart_from_a_no(browser: httpx2.Client) -> None:
    page = browser.get("/ask?show=tool&organisation=organisation:home-office").text
    assert "which is not a no" in page


@pytest.mark.parametrize("query", ["show=organisation&tool=tool:twitter", "show=organisation&status=any", "show=tool"])
def test_the_page_the_csv_and_the_endpoint_have_the_same_rows(browser: httpx2.Client, query: str) -> None:
    page = browser.get(f"/ask?{query}").text
    table = list(csv.DictReader(io.StringIO(browser.get(f"/ask?{query}&format=csv").text)))
    assert [row["claim"].rpartition("/")[2] for row in table] == claims_of(page)
    found = re.search(r'<a href="(/sparql\?query=[^"]+)">See the SPARQL', page)
    assert found is not None
    at_the_endpoint = browser.get(html.unescape(found[1]) + "&format=csv")
    assert at_the_endpoint.text == browser.get(f"/ask?{query}&format=csv").text


@pytest.mark.parametrize(
    "query",
    ["show=x", "who=x", "show=tool&show=claim", "tool=%3E+%7D+INSERT", "tool=a%20b", "status=%22", "tool=%00"],
)
def test_what_cannot_be_chosen_is_told(browser: httpx2.Client, client: httpx2.Client, query: str) -> None:
    assert browser.get(f"/ask?{query}").status_code == 400
    problem = client.get(f"/ask?{query}")
    assert (problem.status_code, problem.json()["error"]) == (400, "RequestError")


def test_where_there_are_no_claims_the_page_says_so(writable: httpx2.Client) -> None:
    page = writable.get("/ask", headers={"Accept": "text/html"}).text
    assert "There are no claims here" in page
    assert "<select" not in page
