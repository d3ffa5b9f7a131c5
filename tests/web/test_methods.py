"""Every address says which methods it takes, takes these and no others, and never fails over one."""

import httpx2
import pytest
from tests.web.conftest import raw

READ = {"GET", "HEAD", "OPTIONS"}
ADDRESSES = {
    "/": READ,
    "/sparql": READ | {"POST"},
    "/update": {"POST", "OPTIONS"},
    "/graphs": READ | {"PUT", "POST", "DELETE"},
    "/graphs/a/b": READ | {"PUT", "POST", "DELETE"},
    "/id/tool/twitter": READ,
    "/doc/tool": READ,
    "/doc/tool/twitter.ttl": READ,
    "/def/govsocial": READ,
    "/graph/x": READ,
    "/queries": READ,
    "/queries/who-speaks.csv": READ,
    "/dataset": READ,
    "/dumps/": READ,
    "/openapi.json": READ,
    "/healthz": READ,
    "/readyz": READ,
    "/metrics": READ,
}


def methods(allow: str) -> set[str]:
    return {method.strip() for method in allow.split(",")}


@pytest.mark.parametrize(("path", "taken"), ADDRESSES.items())
def test_an_address_says_which_methods_it_takes(client: httpx2.Client, path: str, taken: set[str]) -> None:
    response = client.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert methods(response.headers["allow"]) == taken
    assert methods(response.headers["access-control-allow-methods"]) == taken


@pytest.mark.parametrize(("path", "taken"), ADDRESSES.items())
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY"])
def test_an_address_takes_these_and_no_others(client: httpx2.Client, path: str, taken: set[str], method: str) -> None:
    response = client.request(method, path)
    assert response.status_code < 500
    assert (response.status_code == 405) is (method not in taken)
    if method not in taken:
        assert methods(response.headers["allow"]) == taken


@pytest.mark.parametrize("path", [path for path, taken in ADDRESSES.items() if "GET" in taken])
def test_head_is_get_without_its_body(client: httpx2.Client, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers.get("content-type") == get.headers.get("content-type")


def test_where_there_is_nothing_no_method_is_taken(client: httpx2.Client) -> None:
    assert client.options("/none").status_code == 404
    assert client.request("TRACE", "/none").status_code == 404


def test_the_server_as_a_whole_can_be_asked(address: str) -> None:
    answer = raw(address, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert b"allow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\n" in answer
