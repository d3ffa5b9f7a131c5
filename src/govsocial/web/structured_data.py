"""schema.org in the page, for search engines: what the graph says of a thing in their words, and nothing else.

What the graph says in schema.org itself is taken as it is; where it has no name, description, licence, maker or day in
schema.org, those of the vocabularies that ours are in stand in. See https://schema.org/Dataset and
https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govsocial.model.namespaces import VOCABULARIES
from govsocial.store.description import LABEL_PROPERTIES
from govsocial.web.descriptions import Statement
from govsocial.web.terms import Term

SCHEMA = VOCABULARIES["schema"]
ALIGNED = {
    "name": (VOCABULARIES["dcterms"] + "title", *LABEL_PROPERTIES),
    "description": (VOCABULARIES["dcterms"] + "description", VOCABULARIES["skos"] + "definition"),
    "license": (VOCABULARIES["dcterms"] + "license",),
    "creator": (VOCABULARIES["dcterms"] + "creator",),
    "datePublished": (VOCABULARIES["dcterms"] + "issued",),
}
"""The properties that stand in for one of schema.org, best first."""

_TYPE = VOCABULARIES["rdf"] + "type"
_ADDRESSES = frozenset({"contentUrl", "image", "isBasedOn", "license", "logo", "mainEntityOfPage", "sameAs", "url"})
"""Properties whose IRIs are given as plain text, which is how schema.org's context and search engines read them."""

_ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}

Facts = Mapping[str, Sequence[tuple[str, Term]]]
Json = Any  # values of JSON


def structured_data(iri: str, statements: Iterable[Statement]) -> str | None:
    """The content of a script element that says what a thing is; None for what schema.org has no type for.

    Nothing in it can end the element: `<` and its like are escaped.
    """
    facts: dict[str, list[tuple[str, Term]]] = {}
    for each in statements:
        facts.setdefault(each.subject.value, []).append((each.property.value, each.value))
    node = _node(iri, facts, ())
    if "@type" not in node:
        return None
    return json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False).translate(_ESCAPES)


def _node(iri: str, facts: Facts, above: tuple[str, ...]) -> dict[str, Json]:
    """What is said of a thing; what it is linked to stands inside, unless it stands above already."""
    types = [value.value.removeprefix(SCHEMA) for name, value in facts.get(iri, ()) if _is_type(name, value)]
    node: dict[str, Json] = {"@type": _one_or_all(sorted(set(types)))} if types else {}
    node["@id"] = iri
    for name, terms in sorted(_values(facts.get(iri, ())).items()):
        node[name] = _one_or_all([_value(name, each, facts, (*above, iri)) for each in _in_english(terms)])
    return node


def _is_type(name: str, value: Term) -> bool:
    return name == _TYPE and value.value.startswith(SCHEMA)


def _values(said: Sequence[tuple[str, Term]]) -> dict[str, list[Term]]:
    """What is said, by the local names of schema.org."""
    values: dict[str, list[Term]] = {}
    for name, value in said:
        if name.startswith(SCHEMA):
            values.setdefault(name.removeprefix(SCHEMA), []).append(value)
    for name, properties in ALIGNED.items():
        aligned = ([value for found, value in said if found == each] for each in properties)
        if name not in values and (best := next(filter(None, aligned), None)):
            values[name] = best
    return values


def _in_english(terms: Iterable[Term]) -> list[Term]:
    """Of texts in several languages those in English, where there are any; each once."""
    distinct = list(dict.fromkeys(terms))
    english = [each for each in distinct if each.language == "en" or (each.language or "").startswith("en-")]
    return english or distinct


def _value(name: str, term: Term, facts: Facts, above: tuple[str, ...]) -> Json:
    if not term.is_iri:
        return {"true": True, "false": False}.get(term.value, term.value) if _is_boolean(term) else term.value
    if name in _ADDRESSES:
        return term.value
    return {"@id": term.value} if term.value in above else _node(term.value, facts, above)


def _is_boolean(term: Term) -> bool:
    return term.datatype == VOCABULARIES["xsd"] + "boolean"


def _one_or_all(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values
