"""The queries by which things are described: one text for each question that a page or an RDF document asks.

An IRI enters a query only as a term, after a check, and never as text.
See https://www.w3.org/TR/sparql11-query/#describe and https://www.w3.org/submissions/CBD/
"""

import re
from collections.abc import Iterable, Mapping

from govsocial.errors import RequestError
from govsocial.model.iris import is_iri
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.settings import CANONICAL_BASE_IRI

LABEL_PROPERTIES = (
    VOCABULARIES["skos"] + "prefLabel",
    VOCABULARIES["rdfs"] + "label",
    VOCABULARIES["schema"] + "name",
    "http://schema.org/name",
    VOCABULARIES["foaf"] + "name",
    VOCABULARIES["dcterms"] + "title",
)
"""The properties that name a thing, best first."""

MAX_VOCABULARY = 5_000
"""Terms of a kind that an editor is told of."""

_LABELS = " ".join(f"<{iri}>" for iri in LABEL_PROPERTIES)

_VARIABLE = re.compile(r"\?(\w+)")

_DESCRIPTION = f"""
CONSTRUCT {{ ?subject ?property ?value }} WHERE {{
  {{ BIND(?thing AS ?subject) ?thing ?property ?value }}
  UNION
  {{ BIND(?thing AS ?value) ?subject ?property ?thing }}
  UNION
  {{ ?thing ?outward ?subject . FILTER(isBlank(?subject)) ?subject ?property ?value }}
  UNION
  {{
    ?thing ?outward ?between . FILTER(isBlank(?between))
    ?between ?onward ?subject . FILTER(isBlank(?subject))
    ?subject ?property ?value
  }}
  UNION
  {{ ?thing ?outward ?subject . VALUES ?property {{ {_LABELS} }} ?subject ?property ?value }}
  UNION
  {{ ?subject ?inward ?thing . VALUES ?property {{ {_LABELS} }} ?subject ?property ?value }}
}}
"""

DEFINED_TERMS = f"""
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT DISTINCT ?term WHERE {{
  {{ ?term rdfs:isDefinedBy|skos:inScheme ?vocabulary }}
  UNION
  {{ GRAPH ?graph {{ ?term rdfs:isDefinedBy|skos:inScheme ?vocabulary }} }}
  FILTER(STRSTARTS(STR(?term), "{CANONICAL_BASE_IRI}def/"))
}}
LIMIT 10000
"""
"""The terms of our vocabularies that the store defines."""

_KNOWN = """
SELECT DISTINCT ?thing WHERE {
  VALUES ?thing { ?things }
  FILTER(EXISTS { ?thing ?property ?value } || EXISTS { ?subject ?inward ?thing })
}
"""

_OUTWARD = """
SELECT ?property ?value ?graph WHERE {
  ?thing ?property ?value .
  OPTIONAL { GRAPH ?graph { ?thing ?property ?value } }
}
ORDER BY ?property ?value ?graph
"""

_INWARD = """
SELECT ?property ?value ?graph WHERE {
  ?value ?property ?thing .
  OPTIONAL { GRAPH ?graph { ?value ?property ?thing } }
}
ORDER BY ?property ?value ?graph
"""

_LABELS_OF = f"""
SELECT ?thing ?property ?label WHERE {{
  VALUES ?thing {{ ?things }}
  VALUES ?property {{ {_LABELS} }}
  ?thing ?property ?label .
  FILTER(isLiteral(?label))
}}
ORDER BY ?thing ?property ?label
"""

_EVIDENCE = f"""
PREFIX gs: <{GS}>
PREFIX oa: <{VOCABULARIES["oa"]}>
SELECT ?evidence ?source ?start ?end ?digest ?firstWords ?lastWords ?link WHERE {{
  ?thing gs:evidence ?evidence .
  OPTIONAL {{ ?evidence oa:hasSource ?source }}
  OPTIONAL {{ ?evidence oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end }}
  OPTIONAL {{ ?evidence gs:passageSha256 ?digest }}
  OPTIONAL {{ ?evidence gs:firstWords ?firstWords }}
  OPTIONAL {{ ?evidence gs:lastWords ?lastWords }}
  OPTIONAL {{ ?evidence gs:textFragment ?link }}
}}
ORDER BY ?start ?end ?evidence
"""

