"""Plain queries beside the application, over real sockets: whoever leaves, waits, or is handed on."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.web.cache.wire import JSON, Served, get, post, query, serving, until
from tests.web.conftest import DATA

ENDLESS = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(6))
COUNTING = f"SELECT (COUNT(*) AS ?count) {{ {ENDLESS} }}"
STREAMING = f"SELECT * {{ {ENDLESS} }}"
SHORT = "SELECT ('short' AS ?x) {}"
NUMBERS = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcde")
"""A hundred thousand solutions, which take some time to count, or to sort."""


ARGUMENTS = ("--workers", "1", "--long-queries", "0", "--timeout", "6", "--queue-wait", "3", "--grace", "2")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), "--data", str(DATA), *ARGUMENTS) as server:
        yield server


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Served]:
    """One that the test stops."""
    with serving(tmp_path, "--data", str(DATA), *ARGUMENTS) as server:
        yield server


Asking = Callable[..., bytes]


@pytest.fixture(params=["in a manner that is known", "in a new manner"])
def asking(request: pytest.FixtureRequest) -> Asking:
    """As `query`: the request for a text, with header lines that have come before, or that have not.

    They have where a query has been asked so: the test asks the first one for nothing else.
    """
    numbers = count()
    if request.param == "in a new manner":
        return lambda text, *lines, **options: query(text, *lines, f"X-Number: {next(numbers)}", **options)
    return query


_texts = count()


def learn(served: Served, asking: Asking, accept: str = JSON) -> None:
    """Let the server know the manner, where it is not a new one each time."""
    assert served.ask(asking("ASK { <x:y> ?p ?o }", accept=accept)).status == 200


def is_at_work(served: Served) -> bool:
    return served.metrics()["govsocial_queries_running"] >= 1


def is_idle(served: Served) -> bool:
    metrics = served.metrics()
    return metrics["govsocial_queries_running"] == metrics["govsocial_queries_waiting"] == 0


def test_a_client_that_leaves_while_its_query_runs_frees_the_worker(served: Served, asking: Asking) -> None:
    learn(served, asking)
    with served.connect() as wire:
        wire.send(asking(COUNTING))
        until(lambda: is_at_work(served))
    until(lambda: is_idle(served))
    assert served.ask(asking(SHORT)).status == 200


def test_a_client_that_leaves_while_its_query_waits_frees_its_place(served: Served, asking: Asking) -> None:
    learn(served, asking)
    with served.connect() as first:
        first.send(asking(COUNTING))
        until(lambda: is_at_work(served))
        with served.connect() as second:
            second.send(asking("SELECT ('waits' AS ?x) {}"))
            until(lambda: served.metrics()["govsocial_queries_waiting"] == 1)
        until(lambda: served.metrics()["govsocial_queries_waiting"] == 0)
    until(lambda: is_idle(served))
    assert served.ask(asking(SHORT)).status == 200


def test_a_client_that_leaves_in_the_middle_of_an_answer_frees_the_worker(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    for _ in range(3):
        with served.connect() as wire:
            wire.send(asking(STREAMING, accept="text/csv"))
            assert wire.head().startswith(b"HTTP/1.1 200")
            assert wire.chunk()
        until(lambda: is_idle(served))
    assert served.ask(asking(SHORT)).status == 200


def test_a_query_that_fails_or_waits_too_long_says_so_as_the_application_does(served: Served, asking: Asking) -> None:
    learn(served, asking)
    with served.connect() as first, served.connect() as second:
        first.send(asking(COUNTING))
        until(lambda: is_at_work(served))
        started = time.monotonic()
        busy = second.ask(asking("SELECT ('waits too long' AS ?x) {}"))
        assert (busy.status, json.loads(busy.body)["error"]) == (503, "BusyError")
        assert 2 < time.monotonic() - started < 5
        assert busy.headers["retry-after"]
        late = first.answer()
    assert (late.status, json.loads(late.body)["error"]) == (504, "QueryTimeoutError")
    assert served.ask(asking(SHORT)).status == 200
    wrong = served.ask(asking("SELECT * { ?s ?p }"))
    assert (wrong.status, json.loads(wrong.body)["error"]) == (400, "QuerySyntaxError")
    assert {"line", "column"} <= set(json.loads(wrong.body))


@pytest.mark.alone
def test_who_waits_for_a_stream_that_is_handed_on_holds_nobody_up(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    wires = [served.connect() for _ in range(4)]
    for wire in wires:
        wire.send(asking(STREAMING, accept="text/csv"))
    assert wires[0].head().startswith(b"HTTP/1.1 200")
    assert wires[0].chunk()
    for wire in wires:
        wire.socket.close()
    until(lambda: is_idle(served))
    started = time.monotonic()
    assert served.ask(asking(SHORT)).status == 200
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("form", "is_whole"),
    [(f"(SUM(?a + ?b + ?c + ?d) AS ?n) {{ {NUMBERS} }}", True), (f"* {{ {NUMBERS} }} ORDER BY ?e", False)],
)
def test_an_answer_tells_how_long_it_took_from_the_request_on(
    served: Served, asking: Asking, form: str, is_whole: bool
) -> None:
    learn(served, asking)
    answer = served.ask(asking(f"SELECT {form} # {next(_texts)}"))  # not one that is kept
    assert answer.status == 200
    assert ("etag" in answer.headers) == is_whole
    times = dict(each.split(";dur=") for each in answer.headers["server-timing"].split(", "))
    assert 20 < float(times["execution"]) <= float(times["total"])


def test_a_client_that_half_closes_gets_its_answer(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    with served.connect() as wire:
        wire.send(asking(SHORT, accept="text/csv"))
        assert wire.answer().body == b"x\r\nshort\r\n"


@pytest.mark.parametrize("text", [COUNTING, STREAMING])
def test_a_server_that_stops_hangs_for_no_asking(stopped: Served, asking: Asking, text: str) -> None:
    learn(stopped, asking)
    with stopped.connect() as running, stopped.connect() as waiting:
        running.send(asking(text))
        until(lambda: is_at_work(stopped))
        waiting.send(asking(SHORT))
        started = time.monotonic()
        stopped.process.send_signal(signal.SIGTERM)
        assert stopped.process.wait(15) == 0
        assert time.monotonic() - started < 10
        told = waiting.rest()
        assert told.startswith((b"HTTP/1.1 503", b"HTTP/1.1 200"))
        if text == COUNTING:
            assert running.rest().startswith(b"HTTP/1.1 503")


def test_a_short_query_under_way_is_finished_when_the_server_stops(stopped: Served, asking: Asking) -> None:
    learn(stopped, asking, "text/csv")
    with stopped.connect() as wire:
        assert wire.ask(asking(SHORT)).status == 200
        wire.send(asking("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", accept="text/csv"))
        until(lambda: is_at_work(stopped) or is_idle(stopped))
        stopped.process.send_signal(signal.SIGTERM)
        assert wire.rest().startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "request_",
    [
        get("/sparql?query=ASK%20%7B%7D", "Accept: image/png"),
        get("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D"),
        get("/sparql?query=%zz"),
        get("/sparql?query=%ff"),
        get("/sparql?query=ASK%20%7B%7D&timeout=soon"),
        get("/sparql?query=ASK%20%7B%7D&default-graph-uri=nothing"),
        get("/sparql?query=ASK%20%7B%7D&format=nothing"),
        get("/sparql?update=CLEAR%20ALL"),
        post("ASK {}", "text/plain"),
        post("ASK {}", "application/sparql-query; charset=utf-16"),
        query("CLEAR ALL"),
        query("ASK { SERVICE <http://127.0.0.1:1/> {} }"),
    ],
    ids=lambda request: request.decode().split("\r\n")[0][:60],
)
def test_what_the_protocol_forbids_is_refused_as_the_application_refuses_it(served: Served, request_: bytes) -> None:
    by_id = request_.replace(b"\r\n\r\n", b"\r\nX-Request-ID: a\r\n\r\n", 1)  # the ordinary way
    with served.connect() as wire:
        prompt, ordinary = wire.ask(request_), wire.ask(by_id)
    documents = [json.loads(each.body) for each in (prompt, ordinary)]
    for document in documents:
        del document["id"]
    assert prompt.status == ordinary.status >= 400
    assert documents[0] == documents[1]


@pytest.mark.parametrize("text", ["ASK {}", "SELECT ?x { VALUES ?x { 1 2 } }", "DESCRIBE <x:y>", "SELECT * {}"])
@pytest.mark.parametrize("accept", [JSON, "text/csv", "application/ld+json", "*/*", "text/turtle;q=0.5, */*;q=0.1"])
def test_the_answer_is_that_of_the_application(served: Served, text: str, accept: str) -> None:
    with served.connect() as wire:
        first = wire.ask(query(text + "  ", accept=accept))
        prompt = wire.ask(query(text, accept=accept))
        ordinary = wire.ask(query(text + " ", "X-Request-ID: a", accept=accept))
    assert prompt.status == ordinary.status == first.status
    if prompt.status == 200:
        assert (prompt.lasting, prompt.body) == (ordinary.lasting, ordinary.body) == (first.lasting, first.body)


MIDDLING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_what_is_sent_while_a_query_runs_is_answered_after_it_and_in_order(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    with served.connect() as wire:
        wire.send(asking(MIDDLING + f"#{asking}", accept="text/csv"))
        for number in range(3):
            wire.send(asking(f"SELECT ({number} AS ?x) {{}}", accept="text/csv"))
            wire.send(get("/healthz"))
        assert wire.answer().body.startswith(b"n\r\n")
        for number in range(3):
            assert wire.answer().body == b"x\r\n%d\r\n" % number
            assert wire.answer().status == 200


def test_much_that_is_sent_while_a_query_runs_is_answered_too(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    texts = [f"SELECT ({number} AS ?x) {{}} # {'-' * 4_000}" for number in range(60)]
    with served.connect() as wire:
        wire.send(asking(MIDDLING + f" # {asking}", accept="text/csv"))
        for text in texts:
            wire.send(asking(text, accept="text/csv"))
        assert wire.answer().status == 200
        assert [wire.answer().body for _ in texts] == [b"x\r\n%d\r\n" % number for number in range(60)]


def test_a_request_that_is_cut_anywhere_is_answered_once(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    with served.connect() as wire:
        for number, part in enumerate((1, 4, 20, 60, -30, -3, -1)):
            request = asking(f"SELECT ('cut' AS ?x) ({number} AS ?y) {{}}", accept="text/csv")
            wire.send(request[:part])
            time.sleep(0.02)
            wire.send(request[part:])
            assert wire.answer().body == b"x,y\r\ncut,%d\r\n" % number


def test_an_answer_of_many_bytes_is_whole(served: Served, asking: Asking) -> None:
    learn(served, asking, "text/csv")
    digits = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcd")
    with served.connect() as wire:
        assert wire.ask(asking(f"SELECT * {{ {digits} }}", accept="text/csv")).body.count(b"\r\n") == 10_001
        assert wire.ask(asking(SHORT, accept="text/csv")).body == b"x\r\nshort\r\n"
