"""A running server under test: `govsocial serve` as a process of its own, and raw HTTP over one kept connection.

See https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote, urlencode

SCRIPT = Path(sys.executable).with_name("govsocial")
TOKEN = "conformance-of-w3c"
RIGHT = ("Authorization", f"Bearer {TOKEN}")
"""The header that gives the right to write."""

DEADLINE_SECONDS = 30

Parameters = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Response:
    """A whole answer."""

    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, without parameters; empty when there is none."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def is_done(self) -> bool:
        """Whether it tells of success."""
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.media_type}: {self.body[:500].decode(errors='replace')}"


@dataclass(frozen=True)
class Paths:
    """Where a server answers queries, takes updates and has its graphs."""

    query: str = "/sparql"
    update: str = "/update"
    graphs: str = "/graphs"


class Server:
    """What is asked of a server, over one connection that is kept open."""

    def __init__(self, host: str, port: int, paths: Paths) -> None:
        self.paths = paths
        self.address = f"http://{host}:{port}"
        self._connection = http.client.HTTPConnection(host, port, timeout=DEADLINE_SECONDS)

    def send(self, method: str, target: str, headers: Parameters = (), body: bytes | None = None) -> Response:
        """The answer to a request with these headers, Host, the length of the body, and no others."""
        try:
            return self._send(method, target, list(headers), body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()  # the server had closed it for being idle
            return self._send(method, target, list(headers), body)

    def query(self, text: str | bytes, accept: str, dataset: Parameters = ()) -> Response:
        """The answer to a query, by a direct POST; `dataset` are parameters of the protocol."""
        parameters = urlencode(list(dataset))
        target = f"{self.paths.query}?{parameters}" if parameters else self.paths.query
        headers = [("Content-Type", "application/sparql-query"), ("Accept", accept)]
        return self.send("POST", target, headers, _bytes(text))

    def update(self, text: str | bytes) -> Response:
        """The answer to an update, by a direct POST, with the right to write."""
        headers = [("Content-Type", "application/sparql-update"), RIGHT]
        return self.send("POST", self.paths.update, headers, _bytes(text))

    def get_graph(self, name: str | None) -> Response:
        """A graph as N-Triples; None is the default graph."""
        return self.send("GET", self._graph(name), [("Accept", "application/n-triples")])

    def put_graph(self, name: str | None, content: bytes) -> Response:
        """The answer to putting N-Triples in the place of a graph."""
        return self.send("PUT", self._graph(name), [("Content-Type", "application/n-triples"), RIGHT], content)

    def delete_graph(self, name: str | None) -> Response:
        """The answer to taking a graph away."""
        return self.send("DELETE", self._graph(name), [RIGHT])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _graph(self, name: str | None) -> str:
        return f"{self.paths.graphs}?{'default' if name is None else 'graph=' + quote(name, safe='')}"

    def _send(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes | None) -> Response:
        has_host = any(name.lower() == "host" for name, _ in headers)
        self._connection.putrequest(method, target, skip_host=has_host, skip_accept_encoding=True)
        for name, value in headers:
            self._connection.putheader(name, value)
        if body is not None:
            self._connection.putheader("Content-Length", str(len(body)))
        self._connection.endheaders(body)
        response = self._connection.getresponse()
        return Response(response.status, response.headers, response.read())


@contextmanager
def running(log: Path, *arguments: str) -> Iterator[Server]:
    """`govsocial serve` with these arguments on a free port; it is gone after the context. Its log goes to a file."""
    with started(log, TOKEN, "--port", "0", "--workers", "1", *arguments) as (_, host, port):
        server = Server(host, port, Paths())
        yield server
        server.close()


@contextmanager
def started(log: Path, token: str, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str, int]]:
    """The process of `govsocial serve`, its host and its port, once it is ready; it is gone after the context."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [SCRIPT, "serve", *arguments],
            env={**environment, "GOVSOCIAL_TOKEN": token},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
        )
    try:
        yield process, *_address(process, log)
    finally:
        process.terminate()
        process.communicate(timeout=DEADLINE_SECONDS)


def _address(process: "subprocess.Popen[str]", log: Path) -> tuple[str, int]:
    """The host and the port that the server prints when it is ready."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://([^:/\s]+):(\d+)", line)
    assert found is not None, f"the server did not start: {line}{log.read_text(errors='replace')[-2000:]}"
    return found[1], int(found[2])


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
