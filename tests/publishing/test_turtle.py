"""Turtle and TriG for people: order, nesting, prefixes, and the same graph when read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.model.formats import TRIG, TURTLE
from govsocial.model.iris import Names
from govsocial.publishing.turtle import TurtleWriter
from govsocial.store.oxigraph import Literal, NamedNode, Quad, Triple, canonical_hash, canonicalize, parse_bytes

GRAPH = "https://w3id.org/govsocial/graph/reference/tools"


def _quads(turtle: str, graph: str | None = None) -> list[Quad]:
    prefixes = "@prefix ex: <https://example.org/> . @prefix tool: <https://w3id.org/govsocial/id/tool/> .\n"
    return canonicalize(parse_bytes((prefixes + turtle).encode(), TURTLE, graph))


def _turtle(quads: list[Quad], names: Names | None = None) -> str:
    return TurtleWriter(names or Names()).graph((quad.triple for quad in quads), "A dump")


def test_type_and_label_come_first_and_only_used_prefixes_are_declared() -> None:
    written = _turtle(_quads('tool:a ex:p 7 ; a ex:C ; <http://www.w3.org/2000/01/rdf-schema#label> "A"@en .'))
    assert written == (
        "# A dump\n"
        "\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix tool: <https://w3id.org/govsocial/id/tool/> .\n"
        "\n"
        "# Kind: tool\n"
        "\n"
        "tool:a a <https://example.org/C> ;\n"
        '  rdfs:label "A"@en ;\n'
        "  <https://example.org/p> 7 .\n"
    )


def test_subjects_stand_by_kind_and_then_by_iri() -> None:
    base = "https://w3id.org/govsocial/"
    subjects = ["https://example.org/a", f"{base}id/tool/b", f"{base}id/tool/a", f"{base}id/claim/2009-06/z",
                f"{base}def/status#a", f"{base}def/govsocial#A", f"{base}dataset", f"{base}graph/x"]  # fmt: skip
    written = _turtle(_quads("".join(f"<{subject}> ex:p 1 .\n" for subject in subjects)))
    headings = [line for line in written.splitlines()[1:] if line.startswith("#")]
    assert headings == [
        "# Dataset", "# Ontology", "# Concept schemes", "# Named graphs",
        "# Kind: claim", "# Kind: tool", "# Of others",
    ]  # fmt: skip
    assert written.index("tool:a ") < written.index("tool:b ")


def test_things_of_a_snapshot_have_a_prefix_of_their_own() -> None:
    written = _turtle(_quads("<https://w3id.org/govsocial/id/claim/2009-06/a> ex:p 1 ."))
    assert "@prefix claim-2009-06: <https://w3id.org/govsocial/id/claim/2009-06/> .\n" in written
    assert "\nclaim-2009-06:a <https://example.org/p> 1 .\n" in written


def test_no_prefix_stands_for_two_namespaces() -> None:
    base = "https://w3id.org/govsocial/"
    subjects = [f"{base}def/tool-kind#a", f"{base}id/tool/kind/a", f"{base}def/org#a", "http://www.w3.org/ns/org#a",
                f"{base}def/claim-x#a", f"{base}id/claim/x/a"]  # fmt: skip
    quads = _quads("".join(f"<{subject}> ex:p 1 .\n" for subject in subjects))
    assert canonical_hash(parse_bytes(_turtle(quads).encode(), TURTLE)) == canonical_hash(quads)


def test_prefixes_are_those_of_the_publication() -> None:
    written = _turtle(_quads("<https://data.example.org/id/tool/a> ex:p 1 ."), Names("https://data.example.org/"))
    assert "@prefix tool: <https://data.example.org/id/tool/> ." in written


def test_blank_nodes_used_once_are_nested_and_lists_are_lists() -> None:
    written = _turtle(_quads('tool:a ex:p [ ex:q ( 1 "b" ) ] ; ex:r _:x . tool:b ex:r _:x . _:x ex:q [] .'))
    assert '<https://example.org/q> ( 1 "b" )' in written
    assert written.count("_:c14n") == 3


@pytest.mark.parametrize(
    "turtle",
    [
        "_:x ex:p _:y . _:y ex:p _:x .",
        "_:x ex:p _:x .",
        "tool:a ex:p () , ( () ( 1 ) ) .",
        "tool:a ex:p _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 , 2 ; "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .",
        'tool:a ex:p "1"^^ex:d , 1 , 01 , 1.0 , 1e0 , true , "true" , "x"@en-gb , "2009-06-08"^^'
        "<http://www.w3.org/2001/XMLSchema#date> .",
        "<https://w3id.org/govsocial/id/tool/a%20b> ex:p tool:é , tool:a.b , <https://w3id.org/govsocial/id/tool/a.> .",
        "tool:a ex:p ex:p . tool:a\\/b ex:p <https://w3id.org/govsocial/id/tool/> .",
    ],
)
def test_what_is_written_is_read_again(turtle: str) -> None:
    quads = _quads(turtle)
    assert canonical_hash(parse_bytes(_turtle(quads).encode(), TURTLE)) == canonical_hash(quads)


def test_a_blank_node_of_two_graphs_keeps_its_label() -> None:
    quads = canonicalize([*_quads("tool:a ex:p _:x .", GRAPH), *_quads("tool:b ex:p _:x .", GRAPH + "2")])
    written = TurtleWriter(Names()).dataset(quads, "A dump")
    assert canonical_hash(parse_bytes(written.encode(), TRIG)) == canonical_hash(quads)


@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_every_text_survives(texts: list[str]) -> None:
    subject, predicate = NamedNode("https://example.org/s"), NamedNode("https://example.org/p")
    triples = [Triple(subject, predicate, Literal(each, language="en")) for each in texts]
    written = TurtleWriter(Names()).graph(triples, "")
    read = {quad.object for quad in parse_bytes(written.encode(), TURTLE)}
    assert read == {triple.object for triple in triples}
    assert written == TurtleWriter(Names()).graph(reversed(triples), "")