_CLAIMS = f"""
PREFIX gs: <{GS}>
SELECT DISTINCT ?claim ?class ?status ?explicitness ?report WHERE {{
  ?claim ?property ?thing ; a gs:Claim .
  OPTIONAL {{
    VALUES ?class {{
      gs:ToolUse gs:IntendedUse gs:NonUse gs:InvolvementClaim gs:TeamClaim gs:Assessment gs:CoverageGap
    }}
    ?claim a ?class .
  }}
  OPTIONAL {{ ?claim gs:status ?status }}
  OPTIONAL {{ ?claim gs:explicitness ?explicitness }}
  OPTIONAL {{ ?claim gs:inReport ?report }}
}}
ORDER BY ?class ?claim ?status ?explicitness ?report
"""

_MEMBERS = f"""
PREFIX gs: <{GS}>
SELECT ?thing (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  {{
    SELECT DISTINCT ?thing WHERE {{
      ?thing a ?type .
      FILTER(STRSTARTS(STR(?thing), ?prefix) && !CONTAINS(STR(?thing), "#"))
    }}
  }}
  OPTIONAL {{ ?claim ?property ?thing ; a gs:Claim . }}
}}
GROUP BY ?thing
ORDER BY ?thing
"""

_MEMBERS_GRAPH = f"""
CONSTRUCT {{ ?set <{VOCABULARIES["rdfs"]}member> ?thing . ?thing a ?type ; ?property ?label }} WHERE {{
  ?thing a ?type .
  FILTER(STRSTARTS(STR(?thing), ?prefix) && !CONTAINS(STR(?thing), "#"))
  OPTIONAL {{ VALUES ?property {{ {_LABELS} }} ?thing ?property ?label }}
}}
"""

_DEFINITIONS = f"""
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX rdf: <{VOCABULARIES["rdf"]}>
CONSTRUCT {{ ?subject ?property ?value }} WHERE {{
  {{
    ?subject ?property ?value .
    FILTER(?subject = ?thing || STRSTARTS(STR(?subject), ?prefix))
  }}
  UNION
  {{
    ?term ?outward ?blank .
    FILTER(isBlank(?blank) && STRSTARTS(STR(?term), ?prefix))
    ?blank ((owl:unionOf|owl:intersectionOf|owl:oneOf)/rdf:rest*)? ?subject .
    ?subject ?property ?value .
  }}
}}
"""

_TERMS = f"""
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT ?term ?property ?value WHERE {{
  ?term ?property ?value .
  FILTER(STRSTARTS(STR(?term), ?prefix))
}}
ORDER BY ?term ?property ?value
"""

VOCABULARY_OF_CLASSES = f"""
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
SELECT ?term (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  {{ ?thing a ?term }} UNION {{ VALUES ?meta {{ owl:Class rdfs:Class }} ?term a ?meta }}
  FILTER(isIRI(?term))
}}
GROUP BY ?term ORDER BY DESC(?count) ?term LIMIT {MAX_VOCABULARY}
"""
"""SELECT ?term ?count: the classes that the data uses or defines, those with the most things first."""

VOCABULARY_OF_PROPERTIES = f"""
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX rdf: <{VOCABULARIES["rdf"]}>
SELECT ?term (COUNT(?value) AS ?count) WHERE {{
  {{ ?thing ?term ?value }}
  UNION
  {{ VALUES ?meta {{ rdf:Property owl:ObjectProperty owl:DatatypeProperty }} ?term a ?meta }}
}}
GROUP BY ?term ORDER BY DESC(?count) ?term LIMIT {MAX_VOCABULARY}
"""
"""SELECT ?term ?count: the properties that the data uses or defines, the most used first."""

VOCABULARY_OF_THINGS = f"""
SELECT DISTINCT ?term WHERE {{
  VALUES ?property {{ {_LABELS} }}
  ?term ?property ?label .
  FILTER(isIRI(?term))
}}
ORDER BY ?term LIMIT {MAX_VOCABULARY}
"""
"""SELECT ?term: the things that have a name."""

