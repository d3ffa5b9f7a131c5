"""The endpoint over real sockets: each way to ask, each format, and what happens when it goes wrong."""

import html
import json
import re
import socket
import time
from xml.etree import ElementTree

import httpx2
import pyoxigraph
import pytest
from tests.web.conftest import DATA, DEADLINE_SECONDS, raw

SELECT = "SELECT ?tool WHERE { ?claim <https://w3id.org/govsocial/def/govsocial#tool> ?tool } ORDER BY ?tool LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
TOOL = "https://w3id.org/govsocial/id/tool/a%20b"
# A product of all triples with themselves, six times: it does not end.
ENDLESS = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(6))
COUNTING = f"SELECT (COUNT(*) AS ?count) WHERE {{ {ENDLESS} }}"
STREAMING = f"SELECT * WHERE {{ {ENDLESS} }}"


def values(response: httpx2.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["tool"]["value"] for row in response.json()["results"]["bindings"]]


def test_a_query_is_answered_by_each_of_the_three_ways(client: httpx2.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}),
    ]
    assert [values(answer) for answer in answers] == [[TOOL]] * 3


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("accept", "content_type", "start"),
    [
        ("*/*", "application/sparql-results+json", b'{"head":{"vars":["tool"]}'),
        ("application/sparql-results+json", "application/sparql-results+json", b"{"),
        ("application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("text/csv", "text/csv; charset=utf-8", f"tool\r\n{TOOL}\r\n".encode()),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", f"?tool\n<{TOOL}>\n".encode()),
    ],
)
def test_solutions_come_in_each_format(
    client: httpx2.Client, method: str, accept: str, content_type: str, start: bytes
) -> None:
    where = {"params": {"query": SELECT}} if method == "GET" else {"data": {"query": SELECT}}
    response = client.request(method, "/sparql", headers={"Accept": accept}, **where)  # type: ignore[arg-type]  # httpx2
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert response.content.startswith(start)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
    ],
)
def test_graphs_come_in_each_format_and_are_the_same_graph(client: httpx2.Client, name: str, media_type: str) -> None:
    response = client.get("/sparql", params={"query": CONSTRUCT, "format": name})
    assert response.headers["content-type"].partition(";")[0] == media_type
    asked = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": media_type})
    assert asked.headers["content-type"] == response.headers["content-type"]
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    triples = {str(quad.triple) for quad in pyoxigraph.parse(response.content, rdf_format)}
    assert triples == {str(quad.triple) for quad in pyoxigraph.parse(path=DATA)}


def test_what_xml_and_json_say_is_the_same(client: httpx2.Client) -> None:
    xml = client.get("/sparql", params={"query": "ASK {}", "format": "xml"})
    (boolean,) = ElementTree.fromstring(xml.content).iter("{http://www.w3.org/2005/sparql-results#}boolean")  # noqa: S314
    assert boolean.text == "true"
    assert client.get("/sparql", params={"query": "ASK {}", "format": "json"}).json()["boolean"] is True


def test_the_dataset_of_the_request_decides(client: httpx2.Client) -> None:
    graph = "https://w3id.org/govsocial/graph/scheme/status"
    query = "SELECT (COUNT(*) AS ?tool) WHERE { ?s ?p ?o }"
    assert values(client.get("/sparql", params={"query": query, "default-graph-uri": graph})) == ["5"]
    assert values(client.get("/sparql", params={"query": query})) == [
        str(len({quad.triple for quad in pyoxigraph.parse(path=DATA)}))
    ]


