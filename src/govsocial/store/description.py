"""The queries by which things are described: one text for each question that a page or an RDF document asks.

An IRI enters a query only as a term, after a check, and never as text.
See https://www.w3.org/TR/sparql11-query/#describe and https://www.w3.org/submissions/CBD/
"""

from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.store.placeholders import fill, iri_literal, iri_term, iri_terms

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
_LABELS_LISTED = _LABELS.replace(" ", ", ")
"""For FILTER: joined with a second VALUES block, a thousand things take four seconds, filtered 20 ms (2026-11)."""

_HASHES = 0x10000
MAX_ROWS = 20_000
"""Of one answer to the queries below that have no other bound, so that a page stays within memory."""

_LIMIT = f" LIMIT {MAX_ROWS}"

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

_DOCUMENTED = f"""
SELECT DISTINCT ?thing WHERE {{
  ?thing a ?type .
  FILTER(STRSTARTS(STR(?thing), ?prefix) || STRSTARTS(STR(?thing), "{CANONICAL_BASE_IRI}def/"))
  FILTER(isIRI(?thing) && !CONTAINS(STR(?thing), "#"))
}}
LIMIT {MAX_ROWS}
"""

_SIZES = """
SELECT ?direction (COUNT(*) AS ?count) WHERE {
  { VALUES ?topic { ?topics } ?topic ?property ?value . BIND("outward" AS ?direction) }
  UNION
  { VALUES ?topic { ?topics } ?value ?property ?topic . BIND("inward" AS ?direction) }
}
GROUP BY ?direction
"""

_FRAGMENTS = """
SELECT DISTINCT ?topic WHERE {
  VALUES ?about { ?things }
  ?about ?property ?topic .
  FILTER(isIRI(?topic) && STRSTARTS(STR(?topic), ?prefix))
}
"""

_OUTWARD = """{ VALUES ?subject { ?topics } ?subject ?property ?value . ?filter }"""
_INWARD = """{ VALUES ?value { ?topics } ?subject ?property ?value . ?filter }"""

_WITH_GRAPH = "OPTIONAL { GRAPH ?graph { ?subject ?property ?value } }"

_REST = f"<{VOCABULARIES['rdf']}rest>"
_BLANK_STEPS = 4
_BLANK_LINKS = """
{ VALUES ?subject { ?topics } ?subject ?property ?value . FILTER(isBlank(?value)) }
UNION
{ VALUES ?value { ?topics } ?subject ?property ?value . FILTER(isBlank(?subject)) }
"""
_FIRST_BLANK = f"""
{{ VALUES ?topic {{ ?topics }} ?topic ?p0 ?c0 }} UNION {{ VALUES ?topic {{ ?topics }} ?c0 ?p0 ?topic }}
FILTER(isBlank(?c0)) ?c0 {_REST}* ?b0 . FILTER(isBlank(?b0))
"""

_LABELS_OF = f"""
SELECT ?thing ?property ?label WHERE {{
  VALUES ?thing {{ ?things }}
  ?thing ?property ?label .
  FILTER(?property IN ({_LABELS_LISTED}) && isLiteral(?label))
}}
ORDER BY ?thing ?property ?label
"""

_MEMBERS = f"""
PREFIX gs: <{GS}>
SELECT ?thing (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  {{ ?thing a ?type }} UNION {{ ?claim a gs:Claim ; ?property ?thing . FILTER(isIRI(?thing)) }}
  FILTER(STRSTARTS(STR(?thing), ?prefix) && !CONTAINS(STR(?thing), "#"))
}}
GROUP BY ?thing
HAVING (COUNT(?type) > 0)
ORDER BY ?thing
"""
"""Side by side and not joined: looking up the claims of 500 bodies took 73 s where there are 100,000 (2026-11)."""

