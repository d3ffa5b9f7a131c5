"""A real server over real workers for each module, and a client for it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from govsocial.model.stored_queries import load_stored_queries
from govsocial.publishing.assembly import Counts
from govsocial.publishing.files import gzipped, new_file
from govsocial.publishing.release import Release, Summary, write_release
from govsocial.settings import Settings
from govsocial.store.live import LiveStore
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app
from govsocial.web.site import Writing

DATA = Path(__file__).with_name("data.trig")
TRANSPORT = Path(__file__).with_name("transport.trig")
TURTLE = b"<http://x/s> <http://x/p> <http://x/o> .\n"
QUERY = """\
#+ title: Which bodies speak of a tool?
#+ summary: One row a claim.
#+ tags: tool
#+ parameter: tool | Tool | iri of gs:Tool | The tool to ask about
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX tool: <https://w3id.org/govsocial/id/tool/>
SELECT ?organisation ?claim WHERE {
  VALUES ?tool { tool:twitter }
  ?claim gs:tool ?tool ; gs:organisation ?organisation .
}
ORDER BY ?organisation ?claim
"""
DEADLINE_SECONDS = 30
UNPACKED = {"Accept-Encoding": "identity"}


def make_release(directory: Path, issued: str = "2026-11-23") -> Release:
    """A release of a few small files."""
    base = "https://w3id.org/govsocial/"
    summary = Summary("r" * 16, base, "A tiny snapshot", "urn:licence", issued, "c" * 64, Counts(1, 1, {}))
    turtle = new_file(
        "tiny.ttl", "text/turtle", TURTLE, title="The whole graph, as Turtle", format_name="ttl", cut="whole"
    )
    triples = new_file("tiny.nq", "application/n-quads", TURTLE, title="The same", format_name="nq", cut="whole")
    table = new_file("tiny-tools.csv", "text/csv", b"id\r\n", title="The tools", format_name="csv", cut="tables")
    description = new_file("tiny-csvw.json", "application/csvm+json", b"{}", title="The tables", cut="tables")
    turtle = replace(turtle, about=replace(turtle.about, canonical_hash="c" * 64))
    return write_release(directory, summary, [turtle, gzipped(turtle), triples, table, description])


@contextmanager
def serving(files: tuple[Path, ...], settings: Settings, queries: Path, *kept: Release | None) -> Iterator[str]:
    """The address of a running server; of several releases that are kept the newest comes first."""
    store = WorkerStore(files, "tiny", settings)
    releases: Future[tuple[Release, ...]] = Future()
    release = kept[0] if kept else None
    releases.set_result(tuple(each for each in kept if each is not None))
    with running(create_app(store, settings, load_stored_queries(queries), release, releases=releases)) as url:
        yield url


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of a server of the application."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        ready = threading.Event()

        async def serve() -> None:
            task = asyncio.ensure_future(server.serve(sockets=[listener]))
            while not server.started and not task.done():
                await asyncio.sleep(0)
            ready.set()
            await task

        thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
        thread.start()
        assert ready.wait(DEADLINE_SECONDS)
        assert server.started
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the tiny publication, with one worker, one stored query and a release of one file."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "queries" / "tools").mkdir(parents=True)
    (folder / "queries" / "tools" / "who-speaks.rq").write_text(QUERY)
    settings = Settings(workers=1, long_queries=0, timeout=8, queue_wait=4, max_query_bytes=20_000)
    with serving((DATA,), settings, folder / "queries", make_release(folder / "release")) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx2.Client]:
    """A client that takes anything and follows nothing."""
    with httpx2.Client(base_url=address, headers={"Accept": "*/*", **UNPACKED}, timeout=DEADLINE_SECONDS) as client:
        yield client


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[httpx2.Client]:
    """A client that would rather have pages."""
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    with httpx2.Client(base_url=address, headers={"Accept": accept, **UNPACKED}, timeout=DEADLINE_SECONDS) as client:
        yield client


def raw(address: str, request: bytes) -> bytes:
    """All that a server sends to bytes of ours, until it closes."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=DEADLINE_SECONDS) as connection:
        connection.sendall(request)
        received = bytearray()
        while chunk := connection.recv(65_536):
            received += chunk
        return bytes(received)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client that would rather have pages, of a server of another publisher's graph under a base of its own."""
    settings = Settings(workers=1, base_iri="https://data.example.org/")
    with (
        serving((TRANSPORT,), settings, tmp_path_factory.mktemp("none"), None) as url,
        httpx2.Client(base_url=url, headers={"Accept": "text/html", **UNPACKED}, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client without the token, for a server over a store on disk that those with TOKEN can write to."""
    settings = Settings(workers=1, spares=1, max_upload_bytes=100_000, base_iri="https://data.example.org/")
    store = LiveStore(tmp_path_factory.mktemp("live") / "store", settings)
    with (
        running(create_app(store, settings, (), None, Writing(store, TOKEN))) as url,
        httpx2.Client(base_url=url, headers=UNPACKED) as client,
    ):
        yield client


@pytest.fixture
def right() -> dict[str, str]:
    """The header that gives the right to write."""
    return {"Authorization": f"Bearer {TOKEN}"}
