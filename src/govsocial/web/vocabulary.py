"""The vocabulary of the graph, for editors that complete queries: prefixes, classes, properties and named things.

See https://www.w3.org/TR/sparql11-query/#iriRefs
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import Request

from govsocial.model.namespaces import PREFIXES, VOCABULARIES
from govsocial.store import description
from govsocial.web.census import counted
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.terms import Solutions, curie

_KINDS = {
    "class": description.VOCABULARY_OF_CLASSES,
    "property": description.VOCABULARY_OF_PROPERTIES,
    "individual": description.VOCABULARY_OF_THINGS,
}
_DESCRIBED = ("class", "property")
_EXPLAINING = {
    VOCABULARIES["rdfs"] + "comment": "comment",
    VOCABULARIES["skos"] + "definition": "comment",
    VOCABULARIES["rdfs"] + "domain": "domain",
    VOCABULARIES["rdfs"] + "range": "range",
}
_AT_ONCE = 1_000


@dataclass(frozen=True)
class VocabularyTerm:
    """A term that a query may name; `count` is how often the data does, None for things."""

    iri: str
    curie: str
    kind: str
    label: str | None = None
    comment: str | None = None
    domain: str | None = None
    range: str | None = None
    count: int | None = None


async def vocabulary(request: Request) -> tuple[dict[str, Any], bool]:  # Any: a document for JSON
    """`prefixes` by name, and `terms` by kind and then by use; and whether that is all, or some are being counted.

    Only terms that one of the prefixes shortens.
    """
    answers = await counted(request, *_KINDS.values())
    found = {kind: answer for kind, answer in zip(_KINDS, answers, strict=True) if answer is not None}
    iris = set().union(*(iris_in(each) for each in found.values()))
    named = set().union(*(iris_in(found[kind]) for kind in _DESCRIBED if kind in found))
    labels = await labels_of(request, iris)
    explained = await _explanations(request, sorted(named))
    terms = _terms(found, labels, explained)
    document = {"prefixes": PREFIXES, "terms": [_without_nothing(term) for term in terms]}
    return document, None not in answers


def _terms(
    found: Mapping[str, Solutions], labels: Mapping[str, str], explained: Mapping[str, Mapping[str, str]]
) -> Iterator[VocabularyTerm]:
    seen: set[str] = set()
    for kind, solutions in found.items():
        for row in solutions.rows:
            iri = row["term"].value
            name = curie(iri)
            if name is not None and iri not in seen:
                seen.add(iri)
                count = int(row["count"].value) if "count" in row else None
                yield VocabularyTerm(iri, name, kind, labels.get(iri), count=count, **explained.get(iri, {}))


async def _explanations(request: Request, iris: list[str]) -> dict[str, dict[str, str]]:
    """Of each term its comment, domain and range; the first of several, in English or in none."""
    explained: dict[str, dict[str, str]] = {}
    for start in range(0, len(iris), _AT_ONCE):
        found = await select(request, description.explanations(iris[start : start + _AT_ONCE]))
        for row in found.rows:
            value = row["value"]
            if value.is_iri or (value.kind == "literal" and (value.language or "en").startswith("en")):
                shown = (curie(value.value) or value.value) if value.is_iri else value.value
                explained.setdefault(row["thing"].value, {}).setdefault(_EXPLAINING[row["property"].value], shown)
    return explained


def _without_nothing(term: VocabularyTerm) -> dict[str, Any]:  # Any: JSON values
    return {name: value for name, value in asdict(term).items() if value is not None}
