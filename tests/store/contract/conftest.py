"""The stores that the contract is held against, all over one dataset that a reader holds in the head."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from tests.peers import Peer, Peers

from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Answer, Query, Store, Update
from govsocial.store.live import LiveStore
from govsocial.store.remote import RemoteStore
from govsocial.store.workers import WorkerStore

EX = "https://example.org/"
GRAPHS = (f"{EX}g1", f"{EX}g2", f"{EX}g3")

DATASET = f"""
<{EX}dcms> <{EX}uses> <{EX}twitter> <{EX}g1> .
<{EX}dcms> <{EX}name> "Culture"@en <{EX}g1> .
<{EX}dius> <{EX}uses> <{EX}blog> <{EX}g2> .
<{EX}dius> <{EX}name> "Innovation, \\"Universities\\"\\nand\\ttabs \u00e9 \U0001f600"@en <{EX}g2> .
<{EX}dius> <{EX}staff> "12"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}g3> .
<{EX}dius> <{EX}open> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <{EX}g3> .
<{EX}dius> <{EX}since> "2009-06-08"^^<http://www.w3.org/2001/XMLSchema#date> <{EX}g3> .
<{EX}dius> <{EX}code> "x"^^<{EX}type> <{EX}g3> .
<{EX}dius> <{EX}line> "a\\rb" <{EX}g3> .
<{EX}dius> <{EX}blanks> " \\n" <{EX}g3> .
<{EX}a%20b> <{EX}at> <{EX}caf\u00e9> <{EX}g3> .
_:x <{EX}knows> _:y <{EX}g3> .
_:y <{EX}knows> _:x <{EX}g3> .
""".encode()
"""Thirteen quads; no triple is in two graphs."""

MANY = 6_000
"""Triples of the large dataset; more than this Virtuoso gives rows at most."""

LARGE = "".join(f'<{EX}s{i}> <{EX}large> "{"value " * 150}{i}" <{EX}large> .\n' for i in range(MANY)).encode()

ENGINES = ("workers", "live", "remote-oxigraph", "remote-virtuoso")

Opened = Callable[..., AbstractAsyncContextManager[Store]]
"""`opened(timeout=1.0)` is the store, open, with these settings; `opened(is_large=True)` over the large dataset."""


@dataclass(frozen=True)
class Standing:
    """A store that stays open from test to test, in a loop of its own."""

    store: Store
    runner: asyncio.Runner

    def ask(self, text: str, **fields: Any) -> bytes:  # Any: fields of Query
        """The whole answer to a query."""
        return self.runner.run(ask(self.store, text, **fields))


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine that is held against the contract."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def opened(
    engine: str, peers: Peers, program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    """The store under test."""

    def made(content: bytes, is_large: bool, settings: Settings) -> Store:
        match engine:
            case "workers":
                path = tmp_path_factory.mktemp("files") / "dataset.nq"
                path.write_bytes(content)
                return WorkerStore([path], "r1", settings)
            case "live":
                return LiveStore(tmp_path_factory.mktemp("live") / "store", settings)
            case "remote-oxigraph":
                return _remote(peers.oxigraph(), is_large, content, settings)
        return _remote(peers.virtuoso(program), is_large, content, settings)

    @asynccontextmanager
    async def open_it(is_large: bool = False, **settings: Any) -> AsyncIterator[Store]:  # Any: values of Settings
        content = LARGE if is_large else DATASET
        chosen = Settings(**{"workers": 1, "spares": 1, "union_default_graph": True, **settings})
        store = made(content, is_large, chosen)
        await store.open()
        try:
            if isinstance(store, LiveStore):
                await _insert(store, content)
            yield store
        finally:
            await store.close()

    return open_it


@pytest.fixture(scope="module")
def standing(opened: Opened) -> Iterator[Standing]:
    """The store under test with the small dataset and no particular settings."""
    with asyncio.Runner() as runner:
        context = opened()
        yield Standing(runner.run(context.__aenter__()), runner)
        runner.run(context.__aexit__(None, None, None))


def _remote(peer: Peer, is_large: bool, content: bytes, settings: Settings) -> RemoteStore:
    peer.load(content)
    return RemoteStore(peer.url, settings, graphs=(f"{EX}large",) if is_large else GRAPHS)


async def _insert(store: LiveStore, content: bytes) -> None:
    """As an update: an upload would be bound by the bytes of an answer."""
    graphs: dict[bytes, list[bytes]] = {}
    for line in content.split(b"\n"):
        if line:
            triple, _, graph = line.removesuffix(b" .").rpartition(b" ")
            graphs.setdefault(graph, []).append(triple + b" .")
    blocks = (f"GRAPH {graph.decode()} {{ {b' '.join(triples).decode()} }}" for graph, triples in graphs.items())
    await store.update(Update(f"INSERT DATA {{ {' '.join(blocks)} }}"))


async def whole(answer: Answer) -> bytes:
    """All bytes of an answer."""
    async with aclosing(answer.chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def ask(store: Store, text: str, **fields: Any) -> bytes:  # Any: fields of Query
    """The whole answer to a query, as CSV or N-Triples where nothing else is said."""
    asked = {"solutions_format": formats.CSV, "graph_format": formats.N_TRIPLES, **fields}
    return await whole(await store.query(Query(text, **asked)))
