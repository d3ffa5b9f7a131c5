"""JSON-LD in the words of a context: two readers that are no relatives get the very graph back."""

import json
from collections.abc import Iterable

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib import Graph

from govsocial.errors import NotAcceptableError
from govsocial.model.namespaces import GS, PREFIXES
from govsocial.publishing import jsonld
from govsocial.publishing.jsonld import Context

ROOT = "http://x/root"
XSD = PREFIXES["xsd"]
TYPE = NamedNode(PREFIXES["rdf"] + "type")
PREDICATES = [
    GS + "tool", GS + "ordinal", GS + "ambiguous", GS + "firstWords", PREFIXES["rdfs"] + "label",
    PREFIXES["dcterms"] + "issued", PREFIXES["schema"] + "name", TYPE.value, "http://x/p", "org:p", "tool:x", "status",
]  # fmt: skip
VALUES = [
    NamedNode("http://x/o"), NamedNode(ROOT), NamedNode(GS + "Tool"), NamedNode("org:o"), NamedNode("urn:x"),
    BlankNode("b0"), BlankNode("b1"), Literal("text"), Literal("text", language="en"), Literal("texte", language="fr"),
    Literal("1", datatype=NamedNode(XSD + "integer")), Literal("01", datatype=NamedNode(XSD + "integer")),
    Literal("-0", datatype=NamedNode(XSD + "integer")), Literal("9" * 30, datatype=NamedNode(XSD + "integer")),
    Literal("true", datatype=NamedNode(XSD + "boolean")), Literal("1", datatype=NamedNode(XSD + "boolean")),
    Literal("2009-06-08", datatype=NamedNode(XSD + "date")), Literal("x", datatype=NamedNode("http://x/type")),
]  # fmt: skip
SUBJECTS = [NamedNode(ROOT), NamedNode("http://x/o"), NamedNode("http://x/other"), BlankNode("b0"), BlankNode("b1")]
TRIPLES = st.builds(
    Triple,
    st.sampled_from(SUBJECTS),
    st.sampled_from([NamedNode(each) for each in PREDICATES if ":" in each]),
    st.sampled_from(VALUES),
)


def canonical(triples: Iterable[Triple]) -> set[str]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*each) for each in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@given(st.sets(TRIPLES, max_size=12))
@settings(deadline=None, max_examples=200)
def test_what_is_written_is_read_back_as_it_was(triples: set[Triple]) -> None:
    written = jsonld.write(triples, ROOT)
    assert canonical(each.triple for each in pyoxigraph.parse(written, RdfFormat.JSON_LD)) == canonical(triples)
    assert jsonld.write(sorted(triples, key=str, reverse=True), ROOT) == written


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader still makes one
def test_another_reader_gets_the_same() -> None:
    triples = {
        Triple(NamedNode(ROOT), NamedNode(PREFIXES["rdfs"] + "label"), Literal("Root", language="en")),
        Triple(NamedNode(ROOT), NamedNode(GS + "tool"), NamedNode("http://x/o")),
        Triple(NamedNode(ROOT), NamedNode(GS + "ordinal"), Literal(3)),
        Triple(NamedNode(ROOT), TYPE, NamedNode(GS + "Claim")),
        Triple(NamedNode("http://x/o"), NamedNode(PREFIXES["rdfs"] + "label"), Literal("O", language="en")),
        Triple(NamedNode("http://x/a"), NamedNode("http://x/p"), NamedNode(ROOT)),
    }
    graph = Graph().parse(data=jsonld.write(triples, ROOT), format="json-ld").serialize(format="nt")
    assert canonical(each.triple for each in pyoxigraph.parse(graph, RdfFormat.N_TRIPLES)) == canonical(triples)


def test_the_thing_is_first_and_its_neighbours_stand_inside() -> None:
    label = NamedNode(PREFIXES["rdfs"] + "label")
    triples = {
        Triple(NamedNode(ROOT), NamedNode(GS + "tool"), NamedNode("http://x/o")),
        Triple(NamedNode("http://x/o"), label, Literal("O", language="en")),
    }
    document = json.loads(jsonld.write(triples, ROOT))
    assert document.pop("@context")["tool"] == {"@id": "gs:tool", "@type": "@id"}
    assert document == {"id": ROOT, "tool": {"id": "http://x/o", "label": "O"}}


def test_the_context_has_only_what_is_used() -> None:
    triples = {Triple(NamedNode(ROOT), NamedNode(GS + "ordinal"), Literal(3))}
    context = json.loads(jsonld.write(triples, ROOT))["@context"]
    assert set(context) == {"@version", "id", "type", "gs", "ordinal", "xsd"}


def test_an_iri_that_looks_like_a_prefixed_name_stays_itself() -> None:
    assert Context.bundled().would_misread("org:example")
    assert not Context.bundled().would_misread("http://example.org/")


def test_a_base_direction_is_kept() -> None:
    literal = Literal("x", language="ar", direction=BaseDirection.RTL)
    written = jsonld.write({Triple(NamedNode(ROOT), NamedNode("http://x/p"), literal)}, ROOT)
    assert json.loads(written)["http://x/p"] == {"@value": "x", "@language": "ar", "@direction": "rtl"}


def test_triple_terms_are_not_acceptable() -> None:
    inner = Triple(NamedNode(ROOT), NamedNode("http://x/p"), NamedNode(ROOT))
    with pytest.raises(NotAcceptableError, match="Turtle"):
        jsonld.write({Triple(NamedNode(ROOT), NamedNode("http://x/p"), inner)}, ROOT)
