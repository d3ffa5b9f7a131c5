"""The documentation of an ontology or concept scheme: its terms with their constraints and how the data uses them.

Read in a few grouped queries, however many terms there are. See https://www.w3.org/TR/dwbp/#documentVocabularies
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Request

from govsocial.errors import CountingError, QueryError
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.protocol import spelling
from govsocial.store import description as ask
from govsocial.store import ontologies
from govsocial.web.census import counted, needed
from govsocial.web.constraints import Constraint, Shapes, by_property, by_target
from govsocial.web.descriptions import Description, Statement
from govsocial.web.entries import Entry, Kind, Use, entries
from govsocial.web.reading import labels_of, select
from govsocial.web.site import Site, site_of
from govsocial.web.terms import Term, numbers_in, short

_INTRODUCING = tuple(
    VOCABULARIES[prefix] + name
    for prefix, name in (
        ("dcterms", "description"),
        ("skos", "definition"),
        ("rdfs", "comment"),
        ("dcterms", "abstract"),
    )
)
"""What says in a few words what a vocabulary is, best first."""

_DEFINITION = VOCABULARIES["skos"] + "definition"
_GAP = GS + "CoverageGap"


@dataclass(frozen=True)
class StatusGroup:
    """A class of claims, how many there are, and the statuses that are for them; each with its definition.

    `count` is None where that is not counted.
    """

    claims: str
    definition: str | None
    count: int | None
    statuses: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Reference:
    """The documentation of one vocabulary; `entries` by kind and in reading order, `labels` of all that it names.

    `is_counted` is False where something is not counted, or not yet.
    """

    description: Description
    entries: Mapping[Kind, tuple[Entry, ...]] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    statuses: tuple[StatusGroup, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    is_counted: bool = True

    @property
    def header(self) -> tuple[Statement, ...]:
        """What is said of the vocabulary itself."""
        return tuple(each for each in self.description.outward if each.subject.value == self.description.iri)

    @property
    def classes(self) -> tuple[Entry, ...]:
        """The classes."""
        return self.entries.get(Kind.CLASS, ())

    @property
    def properties(self) -> tuple[Entry, ...]:
        """The properties."""
        return self.entries.get(Kind.PROPERTY, ())

    @property
    def concepts(self) -> tuple[Entry, ...]:
        """The concepts."""
        return self.entries.get(Kind.CONCEPT, ())

    @property
    def introduction(self) -> Term | None:
        """What says in a few words what the vocabulary is."""
        found = (value for name in _INTRODUCING for value in self.description.values(name))
        return next(found, None)


async def read_reference(request: Request, description: Description) -> Reference:
    """The documentation of what is described; on its further pages, where no terms are, that has none either."""
    found = entries(description) if description.page == 1 else {}
    if not found:
        return Reference(description, labels=description.labels)
    constraints = await _constraints(request) if found.keys() & {Kind.CLASS, Kind.PROPERTY} else ()
    uses, is_counted = await _uses(request, description.iri, found)
    queries = _queries(site_of(request))
    targets, paths = by_target(constraints), by_property(constraints)
    full = {
        kind: tuple(
            replace(
                each,
                use=uses.get(each.iri, Use()) if is_counted and each.term.is_iri and kind is not Kind.OTHER else None,
                constraints=tuple((targets if kind is Kind.CLASS else paths).get(each.iri, ())),
                queries=tuple(queries.get(each.iri, ())),
            )
            for each in own
        )
        for kind, own in found.items()
    }
    statuses = await _statuses(request, full)
    told = {each for own in full.values() for entry in own for each in _iris_of(entry)}
    told |= {each for group in statuses for each in (group.claims, *(status for status, _ in group.statuses))}
    names = {each.iri: short(each.iri) for own in full.values() for each in own if each.term.is_iri}
    labels = names | description.labels | await labels_of(request, told - description.labels.keys())
    is_counted = is_counted and None not in (group.count for group in statuses)
    return Reference(description, full, constraints, statuses, labels, is_counted)


async def _constraints(request: Request) -> tuple[Constraint, ...]:
    """What the shapes ask; nothing where there are too many to read, as a part would pass for all."""
    found = await select(request, ontologies.SHAPES)
    return Shapes(found.rows).constraints if found.is_complete else ()


async def _uses(request: Request, iri: str, found: Mapping[Kind, Sequence[Entry]]) -> tuple[dict[str, Use], bool]:
    """How the data uses each term that it uses, and whether that could be counted."""
    terms = {kind: [each.iri for each in own if each.term.is_iri] for kind, own in found.items()}
    try:
        return {
            **await _uses_of_classes(request, terms.get(Kind.CLASS, [])),
            **await _uses_of_properties(request, terms.get(Kind.PROPERTY, [])),
            **await _uses_of_concepts(request, terms.get(Kind.CONCEPT, []), iri),
        }, True
    except (CountingError, QueryError):
        return {}, False


async def _uses_of_classes(request: Request, terms: Sequence[str]) -> dict[str, Use]:
    rows = (await needed(request, ontologies.uses_of_classes(terms))).rows if terms else ()
    return {row["term"].value: Use(int(row["count"].value), _example(row)) for row in rows}


async def _uses_of_properties(request: Request, terms: Sequence[str]) -> dict[str, Use]:
    rows = (await needed(request, ontologies.uses_of_properties(terms))).rows if terms else ()
    uses = {row["term"].value: Use(int(row["count"].value), _example(row), row["term"].value) for row in rows}
    return await _with_values(request, uses)


async def _uses_of_concepts(request: Request, terms: Sequence[str], iri: str) -> dict[str, Use]:
    if not terms:
        return {}
    rows = (await needed(request, ontologies.uses_of_concepts(terms, iri))).rows
    mentions = (await needed(request, ask.mentions(terms))).rows
    claims = {row["thing"].value: int(row["claims"].value) for row in mentions}
    uses: dict[str, Use] = {}
    for row in rows:  # the most used property first
        concept, name, count = row["term"].value, row["property"].value, int(row["count"].value)
        use = uses.get(concept, Use(0, _example(row), name, (row["term"],), claims=claims.get(concept, 0)))
        uses[concept] = replace(use, count=use.count + count, by_property=(*use.by_property, (name, count)))
    return uses


def _example(row: Mapping[str, Term]) -> str | None:
    text = row["example"].value if "example" in row else ontologies.NO_EXAMPLE
    return None if text == ontologies.NO_EXAMPLE else text


async def _with_values(request: Request, uses: Mapping[str, Use]) -> dict[str, Use]:
    """The uses, with what the examples have by their properties."""
    pairs = [(use.example, use.property) for use in uses.values() if use.example and use.property]
    rows = (await select(request, ontologies.values_of(pairs))).rows if pairs else ()
    values: dict[tuple[str, str], list[Term]] = {}
    for row in rows:
        values.setdefault((row["thing"].value, row["property"].value), []).append(row["value"])
    return {
        term: replace(use, values=tuple(values.get((use.example or "", use.property or ""), ())))
        for term, use in uses.items()
    }


def _queries(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The stored queries that use a term, by its IRI: their names and titles."""
    found: dict[str, list[tuple[str, str]]] = {}
    for query in site.stored_queries.values():
        for _, iri in spelling.terms(query.text, None):
            found.setdefault(iri, []).append((query.name, query.title))
    return found


