"""Tests of govsocial.publishing.delivery. Into stores of others: tests/cli/test_delivery.py."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.store.conftest import opened, run

from govsocial.errors import SourceError
from govsocial.model.iris import Names
from govsocial.publishing.delivery import (
    Comparison,
    Consignment,
    Difference,
    compare,
    compared,
    consignment_of,
    deliver,
    obsolete_graphs,
)
from govsocial.store.graph_store import GraphStoreProtocol
from govsocial.store.oxigraph import Quad, canonical_hash, parse

NAMES = Names("https://data.example.org/")
TEA, CAKE, PROVENANCE = (NAMES.base + name for name in ("graph/tea", "graph/cake", "graph/provenance"))
BUILD = f"<{NAMES.base}dataset#build>"
GENERATED = "<http://www.w3.org/ns/prov#wasGeneratedBy>"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"

RELEASE = f"""
<x:a> <x:p> "1"^^{INTEGER} <{TEA}> .
<x:b> <x:p> <x:c> <{TEA}> .
<{TEA}> {GENERATED} {BUILD} <{PROVENANCE}> .
"""


class Written(GraphStoreProtocol):
    """What would be written, in the order of the requests."""

    piece_bytes = 30

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/")
        self.requests: list[tuple[str, str, bytes]] = []

    async def put(self, graph: str, triples: bytes) -> None:
        self.requests.append(("put", graph, triples))

    async def post(self, graph: str, triples: bytes) -> None:
        self.requests.append(("post", graph, triples))

    async def delete(self, graph: str) -> None:
        self.requests.append(("delete", graph, b""))


def consignment(path: Path, text: str = RELEASE) -> Consignment:
    """The release of these N-Quads."""
    path = path / "release.nq"
    path.write_text(text)
    return consignment_of(path, NAMES, canonical_hash(parse(path)))


def found(path: Path, text: str) -> dict[str, Sequence[Quad]]:
    """What a store holds that has been sent these N-Quads, in the graphs of the release."""
    file = path / "found.nq"
    file.write_text(text)
    return {
        graph: [quad for quad in parse(file) if str(quad.graph_name) == f"<{graph}>"] for graph in (TEA, PROVENANCE)
    }


def test_the_graphs_of_a_release_are_counted(tmp_path: Path) -> None:
    assert consignment(tmp_path).sizes == {TEA: 2, PROVENANCE: 1}


def test_triples_outside_of_named_graphs_are_of_no_release(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="outside of named graphs"):
        consignment(tmp_path, "<x:a> <x:b> <x:c> .\n")


def test_what_is_obsolete_goes_before_the_graph_that_lists_it_is_replaced(tmp_path: Path) -> None:
    reported: list[tuple[str, int]] = []

    async def work() -> None:
        there = Written()
        await deliver(consignment(tmp_path), there, [CAKE], lambda graph, done: reported.append((graph, done)))
        steps = [(name, graph) for name, graph, _ in there.requests]
        assert steps == [("put", TEA), ("post", TEA), ("delete", CAKE), ("put", PROVENANCE)]
        await there.__aexit__(None, None, None)

    run(work)
    assert reported == [(TEA, 0), (TEA, 1), (CAKE, 2), (PROVENANCE, 2), ("", 3)]


def test_a_graph_with_blank_nodes_goes_in_one_piece(tmp_path: Path) -> None:
    async def work() -> None:
        there = Written()
        text = "".join(f"_:x <x:p> <x:{number}> <{TEA}> .\n" for number in range(20))
        await deliver(consignment(tmp_path, text), there, [], lambda _graph, _done: None)
        ((name, graph, triples),) = there.requests
        assert (name, graph, triples.count(b"\n")) == ("put", TEA, 20)
        await there.__aexit__(None, None, None)

    run(work)


def test_only_what_a_release_before_has_brought_is_obsolete(tmp_path: Path) -> None:
    store = tmp_path / "store.nq"
    listed = (TEA, CAKE, f"{NAMES.base}id/no-graph", "https://elsewhere.example.org/graph/x")
    lines = [f"<{graph}> {GENERATED} {BUILD} <{PROVENANCE}> ." for graph in listed]
    lines += [
        f"<{NAMES.base}graph/mine> {GENERATED} {BUILD} <{CAKE}> .",
        f"<x:a> <x:b> <x:c> <{NAMES.base}graph/mine> .",
    ]
    store.write_text("\n".join(lines))

    async def work() -> None:
        async with opened(store) as there:
            assert await obsolete_graphs(consignment(tmp_path), there) == [CAKE]

    run(work)


def test_what_is_there_is_read_back_whatever_else_is_there(tmp_path: Path) -> None:
    store = tmp_path / "store.nq"
    store.write_text(RELEASE + f"<x:more> <x:p> <x:c> <{CAKE}> .\n")

    async def work() -> None:
        async with opened(store) as there:
            sent = consignment(tmp_path)
            assert await compare(sent, there, lambda _graph, _done: None) == Comparison(sent.canonical_hash, True, True)

    run(work)


def test_another_spelling_is_equal_by_value_alone(tmp_path: Path) -> None:
    there = found(tmp_path, RELEASE.replace('"1"', '"01"'))
    comparison = compared(consignment(tmp_path), there)
    assert (comparison.is_equal_by_spelling, comparison.is_equal_by_value) == (False, True)
    assert comparison.canonical_hash == canonical_hash(quad for quads in there.values() for quad in quads)


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ('"1"', '"2"', Difference(TEA, 1, 1)),
        (f"<x:b> <x:p> <x:c> <{TEA}> .\n", "", Difference(TEA, 1, 0)),
        (f"{BUILD} <{PROVENANCE}>", f"<x:other> <{PROVENANCE}>", Difference(PROVENANCE, 1, 1)),
        ("<x:c>", '"c"', Difference(TEA, 1, 1)),
    ],
)
def test_a_difference_is_told_by_graph_and_size(tmp_path: Path, old: str, new: str, difference: Difference) -> None:
    comparison = compared(consignment(tmp_path), found(tmp_path, RELEASE.replace(old, new)))
    assert not comparison.is_equal_by_spelling
    assert not comparison.is_equal_by_value
    assert comparison.differences == (difference,)


def test_blank_nodes_may_have_other_labels(tmp_path: Path) -> None:
    text = RELEASE + f"_:x <x:p> _:y <{TEA}> .\n"
    there = found(tmp_path, text.replace("_:x", "_:b7").replace("_:y", "_:b3"))
    assert compared(consignment(tmp_path, text), there).is_equal_by_spelling
