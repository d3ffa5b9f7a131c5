"""What every response carries, and the line in the log."""

import logging

import httpx2
import pytest
from tests.web.conftest import raw


@pytest.mark.parametrize("path", ["/", "/none", "/sparql", "/dumps/tiny.ttl", "/doc/tool/twitter", "/id/tool/x"])
def test_everything_is_open_to_scripts_and_says_what_it_is(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("path", "posts"), [("/sparql", True), ("/doc/tool", False)])
def test_options_says_what_may_be_done(client: httpx2.Client, path: str, posts: bool) -> None:
    response = client.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert ("POST" in response.headers["allow"]) is posts


def test_a_request_is_one_line_without_its_query(client: httpx2.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "govsocial.web.headers"):
        client.get("/sparql", params={"query": "ASK {}", "secret": "x"})
    (line,) = (record.message for record in caplog.records if record.name == "govsocial.web.headers")
    assert line.startswith("GET /sparql 200 application/sparql-results+json 26 bytes ")
    assert "secret" not in line


def test_a_path_cannot_forge_a_line_in_the_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "govsocial.web.headers"):
        raw(address, b"GET /a%0Ab HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    (line,) = (record.message for record in caplog.records if record.name == "govsocial.web.headers")
    assert "\n" not in line
