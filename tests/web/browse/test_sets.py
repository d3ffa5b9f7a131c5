"""The page of a set over HTTP: narrowed down, sorted, and the same rows at the endpoint."""

import csv
import html
import io
import re

import httpx2
import pytest

PAGE = {"Accept": "text/html"}


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row"><a href="/doc/\w+/([^"]+)"', page)


def link(page: str, words: str) -> str:
    found = re.search(rf'<a href="([^"]+)"[^>]*>{words}', page)
    assert found is not None, words
    return html.unescape(found[1])


def test_a_set_shows_its_members_by_name(browser: httpx2.Client) -> None:
    page = browser.get("/doc/organisation").text
    assert rows_of(page) == ["dcms", "fco", "home-office"]
    assert '<th scope="col" aria-sort="ascending">' in page
    assert "3 in all" in page


def test_the_order_is_in_the_address_and_a_link_turns_it_round(browser: httpx2.Client) -> None:
    page = browser.get("/doc/organisation").text
    turned = browser.get(link(page, "Name")).text
    assert rows_of(turned) == ["home-office", "fco", "dcms"]
    assert '<th scope="col" aria-sort="descending">' in turned


def test_a_list_is_narrowed_down_by_links(browser: httpx2.Client) -> None:
    page = browser.get("/doc/claim").text
    fco = browser.get(link(page, "FCO")).text
    assert sorted(rows_of(fco)) == ["fco-cafe", "fco-plan", "fco-twitter"]
    assert rows_of(browser.get(link(fco, "Remove")).text) == rows_of(page)


def test_nothing_that_meets_all_conditions_is_told(browser: httpx2.Client) -> None:
    page = browser.get("/doc/tool?toolKind=tool-kind:none")
    assert page.status_code == 200
    assert "Nothing meets all these conditions" in page.text


@pytest.mark.parametrize("path", ["/doc/claim", "/doc/claim?organisation=organisation:fco&sort=-name", "/doc/tool"])
def test_the_endpoint_gives_the_very_rows(browser: httpx2.Client, path: str) -> None:
    page = browser.get(path).text
    things = [
        row["thing"].rpartition("/")[2] for row in csv.DictReader(io.StringIO(browser.get(link(page, "CSV")).text))
    ]
    assert things == [name.replace("%C3%A9", "é") for name in rows_of(page)]
    bindings = browser.get(link(page, "JSON")).json()["results"]["bindings"]
    assert [row["thing"]["value"].rpartition("/")[2] for row in bindings] == things
    answer = browser.get(link(page, "See the SPARQL")).text
    assert all(f"/doc/{path.split('/')[2].partition('?')[0]}/{name}" in answer for name in rows_of(page))
    turtle = browser.get(link(page, "Turtle"))
    assert turtle.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    "query",
    ["status=pilot", "status=status:pilot%3E%20%7D", "a%20b=tool:x", "x=%00", "sort=a&sort=b", "status="],
)
def test_a_condition_that_is_none_is_told(browser: httpx2.Client, query: str) -> None:
    page = browser.get(f"/doc/tool?{query}")
    assert page.status_code == 400


def test_an_order_that_there_is_not_is_the_usual_one(browser: httpx2.Client) -> None:
    assert rows_of(browser.get("/doc/tool?sort=%7D%20UNION").text) == rows_of(browser.get("/doc/tool").text)


def test_a_page_that_there_is_not_is_not_found(browser: httpx2.Client) -> None:
    assert browser.get("/doc/tool?page=2").status_code == 404


def test_the_set_as_data_stays_what_it_is(client: httpx2.Client) -> None:
    whole = client.get("/doc/claim.nt")
    narrowed = client.get("/doc/claim.nt?organisation=organisation:fco")
    assert (narrowed.status_code, narrowed.content) == (200, whole.content)


def test_names_in_facets_and_rows_are_no_markup(browser: httpx2.Client) -> None:
    page = browser.get("/doc/tool").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
