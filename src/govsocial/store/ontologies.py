"""The queries about the terms of an ontology or concept scheme: what shapes ask of them, and how the data uses them.

How often is counted as VoID counts: the distinct things of a class, the triples of a property.
See https://www.w3.org/TR/shacl/ and https://www.w3.org/TR/void/#class-property-partitions
"""

from collections.abc import Iterable

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store.placeholders import fill, iri_literal, iri_term, iri_terms

NO_EXAMPLE = "~"
"""What stands for the example where all are blank nodes: it comes after every IRI."""

SH = VOCABULARIES["sh"]
_CONSTRAINING = (
    "targetClass", "property", "path", "message", "order", "deactivated", "minCount", "maxCount", "class", "datatype",
    "nodeKind", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern",
    "languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone",
    "node", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount", "closed", "hasValue", "in", "inversePath",
    "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath",
)  # fmt: skip
_WITH_LISTS = ("path", "languageIn", "and", "or", "xone", "in", "alternativePath")

SHAPES = f"""
PREFIX rdf: <{VOCABULARIES["rdf"]}>
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
PREFIX sh: <{SH}>
SELECT DISTINCT ?subject ?property ?value WHERE {{
  {{ VALUES ?property {{ {" ".join(f"sh:{name}" for name in _CONSTRAINING)} }} ?subject ?property ?value }}
  UNION
  {{ ?subject a sh:NodeShape, rdfs:Class . BIND(sh:targetClass AS ?property) BIND(?subject AS ?value) }}
  UNION
  {{
    VALUES ?holder {{ {" ".join(f"sh:{name}" for name in _WITH_LISTS)} }}
    ?shape ?holder ?list . ?list rdf:rest* ?subject .
    VALUES ?property {{ rdf:first rdf:rest }}
    ?subject ?property ?value
  }}
}}
"""
"""SELECT ?subject ?property ?value: all that shapes ask, and their lists. A class that is a shape targets itself."""

_EXAMPLE = f'(MIN(IF(isIRI(?thing), STR(?thing), "{NO_EXAMPLE}")) AS ?example)'
_OF_CLASSES = f"""
SELECT ?term (COUNT(DISTINCT ?thing) AS ?count) {_EXAMPLE} WHERE {{ VALUES ?term {{ ?terms }} ?thing a ?term }}
GROUP BY ?term ORDER BY ?term
"""
_OF_PROPERTIES = f"""
SELECT ?term (COUNT(*) AS ?count) {_EXAMPLE} WHERE {{ VALUES ?term {{ ?terms }} ?thing ?term ?value }}
GROUP BY ?term ORDER BY ?term
"""
_OF_CONCEPTS = f"""
SELECT ?term ?property (COUNT(DISTINCT ?thing) AS ?count) {_EXAMPLE} WHERE {{
  VALUES ?term {{ ?terms }}
  ?thing ?property ?term .
  FILTER(!STRSTARTS(STR(?thing), ?prefix))
}}
GROUP BY ?term ?property ORDER BY ?term DESC(?count) ?property
"""
_VALUES_OF = """
SELECT ?thing ?property ?value WHERE { VALUES (?thing ?property) { ?pairs } ?thing ?property ?value }
ORDER BY ?thing ?property ?value
"""

STATUSES = f"""
PREFIX gs: <{GS}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT DISTINCT ?class ?status WHERE {{ ?status gs:statusFor ?class }} ORDER BY ?class ?status
"""
"""SELECT ?class ?status: the statuses that a class of claims may have."""


def uses_of_classes(terms: Iterable[str]) -> str:
    """SELECT ?term ?count ?example: how many things are of each class, and one of them, the first by its IRI."""
    return fill(_OF_CLASSES, {"terms": iri_terms(terms)})


def uses_of_properties(terms: Iterable[str]) -> str:
    """SELECT ?term ?count ?example: how many triples have each property, and a thing that has it."""
    return fill(_OF_PROPERTIES, {"terms": iri_terms(terms)})


def uses_of_concepts(terms: Iterable[str], scheme: str) -> str:
    """SELECT ?term ?property ?count ?example: how many things have each concept, by property, outside its scheme."""
    return fill(_OF_CONCEPTS, {"terms": iri_terms(terms), "prefix": iri_literal(scheme)})


def values_of(pairs: Iterable[tuple[str, str]]) -> str:
    """SELECT ?thing ?property ?value: what things have by properties, for each pair of a thing and a property."""
    written = (f"({iri_term(thing)} {iri_term(property_iri)})" for thing, property_iri in pairs)
    return fill(_VALUES_OF, {"pairs": " ".join(written)})
