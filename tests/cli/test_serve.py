"""Tests of govsocial.cli.serve: a real server, started, asked and stopped as a user would."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]

DEADLINE_SECONDS = 30
FIRST_ANSWER_SECONDS = 3
ROOT = Path(__file__).parents[2]
TRIES = 5


def address_of(server: "subprocess.Popen[str]") -> str:
    """The address that the server prints when it is ready."""
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found is not None, f"{line}{server.communicate(timeout=DEADLINE_SECONDS)}"
    return found[0]


def ask(address: str, query: str) -> object:
    """The answer to an ASK query, or the value of the one binding of a SELECT query."""
    url = f"{address}/sparql?{urllib.parse.urlencode({'query': query})}"
    request = urllib.request.Request(url, headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as response:
        document = json.load(response)
    if "boolean" in document:
        return document["boolean"]
    ((binding,),) = ((row.values(),) for row in document["results"]["bindings"])
    return next(iter(binding))["value"]


def children_of(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that this one has started, and those that they have."""
    return _descendants(process.pid)


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


def is_running(pid: int) -> bool:
    """Whether there is such a process that is not only waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_query_calls_another_server_that_is_allowed_and_no_other(start: Start, tiny: Path) -> None:
    other, unasked = (start("serve", "--port", "0", "--workers", "1", "--data", str(tiny)) for _ in range(2))
    allowed, not_allowed = (f"{address_of(each)}/sparql" for each in (other, unasked))
    calling = address_of(start("serve", "--port", "0", "--workers", "1", "--service-allow", allowed))
    call = "SELECT ?label {{ SERVICE <{}> {{ <http://example.org/a> <http://example.org/label> ?label }} }}"
    assert ask(calling, call.format(allowed)) == "café"
    with pytest.raises(urllib.error.HTTPError, match="400"):
        ask(calling, call.format(not_allowed))
    other.kill()
    other.wait(DEADLINE_SECONDS)
    with pytest.raises(urllib.error.HTTPError, match="502"):
        ask(calling, call.format(allowed))


def test_with_no_arguments_the_bundled_graph_is_served(start: Start) -> None:
    address = address_of(start("serve", "--port", "0"))
    assert ask(address, "ASK { <https://w3id.org/govsocial/id/tool/twitter> ?property ?value }") is True


def test_what_to_try_next_is_printed_and_works(start: Start) -> None:
    server = start("serve", "--port", "0")
    address = address_of(server)
    assert server.stdout is not None
    browser, question, entity = (server.stdout.readline() for _ in range(3))
    assert f"{address}/" in browser
    for line in (question, entity):
        command = line[line.index("curl ") :].replace("curl ", "curl --silent --fail ")
        shown = subprocess.run(
            ["sh", "-c", command], capture_output=True, encoding="utf-8", timeout=DEADLINE_SECONDS, check=True
        )
        assert "govsocial" in shown.stdout


def test_the_files_are_there_soon_after_the_first_answer(start: Start) -> None:
    address = address_of(start("serve", "--port", "0"))
    with urllib.request.urlopen(f"{address}/dumps/govsocial.ttl", timeout=DEADLINE_SECONDS) as response:
        assert b"\ntool:twitter a " in response.read()


def test_older_releases_stay_reachable_and_are_found_by_date(start: Start, run: Run, scratch: Path) -> None:
    """Two releases of the bundled sources, the second after a change in later years."""
    run("build", "--out", "releases/a")
    change_in_2030(scratch / "sources")
    assert run("build", "--sources", "sources", "--out", "releases/b").stderr == ""
    address = address_of(start("serve", "--port", "0", "--release", "releases"))
    with urllib.request.urlopen(f"{address}/dumps/", timeout=DEADLINE_SECONDS) as response:
        newest, older = (each["url"] for each in json.load(response)["releases"])
    dates = {"Thu, 31 Jan 2030 00:00:00 GMT": "b", "Wed, 30 Jan 2030 23:59:59 GMT": "a"}
    by_date = [("/timegate/dumps/govsocial.ttl", folder, date) for date, folder in dates.items()]
    by_name = [(f"{url}govsocial.ttl", folder, "") for url, folder in ((newest, "b"), (older, "a"), ("/dumps/", "b"))]
    for path, folder, date in (*by_name, *by_date):
        request = urllib.request.Request(address + path, headers={"Accept-Datetime": date} if date else {})
        with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as response:
            assert response.read() == (scratch / "releases" / folder / "govsocial.ttl").read_bytes()


def change_in_2030(sources: Path) -> None:
    """Copy the bundled sources, and date their last change."""
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / folder, sources / folder)
    about = sources / "data" / "dataset.ttl"
    text, changes = re.subn(r'(dcterms:modified )"[^"]*"', r'\1"2030-01-31"', about.read_text())
    assert changes == 1
    about.write_text(text)


@pytest.mark.alone
def test_the_first_answer_comes_within_three_seconds_of_the_start(start: Start) -> None:
    """The best of some tries: no other test runs beside it, but the machine may have other work."""
    fastest = float("inf")
    for _ in range(TRIES):
        started_at = time.monotonic()
        server = start("serve", "--port", "0")
        assert ask(address_of(server), "ASK { ?subject ?property ?value }") is True
        fastest = min(fastest, time.monotonic() - started_at)
        server.terminate()
        server.communicate(timeout=DEADLINE_SECONDS)
        if fastest < FIRST_ANSWER_SECONDS:
            break
    assert fastest < FIRST_ANSWER_SECONDS


def test_other_rdf_is_served_from_several_files(start: Start, tiny: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.nq"
    more.write_text("<http://example.org/c> <http://example.org/p> <http://example.org/d> <http://example.org/g> .\n")
    address = address_of(start("serve", "--port", "0", "--data", str(tiny), "--data", str(more)))
    assert ask(address, "SELECT (COUNT(*) AS ?count) { ?subject ?property ?value }") == "4"


def test_a_release_is_served(run: Run, start: Start, scratch: Path) -> None:
    assert run("build", "--out", "release", "--base-iri", "https://data.example.org/").stderr == ""
    address = address_of(start("serve", "--port", "0", "--release", str(scratch / "release")))
    assert ask(address, "ASK { <https://data.example.org/id/tool/twitter> ?property ?value }") is True


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_server_leaves_nothing_behind(start: Start, temporary: Path, stop: signal.Signals) -> None:
    server = start("serve", "--port", "0")
    address = address_of(server)
    workers = children_of(server)
    assert len(workers) >= 2
    os.killpg(server.pid, stop)  # the whole group, as a terminal does it
    _, errors = server.communicate(timeout=DEADLINE_SECONDS)
    assert (server.returncode, errors) == (0, "")
    assert not any(is_running(pid) for pid in workers)
    assert list(temporary.iterdir()) == []
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=DEADLINE_SECONDS)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_server_stopped_before_it_is_ready_leaves_nothing_behind(
    start: Start, temporary: Path, stop: signal.Signals
) -> None:
    server = start("serve", "--port", "0")
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not any(temporary.glob("*/*")) and time.monotonic() < deadline:
        pass  # it assembles a release, and begins to write it
    server.send_signal(stop)
    _, errors = server.communicate(timeout=DEADLINE_SECONDS)
    assert errors == ""
    assert server.returncode == 0
    assert list(temporary.iterdir()) == []


def counting(patterns: int) -> str:
    """A query that counts 3 to the power of so many over the three triples of `tiny`; 13 take some seconds."""
    return "SELECT (COUNT(*) AS ?count) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(patterns)) + " }"


def connected(address: str) -> socket.socket:
    """A connection to a server."""
    parts = urllib.parse.urlsplit(address)
    return socket.create_connection((str(parts.hostname), int(parts.port or 0)), DEADLINE_SECONDS)


def is_listening(address: str) -> bool:
    """Whether a server takes connections."""
    try:
        connected(address).close()
    except ConnectionRefusedError:
        return False
    return True


def get(query: str) -> bytes:
    """The request for the answer to a query."""
    return f"GET /sparql?{urllib.parse.urlencode({'query': query})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def received(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    chunks: list[bytes] = []
    while chunk := client.recv(65_536):
        chunks.append(chunk)
    return b"".join(chunks)


def wait_for(address: str, sample: str) -> None:
    """Read the metrics until this sample is among them."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/metrics", timeout=DEADLINE_SECONDS) as response:
            if sample in response.read().decode().splitlines():
                return
    pytest.fail(f"{sample} never came")


