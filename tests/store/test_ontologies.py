"""The queries about terms and their use, asked of a real engine and compared with plainer queries."""

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from govsocial.errors import RequestError
from govsocial.store import ontologies
from govsocial.store.ontologies import NO_EXAMPLE, SH, SHAPES, STATUSES

DATA = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX v: <http://x/v#>
PREFIX s: <http://x/s#>
PREFIX : <http://x/>
:b a v:Thing ; v:of s:one ; v:says "b", "c" . :a a v:Thing ; v:of s:one, s:two . [] a v:Nameless .
s:one v:near s:two . s:three gs:statusFor v:Thing .
v:Shape a sh:NodeShape ; sh:targetClass v:Thing ; sh:property v:part . v:part sh:path v:of ; sh:in ( s:one s:two ) .
v:Own a sh:NodeShape, rdfs:Class ; sh:property v:part .
"""
XSD_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[dict[str, str]]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    values = [{name: row[name] for name in names} for row in found]
    return [
        {name: value.value for name, value in row.items() if isinstance(value, NamedNode | Literal)} for row in values
    ]


def test_things_of_a_class_are_counted_once_and_the_first_is_the_example(store: Store) -> None:
    found = rows(store, ontologies.uses_of_classes(["http://x/v#Thing", "http://x/v#Unused"]))
    assert found == [{"term": "http://x/v#Thing", "count": "2", "example": "http://x/a"}]


def test_a_blank_node_is_no_example(store: Store) -> None:
    (found,) = rows(store, ontologies.uses_of_classes(["http://x/v#Nameless"]))
    assert (found["count"], found["example"]) == ("1", NO_EXAMPLE)


def test_statements_of_a_property_are_counted(store: Store) -> None:
    (found,) = rows(store, ontologies.uses_of_properties(["http://x/v#says"]))
    assert found == {"term": "http://x/v#says", "count": "2", "example": "http://x/b"}


def test_things_with_a_concept_are_counted_by_property_and_outside_its_scheme(store: Store) -> None:
    found = rows(store, ontologies.uses_of_concepts(["http://x/s#one", "http://x/s#two"], "http://x/s"))
    assert [(row["term"], row["property"], row["count"], row["example"]) for row in found] == [
        ("http://x/s#one", "http://x/v#of", "2", "http://x/a"),
        ("http://x/s#two", "http://x/v#of", "1", "http://x/a"),
    ]


def test_the_values_of_many_examples_are_asked_at_once(store: Store) -> None:
    pairs = [("http://x/b", "http://x/v#says"), ("http://x/a", "http://x/v#of")]
    found = rows(store, ontologies.values_of(pairs))
    assert [row["value"] for row in found] == ["http://x/s#one", "http://x/s#two", "b", "c"]


def test_shapes_are_read_with_their_lists_and_a_class_that_is_one_targets_itself(store: Store) -> None:
    found = rows(store, SHAPES)
    targets = {(row["subject"], row["value"]) for row in found if row["property"] == SH + "targetClass"}
    assert targets == {("http://x/v#Shape", "http://x/v#Thing"), ("http://x/v#Own", "http://x/v#Own")}
    items = {row["value"] for row in found if row["property"].endswith("#first")}
    assert items == {"http://x/s#one", "http://x/s#two"}


def test_statuses_are_told_with_the_class_that_they_are_for(store: Store) -> None:
    assert rows(store, STATUSES) == [{"class": "http://x/v#Thing", "status": "http://x/s#three"}]


def test_what_is_no_iri_is_refused() -> None:
    for text in ("a b", "> } DROP ALL # <", "http://x/<"):
        with pytest.raises(RequestError):
            ontologies.uses_of_classes([text])
        with pytest.raises(RequestError):
            ontologies.values_of([(text, text)])