@pytest.mark.parametrize("accept", ["*/*", "text/turtle"])
def test_a_bare_get_describes_the_service(client: httpx2.Client, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    quads = pyoxigraph.parse(response.content, pyoxigraph.RdfFormat.TURTLE)
    assert str(client.base_url.join("/sparql")) in {getattr(quad.object, "value", "") for quad in quads}


def test_a_bare_get_of_a_browser_is_a_form(browser: httpx2.Client) -> None:
    response = browser.get("/sparql")
    assert response.status_code == 200
    assert '<textarea id="query" name="query"' in response.text


def test_a_browser_gets_the_answer_as_a_page_with_labels_and_links(browser: httpx2.Client) -> None:
    response = browser.get("/sparql", params={"query": SELECT})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/doc/tool/a%20b"' in response.text
    assert "Tool with a space" in response.text
    assert re.search(r"1 row in \d+ ms\.", response.text)


def test_a_page_shows_a_thousand_rows_a_hundred_at_a_time_and_says_so(browser: httpx2.Client) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    response = browser.get("/sparql", params={"query": query})
    assert "The first 1,000 rows, in " in response.text
    assert (response.text.count("<tr>"), "Page 1 of 10" in response.text) == (101, True)
    last = browser.get("/sparql", params={"query": query, "page": "10"})
    assert (last.text.count("<tr>"), "Page 10 of 10" in last.text) == (101, True)
    assert browser.get("/sparql", params={"query": query, "page": "11"}).status_code == 400


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({}, '<a href="/doc/tool/a%20b" title='),
        ({"iris": "show"}, f'<code class="iri">{TOOL}</code>'),
        ({"view": "raw"}, "&#34;bindings&#34;:[{&#34;tool&#34;:"),
        ({"view": "graph"}, '<a href="/doc/tool/a%20b" title='),  # solutions are no graph: the table it is
    ],
)
def test_each_view_of_an_answer_has_an_address(browser: httpx2.Client, parameters: dict[str, str], shown: str) -> None:
    assert shown in browser.get("/sparql", params={"query": SELECT, **parameters}).text


def test_each_view_and_each_file_of_an_answer_is_linked_and_is_there(browser: httpx2.Client) -> None:
    counting = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type"
    for query, views in ((counting, ["table", "chart", "raw"]), (CONSTRUCT, ["table", "graph", "raw"])):
        text = browser.get("/sparql", params={"query": query}).text
        links = [html.unescape(each) for each in re.findall(r'href="(/sparql\?query=[^"#]*&amp;[^"#]*)', text)]
        assert [each.partition("view=")[2] for each in links if "view=" in each] == views
        assert len([each for each in links if "format=" in each]) == 4
        assert [browser.get(each).status_code for each in links] == [200] * len(links)


def test_an_answer_of_numbers_is_a_chart_and_a_graph_a_diagram(browser: httpx2.Client) -> None:
    counting = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type"
    assert (
        '<svg xmlns="http://www.w3.org/2000/svg" class="figure bars"'
        in browser.get("/sparql", params={"query": counting, "view": "chart"}).text
    )
    assert (
        '<svg xmlns="http://www.w3.org/2000/svg" class="node-link"'
        in browser.get("/sparql", params={"query": CONSTRUCT, "view": "graph"}).text
    )


@pytest.mark.parametrize("parameters", [{"view": "none"}, {"page": "0"}, {"page": "x"}, {"page": "2"}])
def test_a_view_or_a_page_that_there_is_not_is_400(browser: httpx2.Client, parameters: dict[str, str]) -> None:
    response = browser.get("/sparql", params={"query": SELECT, **parameters})
    assert (response.status_code, 'role="alert"' in response.text) == (400, True)


def test_a_query_in_a_body_has_its_answer_without_addresses(browser: httpx2.Client) -> None:
    text = browser.post("/sparql", data={"query": SELECT}).text
    assert "Tool with a space" in text
    assert "view=" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("ASK {}", "Yes"), (CONSTRUCT, "triples in "), ("SELECT * { <a:a> ?b ?c }", "No row fits")],
)
def test_a_page_shows_each_kind_of_answer(browser: httpx2.Client, query: str, shown: str) -> None:
    assert shown in browser.get("/sparql", params={"query": query}).text


def test_a_syntax_error_says_line_and_column(client: httpx2.Client, browser: httpx2.Client) -> None:
    query = "SELECT *\nWHERE { ?s ?p }"
    response = client.get("/sparql", params={"query": query})
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    assert (response.json()["error"], response.json()["line"]) == ("QuerySyntaxError", 2)
    assert 9 <= response.json()["column"] <= 15  # in the triple that has no end
    page = browser.get("/sparql", params={"query": query})
    assert page.status_code == 400
    assert "Line 2, column" in page.text
    assert 'role="alert"' in page.text
    assert "WHERE { ?s ?p }</textarea>" in page.text


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400, "QueryRefusedError"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "QueryRefusedError"),
        ("SELECT * " + "{" * 200 + "}" * 200, 400, "QueryTooComplexError"),
        ("SELECT * {" + " " * 20_000 + "}", 413, "TooLargeError"),
        ("SELECT * { VALUES ?x { " + "1 " * 9_000 + "} ?x }", 400, "QuerySyntaxError"),
    ],
)
def test_a_query_that_is_not_answered_says_why(client: httpx2.Client, query: str, status: int, error: str) -> None:
    response = client.post("/sparql", data={"query": query})
    assert (response.status_code, response.json()["error"], response.json()["status"]) == (status, error, status)


