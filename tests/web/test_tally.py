"""What is answered beside the application has its line in the log, and counts once."""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.cache.wire import Served, get, query, serving, until
from tests.web.conftest import DATA

TEXT = "SELECT ('counted' AS ?x) {}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, "--data", str(DATA)) as server:
        yield server


def of_sparql(line: dict[str, Any]) -> bool:  # Any: JSON values
    return bool(line["route"] == "/sparql")


def test_each_request_has_its_line_with_what_it_was(served: Served) -> None:
    requests = [query(TEXT), query(TEXT, method="HEAD"), query(TEXT, "X-Request-ID: mine"), get("/sparql?query=ASK")]
    with served.connect() as wire:
        answers = [wire.ask(request) for request in requests for _ in range(4)]
        tag = wire.ask(query(TEXT)).headers["etag"]
        answers += [wire.ask(query(TEXT, f"If-None-Match: {tag}")) for _ in range(4)]
    until(lambda: len(served.lines(of_sparql)) == len(answers) + 1)
    lines = {line["id"]: line for line in served.lines(of_sparql) if line["id"] != "mine"}
    for number, answer in enumerate(answers):
        if 8 <= number < 12:
            continue
        line = lines[answer.headers["x-request-id"]]
        assert line["method"] == ("HEAD" if 4 <= number < 8 else "GET")
        assert (line["path"], line["status"], line["client"]) == ("/sparql", answer.status, "127.0.0.1")
        assert (line["bytes"], line["complete"]) == (len(answer.body), True)
        assert line["media_type"] == answer.headers.get("content-type", "").partition(";")[0] or answer.status == 304
        assert line["message"] == f"{line['method']} /sparql {answer.status}"
        assert line["milliseconds"] >= 0
        assert (line["level"], line["logger"]) == ("INFO", "govsocial.web.observation")
        assert line["time"].endswith("+00:00")
    assert len(served.lines(lambda line: line["id"] == "mine")) == 4


def test_lines_of_all_ways_have_the_same_fields(served: Served) -> None:
    with served.connect() as wire:
        for _ in range(4):
            wire.ask(query(TEXT))
        wire.ask(query(TEXT, "X-Request-ID: mine"))
    until(lambda: len(served.lines(of_sparql)) == 5)
    assert len({frozenset(line) for line in served.lines(of_sparql)}) == 1


def test_each_counts_once(served: Served) -> None:
    with served.connect() as wire:
        (size,) = {len(wire.ask(query(TEXT)).body) for _ in range(30)}
        assert [wire.ask(query(TEXT, method="HEAD")).status for _ in range(5)] == [200] * 5
    metrics = served.metrics()
    labels = 'method="GET",route="/sparql"'
    assert metrics[f'govsocial_requests_total{{{labels},status="200"}}'] == 30
    assert metrics['govsocial_requests_total{method="HEAD",route="/sparql",status="200"}'] == 5
    assert metrics[f"govsocial_request_duration_seconds_count{{{labels}}}"] == 30
    assert metrics[f"govsocial_response_bytes_total{{{labels}}}"] == 30 * size
    looked = Counter({each: metrics[f'govsocial_cache_lookups_total{{outcome="{each}"}}'] for each in ("hit", "miss")})
    assert looked == Counter(hit=34, miss=2)  # the metrics themselves are looked for too
    assert metrics["govsocial_requests_running"] == 1  # this one


def test_a_client_cannot_forge_a_line(served: Served) -> None:
    target = "/%22,%22id%22:%22forged%0A%7B"
    with served.connect() as wire:
        for _ in range(4):
            assert wire.ask(get(target)).status == 404
            wire.ask(get('/sparql?query=ASK%20%7B%7D&"', "Accept: text/csv"))
    until(lambda: len(served.lines(lambda _: True)) >= 8)
    assert not served.lines(lambda line: line.get("id") == "forged")


def test_the_last_requests_before_a_stop_have_their_lines(served: Served) -> None:
    with served.connect() as wire:
        ids = [wire.ask(query(TEXT)).headers["x-request-id"] for _ in range(50)]
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(15)
    assert {line["id"] for line in served.lines(of_sparql)} == set(ids)
