"""Updates over HTTP: done by those with the token, seen at once, and refused with a reason."""

import httpx2
import pytest

DIRECT = {"Content-Type": "application/sparql-update"}


def count(client: httpx2.Client) -> int:
    answer = client.get(
        "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"}
    )
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_an_update_is_seen_by_the_next_query(writable: httpx2.Client, right: dict[str, str]) -> None:
    before = count(writable)
    answer = writable.post("/update", content="INSERT DATA { <x:seen> <x:p> 1 }", headers=right | DIRECT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert count(writable) == before + 1
    assert (
        writable.post("/update", data={"update": "DELETE WHERE { <x:seen> ?p ?o }"}, headers=right).status_code == 204
    )
    assert count(writable) == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic YTpi"}, 401),
        ({"Authorization": "a-token-of-the-tests"}, 401),
    ],
)
def test_without_the_token_nothing_is_written(writable: httpx2.Client, headers: dict[str, str], status: int) -> None:
    before = count(writable)
    answer = writable.post("/update", content="INSERT DATA { <x:s> <x:p> 1 }", headers=headers | DIRECT)
    assert answer.status_code == status
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "a-token-of-the-tests" not in answer.text
    assert count(writable) == before


@pytest.mark.parametrize(
    ("update", "status", "words"),
    [
        ("INSERT DATA { <x:s> <x:p> }", 400, "update"),
        ("INSERT DATA { <x:s> <x:p> 2 } ; LOAD <http://127.0.0.1:9/>", 403, "fetch nothing"),
        ("INSERT { <x:s> <x:p> ?x } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?x } }", 400, "SERVICE"),
        ("CREATE GRAPH <x:new> ; CREATE GRAPH <x:new>", 409, "graph"),
        ("INSERT DATA { <x:s> <x:p> '" + "x" * 1_100_000 + "' }", 413, "bytes"),
        ("{" * 5_000, 400, "nested"),
    ],
)
def test_what_fails_says_why_and_changes_nothing(
    writable: httpx2.Client, right: dict[str, str], update: str, status: int, words: str
) -> None:
    before = count(writable)
    answer = writable.post("/update", content=update, headers=right | DIRECT)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert count(writable) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_an_update_comes_by_post(writable: httpx2.Client, right: dict[str, str], method: str) -> None:
    answer = writable.request(method, "/update", params={"update": "CLEAR ALL"}, headers=right)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"


def test_a_read_only_server_takes_no_update(client: httpx2.Client, right: dict[str, str]) -> None:
    answer = client.post("/update", content="CLEAR ALL", headers=right | DIRECT)
    assert answer.status_code == 403
    assert "read-only" in answer.json()["detail"]