_MEMBER = """?thing a ?type . FILTER(STRSTARTS(STR(?thing), ?prefix) && !CONTAINS(STR(?thing), "#"))"""
_HOW_MANY_MEMBERS = f"SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE {{ {_MEMBER} }}"
_HAS_MEMBERS = f"ASK {{ {_MEMBER} }}"
_SOME_MEMBERS = f"SELECT DISTINCT ?thing WHERE {{ {_MEMBER} ?filter }}"

_KINDS = f"""
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  {_MEMBER}
  BIND(STRBEFORE(STRAFTER(STR(?thing), ?prefix), "/") AS ?kind)
  FILTER(?kind != "")
}}
GROUP BY ?kind
ORDER BY ?kind
"""

_TYPES = "SELECT ?thing ?type WHERE { VALUES ?thing { ?things } ?thing a ?type }"

_MENTIONS = f"""
PREFIX gs: <{GS}>
SELECT ?thing (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  VALUES ?thing {{ ?things }}
  ?claim ?property ?thing .
  FILTER EXISTS {{ ?claim a gs:Claim }}
}}
GROUP BY ?thing
"""

_TERMS = """
SELECT DISTINCT ?topic WHERE { ?topic ?property ?value . FILTER(STRSTARTS(STR(?topic), ?prefix)) }
"""

_SIZE_OF_GRAPH = "SELECT (COUNT(*) AS ?count) WHERE { GRAPH ?thing { ?subject ?property ?value } }"
_CONTENT = "SELECT ?subject ?property ?value WHERE { GRAPH ?thing { ?subject ?property ?value } ?filter }"
_MEMENTOS = f"""
PREFIX dcterms: <{VOCABULARIES["dcterms"]}>
SELECT DISTINCT ?snapshot (STR(?on) AS ?date) WHERE {{ ?thing dcterms:hasPart ?snapshot . ?snapshot dcterms:date ?on }}
"""

