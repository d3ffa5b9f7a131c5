"""The picture of a vocabulary: classes, and what leads from one to another; or the tree of a concept scheme.

What leads where is said by domains and ranges, and by shapes. See https://www.w3.org/TR/shacl/#ClassConstraintComponent
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from govsocial.model.namespaces import VOCABULARIES
from govsocial.web.entries import Entry
from govsocial.web.figures.node_link import Diagram, Edge, Node, layered
from govsocial.web.reference import Reference
from govsocial.web.terms import curie, short

_RDFS = VOCABULARIES["rdfs"]
_SUBCLASS, _DOMAIN, _RANGE = _RDFS + "subClassOf", _RDFS + "domain", _RDFS + "range"
_BROADER = VOCABULARIES["skos"] + "broader"
_NO_CLASSES = (VOCABULARIES["xsd"], VOCABULARIES["rdf"])
_MAX_WORDS = 3

Href = Callable[[str], str | None]
"""Where an IRI leads from the picture."""


def vocabulary_diagram(reference: Reference, href: Href) -> Diagram:
    """The classes of an ontology, else the concepts of a scheme, else the vocabulary by itself."""
    if reference.classes:
        return _of_classes(reference, href)
    if not reference.concepts:
        iri = reference.description.iri
        return layered([Node(iri, _name(iri, reference), href(iri), "own")], [])
    edges = [Edge(each.iri, above, "", "subclass") for each in reference.concepts for above in _iris(each, _BROADER)]
    return layered([_node(each, reference, href) for each in reference.concepts], edges)


def _of_classes(reference: Reference, href: Href) -> Diagram:
    own = {each.iri: each for each in reference.classes}
    kinds = [Edge(each.iri, above, "", "subclass") for each in own.values() for above in _iris(each, _SUBCLASS)]
    leading = _merged(_leading(reference), reference)
    ends = dict.fromkeys(end for edge in leading for end in (edge.source, edge.target) if end not in own)
    foreign = [Node(iri, _name(iri, reference), href(iri), "foreign") for iri in ends]
    return layered([*(_node(each, reference, href) for each in own.values()), *foreign], [*kinds, *leading])


def _node(entry: Entry, reference: Reference, href: Href) -> Node:
    note = f"{entry.use.count:,} thing{'' if entry.use.count == 1 else 's'}" if entry.use is not None else ""
    return Node(entry.iri, _name(entry.iri, reference), href(entry.iri), "own", note)


def _leading(reference: Reference) -> list[tuple[str, str, str]]:
    """Source, property and target; what a class has from a wider one is not said again."""
    found = list(dict.fromkeys((*_by_shapes(reference), *_by_domains(reference))))
    above = {each.iri: _iris(each, _SUBCLASS) for each in reference.classes}
    return [each for each in found if not any((wider, *each[1:]) in found for wider in _wider(each[0], above))]


def _by_shapes(reference: Reference) -> Iterator[tuple[str, str, str]]:
    """What shapes ask of these classes and properties; where none says of what class a value is, that of the range."""
    own = {each.iri: each for each in (*reference.classes, *reference.properties)}
    asked = [
        each for each in reference.constraints if own.keys() & {each.target, each.property} and not each.is_forbidden
    ]
    told = {each.property for each in asked if each.classes or each.schemes}
    for each in asked:
        if each.property is not None:
            is_open = each.property in own and each.property not in told
            ends = _ranges(own[each.property]) if is_open else [*each.classes, *each.schemes]
            yield from ((each.target, each.property, end) for end in ends)


def _by_domains(reference: Reference) -> Iterator[tuple[str, str, str]]:
    """What the domains and ranges of properties say that no shape speaks of."""
    told = {each.property for each in reference.constraints}
    for entry in reference.properties:
        if entry.iri not in told:
            yield from ((source, entry.iri, target) for source in _iris(entry, _DOMAIN) for target in _ranges(entry))


def _ranges(entry: Entry) -> list[str]:
    return [end for end in _iris(entry, _RANGE) if not end.startswith(_NO_CLASSES)]


def _wider(iri: str, above: Mapping[str, Sequence[str]]) -> set[str]:
    """All classes that a class is below of."""
    found: set[str] = set()
    pending = list(above.get(iri, ()))
    while pending:
        wider = pending.pop()
        if wider not in found:
            found.add(wider)
            pending += above.get(wider, ())
    return found - {iri}


def _merged(found: Iterable[tuple[str, str, str]], reference: Reference) -> list[Edge]:
    """One edge between two classes, with the names of the first properties that lead from one to the other."""
    between: dict[tuple[str, str], dict[str, None]] = {}
    for source, property_iri, target in found:
        between.setdefault((source, target), {})[_name(property_iri, reference)] = None
    edges: list[Edge] = []
    for (source, target), names in between.items():
        words = list(names)
        more = f" and {len(words) - _MAX_WORDS} more" if len(words) > _MAX_WORDS else ""
        edges.append(Edge(source, target, ", ".join(words[:_MAX_WORDS]) + more))
    return edges


def _iris(entry: Entry, property_iri: str) -> list[str]:
    return [value.value for value in entry.values(property_iri) if value.is_iri]


def _name(iri: str, reference: Reference) -> str:
    return reference.labels.get(iri) or curie(iri) or short(iri)
