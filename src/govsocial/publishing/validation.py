"""Validation: every rule that sources have to keep, each break told as a fault with its file, line and subject.

See https://www.w3.org/TR/shacl/ for the shapes; `queries/checks/` holds what shapes cannot say.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from govsocial.errors import EvidenceError, Fault, QueryError, SourceError
from govsocial.model.coverage import load_coverage
from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS, ONTOLOGY, PREFIXES, SCHEMES
from govsocial.model.sources import SourceFile, Sources
from govsocial.model.stored_queries import StoredQuery, load_checks
from govsocial.publishing.assembly import SHAPES, SourceGraph, derive, read_file, read_sources
from govsocial.publishing.passages import passages_of_claims
from govsocial.publishing.places import Places
from govsocial.publishing.shacl import is_ill_typed, shape_faults, short
from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.store.oxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, Term, Triple

logger = logging.getLogger(__name__)

_LABELS = (NamedNode(PREFIXES["rdfs"] + "label"), NamedNode(PREFIXES["skos"] + "prefLabel"))
_THINGS = tuple(f"{CANONICAL_BASE_IRI}id/{kind}/" for kind in KINDS)
_IRI = re.compile(r"<([^<>\s]+)>")
_TERMS = f"{CANONICAL_BASE_IRI}def/"


def check(sources: Sources, files: Sequence[Path] = ()) -> tuple[Fault, ...]:
    """The faults of the sources, or, with `files`, of these files only; one that is no source is checked beside them.

    Raises SourceError for a file that cannot be read.
    """
    graphs = read_sources(sources)
    known = {graph.file.path.resolve() for graph in graphs}
    more = [read_file(_beside(path)) for path in files if path.resolve() not in known]
    found = find_faults(sources, [*graphs, *more])
    wanted = {path.resolve() for path in files}
    return tuple(fault for fault in found if not files or Path(fault.path).resolve() in wanted)


def find_faults(sources: Sources, graphs: Sequence[SourceGraph]) -> tuple[Fault, ...]:
    """All faults of the sources, in order of path, line and subject; empty when they keep every rule."""
    return _Validation(sources, graphs).faults()


class _Validation:
    def __init__(self, sources: Sources, graphs: Sequence[SourceGraph]) -> None:
        self._sources = sources
        self._graphs = graphs
        self._places = Places(graphs)
        self._quads = [quad for graph in graphs for quad in graph.quads]
        self._subjects = {quad.subject.value for quad in self._quads if isinstance(quad.subject, NamedNode)}

    def faults(self) -> tuple[Fault, ...]:
        found = {
            *self._ill_typed(),
            *self._blank_nodes(),
            *self._triples_in_two_graphs(),
            *self._spellings(),
            *self._undefined(),
            *self._shapes(),
            *self._checks(),
            *self._coverage(),
        }
        found |= self._without_label({fault.subject for fault in found if "label" in fault.message.lower()})
        logger.info("validation: %s faults in %s triples", len(found), len(self._quads))
        return tuple(sorted(found, key=lambda fault: (fault.path, fault.line or 0, fault.subject, fault.message)))

    def _blank_nodes(self) -> Iterator[Fault]:
        for graph in self._graphs:
            if not graph.file.name.startswith("ontology/") and any(map(_has_blank_node, graph.quads)):
                line = self._places.blank_node_line(graph.file)
                message = "a blank node cannot be linked to; give everything in the data an IRI"
                yield Fault(str(graph.file.path), "a blank node", message, line)

    def _triples_in_two_graphs(self) -> Iterator[Fault]:
        seen: dict[Triple, SourceFile] = {}
        for graph in self._graphs:
            for quad in graph.quads:
                first = seen.setdefault(quad.triple, graph.file)
                if first != graph.file:
                    message = f"{first.name} says the same ({_shortened(quad.predicate)}); say it in one file only"
                    yield self._fault_in(graph.file, _text(quad.subject), message)

    def _spellings(self) -> Iterator[Fault]:
        """Numbers and dates that the engine would give back in another spelling, so that dumps and answers differ."""
        typed = [quad for quad in self._quads if isinstance(quad.object, Literal)]
        kept = Dataset(typed).construct("CONSTRUCT WHERE { ?s ?p ?o }")
        for graph in self._graphs:
            for quad in graph.quads:
                if isinstance(quad.object, Literal) and quad.triple not in kept:
                    message = f"{quad.object} is not in canonical form; write the value as an engine would give it back"
                    yield self._fault_in(graph.file, _text(quad.subject), message)

    def _undefined(self) -> Iterator[Fault]:
        for graph in self._graphs:
            for quad in graph.quads:
                for iri in _iris(quad):
                    if iri not in self._subjects and _has_to_be_described(iri):
                        message = f"{short(iri)} is described in no file; correct the name, or describe it"
                        yield self._fault_in(graph.file, _text(quad.subject), message)

    def _without_label(self, told: set[str]) -> set[Fault]:
        """Names for all that people meet, save where it is told already; the parts of a shape have messages instead."""
        parts = {quad.subject for graph in self._graphs if graph.file.graph == SHAPES for quad in graph.quads}
        labelled = {quad.subject for quad in self._quads if quad.predicate in _LABELS}
        nameless = {quad.subject for quad in self._quads} - parts - labelled
        message = "it has no name; give it an rdfs:label (a concept: a skos:prefLabel)"
        iris = (node.value for node in nameless if isinstance(node, NamedNode))
        return {
            self._fault(iri, message) for iri in iris if iri.startswith(CANONICAL_BASE_IRI) and short(iri) not in told
        }

    def _ill_typed(self) -> Iterator[Fault]:
        for graph in self._graphs:
            for quad in graph.quads:
                if isinstance(quad.object, Literal) and not quad.object.language and is_ill_typed(quad.object):
                    message = f"'{quad.object.value}' is no {short(quad.object.datatype.value)}; correct it"
                    yield self._fault_in(graph.file, _text(quad.subject), message)

    def _shapes(self) -> Iterator[Fault]:
        shapes = [graph for graph in self._graphs if graph.file.graph == SHAPES]
        if shapes:
            for found in shape_faults(self._quads, shapes[0].quads, str(shapes[0].file.path)):
                yield self._fault(found.subject, found.message)

    def _checks(self) -> Iterator[Fault]:
        checks = load_checks(self._sources.queries)
        if checks:
            dataset = Dataset([*self._quads, *derive(self._sources, Names(), self._quads)])
            for query in checks:
                for row in _rows(query, dataset, self._sources):
                    message = _IRI.sub(lambda match: short(match[1]), _text(row["message"]))
                    yield self._fault(_text(row["subject"]), message)

    def _coverage(self) -> Iterator[Fault]:
        for folder in self._sources.snapshots:
            if not (folder / "coverage.csv").is_file():
                message = "there is no coverage.csv: account for each sentence of the source, by its claims or a reason"
                yield Fault(str(folder / "coverage.csv"), folder.name, message)
        for path in self._sources.coverage_files:
            coverage = load_coverage(path)
            try:
                claims = passages_of_claims(self._quads, coverage.snapshot)
            except EvidenceError as error:
                yield Fault(str(path), coverage.snapshot, f"cannot be compared with the evidence: {error}")
            else:
                yield from coverage.claim_faults(claims, self._subjects)

    def _fault(self, iri: str, message: str) -> Fault:
        files = self._places.files(iri)
        return self._fault_in(files[0], iri, message) if files else Fault(str(self._sources.root), short(iri), message)

    def _fault_in(self, file: SourceFile, iri: str, message: str) -> Fault:
        return Fault(str(file.path), short(iri), message, self._places.line(file, iri))


def _beside(path: Path) -> SourceFile:
    return SourceFile(path, str(path), f"checked/{path.stem}")


def _rows(query: StoredQuery, dataset: Dataset, sources: Sources) -> list[dict[str, Term]]:
    path = str(sources.queries / query.topic / f"{query.name}.rq")
    try:
        rows = dataset.select(query.text)
    except QueryError as error:
        raise SourceError(f"the check cannot be run: {error}", path=path) from error
    if any(row.keys() < {"subject", "message"} for row in rows):
        raise SourceError("a check selects ?subject and ?message, both bound in every row", path=path)
    return rows


def _iris(quad: Quad) -> Iterable[str]:
    return (term.value for term in (quad.predicate, quad.object) if isinstance(term, NamedNode))


def _has_to_be_described(iri: str) -> bool:
    """Whether the IRI is one of our terms, schemes or things, for which the sources answer."""
    if iri.startswith(_TERMS):
        return "#" in iri or iri == ONTOLOGY or iri.removeprefix(_TERMS) in SCHEMES
    return iri.startswith(_THINGS)


def _has_blank_node(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _shortened(predicate: NamedNode) -> str:
    return short(predicate.value)


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else str(term)
