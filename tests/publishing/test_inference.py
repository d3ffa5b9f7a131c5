"""The rules: what follows, what does not, and the same as another OWL 2 RL reasoner finds."""

from pathlib import Path

import owlrl  # type: ignore[import-untyped]  # it has no types
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from govsocial.errors import SourceError
from govsocial.model.formats import N_TRIPLES, TURTLE
from govsocial.model.iris import Names
from govsocial.publishing.inference import describe_derived, infer, load_rules
from govsocial.store.oxigraph import Quad, parse_bytes, serialize

RULES = Path(__file__).parents[2] / "ontology/rules"
SCHEMA_PREDICATES = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix gs: <https://w3id.org/govsocial/def/govsocial#> .
"""
AXIOMS = """
ex:Blog rdfs:subClassOf ex:Tool . ex:Tool rdfs:subClassOf ex:Thing . ex:Weblog owl:equivalentClass ex:Blog .
ex:runs rdfs:subPropertyOf ex:uses ; rdfs:domain ex:Body ; rdfs:range ex:Blog .
ex:employs owl:equivalentProperty ex:runs .
ex:uses rdfs:subPropertyOf ex:touches ; owl:inverseOf ex:usedBy .
ex:near a owl:SymmetricProperty . ex:above a owl:TransitiveProperty .
ex:note rdfs:subPropertyOf rdfs:label .
"""
FACTS = """
ex:fco ex:runs ex:b1 . ex:dcms ex:employs ex:b2 . ex:b3 a ex:Weblog . ex:b4 ex:usedBy ex:dius .
ex:fco ex:near ex:dcms . ex:a ex:above ex:b . ex:b ex:above ex:c . ex:c ex:above ex:d . ex:fco ex:note "seen"@en .
"""


def _quads(turtle: str) -> list[Quad]:
    return list(parse_bytes((PREFIXES + turtle).encode(), TURTLE, "https://example.org/graph"))


def _inferred(turtle: str) -> list[Quad]:
    return infer(_quads(turtle), load_rules(RULES), Names())


def _rdflib(quads: list[Quad]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialize(quads, N_TRIPLES, {}), format="nt")


def _is_about_a_thing(triple: tuple[rdflib.term.Node, ...]) -> bool:
    """Leaves out what a reasoner adds about classes, properties, datatypes, and that all is a thing and itself."""
    subject, predicate, value = triple
    schema = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#")
    if isinstance(subject, rdflib.Literal) or str(subject).startswith(schema):
        return False
    if str(predicate).startswith(str(OWL)) or predicate in SCHEMA_PREDICATES:
        return False
    return not (predicate == RDF.type and str(value).startswith(schema))


def test_what_follows_is_what_another_reasoner_finds() -> None:
    asserted = _rdflib(_quads(AXIOMS + FACTS))
    ours = set(_rdflib(_inferred(AXIOMS + FACTS)))
    closure = _rdflib(_quads(AXIOMS + FACTS))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    theirs = {triple for triple in set(closure) - set(asserted) if _is_about_a_thing(triple)}
    assert ours == theirs
    assert len(ours) > 15


def test_statements_of_classes_are_not_derived_and_nothing_asserted_is() -> None:
    quads = _quads(AXIOMS + FACTS + "ex:b1 a ex:Tool .")
    derived = infer(quads, load_rules(RULES), Names())
    assert not {quad.triple for quad in derived} & {quad.triple for quad in quads}
    assert not [quad for quad in derived if quad.predicate.value == str(RDFS.subClassOf)]
    assert len({quad.triple for quad in derived}) == len(derived)


def test_only_a_claim_of_use_gives_the_shortcut() -> None:
    derived = _inferred(
        "ex:u a gs:ToolUse ; gs:organisation ex:fco ; gs:tool ex:twitter . "
        "ex:i a gs:IntendedUse ; gs:organisation ex:dius ; gs:tool ex:twitter . "
        "ex:n a gs:NonUse ; gs:organisation ex:dcms ; gs:tool ex:twitter . "
        "ex:t a gs:ToolClaim ; gs:organisation ex:dwp ; gs:tool ex:twitter ."
    )
    assert [str(quad) for quad in derived] == [
        "<https://example.org/fco> <https://w3id.org/govsocial/def/govsocial#usesTool> <https://example.org/twitter> "
        "<https://w3id.org/govsocial/graph/derived/shortcut>"
    ]


def test_a_symmetric_and_transitive_property_relates_nothing_to_itself() -> None:
    derived = _inferred(
        "ex:same a owl:SymmetricProperty , owl:TransitiveProperty . ex:a ex:same ex:b . ex:b ex:same ex:c ."
    )
    pairs = {(str(quad.subject)[-2], str(quad.object)[-2]) for quad in derived}
    assert pairs == {("b", "a"), ("c", "b"), ("a", "c"), ("c", "a")}


def test_a_derived_graph_says_that_it_is_derived() -> None:
    quads = list(describe_derived(Names(), ["https://w3id.org/govsocial/graph/ontology"]))
    assert {str(quad.subject) == str(quad.graph_name) for quad in quads} == {True}
    sources = [quad.object for quad in quads if quad.predicate.value == "http://www.w3.org/ns/prov#wasDerivedFrom"]
    assert [str(source) for source in sources] == ["<https://w3id.org/govsocial/graph/ontology>"] * 2


def test_a_rule_that_is_not_sparql_is_refused_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "entailment-bad.rq").write_text("CONSTRUCT {")
    with pytest.raises(SourceError, match=r"entailment-bad\.rq.*the rule cannot be run"):
        infer([], load_rules(tmp_path), Names())


def test_a_rule_of_no_derived_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guess-bad.rq").write_text("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(SourceError, match="starts with one of: entailment, shortcut"):
        load_rules(tmp_path)


@pytest.mark.parametrize("path", sorted(RULES.glob("*.rq")), ids=lambda path: path.stem)
def test_each_rule_says_what_it_does_and_which_rule_it_is(path: Path) -> None:
    header = [line for line in path.read_text().splitlines() if line.startswith("# ")]
    assert "OWL 2 RL" in " ".join(header)
