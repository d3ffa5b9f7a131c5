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
    assert '<input id="p-tool" name="tool"' in page


def test_a_parameter_changes_the_answer_and_stays_in_the_form(browser: httpx2.Client) -> None:
    page = browser.get("/queries/who-speaks", params={"tool": "tool:a%20b"}).text
    assert "1 row." in page
    assert 'value="tool:a%20b"' in page
    assert 'href="/queries/who-speaks.csv?tool=tool%3Aa%2520b"' in page


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("csv", "text/csv"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values"),
        ("rq", "application/sparql-query"),
        ("html", "text/html"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_question_comes_in_each_format(client: httpx2.Client, method: str, suffix: str, media_type: str) -> None:
    response = client.request(method, f"/queries/who-speaks.{suffix}")
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type


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


@pytest.mark.parametrize("name", ["none", "who-speaks.docx", "who-speaks.ttl", ".rq"])
def test_a_question_that_is_not_there_is_404(client: httpx2.Client, name: str) -> None:
    assert client.get(f"/queries/{name}").status_code == 404