def test_a_query_that_runs_when_the_server_stops_is_answered_and_what_comes_after_it_is_sent_elsewhere(
    start: Start, tiny: Path
) -> None:
    server = start("serve", "--port", "0", "--data", str(tiny), "--timeout", "60", "--grace", "60")
    address = address_of(server)
    with connected(address) as client:
        client.sendall(get(counting(13)) + b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_for(address, "govsocial_queries_running 1.0")
        server.send_signal(signal.SIGTERM)
        first, second = received(client).split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"200 ")
    assert f'"{3**13}"'.encode() in first
    head, _, body = first.partition(b"\r\n\r\n")
    has_length = f"\r\ncontent-length: {len(body)}\r\n".encode() in head + b"\r\n"
    is_in_chunks = b"\r\ntransfer-encoding: chunked" in head and body.endswith(b"\r\n0\r\n\r\n")
    assert has_length or is_in_chunks  # whole, whether its end came with its beginning or after it
    assert second.startswith(b"503 ")
    assert b"The server is stopping." in second
    server.communicate(timeout=DEADLINE_SECONDS)
    assert server.returncode == 0


def test_a_query_that_takes_longer_than_the_grace_is_refused(start: Start, tiny: Path) -> None:
    server = start("serve", "--port", "0", "--data", str(tiny), "--timeout", "600", "--grace", "0.5")
    address = address_of(server)
    with connected(address) as client:
        client.sendall(get(counting(25)))
        wait_for(address, "govsocial_queries_running 1.0")
        server.send_signal(signal.SIGTERM)
        assert received(client).startswith(b"HTTP/1.1 503 ")
    server.communicate(timeout=DEADLINE_SECONDS)
    assert server.returncode == 0


