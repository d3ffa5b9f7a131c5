"""The remote store's own ways: which graphs it names, how long it remembers them, and what it finds out when it opens.

What all stores promise is in tests/store/contract, what an endpoint can do wrong in test_endpoint.py.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from tests.peers import Peers
from tests.store.conftest import run
from tests.store.contract.conftest import DATASET, EX, GRAPHS, LARGE, ask
from tests.store.misbehaving import Misbehaving, misbehaving

from govsocial.settings import Settings
from govsocial.store import remote
from govsocial.store.remote import NO_GRAPH, RemoteStore

SETTINGS = Settings(workers=1, spares=1)


def sent(endpoint: Misbehaving) -> list[tuple[str, str]]:
    """The parameters of the last request."""
    return parse_qsl(endpoint.requests[-1].partition(b"\r\n\r\n")[2].decode(), strict_parsing=True)


@pytest.mark.parametrize(
    ("text", "graphs", "wanted"),
    [
        ("ASK {}", None, [("query", "BASE <x:base>\nASK {}")]),
        (
            "ASK {}",
            ("x:g",),
            [("query", "BASE <x:base>\nASK {}"), ("default-graph-uri", "x:g"), ("named-graph-uri", "x:g")],
        ),
        (
            "ASK FROM <x:g>\nFROM NAMED <x:h> {}",
            None,
            [("query", "BASE <x:base>\nASK \n {}"), ("default-graph-uri", "x:g"), ("named-graph-uri", "x:h")],
        ),
        (
            "ASK FROM <x:secret> {}",
            ("x:g",),
            [("query", "BASE <x:base>\nASK  {}"), ("default-graph-uri", NO_GRAPH), ("named-graph-uri", NO_GRAPH)],
        ),
    ],
)
def test_the_dataset_goes_by_the_protocol(
    text: str, graphs: tuple[str, ...] | None, wanted: list[tuple[str, str]]
) -> None:
    async def work() -> None:
        async with misbehaving() as endpoint:
            store = RemoteStore(endpoint.url, SETTINGS, graphs=graphs)
            await store.open()
            await ask(store, text, base_iri="x:base")
            assert sent(endpoint) == wanted
            await store.close()

    run(work)


def test_a_revision_lasts_its_time_and_then_the_graphs_are_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        async with misbehaving() as endpoint:
            store = RemoteStore(endpoint.url, SETTINGS)
            monkeypatch.setattr(remote, "REVISION_SECONDS", 3600.0)
            await store.open()
            first = store.revision
            endpoint.requests.clear()
            await ask(store, "ASK {}")
            assert (store.revision, len(endpoint.requests)) == (first, 1)
            monkeypatch.setattr(remote, "REVISION_SECONDS", 1e-9)
            assert store.revision != first
            await ask(store, "ASK {}")
            assert len(endpoint.requests) == 3
            assert not store.capabilities.fixed_revisions
            await store.close()

    run(work)


@pytest.mark.parametrize("peer", ["oxigraph", "virtuoso"])
def test_all_graphs_of_a_store_are_found_and_their_sizes_counted(
    peers: Peers, program: Callable[[str], str], peer: str
) -> None:
    there = peers.oxigraph() if peer == "oxigraph" else peers.virtuoso(program)
    there.load(DATASET.replace(EX.encode(), b"https://example.com/"))

    async def work() -> None:
        store = RemoteStore(there.url, SETTINGS)
        await store.open()
        sizes = await store.graph_sizes()
        assert {name: sizes[f"https://example.com/{name}"] for name in ("g1", "g2", "g3")} == {
            "g1": 2,
            "g2": 2,
            "g3": 9,
        }
        union = "ASK { <https://example.com/dcms> <https://example.com/uses> ?o }"
        assert await ask(store, union) == b"true"
        assert store.capabilities.union_default_graph
        assert store.capabilities.exact_datasets
        assert not store.capabilities.merges_graphs
        assert store.capabilities.triple_terms == (peer == "oxigraph")
        await store.close()

    run(work)


def test_a_store_with_too_many_graphs_says_what_its_own_default_graph_is(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = peers.oxigraph()
    there.load(DATASET.replace(EX.encode(), b"https://example.net/"))
    monkeypatch.setattr(remote, "MAX_NAMED_GRAPHS", 2)

    async def work() -> None:
        store = RemoteStore(there.url, SETTINGS)
        await store.open()
        assert not store.capabilities.union_default_graph
        assert await ask(store, "ASK { <https://example.net/dcms> ?p ?o }") == b"false"
        assert await ask(store, "ASK { GRAPH ?g { <https://example.net/dcms> ?p ?o } }") == b"true"
        await store.close()

    run(work)


def test_a_store_of_given_graphs_has_no_others(peers: Peers) -> None:
    there = peers.oxigraph()
    there.load(DATASET)
    there.load(LARGE)

    async def work() -> None:
        store = RemoteStore(there.url, SETTINGS, graphs=GRAPHS)
        await store.open()
        for text, dataset in (
            (f"ASK {{ ?s <{EX}large> ?o }}", ()),
            (f"ASK {{ GRAPH <{EX}large> {{ ?s ?p ?o }} }}", ()),
            (f"ASK FROM <{EX}large> {{ ?s ?p ?o }}", ()),
            (f"ASK FROM NAMED <{EX}large> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ()),
            ("ASK { ?s ?p ?o }", (f"{EX}large",)),
        ):
            assert await ask(store, text, default_graphs=dataset) == b"false"
        await store.close()

    run(work)
