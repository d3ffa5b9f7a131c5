"""What things of a store are called, read from it for an index: page by page, and up to a bound.

See https://www.w3.org/TR/skos-reference/#labels
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from govsocial.model.formats import JSON
from govsocial.model.iris import Names, is_iri
from govsocial.store import description, naming
from govsocial.store.base import Query, Store
from govsocial.store.description import LABEL_PROPERTIES, Part
from govsocial.web.reading import read
from govsocial.web.search.words import words
from govsocial.web.terms import Solution, Solutions, Term, best_labels, read_solutions, short

MAX_TEXTS = 50_000
"""Names, notations and descriptions read of one store: their index takes 40 MB, and 2.2 s to make (2026-11)."""

_PAGE_ROWS = 2_000
_PAGE_BYTES = 16 * 1024 * 1024
_MAX_CHARACTERS = 1_000
_TYPES_AT_ONCE = 1_000
ONTOLOGY_TERM = "ontology-term"
QUESTION = "question"
LAST = 4
"""The standing of what is part of the works: evidence, graphs, shapes."""

_OF_THINGS, _OF_CONCEPTS, _OF_OTHERS = 0, 1, 3
_STANDINGS = {
    QUESTION: _OF_CONCEPTS,
    **dict.fromkeys(("claim", "report", "snapshot", "source"), 2),
    **dict.fromkeys(("evidence", "graph", "dataset", "shapes"), LAST),
}


@dataclass(frozen=True)
class NamedThing:
    """A thing as it can be looked for. `kind` is a word for what it is; `standing` is 0 for what people mean first."""

    iri: str
    label: str
    kind: str
    standing: int
    key: str
    aliases: tuple[str, ...] = ()
    notations: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedThings:
    """The things of a store that have names; `is_complete` is False where there are more than were read."""

    things: tuple[NamedThing, ...]
    is_complete: bool = True


@dataclass
class _Found:
    """What was read of one thing so far."""

    labels: list[Solution] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    notations: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)


async def read_names(store: Store, names: Names, max_texts: int = MAX_TEXTS) -> NamedThings:
    """The named things of a store. Raises what the store raises."""
    found: dict[str, _Found] = {}
    is_complete = True
    async with aclosing(_pages(store, max_texts)) as pages:
        async for property_iri, page in pages:
            is_complete = is_complete and page.is_complete
            for row in page.rows:
                _note(found, property_iri, row, names)
    things = {iri: _thing(iri, each, names) for iri, each in found.items() if has_a_place(iri, names)}
    classes = await _classes(store, [iri for iri, each in things.items() if not each.kind])
    return NamedThings(
        tuple(replace(each, kind=each.kind or classes.get(iri, "thing")) for iri, each in things.items()), is_complete
    )


def has_a_place(iri: str, names: Names) -> bool:
    """Whether it is a thing or a term, and no part of the document of another thing."""
    path = names.path(iri)
    return path is None or "#" not in path or path.startswith("/def/")


def kind_of(iri: str, names: Names) -> str:
    """What an IRI of ours says that it names: `tool`, `practice` for a concept of that scheme; of others nothing."""
    first, _, rest = (names.path(iri) or "").removeprefix("/").partition("/")
    if first == "def":
        scheme = rest.partition("#")[0]
        return ONTOLOGY_TERM if scheme == "govsocial" else scheme.rpartition("/")[2]
    if first == "queries":
        return QUESTION
    return rest.partition("/")[0] if first == "id" else first


async def _pages(store: Store, max_texts: int) -> AsyncGenerator[tuple[str, Solutions], None]:
    """The texts by each property, the most needed first; the last page is incomplete where they are too many."""
    rows = (await _select(store, naming.how_many_texts(max_texts))).rows
    counts = {row["property"].value: int(row["count"].value) for row in rows if "property" in row}
    left = max_texts
    for property_iri in naming.TEXT_PROPERTIES:
        count = counts.get(property_iri, 0)
        if count > left:  # which of them are read is then the store's choice, so that no part needs to be divided off
            for offset in range(0, left, _PAGE_ROWS):
                query = naming.some_texts(property_iri, min(_PAGE_ROWS, left - offset), offset)
                yield property_iri, await _select(store, query)
            yield property_iri, Solutions((), (), is_complete=False)
            return
        left -= count
        parts = -(-count // _PAGE_ROWS)
        for number in range(parts):
            yield property_iri, await _select(store, naming.texts(property_iri, Part(number, parts)))


async def _select(store: Store, text: str) -> Solutions:
    results, _ = await read(await store.query(Query(text, JSON, None)), _PAGE_BYTES)
    return read_solutions(results)


def _note(found: dict[str, _Found], property_iri: str, row: Solution, names: Names) -> None:
    thing, text = row["thing"], row["text"]
    if not thing.is_iri or text.kind != "literal":
        return
    content = text.value[:_MAX_CHARACTERS]
    if property_iri in naming.NOTATION_PROPERTIES:
        # The code of a part (an identifier that is described) is what the thing itself is looked for by.
        whole = thing.value if has_a_place(thing.value, names) else thing.value.partition("#")[0]
        found.setdefault(whole, _Found()).notations.append(content)
        return
    noted = found.setdefault(thing.value, _Found())
    if property_iri in LABEL_PROPERTIES:
        label = replace(text, value=content)
        noted.labels.append({"thing": thing, "property": Term("uri", property_iri), "label": label})
    elif property_iri in naming.ALIAS_PROPERTIES:
        noted.aliases.append(content)
    else:
        noted.descriptions.append(content)


def _thing(iri: str, found: _Found, names: Names) -> NamedThing:
    key = _key(iri, names)
    label = best_labels(found.labels).get(iri) or next(iter(found.aliases), key)
    called = dict.fromkeys((*(row["label"].value for row in found.labels), *found.aliases))
    aliases = tuple(each for each in called if words(each) != words(label))
    kind = kind_of(iri, names)
    return NamedThing(
        iri, label, kind, _standing(iri, kind, names), key, aliases,
        tuple(dict.fromkeys(found.notations)), tuple(dict.fromkeys(found.descriptions)),
    )  # fmt: skip


def _key(iri: str, names: Names) -> str:
    path = names.path(iri)
    if path is None or path.startswith("/def/"):
        return short(iri)
    return path.split("/", 3)[-1]


def _standing(iri: str, kind: str, names: Names) -> int:
    if not kind:
        return _OF_OTHERS
    is_concept = (names.path(iri) or "").startswith("/def/")
    return _STANDINGS.get(kind, _OF_CONCEPTS if is_concept else _OF_THINGS)


async def _classes(store: Store, iris: list[str]) -> Mapping[str, str]:
    """A word for a class of each thing, for those whose IRI tells none."""
    asked = [iri for iri in iris if is_iri(iri)]
    classes: dict[str, str] = {}
    for start in range(0, len(asked), _TYPES_AT_ONCE):
        for row in (await _select(store, description.types(asked[start : start + _TYPES_AT_ONCE]))).rows:
            name = short(row["type"].value)
            classes[row["thing"].value] = min(name, classes.get(row["thing"].value, name))
    return classes
