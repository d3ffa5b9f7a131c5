"""Figures to take away."""

import csv
import io
from xml.etree import ElementTree

import httpx2
import pytest


def test_a_figure_is_a_file_of_its_own_that_can_do_nothing(client: httpx2.Client) -> None:
    response = client.get("/figures/tools.svg")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - it is ours
    assert root.get("role") == "img"
    assert not [element for element in root.iter() if element.tag.endswith(("}script", "}a", "}image"))]
    assert b"url(" not in response.content


def test_the_rows_are_a_table(client: httpx2.Client) -> None:
    response = client.get("/figures/tools.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [(row["organisation"], row["tool or kind of tool"], row["says"]) for row in rows] == [
        ("FCO", "Twitter", "in use"),
        ("FCO", "Tool with an accent", "on trial"),
        ("FCO", "Tool with a space", "intended"),
        ("DCMS", "Twitter", "not used, as it says"),
        ("Home Office", "", "not covered by the snapshot"),
    ]


@pytest.mark.parametrize("name", ["tools", "tools.png", "none.svg", "tools.svg.csv", "practices.svg", ".svg"])
def test_what_is_no_figure_of_this_data_is_not_found(client: httpx2.Client, name: str) -> None:
    response = client.get(f"/figures/{name}")
    assert response.status_code == 404
    assert "There is no figure" in response.text


def test_a_figure_of_any_data_has_its_classes(client: httpx2.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/figures/classes.csv").text, newline="")))
    counted = client.get(
        "/sparql", params={"query": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(isIRI(?c)) }", "format": "csv"}
    )
    assert len(rows) == int(counted.text.split()[1])
