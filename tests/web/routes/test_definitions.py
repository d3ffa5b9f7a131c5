"""The ontology and the concept schemes over real sockets."""

import httpx2
import pytest


def test_a_scheme_is_a_page_with_an_anchor_for_each_term(browser: httpx2.Client) -> None:
    page = browser.get("/def/status").text
    assert "<h1>Status</h1>" in page
    assert '<h3 id="no-demand">No demand</h3>' in page


@pytest.mark.parametrize("path", ["/def/status", "/def/status.nt"])
def test_a_scheme_is_rdf_with_its_terms(client: httpx2.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/n-triples"})
    assert response.headers["content-type"] == "application/n-triples"
    assert "https://w3id.org/govsocial/def/status#pilot" in response.text
    assert "claim/" not in response.text


def test_what_is_not_defined_is_404(client: httpx2.Client) -> None:
    assert client.get("/def/none").status_code == 404
