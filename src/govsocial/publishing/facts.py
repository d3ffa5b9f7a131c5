"""Facts: triples by subject and property, to be asked what is said of a thing.

See https://www.w3.org/TR/rdf11-concepts/#section-triples
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from govsocial.model.namespaces import PREFIXES
from govsocial.store.oxigraph import Literal, NamedNode, Triple

Value = NamedNode | Literal


def term(name: str) -> NamedNode:
    """The IRI of a prefixed name: `dcterms:title`."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


class Facts:
    """What triples say of things that have an IRI; blank nodes are left out. Values are in order of their text."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
        self._instances: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._values[triple.subject.value][triple.predicate.value].add(triple.object)
                if triple.predicate == term("rdf:type"):
                    self._instances[triple.object.value].add(triple.subject.value)

    def values(self, iri: str, *names: str) -> list[Value]:
        """The values of properties, given as prefixed names: of the first that has any."""
        own = self._values.get(iri, {})
        for name in names:
            if found := own.get(term(name).value):
                return sorted(found, key=str)
        return []

    def iris(self, iri: str, *names: str) -> list[str]:
        """Those of the values that are IRIs."""
        return [value.value for value in self.values(iri, *names) if isinstance(value, NamedNode)]

    def text(self, iri: str, *names: str) -> str | None:
        """The text of the first value; None when there is none."""
        return next((value.value for value in self.values(iri, *names)), None)

    def instances(self, name: str) -> list[str]:
        """The IRIs of the things of a class, in order."""
        return sorted(self._instances.get(term(name).value, ()))

    def about(self, iri: str) -> Iterator[Triple]:
        """All that is said of a thing, in order."""
        for predicate, found in sorted(self._values.get(iri, {}).items()):
            yield from (Triple(NamedNode(iri), NamedNode(predicate), value) for value in sorted(found, key=str))
