"""VoID: what a dataset holds, in figures, and where it is found.

A release is described in a named graph of its own, which is a part of the dataset that it counts.
See https://www.w3.org/TR/void/
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from govsocial.model.formats import Format
from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS, PREFIXES
from govsocial.publishing.facts import term
from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.store.oxigraph import Literal, NamedNode, Quad, Term, Triple

GRAPH = "graph/void"
"""The named graph of the description, below the base."""

PROPERTY_SIZES = "SELECT ?term (COUNT(*) AS ?size) WHERE { ?subject ?term ?value } GROUP BY ?term ORDER BY ?term"
CLASS_SIZES = (
    "SELECT ?term (COUNT(DISTINCT ?instance) AS ?size) WHERE { ?instance a ?term } GROUP BY ?term ORDER BY ?term"
)
"""What a store is asked that no release was made of; only IRIs are classes of VoID."""

_INTEGER = term("xsd:integer")
_TYPE = term("rdf:type")
_MAPPINGS = frozenset(
    NamedNode(iri)
    for iri in (
        PREFIXES["owl"] + "sameAs",
        *(f"{PREFIXES['skos']}{kind}Match" for kind in ("exact", "close", "related", "broad", "narrow")),
    )
)
"""What links a thing to one that another dataset describes; a link to a page (rdfs:seeAlso) does not."""

_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+/")
_MAX_ROUNDS = 8


@dataclass(frozen=True)
class Figures:
    """What is counted of a dataset, as one graph in which no triple comes twice; None and empty: not counted.

    `classes` has the instances of each class, `properties` the triples of each property, `links` the triples by the
    origin that they lead to and their property, `examples` one thing of each kind.
    """

    classes: Mapping[str, int] | None
    properties: Mapping[str, int] | None
    entities: int | None = None
    distinct_subjects: int | None = None
    distinct_objects: int | None = None
    links: Mapping[tuple[str, str], int] = field(default_factory=dict)
    examples: Sequence[str] = ()

    @property
    def triples(self) -> int | None:
        """The number of all triples."""
        return None if self.properties is None else sum(self.properties.values())


@dataclass(frozen=True)
class Access:
    """The IRIs of a dataset and of the document that describes it, and how to get at the data.

    Below `things` its things are named; all of them can be reached from `root`.
    """

    document: str
    dataset: str
    endpoint: str
    dumps: Sequence[str] = ()
    formats: Sequence[Format] = ()
    things: str | None = None
    root: str | None = None

    @classmethod
    def of_publication(cls, names: Names, dumps: Sequence[str], formats: Sequence[Format]) -> "Access":
        """That of a release under the base of `names`."""
        base = names.base
        return cls(f"{base}{GRAPH}", f"{base}dataset", f"{base}sparql", dumps, formats, f"{base}id/", f"{base}dataset")

    @property
    def entity_pattern(self) -> str | None:
        """The regular expression that the IRIs of things match: below `things`, without a fragment."""
        return None if self.things is None else f"^{re.escape(self.things)}[^#]+$"


def describe(quads: Iterable[Quad], access: Access) -> list[Quad]:
    """The description of a dataset, in its named graph, which is counted with the rest.

    What the quads say already is not said again.
    """
    known = {quad.triple for quad in quads}
    graph = NamedNode(access.document)
    description = _settled(known, access)
    return [Quad(each.subject, each.predicate, each.object, graph) for each in description - known]


def statements(figures: Figures, access: Access) -> Iterator[Triple]:
    """The figures of a dataset in the terms of VoID."""
    yield from _document(access)
    yield from _dataset(figures, access)
    for iri, size in sorted((figures.classes or {}).items()):
        yield from _partition(access, "class", iri, "entities", size)
    for iri, size in sorted((figures.properties or {}).items()):
        yield from _partition(access, "property", iri, "triples", size)
    for (target, predicate), size in sorted(figures.links.items()):
        yield from _linkset(access, target, predicate, size)


def count(triples: Collection[Triple], access: Access) -> Figures:
    """The figures of distinct triples."""
    subjects = Counter(triple.subject for triple in triples)
    instances: dict[str, set[Term]] = defaultdict(set)
    links: Counter[tuple[str, str]] = Counter()
    for triple in triples:
        if not isinstance(triple.object, NamedNode):
            continue
        if triple.predicate == _TYPE:
            instances[triple.object.value].add(triple.subject)
        elif triple.predicate in _MAPPINGS and (target := _target(triple.object.value, access)):
            links[target, triple.predicate.value] += 1
    pattern = re.compile(access.entity_pattern or "^$")
    entities = {node.value: size for node, size in subjects.items() if isinstance(node, NamedNode)}
    entities = {iri: size for iri, size in entities.items() if pattern.match(iri)}
    return Figures(
        classes={iri: len(found) for iri, found in instances.items()},
        properties=Counter(triple.predicate.value for triple in triples),
        entities=len(entities),
        distinct_subjects=len(subjects),
        distinct_objects=len({triple.object for triple in triples}),
        links=links,
        examples=tuple(_examples(entities, access)),
    )


def _settled(known: set[Triple], access: Access) -> set[Triple]:
    """The description that holds of the dataset with itself in it.

    Its size does not depend on the figures, so two rounds are enough for all of them but the number of distinct
    objects: the figure is an object itself, and may be one that is new. Where no number is right, none is given.
    """
    description = set(statements(count(known, access), access))
    for number in range(_MAX_ROUNDS):
        figures = count(known | description, access)
        if number >= _MAX_ROUNDS // 2:
            figures = replace(figures, distinct_objects=None)
        before, description = description, set(statements(figures, access))
        if description == before:
            return description
    raise AssertionError("without the number of objects, the size of a description depends on nothing in it")


def _document(access: Access) -> Iterator[Triple]:
    document = NamedNode(access.document)
    yield Triple(document, _TYPE, term("void:DatasetDescription"))
    yield Triple(document, term("rdfs:label"), Literal("Figures of the dataset (VoID)", language="en"))
    yield Triple(document, term("foaf:primaryTopic"), NamedNode(access.dataset))


def _dataset(figures: Figures, access: Access) -> Iterator[Triple]:
    dataset = NamedNode(access.dataset)
    yield Triple(dataset, _TYPE, term("void:Dataset"))
    for name, number in (
        ("triples", figures.triples),
        ("entities", figures.entities),
        ("classes", None if figures.classes is None else len(figures.classes)),
        ("properties", None if figures.properties is None else len(figures.properties)),
        ("distinctSubjects", figures.distinct_subjects),
        ("distinctObjects", figures.distinct_objects),
    ):
        if number is not None:
            yield Triple(dataset, term(f"void:{name}"), _integer(number))
    for name, iri in _addresses(figures, access):
        yield Triple(dataset, term(f"void:{name}"), NamedNode(iri))
    if access.things is not None:
        yield Triple(dataset, term("void:uriSpace"), Literal(access.things))
        yield Triple(dataset, term("void:uriRegexPattern"), Literal(access.entity_pattern or ""))


def _addresses(figures: Figures, access: Access) -> Iterator[tuple[str, str]]:
    yield "sparqlEndpoint", access.endpoint
    if access.root is not None:
        yield "rootResource", access.root
    yield from (("dataDump", iri) for iri in access.dumps)
    yield from (("feature", each.iri) for each in access.formats if each.iri is not None)
    yield from (("exampleResource", iri) for iri in figures.examples)
    yield from (("vocabulary", iri) for iri in sorted({_vocabulary(iri) for iri in _used(figures)}))


def _vocabulary(iri: str) -> str:
    """The IRI of the vocabulary that a term is of: of ours the document, of others the namespace."""
    namespace = _namespace(iri)
    return namespace.removesuffix("#") if namespace.startswith(CANONICAL_BASE_IRI) else namespace


def _used(figures: Figures) -> Iterator[str]:
    yield from figures.classes or ()
    yield from figures.properties or ()


def _partition(access: Access, kind: str, iri: str, measure: str, size: int) -> Iterator[Triple]:
    partition = NamedNode(f"{access.document}#{kind}-{_key(iri)}")
    yield Triple(NamedNode(access.dataset), term(f"void:{kind}Partition"), partition)
    yield Triple(partition, term("rdfs:label"), Literal(f"Part by {kind}: {_short(iri)}", language="en"))
    yield Triple(partition, term(f"void:{kind}"), NamedNode(iri))
    yield Triple(partition, term(f"void:{measure}"), _integer(size))


def _linkset(access: Access, target: str, predicate: str, size: int) -> Iterator[Triple]:
    """The links to one origin by one property: a subset of the dataset, as what is in it is."""
    dataset, key = NamedNode(access.dataset), target.partition("://")[2].rstrip("/")
    linkset, other = (NamedNode(f"{access.document}#{name}") for name in (f"links-{key}-{_key(predicate)}", key))
    label = f"Links to {key}: {_short(predicate)}"
    yield Triple(dataset, term("void:subset"), linkset)
    yield Triple(linkset, _TYPE, term("void:Linkset"))
    yield Triple(linkset, term("rdfs:label"), Literal(label, language="en"))
    yield Triple(linkset, term("void:subjectsTarget"), dataset)
    yield Triple(linkset, term("void:objectsTarget"), other)
    yield Triple(linkset, term("void:linkPredicate"), NamedNode(predicate))
    yield Triple(linkset, term("void:triples"), _integer(size))
    yield Triple(other, _TYPE, term("void:Dataset"))
    yield Triple(other, term("rdfs:label"), Literal(key, language="en"))
    yield Triple(other, term("void:uriSpace"), Literal(target))


def _target(iri: str, access: Access) -> str | None:
    """The origin of what is not ours."""
    origin = _ORIGIN.match(iri)
    is_ours = iri.startswith((f"{CANONICAL_BASE_IRI}def/", access.things or access.dataset))
    return None if origin is None or is_ours else origin[0]


def _examples(entities: Mapping[str, int], access: Access) -> Iterator[str]:
    """Of each kind the thing that most is said of, the first by name among equals."""
    for kind in KINDS:
        things = [iri for iri in entities if iri.startswith(f"{access.things}{kind}/")]
        if things:
            yield min(things, key=lambda iri: (-entities[iri], iri))


def _key(iri: str) -> str:
    """A name for a term within a fragment: no other term has it."""
    prefix, _, local = _short(iri).partition(":")
    is_named = prefix in PREFIXES and re.fullmatch(r"[A-Za-z0-9_-]+", local)
    return f"{prefix}_{local}" if is_named else hashlib.sha256(iri.encode()).hexdigest()[:16]


def _short(iri: str) -> str:
    namespace = _namespace(iri)
    for prefix, known in PREFIXES.items():
        if known == namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=_INTEGER)
