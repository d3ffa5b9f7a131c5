"""The queries that describe things, asked of a real engine."""

import time
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from govsocial.errors import RequestError
from govsocial.model.namespaces import GS
from govsocial.store import description
from govsocial.store.description import WHOLE, Part

DATA = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX : <http://x/id/tool/>
PREFIX v: <http://x/v#>
GRAPH <http://x/graph/a> {
  :twitter a v:Tool ; rdfs:label "Twitter"@en, "Gazouillis"@fr ;
    v:owner [ foaf:name "Ms Blank" ; v:seat [ v:city "SF" ] ] .
  :a%20b a v:Tool ; foaf:name "With a space" .
  :caf\u00e9 a v:Tool .
  <http://x/claim/1> a gs:Claim ; rdfs:label "A claim" ; gs:tool :twitter ; gs:evidence <http://x/e> ; v:text "\\"}" .
}
GRAPH <http://x/graph/b> {
  <http://x/e> oa:hasSelector <http://x/e#selector> ; gs:passageSha256 "abc" .
  <http://x/e#selector> oa:start 5 ; oa:end 9 .
  <http://x/v> rdfs:label "Vocabulary" .
  v:owner rdfs:label "owner" ; rdfs:domain [ owl:unionOf ( v:Tool v:Site ) ] .
  <http://x/v2#other> rdfs:label "of another" .
}
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """The data, with the default graph as the union, as workers have it."""
    store = Store()
    store.load(DATA, RdfFormat.TRIG)
    for quad in list(store):
        store.add(type(quad)(quad.subject, quad.predicate, quad.object))
    return store