_EXPLANATIONS = f"""
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT ?thing ?property ?value WHERE {{
  VALUES ?thing {{ ?things }}
  VALUES ?property {{ rdfs:comment skos:definition rdfs:domain rdfs:range }}
  ?thing ?property ?value .
}}
ORDER BY ?thing ?property ?value
"""

_NAMED_GRAPH = "CONSTRUCT { ?subject ?property ?value } WHERE { GRAPH ?thing { ?subject ?property ?value } }"
_HAS_TRIPLES = "ASK { GRAPH ?thing { ?subject ?property ?value } }"


def description(iri: str) -> str:
    """CONSTRUCT: the symmetric concise bounded description of a thing, and the labels of its neighbours.

    Blank nodes are followed two steps. Raises RequestError, as all functions here, for text that is no IRI.
    """
    return _about(_DESCRIPTION, iri)


def known(iris: Iterable[str]) -> str:
    """SELECT ?thing: those of the IRIs that the data says something of."""
    return _about_all(_KNOWN, iris)


def outward(iri: str, limit: int) -> str:
    """SELECT ?property ?value ?graph: what is said of a thing, in order; at most `limit` rows."""
    return f"{_about(_OUTWARD, iri)}LIMIT {limit:d}"


def inward(iri: str, limit: int) -> str:
    """SELECT ?property ?value ?graph: what refers to a thing (as ?value), in order; at most `limit` rows."""
    return f"{_about(_INWARD, iri)}LIMIT {limit:d}"


def labels(iris: Iterable[str]) -> str:
    """SELECT ?thing ?property ?label: all names of the things, by properties of LABEL_PROPERTIES."""
    return _about_all(_LABELS_OF, iris)


def explanations(iris: Iterable[str]) -> str:
    """SELECT ?thing ?property ?value: comments and definitions, domains and ranges of terms."""
    return _about_all(_EXPLANATIONS, iris)


def evidence(iri: str) -> str:
    """SELECT: the passages on which a claim rests, by their place in the source."""
    return _about(_EVIDENCE, iri)


def claims(iri: str, limit: int) -> str:
    """SELECT ?claim ?class ?status ?explicitness ?report: the claims that mention a thing; at most `limit` rows."""
    return f"{_about(_CLAIMS, iri)}LIMIT {limit:d}"


def members(prefix: str) -> str:
    """SELECT ?thing ?claims: the typed things whose IRIs begin so, with the number of claims that mention them."""
    return _fill(_MEMBERS, {"prefix": _literal(prefix)})


def members_graph(set_iri: str, prefix: str) -> str:
    """CONSTRUCT: a set with its members, their types and labels."""
    return _fill(_MEMBERS_GRAPH, {"set": _term(set_iri), "prefix": _literal(prefix)})


def definitions(iri: str) -> str:
    """CONSTRUCT: an ontology or concept scheme, and its terms: the IRIs that go on from it with `#`."""
    return _fill(_DEFINITIONS, {"thing": _term(iri), "prefix": _literal(iri + "#")})


def terms(iri: str) -> str:
    """SELECT ?term ?property ?value: what is said of the terms of an ontology or concept scheme."""
    return _fill(_TERMS, {"prefix": _literal(iri + "#")})


def named_graph(iri: str) -> str:
    """CONSTRUCT: the triples of a named graph."""
    return _about(_NAMED_GRAPH, iri)


def has_triples(iri: str) -> str:
    """ASK: whether there is a named graph of this IRI."""
    return _about(_HAS_TRIPLES, iri)


def _about(query: str, iri: str) -> str:
    return _fill(query, {"thing": _term(iri)})


def _about_all(query: str, iris: Iterable[str]) -> str:
    return _fill(query, {"things": " ".join(_term(iri) for iri in iris)})


def _fill(query: str, terms: Mapping[str, str]) -> str:
    """The query with terms in the place of variables, in one pass: what is filled in is not looked at again."""
    return _VARIABLE.sub(lambda match: terms.get(match[1], match[0]), query)


def _term(iri: str) -> str:
    if not is_iri(iri):
        raise RequestError(f"'{iri[:200]}' is no absolute IRI.")
    return f"<{iri}>"


def _literal(iri: str) -> str:
    """An IRI as a string: what may stand in an IRI needs no escape."""
    return f'"{_term(iri)[1:-1]}"'
