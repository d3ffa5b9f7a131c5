"""A description in each format for programs: the same facts as RDF in four syntaxes and as a tidy table.

See https://www.w3.org/TR/turtle/, https://www.w3.org/TR/json-ld11/ and https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
from collections.abc import Iterator

from govsocial.model.formats import CSV, JSON_LD, MARKDOWN, Format
from govsocial.model.namespaces import PREFIXES
from govsocial.publishing import jsonld
from govsocial.store.oxigraph import Literal, NamedNode, Triple, write_triples
from govsocial.web.descriptions import Description, Statement
from govsocial.web.engine_terms import engine_term
from govsocial.web.markdown import markdown
from govsocial.web.terms import Term

COLUMNS = (
    "subject", "subject_label", "property", "property_label", "value", "value_label", "kind", "datatype", "language",
    "graph",
)  # fmt: skip


def represent(description: Description, syntax: Format) -> bytes:
    """The description in a format that is no page. Raises NotAcceptableError for what the format cannot hold."""
    if syntax is CSV:
        return table(description)
    if syntax is MARKDOWN:
        return markdown(description)
    triples = {_triple(each) for each in description.triples}
    if syntax is JSON_LD:
        return jsonld.write(triples, description.iri)
    return write_triples(triples, syntax, PREFIXES)


def table(description: Description) -> bytes:
    """One row a statement and graph, with the labels of what it speaks of, and a header; UTF-8, CRLF.

    `kind` is `uri`, `literal`, `bnode` or `triple`: what `value` is.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for statement in description.triples:
        rows.writerows(_rows(statement, description.labels))
    return text.getvalue().encode()


def _rows(statement: Statement, labels: dict[str, str]) -> Iterator[tuple[str, ...]]:
    subject, property_, value = statement.subject, statement.property, statement.value
    for graph in statement.graphs or ("",):
        yield (
            _written(subject), labels.get(subject.value, ""), property_.value, labels.get(property_.value, ""),
            _written(value), labels.get(value.value, "") if value.is_iri else "",
            value.kind, value.datatype or "", _language(value), graph,
        )  # fmt: skip


def _language(term: Term) -> str:
    """The language tag, with the base direction as RDF 1.2 writes it."""
    return "--".join(each for each in (term.language, term.direction) if each)


def _written(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _triple(statement: Statement) -> Triple:
    subject, value = engine_term(statement.subject), engine_term(statement.value)
    assert not isinstance(subject, Literal | Triple)  # the subject of a triple is an IRI or a blank node
    return Triple(subject, NamedNode(statement.property.value), value)