def test_a_body_over_the_limit_is_refused_with_and_without_a_length(client: httpx2.Client) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    whole = client.post("/sparql", content=b"x" * 200_000, headers=headers)
    chunked = client.post("/sparql", content=(b"x" * 1_000 for _ in range(200)), headers=headers)
    assert (whole.status_code, chunked.status_code) == (413, 413)


@pytest.mark.parametrize(
    ("accept", "query", "offered"),
    [
        ("image/png", "ASK {}", "text/turtle"),
        ("text/turtle", "ASK {}", "application/sparql-results+json"),
        ("text/csv", CONSTRUCT, "text/turtle"),
    ],
)
def test_what_the_client_does_not_take_is_406_with_a_list(
    client: httpx2.Client, accept: str, query: str, offered: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 406
    assert offered in response.json()["offered"]


def test_a_body_of_another_type_is_415(client: httpx2.Client) -> None:
    response = client.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"})
    assert response.status_code == 415
    assert "application/sparql-query" in response.headers["accept-post"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_405(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": "ASK {}"})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("encoded", ["query=%zz", "query=%ff", "query=ASK{}&query=ASK{}", "query=ASK{}&timeout=x"])
def test_a_request_that_cannot_be_read_is_400(address: str, encoded: str) -> None:
    answer = raw(address, f"GET /sparql?{encoded} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    head, get = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert client.head("/sparql").status_code == 200


def test_scripts_of_any_site_may_ask(client: httpx2.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    preflight = client.options("/sparql", headers={"Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert client.get("/sparql", params={"query": "nonsense"}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_query_past_its_time_is_504(client: httpx2.Client, accept: str) -> None:
    started = time.monotonic()
    response = client.get("/sparql", params={"query": COUNTING, "timeout": "0.3"}, headers={"Accept": accept})
    assert response.status_code == 504
    assert time.monotonic() - started < 5


def test_an_answer_that_fails_on_the_way_is_cut_and_not_ended(client: httpx2.Client) -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        client.get("/sparql", params={"query": STREAMING, "timeout": "0.3", "format": "csv"})
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_a_client_that_leaves_before_the_answer_frees_the_worker(address: str, client: httpx2.Client) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    target = str(httpx2.URL("/sparql", params={"query": COUNTING}))
    with socket.create_connection((host, int(port)), timeout=DEADLINE_SECONDS) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        # Once the one worker is at work on it, a second query has to wait until its patience ends.
        assert any(_is_kept_waiting(client) for _ in range(1_000))
    started = time.monotonic()
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert time.monotonic() - started < 3  # the query would have run for 8 seconds


def test_a_client_that_leaves_in_the_middle_frees_the_worker(client: httpx2.Client) -> None:
    with client.stream("GET", "/sparql", params={"query": STREAMING}) as response:
        assert next(response.iter_raw()).startswith(b'{"head"')
    started = time.monotonic()
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert time.monotonic() - started < 3


def test_an_old_client_gets_a_whole_answer_with_its_length(address: str) -> None:
    answer = raw(address, b"GET /sparql?query=ASK+%7B%7D HTTP/1.0\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert json.loads(body)["boolean"] is True
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b"transfer-encoding" not in head.lower()


def _is_kept_waiting(client: httpx2.Client) -> bool:
    try:
        client.get("/sparql", params={"query": f"ASK {{}} # {time.monotonic()}"}, timeout=0.5)  # never asked before
    except httpx2.ReadTimeout:
        return True
    return False


@pytest.mark.parametrize("host", ["localhost%zz", "%"])
@pytest.mark.parametrize("target", ["/sparql", "/sparql?query=ASK%7B%7D"])
def test_a_host_that_makes_no_iri_is_the_clients_fault(address: str, host: str, target: str) -> None:
    answer = raw(address, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"no name of a host" in answer
