"""What every response carries, and what a script of another site may send."""

import httpx2
import pytest


@pytest.mark.parametrize("path", ["/", "/none", "/sparql", "/dumps/tiny.ttl", "/doc/tool/twitter", "/id/tool/x"])
def test_everything_is_open_to_scripts_and_says_what_it_is(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_script_may_write_with_the_token_and_name_its_request(client: httpx2.Client) -> None:
    headers = client.options("/graphs", headers={"Origin": "https://example.org"}).headers
    allowed = {name.strip().lower() for name in headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "if-match", "x-request-id"} <= allowed
    assert headers["access-control-allow-origin"] == "*"
