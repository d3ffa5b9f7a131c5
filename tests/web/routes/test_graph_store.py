"""The Graph Store Protocol over HTTP, on a server that can be written to and on one that cannot."""

import httpx2
import pytest

TURTLE = {"Content-Type": "text/turtle"}
N_TRIPLES = {"Accept": "application/n-triples"}
LINE = '<http://a/s> <http://a/p> "1" .\n'


def test_a_graph_is_made_read_added_to_and_dropped(writable: httpx2.Client, right: dict[str, str]) -> None:
    at = {"graph": "http://a/g"}
    assert writable.put("/graphs", params=at, content=LINE, headers=right | TURTLE).status_code == 201
    assert writable.get("/graphs", params=at, headers=N_TRIPLES).text == LINE
    assert writable.put("/graphs", params=at, content=LINE, headers=right | TURTLE).status_code == 204
    more = LINE.replace("1", "2")
    assert writable.post("/graphs", params=at, content=more, headers=right | TURTLE).status_code == 204
    assert writable.get("/graphs", params=at, headers=N_TRIPLES).text == LINE + more
    assert writable.delete("/graphs", params=at, headers=right).status_code == 204
    assert writable.delete("/graphs", params=at, headers=right).status_code == 404
    assert writable.get("/graphs", params=at).status_code == 404


def test_a_graph_at_its_own_address_is_named_under_the_base(writable: httpx2.Client, right: dict[str, str]) -> None:
    assert (
        writable.put("/graphs/teas/green", content="<#it> <http://a/p> 1 .", headers=right | TURTLE).status_code == 201
    )
    named = writable.get("/graphs", params={"graph": "https://data.example.org/graphs/teas/green"}, headers=N_TRIPLES)
    assert named.text.startswith("<https://data.example.org/graphs/teas/green#it> ")


def test_a_new_graph_has_an_address(writable: httpx2.Client, right: dict[str, str]) -> None:
    answer = writable.post("/graphs", content=LINE, headers=right | TURTLE)
    assert answer.status_code == 201
    assert writable.get(answer.headers["location"], headers=N_TRIPLES).text == LINE


def test_tags_keep_writers_from_overwriting_one_another(writable: httpx2.Client, right: dict[str, str]) -> None:
    address = "/graphs/tagged"
    first = writable.put(address, content=LINE, headers=right | TURTLE | {"If-None-Match": "*"})
    assert first.status_code == 201
    tag = writable.get(address).headers["etag"]
    assert writable.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert writable.head(address).headers["etag"] == tag
    again = writable.put(address, content=LINE, headers=right | TURTLE | {"If-None-Match": "*"})
    assert again.status_code == 412
    changed = writable.put(address, content=LINE.replace("1", "2"), headers=right | TURTLE | {"If-Match": tag})
    assert changed.status_code == 204
    late = writable.put(address, content=LINE, headers=right | TURTLE | {"If-Match": tag})
    assert late.status_code == 412
    assert writable.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        (TURTLE, b"<http://a/s> <http://a/p> .", 400),
        (TURTLE, b"\xff", 400),
        ({"Content-Type": "text/csv"}, b"a,b", 415),
        ({}, b"", 415),
        (TURTLE | {"Content-Encoding": "br"}, b"", 415),
        (TURTLE | {"Content-Encoding": "gzip"}, b"no gzip", 400),
        ({"Content-Type": "application/n-quads"}, b"<x:s> <x:p> <x:o> <x:g> .", 400),
        (TURTLE, b"#" * 200_000, 413),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    writable: httpx2.Client, right: dict[str, str], headers: dict[str, str], content: bytes, status: int
) -> None:
    answer = writable.put("/graphs/refused", content=content, headers=right | headers)
    assert answer.status_code == status
    assert answer.json()["detail"].endswith(".")
    assert writable.get("/graphs/refused").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("target", ["/graphs?default", "/graphs?graph=http://a/g", "/graphs/direct", "/graphs"])
def test_nobody_writes_without_the_token(
    writable: httpx2.Client, client: httpx2.Client, method: str, target: str
) -> None:
    assert writable.request(method, target, content=LINE, headers=TURTLE).status_code == 401
    assert client.request(method, target, content=LINE, headers=TURTLE).status_code == 403
    assert writable.get("/graphs/direct").status_code == 404


def test_a_read_only_server_gives_its_graphs(client: httpx2.Client) -> None:
    whole = client.get("/graphs?default", headers=N_TRIPLES)
    assert whole.status_code == 200
    assert whole.text
    assert client.get("/graphs?graph=http://a/none").status_code == 404
    assert client.get("/graphs").status_code == 400
    assert client.get("/graphs?default", headers={"Accept": "image/png"}).status_code == 406


def test_a_preflight_allows_writes_with_the_token(writable: httpx2.Client) -> None:
    answer = writable.options(
        "/graphs/x", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"}
    )
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
