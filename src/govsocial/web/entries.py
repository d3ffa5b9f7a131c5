"""The terms of an ontology or concept scheme, each with what its vocabulary says of it under headings in plain words.

What has no place of its own is told under its property, so that nothing is left out; what is not said is absent.
See https://www.w3.org/TR/dwbp/#documentVocabularies
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from govsocial.model.namespaces import VOCABULARIES
from govsocial.store.description import LABEL_PROPERTIES
from govsocial.web.constraints import Constraint
from govsocial.web.descriptions import Description, Statement
from govsocial.web.terms import Term, short

_RDF, _RDFS, _OWL, _SKOS, _DCTERMS = (VOCABULARIES[prefix] for prefix in ("rdf", "rdfs", "owl", "skos", "dcterms"))
_TYPE = _RDF + "type"
_IN_SCHEME, _DEFINED_BY = _SKOS + "inScheme", _RDFS + "isDefinedBy"
_BROADER, _NARROWER = _SKOS + "broader", _SKOS + "narrower"
_DEPRECATED, _REPLACED_BY = _OWL + "deprecated", _DCTERMS + "isReplacedBy"
_DEFINING = (_SKOS + "definition", _RDFS + "comment", _DCTERMS + "description")
_ABOVE = (_RDFS + "subClassOf", _RDFS + "subPropertyOf", _BROADER)
_MAPPING = (
    *(f"{_SKOS}{kind}Match" for kind in ("exact", "close", "related", "broad", "narrow")),
    *(_OWL + name for name in ("equivalentClass", "equivalentProperty", "sameAs")),
)
_HEADINGS = {
    _RDFS + "domain": "Said of",
    _RDFS + "range": "Its value",
    _OWL + "inverseOf": "The other way round",
    _RDFS + "subClassOf": "Is a kind of",
    _RDFS + "subPropertyOf": "Is a case of",
    _OWL + "disjointWith": "Never at the same time",
    _SKOS + "notation": "Notation",
    _SKOS + "altLabel": "Also called",
    _BROADER: "Broader",
    _NARROWER: "Narrower",
    _SKOS + "related": "Related",
    _SKOS + "topConceptOf": "At the top of",
    _SKOS + "scopeNote": "Where it occurs",
    _SKOS + "example": "Example",
    _SKOS + "changeNote": "Change",
}
"""In the words of people, and in the order in which they want to know."""

_BELOW = {_RDFS + "subClassOf": "Kinds of it", _RDFS + "subPropertyOf": "Cases of it", _BROADER: "Narrower"}
_TRAITS = {
    _OWL + "SymmetricProperty": "it holds both ways",
    _OWL + "TransitiveProperty": "it passes on from one to the next",
    _OWL + "FunctionalProperty": "a thing has one value at most",
    _OWL + "InverseFunctionalProperty": "a value belongs to one thing at most",
}
_CLASSES = frozenset({_OWL + "Class", _RDFS + "Class", _RDFS + "Datatype"})
_PROPERTIES = frozenset(
    {_RDF + "Property", *_TRAITS, *(_OWL + kind + "Property" for kind in ("Object", "Datatype", "Annotation"))}
)


class Kind(Enum):
    """What sort of term it is: the heading of all of them, and the word for one."""

    CLASS = ("Classes", "class")
    PROPERTY = ("Properties", "property")
    CONCEPT = ("Concepts", "concept")
    OTHER = ("Further terms", "term")

    def __init__(self, heading: str, word: str) -> None:
        self.heading = heading
        self.word = word

    @property
    def anchor(self) -> str:
        """The fragment of its section; with a hyphen before it, as no term's is."""
        return "-" + self.heading.lower().replace(" ", "-")


@dataclass(frozen=True)
class Fact:
    """What a term has by a property; `heading` is that in plain words, where there are any.

    With `is_inverse` it is the values that have the term by the property.
    """

    property: Term
    values: tuple[Term, ...]
    heading: str | None = None
    is_inverse: bool = False


@dataclass(frozen=True)
class Use:
    """How often the data uses a term, and an example: a thing, and what it has by which property.

    Of a concept, `by_property` says how many things have it by which property, and `claims` how many claims.
    """

    count: int = 0
    example: str | None = None
    property: str | None = None
    values: tuple[Term, ...] = ()
    by_property: tuple[tuple[str, int], ...] = ()
    claims: int = 0


