"""The stored queries as resources of the graph: executables of SHACL, with the metadata of SIB's SPARQL examples.

See https://www.w3.org/TR/shacl-af/#SPARQLExecutables and https://github.com/sib-swiss/sparql-examples
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from govsocial.model.iris import Names
from govsocial.model.stored_queries import Form, Kind, Parameter, StoredQuery
from govsocial.publishing.facts import term
from govsocial.store.oxigraph import Literal, NamedNode, Quad, Triple

GRAPH = "graph/queries"
"""The named graph of the stored queries, below the base."""

_EXECUTABLES = {
    Form.SELECT: ("sh:SPARQLSelectExecutable", "sh:select"),
    Form.ASK: ("sh:SPARQLAskExecutable", "sh:ask"),
}
_DATATYPES = {Kind.STRING: "xsd:string", Kind.INTEGER: "xsd:integer", Kind.DATE: "xsd:date"}
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def describe(queries: Sequence[StoredQuery], names: Names) -> list[Quad]:
    """What there is to say of the queries and of their set, in a named graph of their own; nothing of none."""
    graph = NamedNode(names.base + GRAPH)
    triples = dict.fromkeys(_statements(queries, names)) if queries else {}
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def set_iri(names: Names) -> NamedNode:
    """The set of all stored queries."""
    return NamedNode(f"{names.base}queries")


def _statements(queries: Sequence[StoredQuery], names: Names) -> Iterator[Triple]:
    graph, whole = NamedNode(names.base + GRAPH), set_iri(names)
    yield Triple(graph, term("rdfs:label"), _text("Stored queries"))
    yield Triple(whole, term("rdf:type"), term("prov:Collection"))
    yield Triple(whole, term("rdfs:label"), _text("Questions"))
    yield Triple(whole, term("dcterms:isPartOf"), NamedNode(f"{names.base}dataset"))
    yield from _prefixes(queries, names)
    for query in queries:
        yield Triple(whole, term("prov:hadMember"), NamedNode(query.iri))
        yield from _query(query, names)


def _query(query: StoredQuery, names: Names) -> Iterator[Triple]:
    iri = NamedNode(query.iri)
    executable, text = _EXECUTABLES[query.form]
    yield Triple(iri, term("rdf:type"), term("sh:SPARQLExecutable"))
    yield Triple(iri, term("rdf:type"), term(executable))
    yield Triple(iri, term("rdfs:label"), _text(query.title))
    yield Triple(iri, term("rdfs:comment"), _text(query.title))  # where readers of SIB's examples look for the question
    yield Triple(iri, term("dcterms:description"), _text(query.summary))
    if query.reading:
        yield Triple(iri, term("skos:note"), _text(query.reading))
    yield Triple(iri, term("dcterms:subject"), _text(query.topic.replace("-", " ")))
    for tag in query.tags:
        yield Triple(iri, term("schema:keywords"), _text(tag))
    yield Triple(iri, term("schema:target"), NamedNode(f"{names.base}sparql"))
    yield Triple(iri, term("sh:prefixes"), set_iri(names))
    yield Triple(iri, term(text), Literal(query.body))
    for parameter in query.parameters:
        yield from _parameter(iri, parameter)


def _parameter(query: NamedNode, parameter: Parameter) -> Iterator[Triple]:
    """A parameter is named after its variable, as SHACL has it: by the local name of its path."""
    iri = NamedNode(f"{query.value}#{parameter.name}")
    yield Triple(query, term("sh:parameter"), iri)
    yield Triple(iri, term("rdf:type"), term("sh:Parameter"))
    yield Triple(iri, term("rdfs:label"), _text(parameter.label))
    yield Triple(iri, term("sh:path"), iri)
    yield Triple(iri, term("sh:name"), _text(parameter.label))
    yield Triple(iri, term("sh:description"), _text(parameter.description))
    yield Triple(iri, term("sh:optional"), Literal(True))
    yield Triple(iri, term("sh:nodeKind"), term("sh:IRI" if parameter.kind is Kind.IRI else "sh:Literal"))
    if parameter.of_class is not None:
        yield Triple(iri, term("sh:class"), NamedNode(parameter.of_class))
    if parameter.in_scheme is not None:
        yield Triple(iri, term("sh:class"), term("skos:Concept"))
        yield Triple(iri, term("rdfs:seeAlso"), NamedNode(parameter.in_scheme))
    if parameter.kind in _DATATYPES:
        yield Triple(iri, term("sh:datatype"), term(_DATATYPES[parameter.kind]))
    if parameter.default_value:
        yield Triple(iri, term("sh:defaultValue"), _default(parameter))


def _default(parameter: Parameter) -> NamedNode | Literal:
    if parameter.kind is Kind.IRI:
        return NamedNode(parameter.default_value)
    return Literal(parameter.default_value, datatype=term(_DATATYPES[parameter.kind]))


def _prefixes(queries: Iterable[StoredQuery], names: Names) -> Iterator[Triple]:
    """The prefixes that the queries use, declared once for all of them."""
    whole = set_iri(names)
    for prefix, namespace in sorted({pair for query in queries for pair in _PREFIX.findall(query.body)}):
        iri = NamedNode(f"{whole.value}#prefix-{quote(prefix)}")
        yield Triple(whole, term("sh:declare"), iri)
        yield Triple(iri, term("rdf:type"), term("sh:PrefixDeclaration"))
        yield Triple(iri, term("rdfs:label"), Literal(f"{prefix}:"))
        yield Triple(iri, term("sh:prefix"), Literal(prefix))
        yield Triple(iri, term("sh:namespace"), Literal(namespace, datatype=term("xsd:anyURI")))


def _text(text: str) -> Literal:
    return Literal(text, language="en")