def rows(store: Store, query: str) -> list[tuple[str | None, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return [tuple(getattr(term, "value", None) for term in solution) for solution in solutions]


def ask(store: Store, query: str) -> bool:
    answer = store.query(query)
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def graph(store: Store, query: str) -> set[tuple[str, str, str]]:
    triples = store.query(query)
    assert isinstance(triples, QueryTriples)
    return {
        (getattr(each.subject, "value", ""), each.predicate.value.rpartition("/")[2], getattr(each.object, "value", ""))
        for each in triples
    }


def test_a_description_has_both_directions_and_the_labels_of_neighbours(store: Store) -> None:
    described = graph(store, description.description("http://x/id/tool/twitter"))
    assert ("http://x/id/tool/twitter", "rdf-schema#label", "Gazouillis") in described
    assert ("http://x/claim/1", "govsocial#tool", "http://x/id/tool/twitter") in described
    assert ("http://x/claim/1", "rdf-schema#label", "A claim") in described
    assert not any(subject == "http://x/id/tool/a%20b" for subject, _, _ in described)


def test_a_description_follows_blank_nodes_two_steps(store: Store) -> None:
    described = graph(store, description.description("http://x/id/tool/twitter"))
    assert {"Ms Blank", "SF"} <= {value for _, _, value in described}


@pytest.mark.parametrize("iri", ["http://x/id/tool/a%20b", "http://x/id/tool/caf\u00e9"])
def test_odd_iris_are_described(store: Store, iri: str) -> None:
    assert (iri, "22-rdf-syntax-ns#type", "http://x/v#Tool") in graph(store, description.description(iri))


def test_only_the_known_are_known(store: Store) -> None:
    asked = ["http://x/id/tool/twitter", "http://x/id/tool/none", "http://x/v#Tool"]
    assert {row[0] for row in rows(store, description.known(asked))} == {asked[0], asked[2]}


def test_statements_go_both_ways_and_have_their_graph(store: Store) -> None:
    claim, tool = "http://x/claim/1", "http://x/id/tool/twitter"
    outward = rows(store, description.statements([claim], inward=None))
    assert len(outward) == 5
    assert {(row[0], row[3]) for row in outward} == {(claim, "http://x/graph/a")}
    inward = rows(store, description.statements([tool], outward=None))
    assert inward == [(claim, "https://w3id.org/govsocial/def/govsocial#tool", tool, "http://x/graph/a")]
    assert set(rows(store, description.statements([tool]))) > set(inward)


def test_both_directions_are_counted(store: Store) -> None:
    asked = ["http://x/id/tool/twitter", "http://x/none"]
    assert sorted(rows(store, description.sizes(asked)), key=str) == [("inward", "1"), ("outward", "4")]
    assert rows(store, description.sizes(["http://x/none"])) == []


def test_the_fragments_of_a_document_are_those_it_is_linked_to(store: Store) -> None:
    assert rows(store, description.fragments(["http://x/e"], "http://x/e")) == [("http://x/e#selector",)]


@pytest.mark.parametrize("of", [1, 2, 3, 7, 64])
def test_parts_are_disjoint_and_together_the_whole(store: Store, of: int) -> None:
    whole = sorted(rows(store, description.content("http://x/graph/b", WHOLE)), key=str)
    parts = [rows(store, description.content("http://x/graph/b", Part(number, of))) for number in range(of)]
    assert sorted((row for part in parts for row in part), key=str) == whole
    assert of == 1 or max(map(len, parts)) < len(whole)


def test_what_is_said_by_way_of_blank_nodes_and_lists_is_found(store: Store) -> None:
    found = rows(store, description.blank_nodes(["http://x/id/tool/twitter"]))
    assert {"Ms Blank", "SF"} <= {row[2] for row in found}
    domain = rows(store, description.blank_nodes(["http://x/v#owner"]))
    assert {"http://x/v#Tool", "http://x/v#Site"} <= {row[2] for row in domain}
    assert rows(store, description.blank_nodes(["http://x/e"])) == []


def test_labels_of_several_things(store: Store) -> None:
    found = rows(store, description.labels(["http://x/id/tool/twitter", "http://x/id/tool/a%20b"]))
    assert sorted(str(row[2]) for row in found) == ["Gazouillis", "Twitter", "With a space"]


def test_mentions_are_counted(store: Store) -> None:
    asked = ["http://x/id/tool/twitter", "http://x/e", "http://x/id/tool/a%20b"]
    assert sorted(rows(store, description.mentions(asked)), key=str) == [
        ("http://x/e", "1"),
        ("http://x/id/tool/twitter", "1"),
    ]


def test_kinds_are_counted(store: Store) -> None:
    assert rows(store, description.kinds("http://x/id/")) == [("tool", "3")]


def test_the_members_of_a_kind_have_their_number_of_claims(store: Store) -> None:
    assert rows(store, description.members("http://x/id/tool/")) == [
        ("http://x/id/tool/a%20b", "0"),
        ("http://x/id/tool/caf\u00e9", "0"),
        ("http://x/id/tool/twitter", "1"),
    ]


def test_the_claims_of_many_members_are_counted_in_reasonable_time() -> None:
    """Five hundred bodies and 50,000 claims, which took minutes when each was looked up for itself."""
    store = Store()
    base = "http://x/id/organisation/"
    lines = [f"<{base}{number}> a <http://x/v#Body> ." for number in range(500)]
    for number in range(50_000):
        claim = f"<http://x/claim/{number}>"
        lines.append(f"{claim} a <{GS}Claim> ; <{GS}organisation> <{base}{number % 500}> .")
    store.bulk_load("\n".join(lines).encode(), RdfFormat.TURTLE)
    started = time.process_time()
    found = rows(store, description.members(base))
    assert time.process_time() - started < 5
    assert {row[1] for row in found} == {"100"}
    assert len(found) == 500


def test_a_set_has_its_members(store: Store) -> None:
    assert rows(store, description.how_many_members("http://x/id/tool/")) == [("3",)]
    found = rows(store, description.some_members("http://x/id/tool/", WHOLE))
    assert ("http://x/id/tool/a%20b",) in found
    assert ("http://x/id/tool/a%20b", "http://x/v#Tool") in rows(store, description.types(str(row[0]) for row in found))
    assert ask(store, description.has_members("http://x/id/tool/"))


def test_a_kind_without_members_is_empty(store: Store) -> None:
    assert rows(store, description.members("http://x/id/nothing/")) == []
    assert rows(store, description.how_many_members("http://x/id/nothing/")) == [("0",)]
    assert not ask(store, description.has_members("http://x/id/nothing/"))


def test_the_terms_of_a_vocabulary_go_on_from_its_iri(store: Store) -> None:
    assert rows(store, description.terms("http://x/v")) == [("http://x/v#owner",)]


def test_the_triples_of_a_graph_are_counted(store: Store) -> None:
    assert rows(store, description.size_of_graph("http://x/graph/none")) == [("0",)]
    (count,) = rows(store, description.size_of_graph("http://x/graph/b"))
    assert int(count[0] or 0) == len(rows(store, description.content("http://x/graph/b", WHOLE)))


def test_a_dataset_without_dated_parts_has_no_mementos(store: Store) -> None:
    assert rows(store, description.mementos("http://x/dataset")) == []


def test_a_named_graph_is_its_own_triples(store: Store) -> None:
    found = graph(store, description.named_graph("http://x/graph/b"))
    assert ("http://x/e", "govsocial#passageSha256", "abc") in found
    assert not any(subject == "http://x/claim/1" for subject, _, _ in found)


@pytest.mark.parametrize(("iri", "expected"), [("http://x/graph/a", True), ("http://x/graph/none", False)])
def test_a_named_graph_is_there_or_not(store: Store, iri: str, expected: bool) -> None:
    assert ask(store, description.has_triples(iri)) is expected


ASKING: list[Callable[[str], str]] = [
    description.description,
    description.members,
    description.terms,
    description.named_graph,
    description.has_triples,
    description.mementos,
    description.has_members,
    description.kinds,
    lambda iri: description.content(iri, Part(1, 3)),
    lambda iri: description.some_members(iri, Part(0, 3)),
    lambda iri: description.statements([iri], Part(2, 3), Part(2, 3)),
    lambda iri: description.sizes([iri]),
    lambda iri: description.fragments([iri], iri),
    lambda iri: description.blank_nodes([iri]),
    lambda iri: description.mentions([iri]),
    lambda iri: description.types([iri]),
    lambda iri: description.known([iri]),
    lambda iri: description.labels([iri]),
]


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize(
    "text", ["http://x/> } #", 'http://x/"', "relative", "", "http://x/a b", "http://x/\n", "a:\\"]
)
def test_text_that_is_no_iri_never_enters_a_query(ask: Callable[[str], str], text: str) -> None:
    with pytest.raises(RequestError, match="no absolute IRI"):
        ask(text)


@pytest.mark.parametrize("ask", ASKING)
def test_every_query_can_be_asked_of_an_empty_store(ask: Callable[[str], str]) -> None:
    answer = Store().query(ask("http://x/a?thing?prefix"))
    if isinstance(answer, QueryBoolean):
        assert not answer
    else:
        assert list(answer) == []


def test_terms_are_what_the_engine_says_they_are() -> None:
    store = Store()
    store.load('<http://x/s> <http://x/p> "a?thing" .', RdfFormat.N_TRIPLES)
    solutions = store.query(description.statements(["http://x/s"]))
    assert isinstance(solutions, QuerySolutions)
    assert [(row["property"], row["value"]) for row in solutions] == [(NamedNode("http://x/p"), Literal("a?thing"))]


def test_the_defined_terms_are_those_of_our_vocabularies() -> None:
    store = Store()
    store.load(
        """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX gs: <https://w3id.org/govsocial/def/govsocial#> PREFIX status: <https://w3id.org/govsocial/def/status#>
        GRAPH <http://x/g> { gs:tool rdfs:isDefinedBy <http://x/o> . <http://x/p> rdfs:isDefinedBy <http://x/o> }
        status:pilot skos:inScheme <http://x/s> . gs:used gs:nowhere gs:defined .""",
        RdfFormat.TRIG,
    )
    result = store.query(description.DEFINED_TERMS)
    assert isinstance(result, QuerySolutions)
    base = "https://w3id.org/govsocial/def/"
    assert {row["term"] for row in result} == {NamedNode(f"{base}govsocial#tool"), NamedNode(f"{base}status#pilot")}
