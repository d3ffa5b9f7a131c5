"""Stores that other people made, run by the tests on loopback: `oxigraph serve` and Virtuoso.

See https://github.com/oxigraph/oxigraph/tree/main/cli and https://docs.openlinksw.com/virtuoso/ch-server/
"""

import socket
import subprocess
import sys
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
DEADLINE_SECONDS = 60
MAX_ROWS = 4_000
"""Where this Virtuoso cuts its answers."""

_DBA = b64encode(b"dba:dba").decode()
_MEDIA_TYPES = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
_CONFIGURATION = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 40
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Peer:
    """A store that runs: where it answers queries, and how N-Quads get into it, or a document into one graph.

    N-Quads get in once, however often they are loaded. `load_graph` takes the document, the IRI of the graph, and the
    name of the syntax: ttl, nt or rdf. Others write at `graph_store` (the Graph Store Protocol) and at `update`, with
    the header `authorization`.
    """

    url: str
    load: Callable[[bytes], None]
    load_graph: Callable[[bytes, str, str], None]
    graph_store: str
    update: str
    authorization: str = ""


class Peers:
    """The stores of one run of the tests; each is started when it is first asked for, and gone at the end.

    What is loaded into them stays: a test that takes away or replaces graphs starts one that nobody else has.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, Peer] = {}
        self._stack = ExitStack()

    def oxigraph(self) -> Peer:
        """`oxigraph serve`, in memory. Its default graph is no union."""
        if "oxigraph" not in self._running:
            self._running["oxigraph"] = self._stack.enter_context(oxigraph(self._folder / "oxigraph.log"))
        return self._running["oxigraph"]

    def virtuoso(self, program: Callable[[str], str]) -> Peer:
        """Virtuoso, with graphs of its own beside what is loaded."""
        server, loader = program("virtuoso-t"), program("isql-vt")
        if "virtuoso" not in self._running:
            folder = self._folder / "virtuoso"
            folder.mkdir()
            self._running["virtuoso"] = self._stack.enter_context(virtuoso(server, loader, folder))
        return self._running["virtuoso"]

    def close(self) -> None:
        """End them all."""
        self._stack.close()


@contextmanager
def oxigraph(log: Path, port: int | None = None) -> Iterator[Peer]:
    """One that nobody else has: `oxigraph serve`, in memory."""
    address = f"127.0.0.1:{port or free_port()}"

    def post(path: str, content: bytes, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        request = urllib.request.Request(f"http://{address}{path}", content, headers, method="POST")
        with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS):
            pass

    def load(content: bytes) -> None:
        post("/store", content, "application/n-quads")

    def load_graph(content: bytes, graph: str, syntax: str) -> None:
        post(f"/store?{urlencode({'graph': graph})}", content, _MEDIA_TYPES[syntax])

    with _running([OXIGRAPH, "serve", "--bind", address], log, "Listening"):
        query, graph_store, update = (f"http://{address}/{path}" for path in ("query", "store", "update"))
        yield Peer(query, cache(load), load_graph, graph_store, update)


@contextmanager
def virtuoso(server: str, loader: str, folder: Path) -> Iterator[Peer]:
    """One that nobody else has: Virtuoso with its files in the folder, by the paths of its two programs."""
    sql, http = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_CONFIGURATION.format(sql=sql, http=http, folder=folder, rows=MAX_ROWS))

    def load(content: bytes) -> None:
        call("TTLP", content, "urn:default", ", 512")

    def load_graph(content: bytes, graph: str, syntax: str) -> None:
        call("RDF_LOAD_RDFXML" if syntax == "rdf" else "TTLP", content, graph, "")

    def call(procedure: str, content: bytes, graph: str, flags: str) -> None:
        file = folder / "data"
        file.write_bytes(content)
        statement = f"DB.DBA.{procedure}(file_to_string_output('{file}'), '', '{graph}'{flags});"
        arguments = [loader, f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={statement}"]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=True)
        assert "Error" not in done.stdout + done.stderr, done.stderr

    arguments = [server, "+foreground", "+configfile", str(configuration)]
    with _running(arguments, folder / "output.log", " Server online at"):
        paths = ("sparql", "sparql-graph-crud-auth", "sparql-auth")
        query, graph_store, update = (f"http://127.0.0.1:{http}/{path}" for path in paths)
        yield Peer(query, cache(load), load_graph, graph_store, update, f"Basic {_DBA}")


@contextmanager
def _running(arguments: list[str], log: Path, sign: str) -> Iterator[None]:
    """A program that runs, and has said that it is ready."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        tries = threading.Event()
        for _ in range(DEADLINE_SECONDS * 20):
            if sign in log.read_text(errors="replace") or process.poll() is not None:
                break
            tries.wait(0.05)
        assert sign in log.read_text(errors="replace"), log.read_text(errors="replace")
        yield
    finally:
        process.kill()
        process.wait(DEADLINE_SECONDS)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
