"""What is counted is what happened, and a Prometheus server can read it."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_open_metrics
from prometheus_client.parser import text_string_to_metric_families as read_text
from tests.web.conftest import DEADLINE_SECONDS, TOKEN, serving

from govsocial.settings import Settings
from govsocial.store.live import LiveStore
from govsocial.web.app import create_app
from govsocial.web.operations import operations_of

ENDLESS = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?p ?x . ?b ?p ?y . } ORDER BY ?x ?y"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client of a server of its own, over 20,000 triples."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "large.nt").write_text("".join(f'<x:s{i}> <x:p> "{"value " * 10}{i}" .\n' for i in range(20_000)))
    settings = Settings(workers=1, spares=1, timeout=30, worker_memory=512, max_result_bytes=300_000)
    with (
        serving((folder / "large.nt",), settings, folder, None) as address,
        httpx2.Client(base_url=address, timeout=2 * DEADLINE_SECONDS) as client,
    ):
        yield client


Sample = tuple[str, frozenset[tuple[str, str]]]


def sample(name: str, **labels: str) -> Sample:
    """What a sample is found by."""
    return f"govsocial_{name}", frozenset(labels.items())


def values(client: httpx2.Client) -> dict[Sample, float]:
    """The values of all samples."""
    families = read_text(client.get("/metrics").text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def wait_for(client: httpx2.Client, found_by: Sample, value: float) -> None:
    """Ask until it has that value."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while values(client).get(found_by, 0) != value:
        assert time.monotonic() < deadline, values(client)


def ask(client: httpx2.Client, query: str, seconds: float = 30) -> int:
    return client.get("/sparql", params={"query": query, "timeout": seconds}).status_code


def test_requests_are_counted_by_route_method_and_status(measured: httpx2.Client) -> None:
    before = values(measured)
    assert [measured.get("/healthz").status_code for _ in range(3)] == [200] * 3
    assert measured.post("/healthz").status_code == 405
    for path in ("/made-up/by-a-client", "/also/made-up"):
        assert measured.get(path).status_code == 404
    after = values(measured)

    def more(name: str, **labels: str) -> float:
        return after.get(sample(name, **labels), 0) - before.get(sample(name, **labels), 0)

    get = {"route": "/healthz", "method": "GET"}
    assert more("requests_total", **get, status="200") == 3
    assert more("requests_total", route="/healthz", method="POST", status="405") == 1
    assert more("requests_total", route="none", method="GET", status="404") == 2
    assert more("response_bytes_total", **get) == 3 * len("ok\n")
    assert more("request_duration_seconds_count", **get) == 3
    assert more("request_duration_seconds_bucket", **get, le="+Inf") == 3
    assert after[sample("requests_running")] == 1
    assert "made-up" not in str(after)


def test_each_cause_of_a_kill_is_counted(measured: httpx2.Client) -> None:
    assert ask(measured, "ASK {}") == 200
    assert ask(measured, "ASK { ?s ?p ?o FILTER(undefined:f()) }") == 400
    assert ask(measured, ENDLESS, seconds=0.2) == 504
    assert ask(measured, GREEDY) == 503
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(measured, "SELECT * { ?s ?p ?o }")
    with socket.create_connection((measured.base_url.host, int(measured.base_url.port or 0))) as client:
        client.sendall(f"GET /sparql?query={ENDLESS.replace(' ', '+')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_for(measured, sample("queries_running"), 1)
    for cause in ("timeout", "memory", "too large", "left"):
        wait_for(measured, sample("kills_total", cause=cause), 1)
    after = values(measured)
    assert after[sample("query_duration_seconds_count", outcome="answered")] == 1
    assert after[sample("query_duration_seconds_count", outcome="timeout")] == 1
    assert 0.2 <= after[sample("query_duration_seconds_sum", outcome="timeout")] < 2
    wait_for(measured, sample("workers"), 2)
    wait_for(measured, sample("processes_started_total"), 6)
    wait_for(measured, sample("queries_running"), 0)
    assert after[sample("revision_info", revision="tiny")] == 1
    assert after["process_start_time_seconds", frozenset()] <= time.time()


def test_writes_are_counted_by_outcome(writable: httpx2.Client, right: dict[str, str]) -> None:
    update = {"Content-Type": "application/sparql-update"} | right
    assert writable.post("/update", content="INSERT DATA { <x:s> <x:p> 1 }", headers=update).status_code == 204
    assert (
        writable.post("/update", content="CREATE GRAPH <x:g> ; CREATE GRAPH <x:g>", headers=update).status_code == 409
    )
    after = values(writable)
    assert after[sample("write_duration_seconds_count", outcome="done")] == 1
    assert after[sample("write_duration_seconds_count", outcome="refused")] == 1
    assert TOKEN not in str(after)


def test_it_speaks_open_metrics_to_those_who_ask(client: httpx2.Client) -> None:
    response = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "govsocial_requests" in {family.name for family in read_open_metrics(response.text)}  # type: ignore[no-untyped-call]  # the parser has no types


def test_each_application_counts_for_itself(tmp_path: Path) -> None:
    stores = [LiveStore(tmp_path / name, Settings()) for name in ("a", "b")]
    first, second = (create_app(store, Settings(), (), None) for store in stores)
    operations_of(first).metrics.count_connections({"accepted": 7}, lambda: 3)
    text = operations_of(first).metrics.exposition(None)[0].decode()
    assert 'govsocial_connections_total{event="accepted"} 7.0' in text
    assert "govsocial_connections_open 3.0" in text
    assert b"govsocial_connections" not in operations_of(second).metrics.exposition(None)[0]
