"""What shapes ask, in words."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Store

from govsocial.store.ontologies import SHAPES
from govsocial.web.constraints import Constraint, Shapes, Words, by_property, by_target
from govsocial.web.terms import Term, curie, short

PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX : <http://x/>
"""


def term(value: object) -> Term:
    match value:
        case NamedNode():
            return Term("uri", value.value)
        case BlankNode():
            return Term("bnode", value.value)
        case Literal():
            return Term("literal", value.value, value.language)
    raise AssertionError(value)


def read(turtle: str) -> tuple[Constraint, ...]:
    """The constraints of shapes in Turtle."""
    store = Store()
    store.load((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    found = store.query(SHAPES)
    assert isinstance(found, QuerySolutions)
    return Shapes({name: term(row[name]) for name in ("subject", "property", "value")} for row in found).constraints


def said(words: Words) -> str:
    """The words, with short names for terms."""
    names = (each if isinstance(each, str) else (curie(each.value) or short(each.value)) for each in words)
    return "".join(names)


def asked(constraint: str) -> str:
    """What one property shape asks of the values of `:p`, in words."""
    (found,) = read(f":S sh:targetClass :C ; sh:property :S-p . :S-p sh:path :p ; {constraint} .")
    return said(found.words)


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("sh:minCount 1", "at least one"),
        ("sh:minCount 2 ; sh:maxCount 3", "at least 2, at most 3"),
        ("sh:minCount 1 ; sh:maxCount 1", "exactly one"),
        ("sh:minCount 0 ; sh:maxCount 1", "at most one"),
        ("sh:minCount 2 ; sh:maxCount 2", "exactly 2"),
        ("sh:maxCount 0", "must not be there"),
        ("sh:uniqueLang true", "one in each language"),
        ("sh:class :D", "of class D"),
        ("sh:datatype xsd:date", "a day"),
        ("sh:datatype :own", "own"),
        ("sh:nodeKind sh:IRI", "named by an IRI"),
        ("sh:hasValue :v", "the value v"),
        ("sh:in ( :a :b )", "one of: a, b"),
        ('sh:languageIn ( "en" "cy" )', "in one of the languages en, cy"),
        ("sh:minInclusive 0 ; sh:maxExclusive 10", "at least 0, less than 10"),
        ("sh:maxLength 20", "at most 20 characters"),
        ('sh:pattern "^a$"', "of the form ^a$"),
        ("sh:lessThan :q", "less than the q"),
        ("sh:or ( [ sh:class :D ] [ sh:nodeKind sh:IRI ] )", "of class D or named by an IRI"),
        ("sh:or ( [ sh:path :q ; sh:minCount 1 ] [ sh:class :D ] )", "q: at least one or of class D"),
        ("sh:not [ sh:class :D ]", "not: of class D"),
        ("sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue :scheme ] ]", "a concept of scheme"),
        ("sh:node [ sh:property [ sh:path :q ; sh:hasValue :v ] ]", "q: the value v"),
        ("sh:qualifiedValueShape [ sh:class :D ] ; sh:qualifiedMinCount 2", "at least 2 of these: of class D"),
    ],
)  # fmt: skip
def test_each_constraint_has_its_words(constraint: str, words: str) -> None:
    assert asked(constraint) == words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (":p", "p"),
        ("[ sh:inversePath :p ]", "p the other way round"),
        ("( :p :q )", "p, then q"),
        ("[ sh:alternativePath ( :p :q ) ]", "p or q"),
        ("[ sh:zeroOrMorePath :p ]", "p, any number of times"),
    ],
)
def test_a_path_has_its_words(path: str, words: str) -> None:
    (found,) = read(f":S sh:targetClass :C ; sh:property [ sh:path {path} ; sh:minCount 1 ] .")
    assert said(found.path) == words
    assert found.property == ("http://x/p" if words == "p" else None)


def test_what_the_shape_says_itself_is_kept_and_english_goes_first() -> None:
    (found,) = read(
        ':S sh:targetClass :C ; sh:property :T . :T sh:path :p ; sh:message "Un seul."@fr, "One only."@en .'
    )
    assert (found.words, found.message) == ((), "One only.")


def test_a_constraint_is_found_by_its_class_and_by_its_property() -> None:
    found = read(
        ":S sh:targetClass :C, :D ; sh:closed true ; sh:property :T . :T sh:path :p ; sh:class :E ; sh:minCount 1 ."
    )
    assert {target: len(each) for target, each in by_target(found).items()} == {"http://x/C": 2, "http://x/D": 2}
    (first, _) = by_property(found)["http://x/p"]
    assert (first.target, first.classes, first.is_forbidden) == ("http://x/C", ("http://x/E",), False)
    whole = by_target(found)["http://x/C"][0]
    assert (whole.path, said(whole.words)) == ((), "no properties but those that are listed")


def test_what_is_switched_off_asks_nothing() -> None:
    assert read(":S sh:targetClass :C ; sh:deactivated true ; sh:property [ sh:path :p ; sh:minCount 1 ] .") == ()
    assert read(":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:deactivated true ] .") == ()


def test_shapes_that_go_round_in_a_circle_come_to_an_end() -> None:
    (found,) = read(
        ":S sh:targetClass :C ; sh:property :T . :T sh:path :p ; sh:node :N . :N sh:node :N ; sh:class :D ."
    )
    assert said(found.words).startswith("of class D, of class D")
    rest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
    (found,) = read(f":S sh:targetClass :C ; sh:property :T . :T sh:path :p ; sh:in :L . :L {rest} :L .")
    assert said(found.words) == "one of: "
