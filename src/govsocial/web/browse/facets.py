"""Facets: the properties by which a list can be narrowed down, found in the data, each with values and their counts.

See https://www.w3.org/TR/vocab-data-cube/#dsd-dimensions for what a dimension of data is
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store.listing import MAX_VALUES, Condition
from govsocial.web.terms import Solution, Solutions

MAX_FACETS = 12
_MOST_VALUES = 40
_LEAST_THINGS = 2
_MOST_COLUMNS = 4
_TYPE = VOCABULARIES["rdf"] + "type"
_NEVER = frozenset({GS + "evidence"})  # a place in a source has an address, and is nothing to choose by
_FIRST = [_TYPE, *(GS + name for name in ("organisation", "tool", "status", "involvement", "toolKind", "practice"))]
"""What people narrow down by first; the other properties follow by how much they tell apart."""


@dataclass(frozen=True)
class Choice:
    """A condition that the list can be narrowed down by, and how many things are then in it."""

    condition: Condition
    things: int


@dataclass(frozen=True)
class Facet:
    """A property and the choices by it, those that leave the most things first."""

    property: str
    of_claims: bool
    choices: tuple[Choice, ...]


def facets_in(found: Solutions, total: int, of_claims: bool, chosen: Iterable[Condition]) -> tuple[Facet, ...]:
    """The facets of a list of so many things, from the solutions of its values.

    A property with too many values, or with one for each thing, tells nothing apart; nor does a value that all have.
    One that says the same as another (an inference of it) is left out, and so is what is chosen already.
    """
    taken = {(each.property, each.value) for each in chosen if each.of_claim == of_claims}
    taken_properties = {each for each, _ in taken if each != _TYPE}
    facets: list[Facet] = []
    seen: set[tuple[tuple[str, int], ...]] = set()
    for property_iri, rows in sorted(_by_property(found).items(), key=lambda item: _place(item[0], item[1])):
        counts = tuple((row["value"].value, int(row["things"].value)) for row in rows)
        signature = tuple(sorted(counts))
        if (
            property_iri in _NEVER
            or signature in seen
            or property_iri in taken_properties
            or not _tells_apart(counts, total)
        ):
            continue
        seen.add(signature)
        choices = tuple(
            Choice(Condition(property_iri, value, of_claims), things)
            for value, things in counts
            if things < total and (property_iri, value) not in taken
        )
        facets += [Facet(property_iri, of_claims, choices)] if choices else []
    return tuple(facets[:MAX_FACETS])


def columns_in(values: Solutions, properties: Solutions) -> tuple[str, ...]:
    """The properties that make columns of a table: a third of the things or more have one value, and none has two."""
    if len(values.rows) >= MAX_VALUES:
        return ()
    having = {row["property"].value: int(row["things"].value) for row in properties.rows}
    most = max(having.values(), default=0)
    found = [
        property_iri
        for property_iri, rows in _by_property(values).items()
        if property_iri in _FIRST[1:]
        and sum(int(row["things"].value) for row in rows) == having.get(property_iri)
        and 3 * having[property_iri] >= most
    ]
    return tuple(sorted(found, key=_FIRST.index)[:_MOST_COLUMNS])


def _by_property(found: Solutions) -> dict[str, list[Solution]]:
    rows: dict[str, list[Solution]] = {}
    for row in found.rows:
        rows.setdefault(row["property"].value, []).append(row)
    return rows


def _place(property_iri: str, rows: Sequence[Solution]) -> tuple[int, int, int, str]:
    if property_iri in _FIRST:
        return (0, _FIRST.index(property_iri), 0, property_iri)
    is_other = not property_iri.startswith(GS)
    return (1 + is_other, -sum(int(row["things"].value) for row in rows), len(rows), property_iri)


def _tells_apart(counts: Sequence[tuple[str, int]], total: int) -> bool:
    some = [things for _, things in counts if things < total]
    return 0 < len(counts) <= _MOST_VALUES and any(things >= _LEAST_THINGS for things in some or [0])
