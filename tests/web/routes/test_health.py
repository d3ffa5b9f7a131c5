"""Whether the process is alive."""

import httpx2
import pytest


@pytest.mark.parametrize(("method", "content"), [("GET", b"ok\n"), ("HEAD", b"")])
def test_it_answers(client: httpx2.Client, method: str, content: bytes) -> None:
    response = client.request(method, "/healthz")
    assert (response.status_code, response.content) == (200, content)
