"""Facts: what triples say of a thing, in an order that does not depend on theirs."""

from itertools import permutations

from govsocial.publishing.facts import Facts, term
from govsocial.store.oxigraph import BlankNode, Literal, NamedNode, Triple

THING = NamedNode("http://x/a")
SAID = (
    Triple(THING, term("dcterms:title"), Literal("b", language="en")),
    Triple(THING, term("dcterms:title"), Literal("a", language="en")),
    Triple(THING, term("rdfs:label"), Literal("c")),
    Triple(THING, term("rdf:type"), term("dcat:Dataset")),
    Triple(THING, term("dcterms:creator"), BlankNode("someone")),
)


def test_a_prefixed_name_stands_for_its_iri() -> None:
    assert term("dcterms:title") == NamedNode("http://purl.org/dc/terms/title")


def test_values_are_those_of_the_first_property_that_has_any() -> None:
    facts = Facts(SAID)
    assert facts.text("http://x/a", "dcat:version", "rdfs:label", "dcterms:title") == "c"
    assert [value.value for value in facts.values("http://x/a", "dcterms:title")] == ["a", "b"]
    assert facts.text("http://x/b", "rdfs:label") is None


def test_only_iris_are_iris_and_blank_nodes_are_left_out() -> None:
    facts = Facts(SAID)
    assert facts.iris("http://x/a", "rdf:type") == ["http://www.w3.org/ns/dcat#Dataset"]
    assert facts.iris("http://x/a", "dcterms:title") == []
    assert facts.values("http://x/a", "dcterms:creator") == []
    assert facts.instances("dcat:Dataset") == ["http://x/a"]


def test_the_order_of_the_triples_is_of_no_account() -> None:
    assert len({tuple(map(str, Facts(each).about("http://x/a"))) for each in permutations(SAID)}) == 1
