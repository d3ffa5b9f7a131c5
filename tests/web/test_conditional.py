"""What is made anew for each request has a tag, a date and an address, and is not sent again to who has it."""

import re

import httpx2
import pytest

ADDRESSES = {
    "/": ("text/html", "/"),
    "/sparql": ("text/html", "/sparql?format=html"),
    "/sparql?format=ttl": ("*/*", "/sparql?format=ttl"),
    "/sparql?format=rdf": ("*/*", "/sparql?format=rdf"),
    "/.well-known/void": ("application/ld+json", "/.well-known/void?format=jsonld"),
    "/.well-known/api-catalog": ("*/*", "/.well-known/api-catalog"),
    "/def/context.jsonld": ("*/*", "/def/context.jsonld"),
    "/timemap/dataset": ("*/*", "/timemap/dataset?format=link-format"),
    "/timemap/dumps/": ("application/linkset+json", "/timemap/dumps/?format=linkset"),
}


@pytest.fixture(params=ADDRESSES)
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(client: httpx2.Client, path: str, method: str = "GET", **more: str) -> httpx2.Response:
    return client.request(method, path, headers={"Accept": ADDRESSES[path][0], **more})


def test_it_has_a_strong_tag_a_date_and_an_address_of_its_own(client: httpx2.Client, path: str) -> None:
    response = ask(client, path)
    assert response.status_code == 200
    assert re.fullmatch('"[0-9a-f]{32}"', response.headers["etag"])
    assert response.headers["last-modified"].endswith(" GMT")
    location = ADDRESSES[path][1]
    assert response.headers["content-location"] == location
    assert client.get(location, headers={"Accept": "image/png"}).content == response.content


def test_who_has_it_gets_304(client: httpx2.Client, path: str) -> None:
    first = ask(client, path)
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = ask(client, path, **headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert again.headers.get("vary") == first.headers.get("vary")
        assert again.headers["content-location"] == first.headers["content-location"]
    assert ask(client, path, **{"If-None-Match": '"other"'}).status_code == 200


def test_head_is_get_without_the_body(client: httpx2.Client, path: str) -> None:
    get, head = ask(client, path), ask(client, path, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    of_the_request = {"date": "", "server-timing": "", "x-request-id": ""}
    assert {**head.headers, **of_the_request} == {**get.headers, **of_the_request}


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_the_list_of_files_is_found_again_too(client: httpx2.Client, accept: str) -> None:
    first = client.get("/dumps/", headers={"Accept": accept})
    again = client.get("/dumps/", headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["vary"]) == (304, "Accept, Accept-Encoding")
    assert client.get(first.headers["content-location"]).content == first.content


def test_the_endpoint_leads_to_its_description_in_each_syntax(client: httpx2.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html"})
    for syntax, media_type in (("ttl", "text/turtle"), ("rdf", "application/rdf+xml")):
        link = f'</sparql?format={syntax}>; rel="alternate describedby"; type="{media_type}"'
        assert link in response.headers["link"]
    assert response.links["linkset"]["url"] == "/.well-known/api-catalog"


def test_what_a_write_changes_has_another_tag(writable: httpx2.Client, right: dict[str, str]) -> None:
    first = writable.get("/.well-known/void")
    assert "last-modified" not in first.headers
    headers = {**right, "Content-Type": "text/turtle"}
    writable.put("/graphs?default", content="<http://x/s> <http://x/p> 1 .", headers=headers)
    again = writable.get("/.well-known/void", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
