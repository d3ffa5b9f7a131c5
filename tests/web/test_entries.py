"""The terms of a vocabulary: sorted by kind and tree, and nothing of what is said of them lost."""

from pyoxigraph import NamedNode, RdfFormat, parse

from govsocial.web.descriptions import Description, Statement
from govsocial.web.entries import Entry, Kind, entries
from govsocial.web.terms import Term

PREFIXES = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX v: <http://x/v#>
"""
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


def term(value: object) -> Term:
    return Term("uri", value.value) if isinstance(value, NamedNode) else Term("literal", getattr(value, "value", ""))


def read(turtle: str) -> dict[Kind, tuple[Entry, ...]]:
    """The entries of the vocabulary http://x/v in Turtle."""
    triples = parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    statements = [Statement(term(each.subject), term(each.predicate), term(each.object)) for each in triples]
    topics = dict.fromkeys(["http://x/v", *(each.subject.value for each in statements)])
    return entries(Description("http://x/v", tuple(topics), tuple(statements)))


def told(entry: Entry) -> dict[str, list[str]]:
    """What an entry says under headings, or else under properties."""
    return {
        fact.heading or fact.property.value: [value.value for value in fact.values]
        for fact in (*entry.facts, *entry.mappings)
    }


def test_terms_are_sorted_by_what_they_are() -> None:
    found = read("""
        v:C a owl:Class . v:p a owl:DatatypeProperty . v:q a owl:SymmetricProperty .
        v:c skos:inScheme <http://x/v> . v:o rdfs:label "o" .
    """)
    assert {kind: [each.anchor for each in own] for kind, own in found.items()} == {
        Kind.CLASS: ["C"],
        Kind.PROPERTY: ["p", "q"],
        Kind.CONCEPT: ["c"],
        Kind.OTHER: ["o"],
    }


def test_terms_stand_in_their_tree_and_a_circle_does_not_lose_any() -> None:
    found = read("v:a a skos:Concept ; skos:broader v:z . v:z a skos:Concept . v:m a skos:Concept ; skos:broader v:a .")
    assert [(each.anchor, each.depth) for each in found[Kind.CONCEPT]] == [("z", 0), ("a", 1), ("m", 2)]
    found = read("v:a a owl:Class ; rdfs:subClassOf v:b . v:b a owl:Class ; rdfs:subClassOf v:a .")
    assert [each.anchor for each in found[Kind.CLASS]] == ["a", "b"]


def test_what_is_above_is_told_below_too() -> None:
    found = read("v:a a owl:Class . v:b a owl:Class ; rdfs:subClassOf v:a . v:c a owl:Class ; rdfs:subClassOf v:a .")
    a, b, _ = found[Kind.CLASS]
    assert told(a) == {"Kinds of it": ["http://x/v#b", "http://x/v#c"]}
    assert (a.values(SUBCLASS), [each.value for each in b.values(SUBCLASS)]) == ([], ["http://x/v#a"])
    found = read("""
        v:a a skos:Concept ; skos:narrower v:b .
        v:b a skos:Concept ; skos:broader v:a . v:c a skos:Concept ; skos:broader v:a .
    """)
    assert told(found[Kind.CONCEPT][0]) == {"Narrower": ["http://x/v#b", "http://x/v#c"]}


def test_what_leads_to_other_vocabularies_stands_apart() -> None:
    (found,) = read("v:a a owl:Class ; rdfs:subClassOf <http://y/A>, v:b ; owl:equivalentClass <http://y/B> .")[
        Kind.CLASS
    ]
    assert [(fact.heading, [each.value for each in fact.values]) for fact in found.mappings] == [
        ("Is a kind of", ["http://y/A"]),
        (None, ["http://y/B"]),
    ]
    assert told(found)["Is a kind of"] == ["http://y/A"]
    assert [each.value for fact in found.facts for each in fact.values] == ["http://x/v#b"]


def test_the_definition_is_the_best_there_is_and_no_other_text_is_lost() -> None:
    (found,) = read("v:a a owl:Class ; skos:definition 'D' ; rdfs:comment 'C' ; rdfs:seeAlso <http://y/> .")[Kind.CLASS]
    assert [each.value for each in found.definitions] == ["D"]
    assert told(found) == {
        "http://www.w3.org/2000/01/rdf-schema#comment": ["C"],
        "http://www.w3.org/2000/01/rdf-schema#seeAlso": ["http://y/"],
    }
    (found,) = read("v:a a owl:Class ; rdfs:comment 'C' .")[Kind.CLASS]
    assert [each.value for each in found.definitions] == ["C"]


def test_a_retired_term_says_so_and_what_is_in_its_place() -> None:
    (found,) = read("v:a a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy v:b .")[Kind.CLASS]
    assert (found.is_deprecated, found.replacements, found.facts) == (True, ("http://x/v#b",), ())


def test_the_logic_of_a_property_is_put_into_words() -> None:
    (found,) = read("v:p a owl:ObjectProperty, owl:SymmetricProperty, owl:TransitiveProperty .")[Kind.PROPERTY]
    assert found.traits == ("it holds both ways", "it passes on from one to the next")


def test_no_section_is_named_like_a_term() -> None:
    assert [kind.anchor for kind in Kind] == ["-classes", "-properties", "-concepts", "-further-terms"]
