"""Whether the process is alive, ready, and what it counts."""

import httpx2
import pytest


@pytest.mark.parametrize(("path", "content"), [("/healthz", b"ok\n"), ("/readyz", b"ready\n")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_answers(client: httpx2.Client, method: str, path: str, content: bytes) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.content) == (200, content if method == "GET" else b"")
    assert response.headers["cache-control"] == "no-store"


def test_metrics_are_text(client: httpx2.Client) -> None:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE govsocial_requests_total counter" in response.text
