"""What an answer depends on: the host and what is accepted, and never who asked before."""

import pytest
from tests.web.cache.asking import fresh, with_header
from tests.web.cache.wire import JSON, Served, get, post, query

SELECT = "SELECT ?s ?t { ?s a ?t } ORDER BY ?s ?t LIMIT 60"


@pytest.mark.parametrize(
    "request_",
    [
        query("SELECT"),
        get("/doc/tool/nothing.ttl"),
        query("ASK {}", "Authorization: Bearer a"),
        query("ASK {}", "Range: bytes=0-3"),
        get("/id/tool/twitter", "Accept-Datetime: Mon, 01 Jun 2009 00:00:00 GMT"),
        get("/metrics"),
        get("/healthz"),
        get("/readyz"),
        query("ASK {}", "If-Match: *"),
        query("ASK {}", "Accept: text/csv"),  # the second of its name
        post("ASK {}", "application/sparql-update"),
        get("/sparql", method="OPTIONS"),
        get("/sparql", method="DELETE"),
    ],
    ids=lambda request: request.decode().replace("\r\n", " ")[:60],
)
def test_what_is_of_one_moment_or_one_client_is_not_kept(served: Served, request_: bytes) -> None:
    with served.connect() as wire:
        assert not any(wire.ask(request_).is_kept for _ in range(4))


def test_nothing_of_one_client_reaches_another(served: Served) -> None:
    request = fresh(served, SELECT)
    with served.connect() as mine, served.connect() as theirs:
        ids = []
        for number in range(4):
            answer = mine.ask(with_header(request, f"X-Request-ID: mine-{number}"))
            assert answer.headers["x-request-id"] == f"mine-{number}"
            ids.append(theirs.ask(request).headers["x-request-id"])
            assert theirs.ask(with_header(request, "X-Forwarded-For: 192.0.2.1")).status == 200
    assert len(set(ids)) == 4
    assert not any(each.startswith("mine") for each in ids)


def test_each_host_and_each_accept_has_its_own_answer(served: Served) -> None:
    text = "SELECT (<a> AS ?x) {}"
    hosts = ("one.example", "two.example")
    for _ in range(3):
        for host in hosts:
            request = query(text, accept="text/csv").replace(b"example.org", host.encode())
            assert f"http://{host}/a" in served.ask(request).body.decode()
        for accept in ("text/csv", JSON, "text/html"):
            assert served.ask(query(text, accept=accept)).headers["content-type"].startswith(accept)
