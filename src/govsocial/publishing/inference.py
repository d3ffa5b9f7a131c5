"""Inference: the rules of `ontology/rules/`, run as CONSTRUCT queries until they give nothing new.

They are a part of OWL 2 RL, with shortcuts of our own, and each rule's file says which.
See https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govsocial.errors import QueryError, SourceError
from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import read_text
from govsocial.store.oxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, Triple

logger = logging.getLogger(__name__)

DERIVED = {
    "entailment": (
        "Entailments (derived)",
        "What follows from the ontology and its alignments: superclasses, superproperties, inverses. "
        "No source says it; the rules of the build derive it.",
    ),
    "shortcut": (
        "Shortcuts (derived)",
        "Direct links from a body to the tools it uses, derived from claims of use only. "
        "The claims, with their evidence, are what is asserted.",
    ),
}
"""The derived graphs by the first word of a rule's name: label and description."""

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SCHEMA_PREDICATES = frozenset(PREFIXES["rdfs"] + local for local in ("subClassOf", "subPropertyOf", "domain", "range"))
_SCHEMA_NAMESPACES = (PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"])


@dataclass(frozen=True)
class Rule:
    """One rule; `graph` is the derived graph that its results go to, a key of DERIVED."""

    path: Path
    graph: str
    text: str


def load_rules(directory: Path) -> tuple[Rule, ...]:
    """The rules in order of name. Raises SourceError for a name that tells no derived graph."""
    return tuple(_rule(path) for path in sorted(directory.glob("*.rq")))


def infer(quads: Sequence[Quad], rules: Iterable[Rule], names: Names) -> list[Quad]:
    """What the rules derive about things (not about classes and properties), each in its derived graph.

    No triple among them is asserted in `quads`, and none comes twice. Raises SourceError for a rule that fails.
    """
    dataset = Dataset(quads)
    known = {quad.triple for quad in quads} | dataset.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    derived: list[Quad] = []
    rules = tuple(rules)
    rounds, found = 0, -1
    while found != len(known):
        rounds, found = rounds + 1, len(known)
        for rule in rules:
            fresh = _apply(rule, dataset) - known
            known |= fresh
            graph = NamedNode(_graph_iri(rule.graph, names))
            fresh_quads = [Quad(each.subject, each.predicate, each.object, graph) for each in fresh]
            dataset.add(fresh_quads)
            derived.extend(quad for quad in fresh_quads if _is_about_a_thing(quad.triple))
    logger.info("inference: %s triples derived in %s rounds", len(derived), rounds)
    return derived


def describe_derived(names: Names, from_graphs: Sequence[str]) -> Iterator[Quad]:
    """What each derived graph says of itself: that it is derived, and from which graphs."""
    for key, (label, description) in DERIVED.items():
        graph = NamedNode(_graph_iri(key, names))
        yield Quad(graph, _TYPE, NamedNode(PREFIXES["prov"] + "Entity"), graph)
        yield Quad(graph, NamedNode(PREFIXES["rdfs"] + "label"), Literal(label, language="en"), graph)
        yield Quad(graph, NamedNode(PREFIXES["dcterms"] + "description"), Literal(description, language="en"), graph)
        for iri in from_graphs:
            yield Quad(graph, NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), NamedNode(iri), graph)


def _rule(path: Path) -> Rule:
    graph = path.stem.partition("-")[0]
    if graph not in DERIVED:
        raise SourceError(f"the name of a rule starts with one of: {', '.join(DERIVED)}", path=str(path))
    return Rule(path, graph, read_text(path))


def _apply(rule: Rule, dataset: Dataset) -> set[Triple]:
    try:
        return dataset.construct(rule.text)
    except QueryError as error:
        raise SourceError(f"the rule cannot be run: {error}", path=str(rule.path)) from error


def _graph_iri(key: str, names: Names) -> str:
    return f"{names.base}graph/derived/{key}"


def _is_about_a_thing(triple: Triple) -> bool:
    predicate, subject, value = triple.predicate.value, triple.subject, triple.object
    if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
        return False
    if predicate in _SCHEMA_PREDICATES or predicate.startswith(PREFIXES["owl"]):
        return False
    is_schema_type = isinstance(value, NamedNode) and value.value.startswith(_SCHEMA_NAMESPACES)
    return not (triple.predicate == _TYPE and is_schema_type)
