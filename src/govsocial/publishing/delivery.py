"""Delivery: a release goes into a store that others run, graph by graph, and what comes back is compared with it.

The graph of provenance lists the graphs of a release. It is written last: until then it is that of the release before,
and tells, to a second try too, which graphs were ours and are to go.
See https://www.w3.org/TR/sparql11-http-rdf-update/ and https://www.w3.org/TR/rdf-canon/
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil, inf, log
from pathlib import Path

from govsocial.errors import ResultTooLargeError, SourceError
from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.publishing import provenance
from govsocial.store.base import Query, Store
from govsocial.store.graph_store import GraphStore, pieces
from govsocial.store.oxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    Triple,
    by_value,
    canonical_hash,
    canonicalize,
    parse,
    parse_bytes,
)

Report = Callable[[str, int], None]
"""Hears what is being done, and how many triples are done."""

_CONTENT = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o {condition} }} }}"
_LEAST_CUT = 1_000
"""Triples that no store is taken to cut an answer below."""

_GENERATED = (
    "CONSTRUCT {{ ?graph ?generated <{build}> }} WHERE {{ GRAPH <{graph}> {{ ?graph ?generated <{build}> "
    "FILTER(?generated = <http://www.w3.org/ns/prov#wasGeneratedBy>) }} }}"
)


@dataclass(frozen=True)
class Consignment:
    """A release that is to be delivered: the quads of each of its named graphs, and the canonical hash of all."""

    names: Names
    graphs: Mapping[str, Sequence[Quad]]
    canonical_hash: str

    @property
    def sizes(self) -> dict[str, int]:
        """The number of triples of each graph."""
        return {graph: len(quads) for graph, quads in self.graphs.items()}

    @property
    def triples(self) -> int:
        """The triples of all graphs, each counted in each of its graphs."""
        return sum(self.sizes.values())

    @property
    def last(self) -> str:
        """The graph that is written last."""
        return self.names.base + provenance.GRAPH

    @property
    def order(self) -> list[str]:
        """All graphs, as they are written."""
        return sorted(self.graphs, key=lambda graph: (graph == self.last, graph))


@dataclass(frozen=True)
class Difference:
    """How a graph that came back differs from what was sent, in triples."""

    graph: str
    missing: int
    unknown: int

    def __str__(self) -> str:
        return f"<{self.graph}>: {self.missing:,} triples are missing, {self.unknown:,} are not of the release"


@dataclass(frozen=True)
class Comparison:
    """What came back against what was sent, over all graphs.

    Equal by spelling is to be the same RDF dataset. Equal by value lets literals such as `01` and `1`, both integers,
    stand for one another: engines that keep values and not spellings lose no more than that.
    """

    canonical_hash: str
    is_equal_by_spelling: bool
    is_equal_by_value: bool
    differences: tuple[Difference, ...] = ()


def consignment_of(dataset: Path, names: Names, digest: str) -> Consignment:
    """What is to be delivered of the N-Quads of a release, whose canonical hash is `digest`. Raises SourceError."""
    graphs: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in dict.fromkeys(parse(dataset)):
        if not isinstance(quad.graph_name, NamedNode):
            raise SourceError("It has triples outside of named graphs, which no release has.", str(dataset))
        graphs[quad.graph_name.value].append(quad)
    return Consignment(names, graphs, digest)


async def deliver(consignment: Consignment, there: GraphStore, obsolete: Iterable[str], report: Report) -> None:
    """Write all graphs, each in the place of what is there, and drop those that are obsolete. Raises StoreError."""
    done = 0
    for graph in consignment.order:
        if graph == consignment.last:
            for each in obsolete:
                report(each, done)
                await there.delete(each)
        lines = [f"{quad.triple} .\n".encode() for quad in consignment.graphs[graph]]
        write = there.put
        for number, piece in pieces(lines, there.piece_bytes if _can_be_parted(consignment.graphs[graph]) else inf):
            report(graph, done)
            await write(graph, piece)
            write = there.post
            done += number
    report("", done)


async def obsolete_graphs(consignment: Consignment, there: Store) -> list[str]:
    """The graphs that a release before has brought there, by its own account, and that this one has not.

    Raises QueryError, BusyError or StoreError.
    """
    build = provenance.build_iri(consignment.names)
    text = _GENERATED.format(graph=consignment.last, build=build.value)
    subjects = (triple.subject for triple in await _triples(there, consignment.last, text))
    listed = {subject.value for subject in subjects if isinstance(subject, NamedNode)}
    ours = consignment.names.base + "graph/"
    return sorted(graph for graph in listed - consignment.graphs.keys() if graph.startswith(ours))


async def compare(consignment: Consignment, there: Store, report: Report) -> Comparison:
    """Read all graphs back and compare them. Raises QueryError, BusyError or StoreError."""
    found: dict[str, list[Quad]] = {}
    done = 0
    for graph in consignment.order:
        report(graph, done)
        name = NamedNode(graph)
        triples = await _content(there, graph, consignment.sizes[graph])
        found[graph] = [Quad(each.subject, each.predicate, each.object, name) for each in triples]
        done += len(triples)
    report("", done)
    return compared(consignment, found)


def compared(consignment: Consignment, found: Mapping[str, Sequence[Quad]]) -> Comparison:
    """The comparison of graphs, by spelling and, where that differs, by value."""
    everything = [quad for quads in found.values() for quad in quads]
    digest = canonical_hash(everything)
    if digest == consignment.canonical_hash:
        return Comparison(digest, True, True)
    wanted = [quad for quads in consignment.graphs.values() for quad in quads]
    if canonical_hash(by_value(everything)) == canonical_hash(by_value(wanted)):
        return Comparison(digest, False, True)
    differences = (_difference(graph, quads, found[graph]) for graph, quads in consignment.graphs.items())
    return Comparison(digest, False, False, tuple(each for each in differences if each.missing or each.unknown))


def _difference(graph: str, wanted: Iterable[Quad], found: Iterable[Quad]) -> Difference:
    right, there = (set(canonicalize(by_value(quads))) for quads in (wanted, found))
    return Difference(graph, len(right - there), len(there - right))


async def _content(there: Store, graph: str, size: int) -> list[Triple]:
    """The triples of a graph, asked for in parts where a store that has so many may have left some out.

    Virtuoso 7.2.5 gives the first rows of a long CONSTRUCT, and does not say that there are more.
    """
    try:
        triples = await _triples(there, graph, _CONTENT.format(graph=graph, condition=""))
    except ResultTooLargeError:
        triples = []
    most = len(triples) or there.capabilities.max_rows or 0
    if len(triples) >= size or most < _LEAST_CUT:
        return triples
    digits = ceil(log(2 * size / most, 16))
    parts = [await _triples(there, graph, text) for text in _parts(graph, digits)]
    return max(triples, [triple for part in parts for triple in part], key=len)


def _parts(graph: str, digits: int) -> Iterator[str]:
    """Queries for the triples of a graph by the first digits of a hash of their subjects."""
    for number in range(16**digits):
        condition = f'FILTER(STRSTARTS(MD5(STR(?s)), "{number:0{digits}x}"))'
        yield _CONTENT.format(graph=graph, condition=condition)


async def _triples(there: Store, graph: str, text: str) -> list[Triple]:
    answer = await there.query(Query(text, None, formats.N_TRIPLES, named_graphs=(graph,)))
    async with aclosing(answer.chunks) as chunks:
        content = b"".join([chunk async for chunk in chunks])
    return list(dict.fromkeys(quad.triple for quad in parse_bytes(content, formats.N_TRIPLES, name=graph)))


def _can_be_parted(quads: Iterable[Quad]) -> bool:
    """Whether no blank node is in it: in two requests, one blank node would become two."""
    return not any(isinstance(term, BlankNode | Triple) for quad in quads for term in (quad.subject, quad.object))
