"""The files of the release over real sockets."""

import base64
import hashlib
import json

import httpx2
import pytest
from tests.web.conftest import TURTLE

DIGEST = hashlib.sha256(TURTLE).hexdigest()


@pytest.fixture(scope="module")
def name(client: httpx2.Client) -> str:
    """What the newest release is called."""
    return str(client.get("/dumps/").json()["release"])


def test_the_page_lists_the_files_with_size_and_checksum(browser: httpx2.Client, name: str) -> None:
    response = browser.get("/dumps/")
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert f'<a href="/dumps/{name}/tiny.ttl">' in response.text
    assert DIGEST in response.text
    assert f'<td class="number">{len(TURTLE)}</td>' in response.text


def test_programs_get_the_listing_as_json(client: httpx2.Client, name: str) -> None:
    response = client.get("/dumps/", headers={"Accept": "application/json"})
    assert (response.headers["content-type"], response.headers["vary"]) == (
        "application/json",
        "Accept, Accept-Encoding",
    )
    listing = response.json()
    assert (listing["licence"], listing["issued"], listing["counts"]["triples"]) == ("urn:licence", "2026-11-23", 1)
    files = {file["name"]: file for file in listing["files"]}
    assert files.keys() == {
        "tiny.ttl", "tiny.ttl.gz", "tiny.nq", "tiny-tools.csv", "tiny-csvw.json", "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    for file in files.values():
        content = client.get(file["url"]).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    assert listing["releases"] == [{"release": name, "issued": "2026-11-23", "url": f"/dumps/{name}/"}]


def test_a_release_is_listed_under_its_own_name_too(client: httpx2.Client, name: str) -> None:
    assert client.get(f"/dumps/{name}/").json() == client.get("/dumps/").json()
    missing = client.get("/dumps/2000-01-01-000000000000/")
    assert (missing.status_code, missing.json()["error"]) == (404, "NotFoundError")


@pytest.mark.parametrize("accept", ["text/turtle", "application/xml"])
def test_the_listing_has_no_other_form(client: httpx2.Client, accept: str) -> None:
    assert client.get("/dumps/", headers={"Accept": accept}).status_code == 406


def test_a_file_comes_byte_for_byte_with_its_type_and_tag(client: httpx2.Client, name: str) -> None:
    response = client.get("/dumps/tiny.ttl")
    assert response.content == TURTLE
    headers = response.headers
    assert headers["content-type"] == "text/turtle; charset=utf-8"
    assert headers["content-length"] == str(len(TURTLE))
    assert headers["etag"] == f'"{DIGEST}"'
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-location"] == f"/dumps/{name}/tiny.ttl"
    assert headers["access-control-allow-origin"] == "*"
    assert {"repr-digest", "content-range", "etag"} <= set(
        headers["access-control-expose-headers"].lower().replace(" ", "").split(",")
    )
    assert "last-modified" in headers


def test_the_digest_is_that_of_the_file_as_structured_fields_have_it(client: httpx2.Client) -> None:
    """RFC 9530, with the byte sequence of RFC 8941; the digest is of the whole, whatever part is sent."""
    expected = f"sha-256=:{base64.b64encode(hashlib.sha256(TURTLE).digest()).decode()}:"
    assert client.get("/dumps/tiny.ttl").headers["repr-digest"] == expected
    assert client.get("/dumps/tiny.ttl", headers={"Range": "bytes=1-2"}).headers["repr-digest"] == expected


def test_the_address_of_a_release_never_changes_and_that_of_the_newest_is_asked_anew(
    client: httpx2.Client, name: str
) -> None:
    assert client.get("/dumps/tiny.ttl").headers["cache-control"] == "no-cache"
    assert client.get(f"/dumps/{name}/tiny.ttl").headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_compressed_file_is_sent_as_it_is(client: httpx2.Client) -> None:
    """Not as a coding of what is in it: a client would unpack that, and find another checksum than is listed."""
    response = client.get("/dumps/tiny.ttl.gz", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in response.headers
    assert response.content.startswith(b"\x1f\x8b")


def test_a_table_links_to_its_description(client: httpx2.Client, name: str) -> None:
    expected = f'</dumps/{name}/tiny-csvw.json>; rel="describedby"; type="application/csvm+json"'
    assert expected in client.get("/dumps/tiny-tools.csv").headers["link"]
    assert "tiny-csvw.json" not in client.get("/dumps/tiny.ttl").headers["link"]


def test_a_file_leads_to_its_release_and_its_licence(client: httpx2.Client, name: str) -> None:
    links = client.get("/dumps/tiny.ttl").links
    assert links["collection"]["url"] == f"/dumps/{name}/"
    assert links["license"]["url"] == "urn:licence"


def test_the_list_leads_to_the_files_of_the_whole_graph_and_to_what_describes_them(
    client: httpx2.Client, name: str
) -> None:
    header = client.get("/dumps/").headers["link"]
    assert f'<https://w3id.org/govsocial/dumps/{name}/>; rel="cite-as"' in header
    assert f'</dumps/{name}/tiny.ttl>; rel="item"; type="text/turtle"' in header
    assert f'</dumps/{name}/manifest.json>; rel="describedby"; type="application/json"' in header
    assert "tiny.ttl.gz" not in header
    assert "tiny-tools.csv" not in header


def test_a_file_that_the_client_has_is_not_sent_again(client: httpx2.Client) -> None:
    first = client.get("/dumps/tiny.ttl")
    for headers in (
        {"If-None-Match": f'"{DIGEST}"'},
        {"If-None-Match": f'"other", W/"{DIGEST}"'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        response = client.get("/dumps/tiny.ttl", headers=headers)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == first.headers["etag"]
    assert client.get("/dumps/tiny.ttl", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    response, got = client.head("/dumps/tiny.ttl"), client.get("/dumps/tiny.ttl")
    assert (response.status_code, response.content) == (200, b"")
    of_the_request = ("date", "server-timing", "x-request-id")
    head, get = ({k: v for k, v in each.headers.items() if k not in of_the_request} for each in (response, got))
    assert head == get


@pytest.mark.parametrize(
    ("wanted", "start", "stop"), [("bytes=0-3", 0, 4), ("bytes=10-", 10, None), ("bytes=-5", -5, None)]
)
def test_a_part_of_a_file_is_sent(client: httpx2.Client, wanted: str, start: int, stop: int | None) -> None:
    response = client.get("/dumps/tiny.ttl", headers={"Range": wanted})
    expected = TURTLE[start:stop]
    first = TURTLE.index(expected) if start >= 0 else len(TURTLE) + start
    assert (response.status_code, response.content) == (206, expected)
    assert response.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{len(TURTLE)}"
    assert response.headers["content-length"] == str(len(expected))
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"


def test_a_download_that_was_broken_off_is_taken_up_again(client: httpx2.Client) -> None:
    first = client.get("/dumps/tiny.ttl", headers={"Range": "bytes=0-9"})
    rest = client.get("/dumps/tiny.ttl", headers={"Range": "bytes=10-", "If-Range": first.headers["etag"]})
    assert first.content + rest.content == TURTLE
    whole = client.get("/dumps/tiny.ttl", headers={"Range": "bytes=10-", "If-Range": '"of another state"'})
    assert (whole.status_code, whole.content) == (200, TURTLE)


@pytest.mark.parametrize("wanted", ["bytes=0-1,3-4", "lines=1-2", "bytes=x"])
def test_parts_that_are_not_sent_so_give_the_whole(client: httpx2.Client, wanted: str) -> None:
    response = client.get("/dumps/tiny.ttl", headers={"Range": wanted})
    assert (response.status_code, response.content) == (200, TURTLE)


def test_a_part_behind_the_end_is_a_problem_that_tells_the_size(client: httpx2.Client) -> None:
    response = client.get("/dumps/tiny.ttl", headers={"Range": "bytes=1000-"})
    assert (response.status_code, response.headers["content-range"]) == (416, f"bytes */{len(TURTLE)}")
    problem = json.loads(response.content)
    assert (problem["error"], problem["size_bytes"]) == ("RangeError", len(TURTLE))


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        ("SHA256SUMS", "text/plain; charset=utf-8"),
        ("manifest.json", "application/json"),
        ("tiny-tools.csv", "text/csv; charset=utf-8"),
        ("tiny-csvw.json", "application/csvm+json"),
    ],
)
def test_what_comes_with_the_dumps_is_there_too(client: httpx2.Client, file: str, content_type: str) -> None:
    response = client.get(f"/dumps/{file}")
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    "path",
    [
        "none.ttl", "tiny", "tiny.ttl%00", "..%2Ftiny.ttl", "%2E%2E%2Frelease%2Ftiny.ttl", ".", "TINY.TTL", "tiny.ttl/",
        "{name}/none.ttl", "{name}/..%2Ftiny.ttl", "{name}/.", "{name}/{name}/tiny.ttl", "..%2F{name}/tiny.ttl",
        "{name}", "2000-01-01-000000000000/tiny.ttl", "tiny.ttl.gz.gz", "a" * 10_000,
    ],
)  # fmt: skip
def test_only_the_exact_name_of_a_file_gives_it(client: httpx2.Client, path: str, name: str) -> None:
    assert client.get(f"/dumps/{path.replace('{name}', name)}").status_code == 404
