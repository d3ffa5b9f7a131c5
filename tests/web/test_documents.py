"""Documents over real sockets: formats, suffixes, pages, validators, and what is not there."""

import json
import re

import httpx2
import pyoxigraph
import pytest
from fastapi import Request
from tests.web.conftest import TOKEN

from govsocial.errors import NotAcceptableError, RequestError
from govsocial.model.formats import CSV, HTML, JSON_LD, LINKSET_JSON, MARKDOWN, SVG, TURTLE, Format
from govsocial.web.documents import Document, Found, negotiated, without_suffix

RDF = ("ttl", "nt", "jsonld", "rdf")
TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "csv": "text/csv",
    "html": "text/html",
    "md": "text/markdown",
    "svg": "image/svg+xml",
    "linkset": "application/linkset+json",
    "links": "application/linkset",
}


def request(query_string: bytes = b"", accept: bytes = b"*/*") -> Request:
    return Request({"type": "http", "query_string": query_string, "headers": [(b"accept", accept)]})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/doc/tool/x.ttl", ("/doc/tool/x", TURTLE)),
        ("/doc/tool/x.html", ("/doc/tool/x", HTML)),
        ("/doc/tool/x.jsonld", ("/doc/tool/x", JSON_LD)),
        ("/doc/tool/x.csv", ("/doc/tool/x", CSV)),
        ("/doc/tool/x.md", ("/doc/tool/x", MARKDOWN)),
        ("/doc/tool/x.svg", ("/doc/tool/x", SVG)),
        ("/doc/tool/x.linkset", ("/doc/tool/x", LINKSET_JSON)),
        ("/doc/tool/x.nt.ttl", ("/doc/tool/x.nt", TURTLE)),
        ("/doc/tool/x.TTL", ("/doc/tool/x.TTL", None)),
        ("/doc/tool/x.srj", ("/doc/tool/x.srj", None)),
        ("/doc/tool/x.trig", ("/doc/tool/x.trig", None)),
        ("/doc/tool/x.", ("/doc/tool/x.", None)),
        ("/doc/tool/x", ("/doc/tool/x", None)),
        ("/doc/tool/.ttl", ("/doc/tool/.ttl", None)),
        ("/doc/del.icio.us", ("/doc/del.icio.us", None)),
    ],
)
def test_a_suffix_names_a_format(path: str, expected: tuple[str, Format | None]) -> None:
    assert without_suffix(path) == expected


def test_the_parameter_beats_the_header() -> None:
    assert negotiated(request(b"format=jsonld", b"text/html")) is JSON_LD
    assert negotiated(request(b"", b"text/html")) is HTML


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(RequestError):
        negotiated(request(b"format=docx"))
    with pytest.raises(NotAcceptableError):
        negotiated(request(b"format=csv"))


@pytest.mark.parametrize("path", ["/doc/tool/twitter", "/doc/tool", "/def/status", "/graph/scheme/status", "/dataset"])
@pytest.mark.parametrize(("suffix", "media_type"), TYPES.items())
def test_every_document_has_every_format_by_suffix_and_by_accept(
    client: httpx2.Client, path: str, suffix: str, media_type: str
) -> None:
    by_suffix = client.get(f"{path}.{suffix}", headers={"Accept": "image/png"})
    by_accept = client.get(path, headers={"Accept": media_type})
    for response in (by_suffix, by_accept):
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert response.headers["content-location"] == f"{path}.{suffix}"
        assert response.headers["access-control-allow-origin"] == "*"
    assert by_accept.headers["vary"] == "Accept, Accept-Encoding"
    assert by_suffix.headers["vary"] == "Accept-Encoding"
    if suffix != "html":
        assert by_suffix.content == by_accept.content


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/*", "application/n-triples"),
        ("text/markdown, text/html;q=0.9", "text/markdown"),
        ("text/html;q=0.2, text/csv;q=0.3", "text/csv"),
        ("text/turtle;q=0, */*;q=0.1", "application/n-triples"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/png,image/svg+xml,*/*;q=0.8", "text/html"),
        ("image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "image/svg+xml"),
        ("nonsense", "text/turtle"),
        ("text/csv;q=2, text/markdown", "text/markdown"),
    ],
)
def test_the_header_is_read_as_the_standard_has_it(client: httpx2.Client, accept: str, media_type: str) -> None:
    response = client.get("/doc/tool/twitter", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media_type


def test_what_is_not_acceptable_is_answered_with_what_there_is(client: httpx2.Client) -> None:
    response = client.get("/doc/tool/twitter", headers={"Accept": "image/png"})
    assert (response.status_code, response.headers["content-type"]) == (406, "application/problem+json")
    assert set(response.json()["offered"]) == set(TYPES.values())
    for suffix in ("ttl", "csv", "md", "html"):
        assert f'</doc/tool/twitter.{suffix}>; rel="alternate"; type="{TYPES[suffix]}"' in response.headers["link"]


@pytest.mark.parametrize("suffix", ["", *(f".{each}" for each in TYPES)])
def test_what_the_client_has_is_not_sent_again(client: httpx2.Client, suffix: str) -> None:
    first = client.get(f"/doc/tool/twitter{suffix}")
    tag = first.headers["etag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag)
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = client.get(f"/doc/tool/twitter{suffix}", headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"/doc/tool/twitter{suffix}", headers={"If-None-Match": '"x"'}).status_code == 200


def test_each_representation_has_a_tag_of_its_own(client: httpx2.Client) -> None:
    tags = [client.get(f"/doc/tool/{key}.{suffix}").headers["etag"] for suffix in TYPES for key in ("twitter", "a%20b")]
    assert len(set(tags)) == 2 * len(TYPES)


@pytest.mark.parametrize("suffix", TYPES)
def test_head_is_get_without_the_body(client: httpx2.Client, suffix: str) -> None:
    get, head = client.get(f"/doc/unit/new.{suffix}"), client.head(f"/doc/unit/new.{suffix}")
    assert (head.status_code, head.content) == (200, b"")
    of_the_request = {"date": "", "server-timing": "", "x-request-id": ""}
    assert {**head.headers, **of_the_request} == {**get.headers, **of_the_request}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?page=1", 200),
        ("?page=2", 404),
        ("?page=0", 400),
        ("?page=-1", 400),
        ("?page=x", 400),
        ("?page=", 400),
        ("?page=1&page=1", 400),
        ("?page=99999999999", 400),
        ("?page=%F1", 400),
        ("?format=docx", 400),
        ("?format=json", 406),
    ],
)
def test_a_page_that_there_is_not(client: httpx2.Client, query: str, status: int) -> None:
    assert client.get(f"/doc/tool/twitter.ttl{query}").status_code == status


