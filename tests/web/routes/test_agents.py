"""`/mcp` over real sockets, as programs and as pages in a browser ask it."""

import json
from typing import Any

import httpx2
import pytest

MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "who-speaks", "arguments": {}}}
TYPES = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


def post(client: httpx2.Client, message: object, **headers: str) -> httpx2.Response:
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.post("/mcp", content=content, headers={**TYPES, **headers})


def called(client: httpx2.Client, name: str, arguments: dict[str, object]) -> Any:  # Any: JSON
    params = {"name": name, "arguments": arguments}
    return post(client, {**MESSAGE, "params": params}).json()["result"]


def test_a_message_is_answered_without_a_session(client: httpx2.Client) -> None:
    response = post(client, MESSAGE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert "mcp-session-id" not in response.headers
    (content,) = response.json()["result"]["content"]
    assert content["text"] == client.get("/queries/who-speaks.csv").text


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_streams_and_no_sessions_to_end(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/mcp", headers=TYPES)
    assert (response.status_code, response.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "null", "http://[", ""])
def test_pages_of_other_sites_are_refused(client: httpx2.Client, origin: str) -> None:
    response = post(client, MESSAGE, Origin=origin)
    assert response.status_code == 403
    assert "other sites" in response.json()["detail"]


@pytest.mark.parametrize("origin", ["http://localhost:6274", "http://127.0.0.1", "http://[::1]:8000"])
def test_pages_of_this_machine_are_not(client: httpx2.Client, origin: str) -> None:
    assert post(client, MESSAGE, Origin=origin).status_code == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "none"}', 200),
        (b"[" * 9999, 400),
    ],
)
def test_what_is_no_message_is_an_error_of_the_client(client: httpx2.Client, content: bytes, status: int) -> None:
    response = post(client, content)
    assert response.status_code == status
    assert "error" in response.json()


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Accept": "text/turtle"}, 406), ({"Content-Type": "text/plain"}, 415), ({"Accept": "*/*"}, 200),
     ({"Accept": "application/json"}, 200), ({"Content-Type": "application/json; charset=utf-8"}, 200)],
)  # fmt: skip
def test_a_message_and_its_answer_are_json(client: httpx2.Client, headers: dict[str, str], status: int) -> None:
    response = post(client, MESSAGE, **headers)
    assert response.status_code == status
    expected = "application/json" if status == 200 else "application/problem+json"
    assert response.headers["content-type"] == expected


def test_a_message_that_is_too_large_is_not_read(client: httpx2.Client) -> None:
    response = post(client, b" " * 300_000)
    assert (response.status_code, response.json()["error"]) == (413, "TooLargeError")


def test_a_query_past_its_bounds_is_refused_with_the_reason(client: httpx2.Client) -> None:
    result = called(client, "sparql", {"query": "SELECT * { ?a ?b ?c }" + " " * 20_000})
    assert result["isError"]
    assert result["content"][0]["text"] == "The query has 20,021 bytes; 20,000 are allowed."


def test_nothing_can_be_written(client: httpx2.Client) -> None:
    result = called(client, "sparql", {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"})
    assert result["isError"]
    assert client.get("/sparql", params={"query": "ASK { <urn:a> ?b ?c }"}).json()["boolean"] is False


def test_search_describe_and_vocabulary_lead_from_a_word_to_all_of_a_thing(client: httpx2.Client) -> None:
    found = json.loads(called(client, "search", {"words": "TWITER", "kind": "tool"})["content"][0]["text"])
    assert found["results"][0]["iri"] == "https://w3id.org/govsocial/id/tool/twitter"
    told = called(client, "describe", {"thing": "https://w3id.org/govsocial/id/tool/twitter"})["content"][0]["text"]
    assert told.startswith("# Twitter\n")
    assert "FCO uses Twitter" in told
    words = called(client, "vocabulary", {"kind": "class", "words": "tooluse"})["content"][0]["text"]
    assert words.splitlines() == ["curie,kind,label,comment,domain,range,count", "gs:ToolUse,class,,,,,2"]


@pytest.mark.parametrize("words", ['"', "\\", "x\ny", '") } INSERT DATA {', "?words", "\u0000"])
def test_words_for_a_search_are_words_and_nothing_else(client: httpx2.Client, words: str) -> None:
    result = called(client, "search", {"words": words})
    by_address = client.get("/search", params={"q": words, "limit": "20", "format": "json"}).json()
    assert result["isError"] is False
    assert json.loads(result["content"][0]["text"]) == by_address
