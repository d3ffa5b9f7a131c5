"""The files of the release over real sockets."""

import hashlib

import httpx2
import pytest
from tests.web.conftest import TURTLE

DIGEST = hashlib.sha256(TURTLE).hexdigest()


def test_the_page_lists_the_files_with_size_and_checksum(client: httpx2.Client) -> None:
    page = client.get("/dumps/").text
    assert '<a href="/dumps/tiny.ttl">' in page
    assert DIGEST in page
    assert f'<td class="number">{len(TURTLE)}</td>' in page


def test_a_file_comes_byte_for_byte_with_its_type_and_tag(client: httpx2.Client) -> None:
    response = client.get("/dumps/tiny.ttl")
    assert response.content == TURTLE
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert response.headers["etag"] == f'"{DIGEST}"'
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_file_that_the_client_has_is_not_sent_again(client: httpx2.Client) -> None:
    response = client.get("/dumps/tiny.ttl", headers={"If-None-Match": f'"{DIGEST}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    response = client.head("/dumps/tiny.ttl")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(TURTLE))


@pytest.mark.parametrize(
    ("name", "content_type"), [("SHA256SUMS", "text/plain; charset=utf-8"), ("manifest.json", "application/json")]
)
def test_what_comes_with_the_dumps_is_there_too(client: httpx2.Client, name: str, content_type: str) -> None:
    response = client.get(f"/dumps/{name}")
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    "name", ["none.ttl", "tiny", "tiny.ttl%00", "..%2Ftiny.ttl", "%2E%2E%2Frelease%2Ftiny.ttl", "."]
)
def test_only_the_exact_name_of_a_file_gives_it(client: httpx2.Client, name: str) -> None:
    assert client.get(f"/dumps/{name}").status_code == 404
