"""Named graphs over real sockets."""

import httpx2
import pytest


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_named_graph_is_rdf(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/graph/scheme/status", headers={"Accept": "application/n-triples"})
    assert response.headers["content-type"] == "application/n-triples"
    # Five in it, and which dataset the document is from.
    assert response.text.count("\n") == (6 if method == "GET" else 0)


def test_a_named_graph_has_a_page(browser: httpx2.Client) -> None:
    assert 'href="/graph/scheme/status.ttl"' in browser.get("/graph/scheme/status").text


def test_a_graph_that_is_not_there_is_404(client: httpx2.Client) -> None:
    assert client.get("/graph/scheme/none").status_code == 404
