"""Things and their documents over real sockets."""

import httpx2
import pyoxigraph
import pytest
from tests.web.conftest import raw

BASE = "https://w3id.org/govsocial/"


def graph(response: httpx2.Response) -> set[str]:
    assert response.status_code == 200, response.text
    rdf_format = pyoxigraph.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    assert rdf_format is not None
    return {str(quad.triple) for quad in pyoxigraph.parse(response.content, rdf_format)}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/tool/twitter", "/doc/tool/twitter"),
        ("/id/tool", "/doc/tool"),
        ("/id/claim/2009-06/x", "/doc/claim/2009-06/x"),
        ("/id/tool/a%20b?format=ttl", "/doc/tool/a%20b?format=ttl"),
        ("/id/tool/caf%C3%A9", "/doc/tool/caf%C3%A9"),
        ("/id/id/id/x", "/doc/id/id/x"),
    ],
)
def test_a_name_leads_to_its_document(client: httpx2.Client, method: str, path: str, location: str) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.headers["location"]) == (303, location)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html", "text/html"),
    ],
)
def test_a_document_is_negotiated(client: httpx2.Client, accept: str, media_type: str) -> None:
    response = client.get("/doc/tool/twitter", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in response.headers["vary"]


def test_a_document_is_the_same_graph_by_suffix_parameter_and_negotiation(client: httpx2.Client) -> None:
    graphs = [graph(client.get(f"/doc/claim/fco-twitter.{suffix}")) for suffix in ("ttl", "nt", "jsonld", "rdf")]
    graphs.append(graph(client.get("/doc/claim/fco-twitter", params={"format": "rdf"})))
    assert all(each == graphs[0] for each in graphs)
    assert any(f"<{BASE}id/claim/fco-twitter> <{BASE}def/govsocial#tool>" in triple for triple in graphs[0])


def test_a_suffix_beats_the_header(client: httpx2.Client) -> None:
    response = client.get("/doc/tool/twitter.html", headers={"Accept": "text/turtle"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_key_that_ends_like_a_suffix_is_a_key(client: httpx2.Client) -> None:
    assert any("Tool like a file" in triple for triple in graph(client.get("/doc/tool/name.ttl")))
    assert graph(client.get("/doc/tool/name.ttl.nt")) == graph(client.get("/doc/tool/name.ttl"))


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/doc/tool/a%20b", "id/tool/a%20b"),
        ("/doc/tool/caf%C3%A9", "id/tool/café"),
        ("/doc/tool/caf%c3%a9.nt", "id/tool/café"),
    ],
)
def test_odd_iris_have_documents(client: httpx2.Client, path: str, iri: str) -> None:
    triples = graph(client.get(path, headers={"Accept": "application/n-triples"}))
    assert any(triple.startswith(f"<{BASE}{iri}> ") for triple in triples)


def test_what_is_not_acceptable_is_406_with_a_list(client: httpx2.Client) -> None:
    response = client.get("/doc/tool/twitter", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert set(response.json()["offered"]) >= {"text/turtle", "text/html"}


@pytest.mark.parametrize("path", ["/doc/tool/none", "/doc/none/x", "/doc/none", "/doc/tool/twitter/", "/doc/tool/"])
def test_what_is_unknown_is_404_as_problem_and_as_page(
    client: httpx2.Client, browser: httpx2.Client, path: str
) -> None:
    problem = client.get(path)
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
    assert problem.json()["error"] == "NotFoundError"
    page = browser.get(path)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Not found</h1>" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/doc/tool/../../../etc/passwd",
        "/doc/tool/%2e%2e/%2e%2e/etc/passwd",
        "/doc/tool/%00",
        "/doc/tool/%FF%FE",
        "/doc/tool/%zz",
        "/doc/tool/%3E%7D",
        "/doc/tool/%22%3E%3Cscript%3E",
        "/doc/tool/a>b",
        "/doc/tool/a}b{c|d^e`f\\g",
        "/doc//twitter",
        "/doc/%2F/x",
        "//doc/tool/twitter",
        "/doc/tool/%ED%A0%80",
        "/doc/tool/" + "a" * 5_000,
        "/id/%0d%0aSet-Cookie:%20a=b/x",
        "/id//example.org/x",
        "/graph/%3E",
        "/def/%3E",
        "/queries/%3E",
        "/dumps/..%2F..%2Fetc%2Fpasswd",
        "/doc/tool/twitter?format=%zz",
    ],
)
def test_odd_paths_are_never_our_fault(address: str, path: str) -> None:
    answer = raw(address, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    status = int(answer.split(b" ", 2)[1])
    assert status in (200, 303, 400, 404)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"set-cookie" not in head.replace(b"%0d%0aset-cookie", b"")
    assert b"root:" not in answer


def test_a_set_lists_its_members(client: httpx2.Client, browser: httpx2.Client) -> None:
    triples = graph(client.get("/doc/tool"))
    member = "<http://www.w3.org/2000/01/rdf-schema#member>"
    assert f"<{BASE}id/tool> {member} <{BASE}id/tool/twitter>" in triples
    assert sum(member in triple for triple in triples) == 5
    page = browser.get("/doc/tool")
    assert '<a href="/doc/tool/caf%C3%A9"' in page.text
    assert graph(client.get("/doc/tool.nt")) == triples


def test_the_page_of_a_claim_shows_its_evidence(browser: httpx2.Client) -> None:
    page = browser.get("/doc/claim/fco-twitter").text
    assert "<h1>FCO uses Twitter</h1>" in page
    assert "Characters 5 to 9" in page
    assert 'href="https://example.org/post#:~:text=foo"' in page
    assert "2c26b46b" in page


def test_the_page_of_a_thing_shows_the_claims_that_mention_it(browser: httpx2.Client) -> None:
    page = browser.get("/doc/tool/twitter").text
    table = page.partition('<table class="claims">')[2].partition("</table>")[0]
    assert '<a href="/doc/claim/fco-twitter"' in table
    assert '<span class="tag use">In use</span>' in table
    assert '<span class="tag refused">No demand</span>' in table


def test_the_page_of_a_thing_says_what_refers_to_it_and_from_where(browser: httpx2.Client) -> None:
    page = browser.get("/doc/organisation/dcms").text
    assert '<a href="/doc/claim/dcms-twitter"' in page
    assert '<a href="/graph/snapshot/tiny"' in page
    assert "<h1>DCMS</h1>" in page


def test_terms_of_the_data_never_become_markup_or_script(browser: httpx2.Client) -> None:
    response = browser.get("/doc/tool/hostile")
    assert "<script>" not in response.text
    assert "<img" not in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.text
    assert 'href="javascript:' not in response.text
    assert "javascript:alert(3)" in response.text
    assert "onclick=&#39;" in response.text or "&#39;onclick=&#39;" in response.text
    assert 'href="https://example.org/ok"' in response.text
    assert "from outside the source" in response.text


def test_pages_keep_the_browser_to_what_we_sent(browser: httpx2.Client) -> None:
    headers = browser.get("/doc/tool/hostile").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/doc/tool/twitter", "/doc/tool", "/doc/tool/twitter.html"])
def test_head_is_get_without_the_body(client: httpx2.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
