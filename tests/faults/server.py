"""A real `govsocial serve --store … --writable` whose processes, disk and clock a test can harm, and a client of it.

See https://www.w3.org/TR/sparql11-protocol/
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

SCRIPT = str(Path(sys.executable).with_name("govsocial"))
TOKEN = "token-of-the-fault-tests"
DEADLINE_SECONDS = 60

BOTH = "SELECT ?a ?b { <x:c> <x:n> ?a GRAPH <x:g> { <x:c> <x:n> ?b } }"
"""Two counters in two graphs, which every whole state has equal."""

START = "INSERT DATA { <x:c> <x:n> 0 GRAPH <x:g> { <x:c> <x:n> 0 } }"

Gone = (ConnectionError, http.client.HTTPException)
"""What a client sees when the server is killed before it has answered."""


def increment(comment: object = "") -> str:
    """An update that adds one to both counters; the comment makes each text another."""
    return f"""# {comment}
        DELETE {{ <x:c> <x:n> ?n }} INSERT {{ <x:c> <x:n> ?m }} WHERE {{ <x:c> <x:n> ?n BIND(?n + 1 AS ?m) }};
        DELETE {{ GRAPH <x:g> {{ <x:c> <x:n> ?n }} }} INSERT {{ GRAPH <x:g> {{ <x:c> <x:n> ?m }} }}
        WHERE {{ GRAPH <x:g> {{ <x:c> <x:n> ?n BIND(?n + 1 AS ?m) }} }}"""


class Client:
    """One connection that is kept, and opened again when it was closed. A request is sent once, whatever happens."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=DEADLINE_SECONDS)

    def send(self, method: str, target: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body. Raises one of `Gone` when there is no whole answer."""
        try:
            response = self.begin(method, target, body, **headers)
            return response.status, response.read()
        except BaseException:
            self._connection.close()
            raise

    def begin(self, method: str, target: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        """The answer from its head on; it must be read to the end, or closed."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, target, body, {"Authorization": f"Bearer {TOKEN}", **fields})
        return self._connection.getresponse()

    def update(self, text: str) -> int:
        """The status of an update."""
        return self.send("POST", "/update", text.encode(), Content_Type="application/sparql-update")[0]

    def put(self, graph: str, content: bytes) -> int:
        """The status of putting Turtle in the place of a graph."""
        return self.send("PUT", f"/graphs?graph={quote(graph)}", content, Content_Type="text/turtle")[0]

    def ask(self, query: str, accept: str = "text/csv") -> tuple[int, bytes]:
        """Status and body of a query."""
        return self.send("POST", "/sparql", query.encode(), Content_Type="application/sparql-query", Accept=accept)

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a query that is answered."""
        status, body = self.ask(query)
        assert status == 200, body
        return [line.split(",") for line in body.decode().split("\r\n")[1:-1]]

    def counter(self) -> int:
        """What both counters say, which must be the same."""
        ((first, second),) = self.rows(BOTH)
        assert first == second, f"half a write: {first} and {second}"
        return int(first)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass(frozen=True)
class Server:
    """A running server; `pid` is its web process."""

    pid: int
    host: str
    port: int
    _clients: list[Client] = field(default_factory=list)

    def client(self) -> Client:
        """A connection of its own, which is closed with the server."""
        self._clients.append(Client(self.host, self.port))
        return self._clients[-1]

    def close_clients(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()

    def children(self, module: str = "") -> list[int]:
        """The processes that run a module of ours, such as `writer` or `worker`; all without a name."""
        return [pid for pid in _descendants(self.pid) if f"govsocial.store.{module}" in _role(pid)]

    def descriptors(self) -> int:
        """How many descriptors the web process has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))


def _descendants(pid: int) -> list[int]:
    """The processes that this one has started, and those that they have."""
    with suppress(FileNotFoundError):  # it has just ended
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [each for child in map(int, children) for each in (child, *_descendants(child))]
    return []


@contextmanager
def serving(store: Path, log: Path, *arguments: str, wrapper: Sequence[str] = (), **variables: str) -> Iterator[Server]:
    """A server over this store, started by a wrapper that ends in `exec`, if there is one; its log goes to a file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    command = [SCRIPT, "serve", "--port", "0", "--store", str(store), "--writable", *arguments]
    with log.open("ab") as stderr:
        process = subprocess.Popen(
            [*wrapper, *command],
            env={**environment, "GOVSOCIAL_TOKEN": TOKEN, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
        )
    try:
        assert process.stdout is not None
        found = re.search(r"http://([^:/\s]+):(\d+)", process.stdout.readline())
        assert found is not None, f"the server did not start: {log.read_text(errors='replace')[-2000:]}"
        server = Server(process.pid, found[1], int(found[2]))
        yield server
        server.close_clients()
    finally:
        process.terminate()
        process.communicate(timeout=DEADLINE_SECONDS)


def kill(pid: int) -> None:
    """Kill a process of the server's, unless it is gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_running(pid: int) -> bool:
    """Whether there is such a process that is not only waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for something, with a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} s: {what}"
        time.sleep(0.01)


def _role(pid: int) -> str:
    """The module that a process runs; one that was forked of a nurse is a worker."""
    command = _command(pid)
    if "govsocial.store.nurse" in command and "govsocial.store.nurse" in _command(_parent(pid)):
        return "govsocial.store.worker"
    return command


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
