"""Whether the process is alive."""

import httpx
import pytest


@pytest.mark.parametrize(("method", "content"), [("GET", b"ok\n"), ("HEAD", b"")])
def test_it_answers(client: httpx.Client, method: str, content: bytes) -> None:
    response = client.request(method, "/healthz")
    assert (response.status_code, response.content) == (200, content)