VOCABULARY_OF_CLASSES = f"""
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
SELECT ?term (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  {{ ?thing a ?term }} UNION {{ VALUES ?meta {{ owl:Class rdfs:Class }} ?term a ?meta }}
}}
GROUP BY ?term HAVING (isIRI(?term)) ORDER BY DESC(?count) ?term LIMIT {MAX_VOCABULARY}
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

_INSTANCES = "SELECT DISTINCT ?thing WHERE { ?thing a ?class FILTER(isIRI(?thing)) } ORDER BY ?thing"
_CONCEPTS = f"SELECT DISTINCT ?thing WHERE {{ ?thing <{VOCABULARIES['skos']}inScheme> ?scheme }} ORDER BY ?thing"

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

_METADATA = f"""
PREFIX dcterms: <{VOCABULARIES["dcterms"]}>
PREFIX dcat: <{VOCABULARIES["dcat"]}>
PREFIX prov: <{VOCABULARIES["prov"]}>
SELECT DISTINCT ?subject ?property ?value WHERE {{
  {{
    SELECT DISTINCT ?subject WHERE {{
      VALUES ?dataset {{ ?thing }}
      {{ ?dataset ?any ?value . BIND(?dataset AS ?subject) }}
      UNION
      {{ ?dataset dcterms:publisher|dcterms:creator|dcat:contactPoint|dcterms:hasPart ?subject }}
      UNION
      {{ ?dataset dcterms:hasPart/prov:wasDerivedFrom ?subject }}
    }}
  }}
  ?subject ?property ?value .
}}
ORDER BY ?subject ?property ?value
"""

_NAMED_GRAPH = "CONSTRUCT { ?subject ?property ?value } WHERE { GRAPH ?thing { ?subject ?property ?value } }"
_HAS_TRIPLES = "ASK { GRAPH ?thing { ?subject ?property ?value } }"


@dataclass(frozen=True)
class Part:
    """One of `of` parts, about equally large, into which statements fall by the hash of a term.

    The engine sorts 100,000 references in four seconds and more, but counts and filters them in a third of one
    (measured, 2026-11); so what is too much for one page is divided, and only a part is sorted. `number` is from 0.
    Blank nodes are all in the first.
    """

    number: int
    of: int

    def filter(self, variable: str) -> str:
        """The FILTER that lets through what is in this part; empty for the whole."""
        if self.of == 1:
            return ""
        low, high = (number * _HASHES // self.of for number in (self.number, self.number + 1))
        digest = f'COALESCE(SUBSTR(MD5(STR(?{variable})), 1, 4), "0000")'
        above = f'{digest} >= "{low:04x}"'
        return f"FILTER({above})" if high == _HASHES else f'FILTER({above} && {digest} < "{high:04x}")'


WHOLE = Part(0, 1)
"""All in one part."""


def description(iri: str) -> str:
    """CONSTRUCT: the symmetric concise bounded description of a thing, and the labels of its neighbours.

    Blank nodes are followed two steps. Raises RequestError, as all functions here, for text that is no IRI.
    """
    return _about(_DESCRIPTION, iri)


def known(iris: Iterable[str]) -> str:
    """SELECT ?thing: those of the IRIs that the data says something of."""
    return _about_all(_KNOWN, iris)


def documented(base: str) -> str:
    """SELECT ?thing: the typed things under a base, and those that our vocabularies are; no parts of documents."""
    return fill(_DOCUMENTED, {"prefix": iri_literal(base)})


def sizes(topics: Iterable[str]) -> str:
    """SELECT ?direction ?count: how many statements go out from the topics, and how many come in to them."""
    return _about_topics(_SIZES, topics)


def fragments(iris: Iterable[str], of: str) -> str:
    """SELECT ?topic: the parts of the document that is about `of` (`of#…`) that the IRIs are linked to."""
    terms = {"things": iri_terms(iris), "prefix": iri_literal(of + "#")}
    return fill(_FRAGMENTS, terms)


def statements(
    topics: Iterable[str], outward: Part | None = WHOLE, inward: Part | None = WHOLE, limit: int = MAX_ROWS
) -> str:
    """SELECT ?subject ?property ?value ?graph: what is said of the topics and what refers to them, in no order.

    Of each side a part, by the other end; None leaves a side out, and one side is needed.
    """
    sides = ((_OUTWARD, outward, "value"), (_INWARD, inward, "subject"))
    patterns = [side.replace("?filter", part.filter(end)) for side, part, end in sides if part is not None]
    text = f"SELECT ?subject ?property ?value ?graph WHERE {{ {' UNION '.join(patterns)} {_WITH_GRAPH} }}"
    return _about_topics(f"{text} LIMIT {limit}", topics)


def blank_nodes(topics: Iterable[str]) -> str:
    """SELECT ?subject ?property ?value: what is said by way of blank nodes that are linked with the topics.

    They are followed four steps, a list being one.
    """
    chain, found = _FIRST_BLANK, [_BLANK_LINKS]
    for step in range(_BLANK_STEPS):
        found.append(f"{{ {chain} BIND(?b{step} AS ?subject) ?subject ?property ?value }}")
        onward = f"?b{step} ?p{step + 1} ?c{step + 1} . FILTER(isBlank(?c{step + 1}))"
        chain += f"{onward} ?c{step + 1} {_REST}* ?b{step + 1} . FILTER(isBlank(?b{step + 1}))"
    text = f"SELECT DISTINCT ?subject ?property ?value WHERE {{ {' UNION '.join(found)} }}"
    return _about_topics(text + _LIMIT, topics)


def labels(iris: Iterable[str]) -> str:
    """SELECT ?thing ?property ?label: all names of the things, by properties of LABEL_PROPERTIES."""
    return _about_all(_LABELS_OF, iris)


def explanations(iris: Iterable[str]) -> str:
    """SELECT ?thing ?property ?value: comments and definitions, domains and ranges of terms."""
    return _about_all(_EXPLANATIONS, iris)


def instances(iri: str, most: int) -> str:
    """SELECT ?thing: the things of a class, `most` at most."""
    return fill(_INSTANCES, {"class": iri_term(iri)}) + f" LIMIT {most}"


def concepts(iri: str, most: int) -> str:
    """SELECT ?thing: the concepts of a scheme, `most` at most."""
    return fill(_CONCEPTS, {"scheme": iri_term(iri)}) + f" LIMIT {most}"


def members(prefix: str) -> str:
    """SELECT ?thing ?claims: the typed things whose IRIs begin so, with the number of claims that mention them."""
    return fill(_MEMBERS, {"prefix": iri_literal(prefix)})


def how_many_members(prefix: str) -> str:
    """SELECT ?count: the number of typed things whose IRIs begin so."""
    return fill(_HOW_MANY_MEMBERS, {"prefix": iri_literal(prefix)})


def has_members(prefix: str) -> str:
    """ASK: whether there are typed things whose IRIs begin so."""
    return fill(_HAS_MEMBERS, {"prefix": iri_literal(prefix)})


def some_members(prefix: str, part: Part) -> str:
    """SELECT ?thing: a part of the typed things whose IRIs begin so."""
    return fill(_SOME_MEMBERS.replace("?filter", part.filter("thing")), {"prefix": iri_literal(prefix)}) + _LIMIT


def members_in_order(prefix: str, limit: int, offset: int) -> str:
    """SELECT ?thing: some of the typed things whose IRIs begin so, as a store has them that keeps an order."""
    query = _SOME_MEMBERS.replace("?filter", "") + f" LIMIT {limit:d} OFFSET {offset:d}"
    return fill(query, {"prefix": iri_literal(prefix)})


def kinds(prefix: str) -> str:
    """SELECT ?kind ?count: what comes next in the IRIs of typed things that begin so, up to `/`, and of how many."""
    return fill(_KINDS, {"prefix": iri_literal(prefix)})


def types(iris: Iterable[str]) -> str:
    """SELECT ?thing ?type"""
    return _about_all(_TYPES, iris)


def mentions(iris: Iterable[str]) -> str:
    """SELECT ?thing ?claims: the number of claims that mention each thing, where there are any."""
    return _about_all(_MENTIONS, iris)


def terms(iri: str) -> str:
    """SELECT ?topic: the terms of an ontology or concept scheme, which are the IRIs that go on from it with `#`."""
    return fill(_TERMS, {"prefix": iri_literal(iri + "#")})


def size_of_graph(iri: str) -> str:
    """SELECT ?count: the number of triples in a named graph."""
    return _about(_SIZE_OF_GRAPH, iri)


def content(iri: str, part: Part) -> str:
    """SELECT ?subject ?property ?value: a part of the triples of a named graph, by their subjects."""
    return _about(_CONTENT.replace("?filter", part.filter("subject")), iri) + _LIMIT


def mementos(iri: str) -> str:
    """SELECT ?snapshot ?date: the dated parts of a dataset."""
    return _about(_MEMENTOS, iri)


def metadata(iri: str) -> str:
    """SELECT ?subject ?property ?value: of a dataset, its publishers, contacts, parts and their sources."""
    return _about(_METADATA, iri)


def named_graph(iri: str) -> str:
    """CONSTRUCT: the triples of a named graph."""
    return _about(_NAMED_GRAPH, iri)


def has_triples(iri: str) -> str:
    """ASK: whether there is a named graph of this IRI."""
    return _about(_HAS_TRIPLES, iri)


def _about(query: str, iri: str) -> str:
    return fill(query, {"thing": iri_term(iri)})


def _about_all(query: str, iris: Iterable[str]) -> str:
    return fill(query, {"things": iri_terms(iris)})


def _about_topics(query: str, iris: Iterable[str]) -> str:
    return fill(query, {"topics": iri_terms(iris)})
