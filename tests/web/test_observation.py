"""The id, the times and the line in the log that each request gets, whatever becomes of it."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from fastapi import Request
from tests.web.conftest import DEADLINE_SECONDS, raw, serving

from govsocial.cli.logs import JsonLines
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web import problems
from govsocial.web.app import create_app

Lines = Callable[[int], list[dict[str, object]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """The lines of the log as they are written, and read again, once there are so many.

    The line of a request follows its answer, so a client can be quicker than the log.
    """
    caplog.set_level(logging.INFO, "govsocial")

    def read(count: int) -> list[dict[str, object]]:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while len(found := [each for each in caplog.records if each.name.startswith("govsocial")]) < count:
            assert time.monotonic() < deadline, found
        written = [JsonLines().format(record) for record in found]
        assert len(written) == count
        assert all(line.isascii() and line.isprintable() for line in written)
        return [json.loads(line) for line in written]

    return read


def test_a_request_is_one_line(client: httpx2.Client, lines: Lines) -> None:
    response = client.get("/doc/tool/twitter.ttl", headers={"X-Request-ID": "mine-1"})
    (line,) = lines(1)
    assert {name: line[name] for name in line if name not in ("time", "milliseconds")} == {
        "level": "INFO",
        "logger": "govsocial.web.observation",
        "message": "GET /doc/{kind}/{key:path} 200",
        "id": "mine-1",
        "method": "GET",
        "route": "/doc/{kind}/{key:path}",
        "path": "/doc/tool/twitter.ttl",
        "status": 200,
        "media_type": "text/turtle",
        "complete": True,
        "bytes": len(response.content),
        "client": "127.0.0.1",
    }
    assert isinstance(line["milliseconds"], float)
    assert 0 < line["milliseconds"] < 10_000


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, text: client.get("/sparql", params={"query": text}),
        lambda client, text: client.get("/sparql", params={"query": text}, headers={"Accept": "text/html"}),
        lambda client, text: client.post("/sparql", data={"query": text}),
        lambda client, text: client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query"}),
        lambda client, text: client.post("/update", data={"update": text}, headers={"Authorization": f"Bearer {text}"}),
        lambda client, text: client.get("/queries/who-speaks", params={"tool": text}),
    ],
)
@pytest.mark.parametrize(
    "query", ["ASK { <x:confidential> ?p ?o }", "ASK { confidential", "ASK { SERVICE <x:confidential> {} }"]
)
def test_no_query_and_no_token_is_in_the_log(
    client: httpx2.Client, lines: Lines, ask: Callable[[httpx2.Client, str], httpx2.Response], query: str
) -> None:
    ask(client, query)
    assert "confidential" not in json.dumps(lines(1))


def test_a_path_cannot_forge_a_line(address: str, lines: Lines) -> None:
    raw(address, b"GET /a%0A%1B[31m%7B%22%C2%85%E2%80%A8 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    (line,) = lines(1)
    assert line["path"] == '/a\n\x1b[31m{"\x85\u2028'
    assert line["message"] == "GET none 404"


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_an_error_shows_the_id_that_is_in_the_log(client: httpx2.Client, lines: Lines, accept: str) -> None:
    response = client.get("/doc/tool/none", headers={"Accept": accept})
    (line,) = lines(1)
    assert response.headers["x-request-id"] == line["id"]
    assert str(line["id"]) in response.text
    if accept == "*/*":
        assert response.json()["id"] == line["id"]


def test_a_fault_of_ours_is_answered_openly_and_has_one_id(lines: Lines) -> None:
    app = create_app(WorkerStore((), "r", Settings()), Settings(), (), None)

    @app.get("/fails")
    async def fail(_request: Request) -> None:
        raise ValueError("a secret")

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get("/fails")

    response = asyncio.run(ask())
    fault, request = lines(2)
    assert (response.status_code, request["status"], fault["level"]) == (500, 500, "ERROR")
    assert response.json()["id"] == response.headers["x-request-id"] == fault["id"] == request["id"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert "a secret" in str(fault["exception"])
    assert "secret" not in response.text
    assert problems.PROBLEM.media_type == response.headers["content-type"]


@pytest.mark.parametrize(("path", "names"), [("/healthz", ["total"]), ("/doc/tool", ["queue", "execution", "total"])])
def test_an_answer_says_how_long_it_took_also_to_scripts_of_other_sites(
    client: httpx2.Client, path: str, names: list[str]
) -> None:
    headers = client.get(path).headers
    times = dict(each.split(";dur=") for each in headers["server-timing"].split(", "))
    assert list(times) == names
    assert 0 <= float(times.get("execution", 0)) <= float(times["total"]) < 10_000
    assert headers["timing-allow-origin"] == "*"
    assert {"server-timing", "x-request-id"} <= {
        name.strip().lower() for name in headers["access-control-expose-headers"].split(",")
    }


def test_an_answer_that_is_cut_is_not_complete_in_the_log_and_the_reason_has_its_id(
    lines: Lines, tmp_path: Path
) -> None:
    (tmp_path / "many.nt").write_text("".join(f'<x:s{i}> <x:p> "{"value " * 10}{i}" .\n' for i in range(10_000)))
    settings = Settings(workers=1, spares=1, max_result_bytes=500_000)
    with serving((tmp_path / "many.nt",), settings, tmp_path, None) as address, httpx2.Client() as client:
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get(f"{address}/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert client.get(f"{address}/healthz").status_code == 200
    reason, request, _ = lines(3)
    assert (request["status"], request["complete"]) == (200, False)
    assert "ResultTooLargeError" in str(reason["message"])
    assert reason["id"] == request["id"]
