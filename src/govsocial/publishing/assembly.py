"""Assembly: the sources become one dataset, with what follows from them and a description of the whole.

See https://www.w3.org/TR/void/#dataset
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from govsocial.errors import SourceError
from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS, PREFIXES
from govsocial.model.sources import SourceFile, Sources
from govsocial.model.stored_queries import StoredQuery, load_stored_queries
from govsocial.publishing import provenance, questions, void
from govsocial.publishing.about import LICENCE, About, about
from govsocial.publishing.dumps import dump_formats, dump_name
from govsocial.publishing.inference import describe_derived, infer, load_rules
from govsocial.publishing.software import Software, installed_software
from govsocial.store.oxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple, parse

logger = logging.getLogger(__name__)

SHAPES = "shapes"
"""The graph of the shapes: published, but nothing is derived from it."""


@dataclass(frozen=True)
class SourceGraph:
    """What one source file says, in canonical IRIs."""

    file: SourceFile
    quads: tuple[Quad, ...]


@dataclass(frozen=True)
class Counts:
    """The size of a dataset; a triple that is in two graphs is one triple, as in the default graph that is served."""

    triples: int
    named_graphs: int
    things: dict[str, int]


@dataclass(frozen=True)
class Assembly:
    """A whole dataset, ready to be written. `revision` names it: equal sources, base and software, equal revision."""

    names: Names
    revision: str
    about: About
    quads: tuple[Quad, ...]
    counts: Counts
    software: Software
    stored_queries: tuple[StoredQuery, ...] = ()


def read_sources(sources: Sources) -> tuple[SourceGraph, ...]:
    """What the source files say, in their order. Raises SourceError for the first that cannot be read."""
    return tuple(read_file(file) for file in sources.rdf_files())


def read_file(file: SourceFile) -> SourceGraph:
    """What one file says, in its named graph. Raises SourceError, with line and column where the parser tells them."""
    iri = file.graph_iri(Names())
    quads = tuple(dict.fromkeys(parse(file.path, iri, iri)))
    if any(isinstance(quad.object, Triple) for quad in quads):
        raise SourceError(
            "It has a triple term, which is RDF 1.2; sources are in RDF 1.1, for all to read.", str(file.path)
        )
    return SourceGraph(file, quads)


def assemble(
    sources: Sources,
    names: Names,
    graphs: Sequence[SourceGraph] | None = None,
    software: Software | None = None,
) -> Assembly:
    """The dataset of the sources under the base of `names`: what they say and ask, what follows, provenance and VoID.

    `graphs` saves reading the files again; `software` is what is running, unless it is given. Raises SourceError.
    """
    graphs = read_sources(sources) if graphs is None else graphs
    asserted = [minted(quad, names) for graph in graphs for quad in graph.quads]
    derived = derive(sources, names, asserted)
    described = about(asserted, names)
    made = provenance.describe(sources, names, asserted)
    stored_queries = load_stored_queries(sources.queries, names)
    asked = questions.describe(stored_queries, names)
    quads = [*asserted, *derived, *asked, *made, *_unsaid(asserted, names, described)]
    quads += void.describe(quads, access(asserted, names, described))
    counted = count(quads, names)
    logger.info("assembly: %s triples in %s named graphs", counted.triples, counted.named_graphs)
    software = installed_software() if software is None else software
    named = revision(sources, names, software)
    return Assembly(names, named, described, tuple(quads), counted, software, stored_queries)


def access(asserted: Iterable[Quad], names: Names, described: About) -> void.Access:
    """Where the dataset is to be had, as its description says."""
    syntaxes = dump_formats(asserted)
    dumps = [f"{names.base}dumps/{dump_name(described.stem, each)}" for each in syntaxes]
    return void.Access.of_publication(names, dumps, syntaxes)


def derive(sources: Sources, names: Names, asserted: Sequence[Quad]) -> list[Quad]:
    """The derived graphs, with what they say of themselves."""
    shapes = NamedNode(f"{names.base}graph/{SHAPES}")
    premises = [quad for quad in asserted if quad.graph_name != shapes]
    conclusions = infer(premises, load_rules(sources.rules), names)
    graphs = sorted({quad.graph_name.value for quad in premises if isinstance(quad.graph_name, NamedNode)})
    return [*conclusions, *describe_derived(names, graphs)]


def count(quads: Iterable[Quad], names: Names) -> Counts:
    """The counts of a dataset. `things` counts what has an IRI under id/, by kind."""
    triples, graphs, things = set(), set(), set()
    for quad in quads:
        triples.add(quad.triple)
        graphs.add(quad.graph_name)
        if isinstance(quad.subject, NamedNode):
            things.add(quad.subject.value)
    kinds = Counter(kind for kind in (_kind(iri, names) for iri in things) if kind)
    return Counts(len(triples), len(graphs - {DefaultGraph()}), {kind: kinds[kind] for kind in KINDS})


def revision(sources: Sources, names: Names, software: Software) -> str:
    """A name for all that this software makes of the sources under this base: 16 hexadecimal digits."""
    return hashlib.sha256(f"{sources.digest()} {names.base} {software}".encode()).hexdigest()[:16]


def minted(quad: Quad, names: Names) -> Quad:
    """The quad in the IRIs of a publication."""
    if names == Names():
        return quad
    subject = _moved(quad.subject, names) if isinstance(quad.subject, NamedNode) else quad.subject
    value = _moved(quad.object, names) if isinstance(quad.object, NamedNode) else quad.object
    graph = _moved(quad.graph_name, names) if isinstance(quad.graph_name, NamedNode) else quad.graph_name
    return Quad(subject, quad.predicate, value, graph)


def _moved(node: NamedNode, names: Names) -> NamedNode:
    return NamedNode(names.mint(node.value))


def _kind(iri: str, names: Names) -> str | None:
    relative = iri.removeprefix(names.base + "id/")
    kind = relative.partition("/")[0]
    return kind if relative != iri and "#" not in relative and kind in KINDS else None


def _unsaid(asserted: Iterable[Quad], names: Names, described: About) -> Iterator[Quad]:
    """The title and the licence of the dataset, where the sources do not give them."""
    graph = NamedNode(names.base + void.GRAPH)
    if not any(_values(asserted, names, "title")):
        yield Quad(_dataset(names), _term("dcterms:title"), Literal(described.title, language="en"), graph)
    if not any(_values(asserted, names, "license")):
        yield Quad(_dataset(names), _term("dcterms:license"), NamedNode(LICENCE), graph)


def _values(quads: Iterable[Quad], names: Names, local: str) -> Iterator[str]:
    """The values of one Dublin Core property of the dataset."""
    wanted = (_dataset(names), _term("dcterms:" + local))
    return (
        quad.object.value
        for quad in quads
        if (quad.subject, quad.predicate) == wanted and isinstance(quad.object, NamedNode | Literal)
    )


def _dataset(names: Names) -> NamedNode:
    return NamedNode(names.base + "dataset")


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
