"""A description as RDF and as a table."""

import csv
import io

import pyoxigraph
import pytest

from govsocial.model.formats import CSV, GRAPH_FORMATS, JSON_LD, Format
from govsocial.web.descriptions import Description, Statement
from govsocial.web.engine_terms import engine_term
from govsocial.web.representations import COLUMNS, represent
from govsocial.web.terms import Term

THING = Term("uri", "http://x/thing")
PROPERTY = Term("uri", "http://x/p")
VALUES = [
    Term("literal", 'a "quoted"\r\nline'),
    Term("literal", "2009", datatype="http://www.w3.org/2001/XMLSchema#gYear"),
    Term("literal", "é", "fr"),
    Term("literal", "x", "ar", direction="rtl"),
    Term("uri", "http://x/é"),
    Term("bnode", "b0"),
]
DESCRIPTION = Description(
    THING.value,
    (THING.value,),
    tuple(Statement(THING, PROPERTY, value, ("http://x/g1", "http://x/g2")) for value in VALUES),
    (Statement(THING, Term("uri", "http://www.w3.org/2000/01/rdf-schema#label"), Term("literal", "Thing")),),
    labels={THING.value: "Thing"},
)


@pytest.mark.parametrize("syntax", GRAPH_FORMATS)
def test_rdf_holds_every_triple_once(syntax: Format) -> None:
    rdf_format = pyoxigraph.RdfFormat.from_media_type(syntax.media_type)
    found = [quad.triple for quad in pyoxigraph.parse(represent(DESCRIPTION, syntax), rdf_format)]
    assert len(found) == len(VALUES) + 1
    assert {each.object for each in found if not isinstance(each.object, pyoxigraph.BlankNode)} == {
        engine_term(value) for value in (*VALUES, Term("literal", "Thing")) if value.kind != "bnode"
    }


def test_the_table_has_a_row_for_each_statement_and_graph() -> None:
    rows = list(csv.DictReader(io.StringIO(represent(DESCRIPTION, CSV).decode(), newline="")))
    assert len(rows) == 2 * len(VALUES) + 1
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["value"] == VALUES[0].value
    assert {row["language"] for row in rows} == {"", "fr", "ar--rtl"}
    assert rows[0]["subject_label"] == "Thing"
    assert rows[-1]["graph"] == ""


def test_a_triple_term_is_written_where_the_syntax_has_it() -> None:
    term = Term("triple", "…", parts=(THING, PROPERTY, Term("literal", "x")))
    description = Description(THING.value, (THING.value,), (Statement(THING, PROPERTY, term),))
    assert b"<<(" in represent(description, GRAPH_FORMATS[0])
    with pytest.raises(Exception, match="Turtle"):
        represent(description, JSON_LD)
