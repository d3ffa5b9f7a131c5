"""Facts: what some properties say of things, gathered in rounds from a claim to its report, its words and its source.

See https://www.w3.org/TR/prov-o/ and https://www.w3.org/TR/annotation-model/#selectors
"""

from collections.abc import Iterable, Iterator, Mapping

from fastapi import Request

from govsocial.errors import ResultTooLargeError
from govsocial.model.iris import is_iri
from govsocial.model.namespaces import PREFIXES
from govsocial.store import claims as ask
from govsocial.web.reading import select
from govsocial.web.terms import Term

_MAX_BYTES = 16 * 1024 * 1024
_AT_ONCE = 1_000
_ROUNDS = 3
"""A claim leads to its evidence, that to its source and selector, and there it ends; so does a status in its scheme."""


def term_iri(name: str) -> str:
    """The IRI of a name with a prefix: `gs:tool`."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_FOLLOWED = frozenset(
    term_iri(name)
    for name in (
        "gs:inReport", "gs:inSnapshot", "gs:evidence", "gs:status", "gs:involvement", "gs:audience",
        "gs:scopeExplicitness", "skos:broader", "oa:hasSource", "oa:hasSelector", "dcterms:source",
        "prov:wasGeneratedBy", "prov:wasAssociatedWith", "prov:wasAttributedTo",
    )
)  # fmt: skip
_READ = _FOLLOWED | frozenset(
    term_iri(name)
    for name in (
        "rdf:type", "gs:explicitness", "gs:organisation", "gs:unit", "gs:tool", "gs:toolKind",
        "gs:initiative", "gs:runBy", "gs:extendsUse", "gs:ambiguous", "gs:ordinal", "gs:passageSha256",
        "gs:textFragment", "gs:firstWords", "gs:lastWords", "gs:sha256", "oa:start", "oa:end", "foaf:page",
        "dcterms:date", "prov:wasDerivedFrom", "org:memberOf", "org:holds", "skos:notation",
        "org:originalOrganization", "org:resultingOrganization",
    )
)  # fmt: skip


class Facts:
    """The values of some properties of some things."""

    def __init__(self, statements: Iterable[tuple[str, str, Term]] = ()) -> None:
        self._values: dict[str, dict[str, dict[Term, None]]] = {}
        for thing, property_iri, value in statements:
            self._values.setdefault(thing, {}).setdefault(property_iri, {})[value] = None

    def values(self, thing: str, name: str) -> tuple[Term, ...]:
        """What a property (`gs:tool`) says of a thing, in order of the values."""
        found = self._values.get(thing, {}).get(term_iri(name), {})
        return tuple(sorted(found, key=lambda term: (term.value, term.language or "")))

    def iris(self, thing: str, name: str) -> tuple[str, ...]:
        """Those of the values that are IRIs."""
        return tuple(term.value for term in self.values(thing, name) if term.is_iri)

    def first(self, thing: str, name: str) -> Term | None:
        """The first of the values, if there is one."""
        return next(iter(self.values(thing, name)), None)

    def text(self, thing: str, name: str) -> str | None:
        """What the first of the values says."""
        return term.value if (term := self.first(thing, name)) else None

    def number(self, thing: str, name: str) -> int | None:
        """The first of the values, where it is a whole number."""
        text = self.text(thing, name) or ""
        return int(text) if text.isascii() and text.isdecimal() else None

    def classes(self, thing: str) -> frozenset[str]:
        """The classes that a thing is said to be of."""
        return frozenset(self.iris(thing, "rdf:type"))

    def ancestors(self, concept: str) -> Iterator[str]:
        """A concept and what is broader, as far as it was read; each once."""
        seen, waiting = {concept}, [concept]
        while waiting:
            yield (current := waiting.pop(0))
            new = [each for each in self.iris(current, "skos:broader") if each not in seen]
            seen.update(new)
            waiting += new

    def things(self) -> Mapping[str, Mapping[str, Iterable[Term]]]:
        """All that was gathered, by thing and property."""
        return self._values

    def iris_named(self) -> set[str]:
        """All IRIs in the facts, to look up their labels; those of properties are not among them."""
        named = {
            term.value for properties in self._values.values() for values in properties.values() for term in values
            if term.is_iri
        }  # fmt: skip
        return named | set(self._values)


async def gather(request: Request, start: Iterable[str]) -> Facts:
    """The facts about these things and about what they lead to. Raises ResultTooLargeError: never a part for all."""
    statements: list[tuple[str, str, Term]] = []
    asked: set[str] = set()
    new = {iri for iri in start if is_iri(iri)}
    for _ in range(_ROUNDS):
        found = [each for part in _parts(sorted(new)) for each in await _read(request, part)]
        statements += found
        asked |= new
        new = {value.value for _, name, value in found if name in _FOLLOWED and value.is_iri} - asked
        if not new:
            break
    return Facts(statements)


def _parts(iris: list[str]) -> Iterator[list[str]]:
    yield from (iris[start : start + _AT_ONCE] for start in range(0, len(iris), _AT_ONCE))


async def _read(request: Request, iris: list[str]) -> list[tuple[str, str, Term]]:
    found = await select(request, ask.facts(iris, sorted(_READ)), max_bytes=_MAX_BYTES)
    if not found.is_complete:
        raise ResultTooLargeError("There is too much to say of this for a page; ask /sparql for a part.", _MAX_BYTES)
    return [(row["thing"].value, row["property"].value, row["value"]) for row in found.rows]
