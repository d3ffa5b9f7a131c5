"""The queries for names, asked of a real engine."""

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from govsocial.model.namespaces import VOCABULARIES
from govsocial.store import naming
from govsocial.store.description import WHOLE, Part

LABEL = VOCABULARIES["rdfs"] + "label"
DATA = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<http://x/a> rdfs:label "A"@en, "Ah"@fr ; skos:notation "a1" .
<http://x/b> rdfs:label "B" ; rdfs:seeAlso "no name" .
<http://x/c> rdfs:label "C" .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA, RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return sorted(tuple(term.value for term in solution) for solution in solutions)


def test_texts_are_counted_by_property(store: Store) -> None:
    notation = VOCABULARIES["skos"] + "notation"
    assert [row for row in rows(store, naming.how_many_texts(5)) if row[1] != "0"] == [(LABEL, "4"), (notation, "1")]


def test_more_texts_than_are_read_need_not_be_counted(store: Store) -> None:
    assert (LABEL, "3") in rows(store, naming.how_many_texts(2))


def test_the_parts_together_are_all_texts_by_a_property(store: Store) -> None:
    parts = [rows(store, naming.texts(LABEL, Part(number, 3))) for number in range(3)]
    everything = [("http://x/a", "A"), ("http://x/a", "Ah"), ("http://x/b", "B"), ("http://x/c", "C")]
    assert sorted(row for part in parts for row in part) == everything == rows(store, naming.texts(LABEL, WHOLE))


def test_some_texts_are_as_many_as_were_asked_for(store: Store) -> None:
    pages = [rows(store, naming.some_texts(LABEL, 3, offset)) for offset in (0, 3)]
    assert [len(page) for page in pages] == [3, 1]


def test_only_properties_that_name_are_asked_by() -> None:
    with pytest.raises(ValueError, match="http://x/p"):
        naming.texts("http://x/p> . ?s ?p ?o . ?s <http://x/p", WHOLE)


def test_names_come_before_descriptions() -> None:
    order = list(naming.TEXT_PROPERTIES)
    assert order.index(LABEL) < order.index(naming.ALIAS_PROPERTIES[0]) < order.index(naming.DESCRIPTION_PROPERTIES[0])
