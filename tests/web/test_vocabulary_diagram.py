"""The picture of a vocabulary: which boxes there are, and what leads from one to another."""

from govsocial.model.namespaces import VOCABULARIES
from govsocial.web.constraints import Constraint
from govsocial.web.descriptions import Description
from govsocial.web.entries import Entry, Fact, Kind, Use
from govsocial.web.figures.node_link import Diagram
from govsocial.web.reference import Reference
from govsocial.web.terms import Term
from govsocial.web.vocabulary_diagram import vocabulary_diagram

RDFS, SKOS, XSD = VOCABULARIES["rdfs"], VOCABULARIES["skos"], VOCABULARIES["xsd"]
DESCRIPTION = Description("http://x/v", ("http://x/v",), ())


def iri(name: str) -> str:
    return f"http://x/v#{name}"


def entry(kind: Kind, name: str, **values: str) -> Entry:
    """A term that has these values by properties of RDFS and SKOS."""
    names = {
        "above": RDFS + "subClassOf",
        "domain": RDFS + "domain",
        "range": RDFS + "range",
        "broader": SKOS + "broader",
    }
    facts = tuple(Fact(Term("uri", names[each]), (Term("uri", value),)) for each, value in values.items())
    return Entry(Term("uri", iri(name)), kind, facts=facts, use=Use(1))


def draw(entries: list[Entry], constraints: tuple[Constraint, ...] = ()) -> Diagram:
    by_kind = {kind: tuple(each for each in entries if each.kind is kind) for kind in Kind}
    return vocabulary_diagram(Reference(DESCRIPTION, by_kind, constraints), lambda each: f"/{each}")


def asked(target: str, name: str, *classes: str, **more: bool) -> Constraint:
    return Constraint(iri(target), (Term("uri", iri(name)),), (), None, iri(name), classes, **more)  # type: ignore[arg-type]  # fields


def names(diagram: Diagram) -> list[str]:
    return [box.node.label for box in diagram.boxes]


def words(diagram: Diagram) -> list[str]:
    return [label.words for label in diagram.labels]


def test_classes_are_boxes_with_their_number_and_what_they_are_kinds_of() -> None:
    diagram = draw([entry(Kind.CLASS, "A"), entry(Kind.CLASS, "B", above=iri("A"))])
    narrower, wider = diagram.boxes
    assert (narrower.node.label, narrower.node.note, narrower.node.href) == ("B", "1 thing", "/http://x/v#B")
    assert (wider.node.label, wider.node.note, wider.node.href) == ("A", "1 thing", "/http://x/v#A")
    assert [arrow.kind for arrow in diagram.arrows] == ["subclass"]
    assert narrower.x < wider.x


def test_what_shapes_ask_leads_to_classes_of_others_too() -> None:
    diagram = draw([entry(Kind.CLASS, "A")], (asked("A", "p", "http://y/B"), asked("A", "q", "http://y/B")))
    assert names(diagram) == ["A", "B"]
    assert words(diagram) == ["p, q"]
    assert diagram.boxes[1].node.kind == "foreign"


def test_what_must_not_be_there_leads_nowhere() -> None:
    diagram = draw([entry(Kind.CLASS, "A")], (asked("A", "p", "http://y/B", is_forbidden=True),))
    assert names(diagram) == ["A"]


def test_without_shapes_domain_and_range_say_it() -> None:
    terms = [entry(Kind.CLASS, "A"), entry(Kind.PROPERTY, "p", domain=iri("A"), range="http://y/B")]
    assert words(draw(terms)) == ["p"]
    text = [entry(Kind.CLASS, "A"), entry(Kind.PROPERTY, "p", domain=iri("A"), range=XSD + "string")]
    assert names(draw(text)) == ["A"]


def test_where_a_shape_does_not_say_of_what_class_the_range_does() -> None:
    terms = [entry(Kind.CLASS, "A"), entry(Kind.PROPERTY, "p", range="http://y/B")]
    assert names(draw(terms, (asked("A", "p"),))) == ["A", "B"]
    assert names(draw(terms, (asked("A", "p", "http://y/C"),))) == ["A", "C"]


def test_what_a_wider_class_has_is_not_drawn_again() -> None:
    terms = [entry(Kind.CLASS, "A"), entry(Kind.CLASS, "B", above=iri("A"))]
    diagram = draw(terms, (asked("A", "p", "http://y/C"), asked("B", "p", "http://y/C")))
    assert words(diagram) == ["p"]


def test_many_properties_between_two_classes_are_counted() -> None:
    diagram = draw([entry(Kind.CLASS, "A")], tuple(asked("A", name, "http://y/B") for name in "pqrst"))
    assert words(diagram) == ["p, q, r and 2 more"]


def test_a_scheme_is_the_tree_of_its_concepts() -> None:
    diagram = draw([entry(Kind.CONCEPT, "a", broader=iri("b")), entry(Kind.CONCEPT, "b"), entry(Kind.CONCEPT, "c")])
    assert names(diagram) == ["a", "b", "c"]
    assert len(diagram.arrows) == 1


def test_a_vocabulary_without_classes_and_concepts_stands_by_itself() -> None:
    assert names(draw([entry(Kind.PROPERTY, "p")])) == ["v"]