async def _statuses(request: Request, found: Mapping[Kind, Sequence[Entry]]) -> tuple[StatusGroup, ...]:
    """What the statuses of claims mean, where this vocabulary has them or the classes that they are for."""
    own = {each.iri for entries_of in found.values() for each in entries_of}
    groups: dict[str, list[str]] = {}
    for row in (await select(request, ontologies.STATUSES)).rows:
        if own & {row["class"].value, row["status"].value}:
            groups.setdefault(row["class"].value, []).append(row["status"].value)
    if not groups:
        return ()
    groups.setdefault(_GAP, [])  # has no status, and is what a status is taken for
    explained = (await select(request, ask.explanations(set(groups).union(*groups.values())))).rows
    definitions = {row["thing"].value: row["value"].value for row in explained if row["property"].value == _DEFINITION}
    (counted_uses,) = await counted(request, ontologies.uses_of_classes(groups))
    counts = None if counted_uses is None else numbers_in(counted_uses, "term", "count")
    told = [
        StatusGroup(
            each,
            definitions.get(each),
            None if counts is None else counts.get(each, 0),
            tuple((of, definitions.get(of)) for of in statuses),
        )
        for each, statuses in groups.items()
        if each in definitions or statuses
    ]
    return tuple(sorted(told, key=lambda group: (not group.statuses, -(group.count or 0), group.claims)))


def _iris_of(entry: Entry) -> Iterable[str]:
    """All that the documentation of a term names and that its description may have no label for."""
    words = (each for constraint in entry.constraints for each in (*constraint.path, *constraint.words))
    use = entry.use or Use()
    yield from (each.value for each in words if isinstance(each, Term) and each.is_iri)
    yield from (constraint.target for constraint in entry.constraints)
    yield from (each.value for each in use.values if each.is_iri)
    yield from (name for name, _ in use.by_property)
    yield from filter(None, (use.example, use.property))
    yield from entry.replacements