@pytest.mark.parametrize("suffix", TYPES)
def test_a_retired_thing_is_gone_and_says_what_has_replaced_it(client: httpx2.Client, suffix: str) -> None:
    response = client.get(f"/doc/unit/old.{suffix}")
    assert response.status_code == 410
    assert re.search("unit[/:]new", response.text)
    assert response.headers["content-type"].partition(";")[0] == TYPES[suffix]


def test_the_page_of_a_retired_thing_leads_on(browser: httpx2.Client) -> None:
    named = browser.get("/id/unit/old")
    response = browser.get(named.headers["location"])
    assert (named.status_code, response.status_code) == (303, 410)
    assert "<strong>This is retired.</strong>" in response.text
    assert '<a href="/doc/unit/new"' in response.text
    assert (
        '<https://w3id.org/govsocial/id/unit/new>; rel="http://purl.org/dc/terms/isReplacedBy"'
        in response.headers["link"]
    )


def test_a_write_changes_the_tag_and_the_answer(writable: httpx2.Client, right: dict[str, str]) -> None:
    graph = "<https://data.example.org/id/tool/x> <http://x/p> {} ."
    address = {"default": ""}
    headers = {**right, "Content-Type": "text/turtle"}
    assert TOKEN in right["Authorization"]
    assert writable.put("/graphs", params=address, content=graph.format(1), headers=headers).status_code < 300
    first = writable.get("/doc/tool/x.nt")
    assert "last-modified" not in first.headers
    assert writable.get("/doc/tool/x.nt", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert writable.put("/graphs", params=address, content=graph.format(2), headers=headers).status_code < 300
    second = writable.get("/doc/tool/x.nt", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]
    assert '"2"' in second.text


@pytest.mark.parametrize("suffix", RDF)
def test_a_document_says_which_dataset_it_is_from_and_what_it_is_about(client: httpx2.Client, suffix: str) -> None:
    store = pyoxigraph.Store()
    syntax = pyoxigraph.RdfFormat.from_media_type(TYPES[suffix])
    assert syntax is not None
    store.load(client.get(f"/doc/tool/twitter.{suffix}").content, syntax)
    base, document = "https://w3id.org/govsocial/", pyoxigraph.NamedNode("https://w3id.org/govsocial/doc/tool/twitter")
    said = {(quad.predicate.value, quad.object) for quad in store.quads_for_pattern(document, None, None)}
    assert said == {
        ("http://rdfs.org/ns/void#inDataset", pyoxigraph.NamedNode(f"{base}dataset")),
        ("http://xmlns.com/foaf/0.1/primaryTopic", pyoxigraph.NamedNode(f"{base}id/tool/twitter")),
    }


def test_data_that_has_no_dataset_of_ours_has_documents_that_are_from_none(
    writable: httpx2.Client, right: dict[str, str]
) -> None:
    content = "<https://data.example.org/id/tool/y> <http://x/p> 1 ."
    writable.put("/graphs?default", content=content, headers={**right, "Content-Type": "text/turtle"})
    assert "inDataset" not in writable.get("/doc/tool/y.nt").text


def test_what_is_remembered_to_be_there_is_of_one_revision() -> None:
    found, document = Found(), Document("http://x/a", "/doc/a")
    found.put("one", "/doc/a.ttl", document)
    assert found.get("one", "/doc/a.ttl") is document
    assert found.get("two", "/doc/a.ttl") is None
    found.put("two", "/doc/b", document)
    assert found.get("one", "/doc/a.ttl") is None


def test_what_a_write_takes_away_is_not_found_any_more(writable: httpx2.Client, right: dict[str, str]) -> None:
    headers = {**right, "Content-Type": "text/turtle"}
    address = {"default": ""}
    content = "<https://data.example.org/id/tool/z> <http://x/p> 1 ."
    for _ in range(2):
        writable.put("/graphs", params=address, content=content, headers=headers)
        first = writable.get("/doc/tool/z.nt")
        again = writable.get("/doc/tool/z.nt", headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        assert writable.delete("/graphs", params=address, headers=right).status_code < 300
        assert writable.get("/doc/tool/z.nt", headers={"If-None-Match": first.headers["etag"]}).status_code == 404


def test_the_context_is_served(client: httpx2.Client) -> None:
    response = client.get("/def/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert json.loads(response.text)["@context"]["gs"] == "https://w3id.org/govsocial/def/govsocial#"
