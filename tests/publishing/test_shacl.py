"""Shapes applied to quads: the sentence of the shape, with what was found in the data."""

import pytest

from govsocial.errors import SourceError
from govsocial.model.formats import TURTLE
from govsocial.publishing.shacl import ShapeFault, is_ill_typed, shape_faults, short
from govsocial.store.oxigraph import Literal, NamedNode, Quad, parse_bytes

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tool: <https://w3id.org/govsocial/id/tool/> .
"""
XSD = "http://www.w3.org/2001/XMLSchema#"


def _quads(turtle: str) -> list[Quad]:
    return list(parse_bytes((PREFIXES + turtle).encode(), TURTLE))


def _faults(data: str, constraint: str) -> list[ShapeFault]:
    shapes = f'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ {constraint} ; sh:message "It breaks."@en ] .'
    return shape_faults(_quads(data), _quads(shapes), "shapes.ttl")


@pytest.mark.parametrize(
    ("data", "constraint", "found"),
    [
        ("tool:a a ex:C .", "sh:path ex:p ; sh:minCount 1", "none"),
        ("tool:a a ex:C ; ex:p 1 .", "sh:path ex:p ; sh:minCount 2", "1"),
        ("tool:a a ex:C ; ex:p tool:b, tool:c .", "sh:path ex:p ; sh:maxCount 1", "tool:b, tool:c"),
        ("tool:a a ex:C ; ex:p 1, 12 .", "sh:path ex:p ; sh:maxInclusive 9", "12"),
        ('tool:a a ex:C ; ex:p "x"@en .', "sh:path ex:p ; sh:nodeKind sh:IRI", '"x"@en'),
        ('tool:a a ex:C ; ex:p "2009"^^xsd:gYear .', "sh:path ex:p ; sh:datatype xsd:date", '"2009"^^xsd:gYear'),
        ("tool:a a ex:C ; ex:p [] .", "sh:path ex:p ; sh:nodeKind sh:IRI", "a blank node"),
        (f'tool:a a ex:C ; ex:p "{"x" * 200}" .', "sh:path ex:p ; sh:maxLength 3", f'"{"x" * 98}…'),
    ],
)
def test_a_fault_says_what_was_found(data: str, constraint: str, found: str) -> None:
    subject = "https://w3id.org/govsocial/id/tool/a"
    message = f"It breaks. (Found for <https://example.org/p>: {found}.)"
    assert _faults(data, constraint) == [ShapeFault(subject, message)]


def test_subclasses_are_targets_too() -> None:
    faults = _faults("ex:D rdfs:subClassOf ex:C . tool:a a ex:D .", "sh:path ex:p ; sh:minCount 1")
    assert [fault.subject for fault in faults] == ["https://w3id.org/govsocial/id/tool/a"]


def test_the_same_shapes_find_the_same_twice() -> None:
    data, constraint = "tool:a a ex:C . tool:b a ex:C .", "sh:path ex:p ; sh:minCount 1"
    assert _faults(data, constraint) == _faults(data, constraint)
    assert len(_faults(data, constraint)) == 2


def test_shapes_that_cannot_be_applied_are_named() -> None:
    with pytest.raises(SourceError, match=r"shapes\.ttl: the shapes cannot be applied"):
        _faults("tool:a a ex:C .", 'sh:path ex:p ; sh:minCount "one"')


@pytest.mark.parametrize(
    ("text", "datatype", "is_ill"),
    [("2009-02-28", "date", False), ("2009-02-30", "date", True), ("7", "integer", False), ("x", "integer", True)],
)
def test_a_literal_is_ill_typed_when_its_text_is_no_value(text: str, datatype: str, is_ill: bool) -> None:
    assert is_ill_typed(Literal(text, datatype=NamedNode(XSD + datatype))) is is_ill


def test_an_iri_is_written_with_our_prefix_or_in_brackets() -> None:
    assert short("http://www.w3.org/2004/02/skos/core#note") == "skos:note"
    assert short("https://example.org/a") == "<https://example.org/a>"
