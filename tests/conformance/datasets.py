"""The data of the tests in a store: all of it beforehand in one file, or that of one test at a time.

See https://www.w3.org/TR/sparql11-query/#rdfDataset
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize
from tests.conformance import archive
from tests.conformance.cases import Dataset, QueryCase
from tests.conformance.server import Response, Server

NOTHING = "urn:x-conformance:nothing"
"""The name of a graph without triples."""

GraphName = str | None
Graphs = dict[GraphName, frozenset[Quad]]


def as_default(file: str) -> str:
    """The name under which the triples of a file are preloaded for tests of which they are the default graph.

    A file can be a named graph as well, even in the same test: then each has blank nodes of its own.
    """
    return f"{file}?default"


def preloaded(datasets: Iterable[Dataset]) -> bytes:
    """The data of all of them as N-Quads, in named graphs only."""
    found: dict[str, frozenset[Quad]] = {}
    for dataset in datasets:
        for file in dataset.default:
            for name, quads in graphs(Dataset((file,))).items():
                found[name or as_default(file)] = quads
        found |= {name: quads for name, quads in graphs(Dataset((), dataset.named)).items() if name is not None}
    everything = (_in(quad, name) for name, quads in found.items() for quad in quads)
    return serialize(everything, format=RdfFormat.N_QUADS) or b""


def parameters(case: QueryCase) -> list[tuple[str, str]]:
    """What the protocol must say for a query to be over its dataset among the preloaded ones."""
    if case.has_dataset_clause:
        return []
    default = [as_default(file) for file in case.dataset.default] or [NOTHING]
    named = [name for name in graphs(case.dataset) if name is not None]
    return [*(("default-graph-uri", iri) for iri in default), *(("named-graph-uri", iri) for iri in named)]


def graphs(dataset: Dataset) -> Graphs:
    """The quads of each graph; there is always a default graph."""
    found: Graphs = {None: frozenset()}
    for file in dataset.default:
        for quad in archive.quads(file):
            name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
            found[name] = found.get(name, frozenset()) | {quad}
    for name, file in dataset.named:
        found[name] = frozenset(_in(quad, name) for quad in archive.quads(file))
    return found


class Held:
    """What a server's store holds, as far as it is known, so that a test writes no more than it needs."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._graphs: Graphs | None = None

    def make(self, dataset: Dataset) -> None:
        """Brings the store into this state by the Graph Store Protocol.

        Graphs that share blank nodes cannot be told apart by it; they come in one update.
        """
        held, wanted = self._graphs, graphs(dataset)
        self._graphs = None
        if any(file.endswith(".trig") for file in dataset.files):
            _assert_done(self._server.update(f"DROP ALL; INSERT DATA {{ {_as_data(wanted)} }}"))
        else:
            self._change(held, wanted)
        self._graphs = wanted

    def clear(self) -> None:
        """Empties the store."""
        _assert_done(self._server.update("DROP ALL"))
        self._graphs = graphs(Dataset())

    def forget(self) -> None:
        """Others have written to the store: what it holds is unknown."""
        self._graphs = None

    def _change(self, held: Graphs | None, wanted: Graphs) -> None:
        if held is None:
            self.clear()
            held = graphs(Dataset())
        for name in held.keys() - wanted.keys():
            _assert_done(self._server.delete_graph(name))
        for name, quads in wanted.items():
            if held.get(name) != quads:
                _assert_done(self._server.put_graph(name, n_triples(quads)))


def n_triples(quads: Iterable[Quad]) -> bytes:
    """The triples of some quads."""
    return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""


def _as_data(found: Graphs) -> str:
    """The graphs as the inside of INSERT DATA."""
    parts = ((name, n_triples(quads).decode()) for name, quads in found.items())
    return "\n".join(triples if name is None else f"GRAPH <{name}> {{ {triples} }}" for name, triples in parts)


def _in(quad: Quad, name: str) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))


def _assert_done(response: Response) -> None:
    assert response.is_done, f"the test could not be prepared: {response}"
