"""`govsocial serve --store URL --store URL`: two real stores, of which one goes away and comes back under load."""

import http.client
import itertools
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.cli.releases import BASE, made_of
from tests.conformance.server import Server, running
from tests.peers import free_port, oxigraph

Run = Callable[..., "subprocess.CompletedProcess[str]"]

DEADLINE_SECONDS = 30
THINGS = 500
DATA = "".join(f'<{BASE}id/tool/t{n}> <x:number> "{n}" <{BASE}graph/{n % 3}> .\n' for n in range(THINGS)).encode()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release in three graphs."""
    (tmp_path / "data.nq").write_bytes(DATA)
    return made_of(tmp_path / "data.nq", tmp_path)


class Readers:
    """Clients that ask one query after the other, each another one, until they are told to stop."""

    def __init__(self, server: Server) -> None:
        self._place = server.address.removeprefix("http://")
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,), daemon=True) for number in range(4)]
        self.right = 0
        self.wrong: list[str] = []
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let the last answers come."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(DEADLINE_SECONDS)

    def _read(self, number: int) -> None:
        with closing(http.client.HTTPConnection(self._place, timeout=DEADLINE_SECONDS)) as connection:
            for count in itertools.count():
                if self._is_over.is_set():
                    break
                text = f"SELECT ?o {{ <{BASE}id/tool/t{count % THINGS}> <x:number> ?o }} # {number} {count}"
                connection.request("GET", f"/sparql?{urlencode({'query': text})}", headers={"Accept": "text/csv"})
                response = connection.getresponse()
                body = response.read().decode()
                if (response.status, body) == (200, f"o\r\n{count % THINGS}\r\n"):
                    self.right += 1
                else:
                    self.wrong.append(f"{response.status} {body}")


def wait_for(readers: Readers, more: int) -> None:
    """Wait until so many more queries have been answered."""
    wanted, deadline = readers.right + more, time.monotonic() + DEADLINE_SECONDS
    while readers.right < wanted:
        assert time.monotonic() < deadline, readers.wrong[:3]
        time.sleep(0.02)


def failovers(server: Server) -> float:
    """How many queries have gone on to the next store, as operators see it."""
    lines = server.send("GET", "/metrics").body.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("govsocial_failovers_total"))


def test_no_query_is_lost_while_one_store_is_up(release: Path, tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as first, ExitStack() as second:
        one = first.enter_context(oxigraph(tmp_path / "one.log", port))
        two = second.enter_context(oxigraph(tmp_path / "two.log"))
        for each in (one, two):
            each.load(DATA)
        stores = ("--store", one.url, "--store", two.url, "--release", str(release), "--workers", "4")
        with running(tmp_path / "log", *stores) as server:
            with closing(Readers(server)) as readers:
                wait_for(readers, 50)
                first.close()
                wait_for(readers, 200)
                assert failovers(server) > 0
                assert server.send("GET", "/readyz").status == 200
                again = first.enter_context(oxigraph(tmp_path / "again.log", port))
                wait_for(readers, 50)
                again.load(DATA)
                time.sleep(5)  # it is looked at every two seconds
                second.close()
                wait_for(readers, 200)
            assert readers.wrong == []
            first.close()
            assert server.query("ASK {}", "text/csv").status == 503
            time.sleep(1.1)  # an answer of /readyz is good for a second
            assert server.send("GET", "/readyz").status == 503


def test_stores_with_different_releases_are_not_mixed(run: Run, release: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path / "one.log") as one, oxigraph(tmp_path / "two.log") as two:
        one.load(DATA)
        two.load(DATA[: DATA.index(b"\n") + 1])
        finished = run("serve", "--port", "0", "--store", one.url, "--store", two.url, "--release", str(release))
        assert (finished.returncode, finished.stdout) == (1, "")
        assert f"{two.url} does not hold the release, as each of several stores must" in finished.stderr
        assert "it differs in 3 of 3 graphs" in finished.stderr


def test_a_store_that_is_down_at_the_start_is_told_and_no_hindrance(release: Path, tmp_path: Path) -> None:
    down = "http://127.0.0.1:1/query"
    with oxigraph(tmp_path / "one.log") as one:
        one.load(DATA)
        with running(tmp_path / "log", "--store", down, "--store", one.url, "--release", str(release)) as server:
            for _ in range(4):
                assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").body == b"n\r\n500\r\n"
        assert f"{down} cannot be served" in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("http://127.0.0.1:1/a", "http://127.0.0.1:1/b"), 1, "None of the 2 stores can be served"),
        (("http://127.0.0.1:1/a", "folder"), 2, "one --store DIR, or as many --store URL"),
        (("folder", "other"), 2, "one --store DIR, or as many --store URL"),
    ],
)
def test_what_cannot_be_served_together_is_refused(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    finished = run("serve", "--port", "0", *(part for each in arguments for part in ("--store", each)))
    assert (finished.returncode, finished.stdout) == (code, "")
    assert words in finished.stderr.splitlines()[-1]
