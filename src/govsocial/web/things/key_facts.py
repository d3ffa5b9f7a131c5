"""The key facts of a thing: what people look for first, each with where it stands, in one order for all classes.

See https://www.w3.org/TR/vocab-org/ and https://www.w3.org/TR/skos-reference/#mapping
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from govsocial.web.descriptions import Description
from govsocial.web.origins import Origin, origin_of
from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim
from govsocial.web.things.facts import Facts, term_iri

_ROWS = {
    "Also called": ("skos:altLabel", "dcterms:title", "foaf:name", "foaf:accountName"),
    "Kind": ("org:classification", "gs:toolKind", "gs:initiativeKind"),
    "Part of": ("org:unitOf", "org:postIn", "org:memberOf", "org:subOrganizationOf"),
    "Belongs to": ("gs:organisation",),
    "Account": ("foaf:account",),
    "On": ("gs:onTool",),
    "Reporter": ("prov:wasAttributedTo",),
    "Author": ("dcterms:creator",),
    "Snapshot": ("gs:inSnapshot",),
    "Came by": ("gs:channel",),
    "Adds to": ("gs:supplements",),
    "Date": ("dcterms:date", "dcterms:issued"),
    "Ended": ("schema:dissolutionDate",),
    "Elsewhere on the web": (
        "foaf:page", "foaf:homepage", "skos:exactMatch", "skos:closeMatch", "owl:sameAs", "rdfs:seeAlso",
        "schema:sameAs", "schema:url",
    ),
    "Note": ("skos:note",),
}  # fmt: skip
_ABOUT = ("gs:organisation", "gs:toolKind", "gs:inSnapshot")
"""What a claim says of others, which is told apart."""
_IRIS = {heading: tuple(map(term_iri, names)) for heading, names in _ROWS.items()}


@dataclass(frozen=True)
class Value:
    """One value of a key fact, and where it stands."""

    term: Term
    origin: Origin


@dataclass(frozen=True)
class KeyFact:
    """A heading with its values, in order."""

    heading: str
    values: tuple[Value, ...]


def key_facts(description: Description, facts: Facts, claims: tuple[Claim, ...], page: str) -> tuple[KeyFact, ...]:
    """The key facts that there are; of a claim not whom and what it is about: that stands by itself."""
    found = _found(description, facts, claims, set(map(term_iri, _ABOUT)) if page == "claim" else set())
    about = {"Belongs to": "About"} if page == "report" else {}
    return tuple(KeyFact(about.get(fact.heading, fact.heading), fact.values) for fact in found if fact.values)


def _found(
    description: Description, facts: Facts, claims: tuple[Claim, ...], told_apart: Collection[str]
) -> Iterator[KeyFact]:
    own = [
        each
        for each in description.statements
        if each.subject.value == description.iri and each.property.value not in told_apart
    ]
    name = description.labels.get(description.iri)
    for heading, iris in _IRIS.items():
        values = {
            each.value: Value(each.value, origin_of(each.graphs))
            for iri in iris
            for each in own
            if each.property.value == iri and each.value.value != name
        }
        yield KeyFact(heading, _stated_first(values))
        if heading == "Reporter" and not values:
            yield KeyFact("Reported by", _reporters(description.iri, claims))
        if heading == "Ended":
            yield KeyFact("Later became", _changes(description, facts, "org:originalOrganization"))
            yield KeyFact("Came from", _changes(description, facts, "org:resultingOrganization"))


def _stated_first(values: dict[Term, Value]) -> tuple[Value, ...]:
    """What is derived from a value that is there, as a wider property of the same, is not said again."""
    order = list(Origin)
    return tuple(sorted(values.values(), key=lambda each: (order.index(each.origin), each.term.value)))


def _reporters(iri: str, claims: tuple[Claim, ...]) -> tuple[Value, ...]:
    """Those who reported on a body."""
    found = {
        term: Value(term, Origin.STATED)
        for claim in claims
        if Term("uri", iri) in claim.organisations
        for term in claim.reporters
    }
    return tuple(sorted(found.values(), key=lambda each: each.term.value))


def _changes(description: Description, facts: Facts, side: str) -> tuple[Value, ...]:
    """What is on the other side of the changes that a body went through."""
    sides = {"org:originalOrganization", "org:resultingOrganization"}
    (other,) = sides - {side}
    found = {}
    for each in description.inward:
        if each.property.value == term_iri(side) and each.value.value == description.iri:
            for term in facts.values(each.subject.value, other):
                found[term] = Value(term, origin_of(each.graphs))
    return tuple(sorted(found.values(), key=lambda each: each.term.value))