@dataclass(frozen=True)
class Entry:
    """One term; `depth` is how far below the top of its tree it stands.

    `constraints` are what shapes ask of the things of a class, or of the values of a property; `queries` the stored
    queries that use it, by name and title. Without `use` it is not known how often it is used.
    """

    term: Term
    kind: Kind
    definitions: tuple[Term, ...] = ()
    traits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    mappings: tuple[Fact, ...] = ()
    is_deprecated: bool = False
    replacements: tuple[str, ...] = ()
    depth: int = 0
    constraints: tuple[Constraint, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    use: Use | None = None

    @property
    def iri(self) -> str:
        """The IRI of the term, or the label of a blank node."""
        return self.term.value

    @property
    def anchor(self) -> str:
        """The fragment of its IRI."""
        return self.term.value.rpartition("#")[2]

    def values(self, property_iri: str) -> list[Term]:
        """What it has by a property, as a fact."""
        facts = (fact for fact in self.facts if fact.property.value == property_iri and not fact.is_inverse)
        return [value for fact in facts for value in fact.values]


def entries(description: Description) -> dict[Kind, tuple[Entry, ...]]:
    """The terms of an ontology or scheme by kind, in the order of their trees and there by label."""
    said: dict[Term, list[Statement]] = {}
    for each in description.outward:
        if each.subject.value != description.iri:
            said.setdefault(each.subject, []).append(each)
    above, below = _above(said), _below(said)
    found: dict[Kind, list[Term]] = {kind: [] for kind in Kind}
    for term, statements in said.items():
        found[_kind(statements)].append(term)
    return {
        kind: tuple(
            _entry(term, kind, depth, said[term], below.get(term, ()))
            for term, depth in _in_tree(_ordered(terms, said, description.labels), above)
        )
        for kind, terms in found.items()
        if terms
    }


def _kind(statements: Sequence[Statement]) -> Kind:
    types = {each.value.value for each in statements if each.property.value == _TYPE}
    if types & _PROPERTIES:
        return Kind.PROPERTY
    if types & _CLASSES:
        return Kind.CLASS
    is_concept = _SKOS + "Concept" in types or any(each.property.value == _IN_SCHEME for each in statements)
    return Kind.CONCEPT if is_concept else Kind.OTHER


def _above(said: Mapping[Term, Sequence[Statement]]) -> dict[Term, list[Term]]:
    """Of each term those of the same vocabulary that it is below."""
    return {
        term: [each.value for each in statements if each.property.value in _ABOVE and each.value in said]
        for term, statements in said.items()
    }


def _below(said: Mapping[Term, Sequence[Statement]]) -> dict[Term, list[Fact]]:
    """Of each term those of the same vocabulary that are below it, whether or not it says so itself."""
    found: dict[tuple[Term, str], list[Term]] = {}
    for term, statements in said.items():
        for each in statements:
            if each.property.value in _BELOW and each.value in said:
                found.setdefault((each.value, each.property.value), []).append(term)
    facts: dict[Term, list[Fact]] = {}
    for (term, name), below in found.items():
        property_ = Term("uri", _NARROWER if name == _BROADER else name)
        facts.setdefault(term, []).append(Fact(property_, tuple(dict.fromkeys(below)), _BELOW[name], name != _BROADER))
    return facts


def _ordered(terms: Iterable[Term], said: Mapping[Term, Sequence[Statement]], labels: Mapping[str, str]) -> list[Term]:
    """By label, those that are retired after the others."""

    def place(term: Term) -> tuple[bool, str, str]:
        return (_is_deprecated(said[term]), labels.get(term.value, short(term.value)).casefold(), term.value)

    return sorted(terms, key=place)


def _is_deprecated(statements: Iterable[Statement]) -> bool:
    return any(each.property.value == _DEPRECATED and each.value.value in ("true", "1") for each in statements)


def _in_tree(ordered: Sequence[Term], above: Mapping[Term, Sequence[Term]]) -> Iterator[tuple[Term, int]]:
    """The terms with their depths: each once, below the first that is above it; at the top what is in a circle."""
    known = set(ordered)
    below: dict[Term | None, list[Term]] = {}
    for term in ordered:
        parent = next((each for each in above[term] if each in known and each != term), None)
        below.setdefault(parent, []).append(term)
    placed: set[Term] = set()

    def walk(start: Iterable[Term], depth: int) -> Iterator[tuple[Term, int]]:
        for term in start:
            if term not in placed:
                placed.add(term)
                yield term, depth
                yield from walk(below.get(term, ()), depth + 1)

    yield from walk(below.get(None, ()), 0)
    yield from walk(ordered, 0)


def _entry(term: Term, kind: Kind, depth: int, statements: Sequence[Statement], below: Iterable[Fact]) -> Entry:
    values: dict[str, list[Term]] = {}
    for each in statements:
        values.setdefault(each.property.value, []).append(each.value)
    defining = next((name for name in _DEFINING if name in values), "")
    types = [each.value for each in values.get(_TYPE, ())]
    facts, mappings = _facts(values, {*LABEL_PROPERTIES, defining, _TYPE, _DEFINED_BY, _IN_SCHEME}, term)
    return Entry(
        term,
        kind,
        tuple(values.get(defining, ())),
        tuple(words for iri, words in _TRAITS.items() if iri in types),
        tuple(_merged([*facts, *below])),
        tuple(mappings),
        _is_deprecated(statements),
        tuple(each.value for each in values.get(_REPLACED_BY, ()) if each.is_iri),
        depth,
    )


def _facts(values: Mapping[str, Sequence[Term]], placed: set[str], term: Term) -> tuple[list[Fact], list[Fact]]:
    """What is told under headings or properties, and what maps the term to other vocabularies."""
    namespace = term.value.partition("#")[0] + "#"
    facts: list[Fact] = []
    mappings: list[Fact] = []
    order = [*_HEADINGS, *sorted(values.keys() - _HEADINGS.keys())]
    for name in (each for each in order if each in values and each not in placed | {_DEPRECATED, _REPLACED_BY}):
        foreign = [each for each in values[name] if _is_mapping(name, each, namespace)]
        own = [each for each in values[name] if each not in foreign]
        heading = _HEADINGS.get(name)
        facts += [Fact(Term("uri", name), tuple(own), heading)] if own else []
        mappings += [Fact(Term("uri", name), tuple(foreign), heading)] if foreign else []
    return facts, mappings


def _is_mapping(name: str, value: Term, namespace: str) -> bool:
    """Whether a value is of another vocabulary, to which the property maps."""
    is_foreign = value.is_iri and not value.value.startswith(namespace)
    return is_foreign and (name in _MAPPING or name in (_RDFS + "subClassOf", _RDFS + "subPropertyOf"))


def _merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, those of one heading together."""
    found: dict[str, Fact] = {}
    for each in facts:
        key = each.heading or each.property.value
        before = found.get(key)
        values = tuple(dict.fromkeys((*(before.values if before else ()), *each.values)))
        found[key] = replace(each, values=values)
    yield from found.values()
