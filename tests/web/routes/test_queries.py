"""Stored queries over real sockets."""

import csv
import io

import httpx2
import pytest


def test_the_gallery_lists_the_questions(browser: httpx2.Client) -> None:
    page = browser.get("/queries").text
    assert '<a href="/queries/who-speaks">Which bodies speak of a tool?</a>' in page


def test_a_question_has_its_answer_text_and_form(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks").text
    assert "2 rows." in page
    assert '<a href="/doc/organisation/dcms"' in page
    assert "VALUES ?tool { tool:twitter }" in page
    assert "#+ title" not in page
    assert '<select id="p-tool" name="tool"' in page
    assert '<option value="tool:twitter" selected>Twitter</option>' in page


def test_a_parameter_changes_the_answer_and_stays_in_the_form(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks", params={"tool": "tool:a%20b"}).text
    assert "1 row." in page
    assert '<option value="tool:a%20b" selected>Tool with a space</option>' in page
    assert 'href="/queries/who-speaks.csv?tool=tool%3Aa%2520b"' in page


def test_the_page_says_what_was_asked_in_the_place_of_what(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks", params={"tool": "tool:a%20b"}).text
    assert "<strong>Tool: Tool with a space</strong> in the place of Twitter" in page
    assert "in the place of" not in browser.get("/queries/who-speaks", params={"tool": "tool:twitter"}).text


def test_the_answer_comes_before_the_form_and_the_query(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks").text
    places = [page.index(f'<h2 id="{name}">') for name in ("answer", "ask", "text", "cite")]
    assert places == sorted(places)
    assert '<th scope="col">Organisation</th>' in page


def test_labels_of_the_data_never_become_markup(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks").text
    assert ">&lt;script&gt;alert(1)&lt;/script&gt;</option>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("csv", "text/csv"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values"),
        ("rq", "application/sparql-query"),
        ("html", "text/html"),
        ("md", "text/markdown"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_question_comes_in_each_format(client: httpx2.Client, method: str, suffix: str, media_type: str) -> None:
    response = client.request(method, f"/queries/who-speaks.{suffix}")
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type


def test_a_client_that_takes_anything_gets_the_answer(client: httpx2.Client) -> None:
    response = client.get("/queries/who-speaks")
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.headers["content-location"] == "/queries/who-speaks.json"
    assert response.headers["vary"] == "Accept, Accept-Encoding"


def test_each_format_has_a_tag_of_its_own_which_depends_on_what_is_asked(client: httpx2.Client) -> None:
    addresses = [
        f"/queries/who-speaks.{suffix}{search}" for suffix in ("csv", "json", "html", "md", "rq")
        for search in ("", "?tool=tool:twitter", "?tool=tool:name.ttl")
    ]  # fmt: skip
    tags = [client.get(each).headers["etag"] for each in (*addresses, "/queries/who-speaks.csv?labels=no")]
    assert len(set(tags)) == len(tags)
    for address, tag in zip(addresses, tags, strict=False):
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_the_links_of_an_answer_keep_what_is_asked(client: httpx2.Client) -> None:
    link = client.get("/queries/who-speaks", params={"tool": "tool:twitter"}).headers["link"]
    assert '</queries/who-speaks.csv?tool=tool%3Atwitter>; rel="alternate"; type="text/csv"' in link
    assert '</queries/who-speaks.ttl>; rel="alternate describedby"; type="text/turtle"' in link


def test_a_question_that_the_graph_does_not_hold_has_no_description(client: httpx2.Client) -> None:
    assert client.get("/queries/who-speaks.ttl").status_code == 404
    assert client.get("/queries/who-speaks", headers={"Accept": "text/turtle"}).status_code == 404
    assert client.get("/queries.ttl").status_code == 404


def test_the_csv_has_labels_beside_the_iris(client: httpx2.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/queries/who-speaks.csv").text)))
    assert [row["organisation_label"] for row in rows] == ["DCMS", "FCO"]
    assert list(rows[0]) == ["organisation", "organisation_label", "claim", "claim_label"]
    assert [row["claim_label"] for row in rows] == ["", "FCO uses Twitter"]


def test_the_csv_without_labels_is_that_of_the_endpoint(client: httpx2.Client) -> None:
    plain = client.get("/queries/who-speaks.csv", params={"labels": "no"})
    text = client.get("/queries/who-speaks.rq").text
    assert plain.content == client.get("/sparql", params={"query": text, "format": "csv"}).content
    assert client.get("/queries/who-speaks.csv?labels=perhaps").status_code == 400


def test_the_markdown_has_answer_choices_and_query(client: httpx2.Client) -> None:
    text = client.get("/queries/who-speaks.md").text
    assert text.startswith("# Which bodies speak of a tool?\n")
    assert "| [DCMS](<https://w3id.org/govsocial/id/organisation/dcms>) |" in text
    assert "  - Tool with a space: `?tool=tool:a%20b`" in text
    assert "```sparql\n#+ title: Which bodies" in text


def test_the_csv_has_the_rows(client: httpx2.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/queries/who-speaks.csv").text)))
    assert [row["organisation"].rpartition("/")[2] for row in rows] == ["dcms", "fco"]


@pytest.mark.parametrize(
    ("query_string", "message"),
    [("tool=%22%3E", "tool"), ("other=1", "no parameter"), ("tool=tool:a&tool=tool:b", "2 times"), ("tool=%zz", "%zz")],
)
def test_a_value_that_does_not_fit_is_the_clients_fault(client: httpx2.Client, query_string: str, message: str) -> None:
    response = client.get(f"/queries/who-speaks?{query_string}")
    assert response.status_code == 400
    assert message in response.json()["detail"]


@pytest.mark.parametrize("name", ["none", "who-speaks.docx", "who-speaks.", "who-speaks.trig", ".rq"])
def test_a_question_that_is_not_there_is_404(client: httpx2.Client, name: str) -> None:
    assert client.get(f"/queries/{name}").status_code == 404