def test_a_second_signal_ends_at_once(start: Start, tiny: Path) -> None:
    server = start("serve", "--port", "0", "--data", str(tiny), "--timeout", "600", "--grace", "600")
    address = address_of(server)
    with connected(address) as client:
        client.sendall(get(counting(25)))
        wait_for(address, "govsocial_queries_running 1.0")
        server.send_signal(signal.SIGTERM)
        while is_listening(address):
            pass  # until it has heard the first one
        server.send_signal(signal.SIGTERM)
        with contextlib.suppress(ConnectionResetError):  # it may be told so, or only see the end
            assert received(client) == b""
    server.communicate(timeout=DEADLINE_SECONDS)
    assert server.returncode == 0


def test_a_write_that_runs_when_the_server_stops_is_done(
    start: Start, tiny: Path, scratch: Path, environment: dict[str, str]
) -> None:
    environment["GOVSOCIAL_TOKEN"] = token = "a-token-of-the-tests"
    arguments = ("serve", "--port", "0", "--store", str(scratch / "store"), "--writable", "--update-timeout", "60")
    server = start(*arguments, "--grace", "60")
    address = address_of(server)

    def write(method: str, path: str, media_type: str, content: bytes) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {media_type}\r\n"
        return head.encode() + b"Content-Length: %d\r\n\r\n%b" % (len(content), content)

    update = f"INSERT {{ <x:s> <x:p> ?count }} WHERE {{ {{ {counting(13)} }} }}".encode()
    with connected(address) as client:
        client.sendall(write("PUT", "/graphs?default", "text/turtle", tiny.read_bytes()))
        assert b" 20" in client.recv(65_536)
        client.sendall(write("POST", "/update", "application/sparql-update", update))
        wait_for(address, "govsocial_requests_running 2.0")
        server.send_signal(signal.SIGTERM)
        assert received(client).startswith(b"HTTP/1.1 204 ")
    server.communicate(timeout=DEADLINE_SECONDS)
    assert server.returncode == 0
    again = address_of(start(*arguments))
    assert ask(again, "SELECT ?count { <x:s> <x:p> ?count }") == str(3**13)


def test_a_taken_port_is_told_in_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = run("serve", "--port", port)
    assert finished.returncode == 1
    (line,) = finished.stderr.splitlines()
    assert f"Cannot listen on 127.0.0.1, port {port}: Address already in use" in line


def test_data_and_a_release_exclude_each_other(run: Run, tiny: Path) -> None:
    finished = run("serve", "--data", str(tiny), "--release", "release")
    assert finished.returncode == 2
    assert finished.stderr == "govsocial: Invalid value: give one of --data, --release and --store\n"


@pytest.mark.parametrize(
    ("arguments", "token", "words"),
    [
        (("--writable",), "a-token-of-the-tests", "--store DIR"),
        (("--writable", "--store", "store"), "", "GOVSOCIAL_TOKEN"),
        (("--writable", "--store", "store"), "short", "16 or more"),
        (("--store", "store", "--worker-memory", "512"), "", "1024 or more"),
    ],
)
def test_a_store_that_cannot_be_served_so_is_refused_in_one_line(
    run: Run, scratch: Path, arguments: tuple[str, ...], token: str, words: str
) -> None:
    finished = run("serve", "--port", "0", *arguments, GOVSOCIAL_TOKEN=token)
    assert finished.returncode == 2
    (line,) = finished.stderr.splitlines()
    assert words in line
    assert list(scratch.iterdir()) == []
