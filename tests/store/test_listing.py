"""Lists asked of a real engine: what is in them, in which order, and that refusals are no uses."""

import pytest
from pyoxigraph import QuerySolutions, QueryTriples, RdfFormat, Store

from govsocial.errors import RequestError
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store.listing import Condition, Listing, variable_of

LABEL = VOCABULARIES["rdfs"] + "label"
BASE = "http://x/"
DATA = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX status: <https://w3id.org/govsocial/def/status#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX o: <http://x/id/organisation/>
PREFIX t: <http://x/id/tool/>
PREFIX c: <http://x/id/claim/>
o:a a gs:Body, gs:Thing ; rdfs:label "alpha"@en, "alpha (fr)"@fr ; gs:sort gs:Big .
o:b a gs:Body ; rdfs:label "Beta"@en ; gs:sort gs:Big .
o:c a gs:Body ; rdfs:label "gamma"@en ; gs:sort gs:Small .
<http://x/id/organisation/a#part> a gs:Part ; rdfs:label "a part"@en .
t:x a gs:Tool . t:y a gs:Tool .
c:1 a gs:Claim, gs:ToolUse ; gs:organisation o:a ; gs:tool t:x ; gs:status status:in-use .
c:2 a gs:Claim, gs:NonUse ; gs:organisation o:b ; gs:tool t:x ; gs:status status:no-demand .
c:3 a gs:Claim, gs:ToolUse ; gs:organisation o:b ; gs:tool t:y ; gs:status status:in-use .
c:4 a gs:Claim, gs:ToolUse ; gs:organisation o:a ; gs:tool t:y ; gs:status status:in-use ; gs:inspiredBy o:c .
"""
ALL = Listing("http://x/id/organisation/", BASE, LABEL, "en", claims_by=GS + "organisation")


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA, RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return [tuple(term.value.rpartition("/")[2] if term else "" for term in solution) for solution in solutions]


def listed(store: Store, **changes: object) -> list[str]:
    listing = Listing(**{**ALL.__dict__, **changes})
    return [row[0] for row in rows(store, listing.rows())]


def condition(name: str, value: str, of_claim: bool = True) -> Condition:
    return Condition(GS + name, value, of_claim)


USE_OF_X = (
    condition("tool", "http://x/id/tool/x"),
    Condition(VOCABULARIES["rdf"] + "type", GS + "ToolUse", of_claim=True),
)


def test_things_stand_once_each_with_name_and_number_of_claims(store: Store) -> None:
    assert rows(store, ALL.rows()) == [("a", "alpha", "2"), ("b", "Beta", "2"), ("c", "gamma", "0")]


def test_they_can_be_sorted_either_way(store: Store) -> None:
    assert listed(store, is_descending=True) == ["c", "b", "a"]
    assert listed(store, sort="claims") == ["c", "a", "b"]
    assert listed(store, sort="claims", is_descending=True) == ["a", "b", "c"]
    assert listed(store, sort="nonsense } UNION {") == ["a", "b", "c"]


def test_conditions_on_claims_are_on_one_claim_so_that_a_refusal_is_no_use(store: Store) -> None:
    assert listed(store, conditions=(condition("tool", "http://x/id/tool/x"),)) == ["a", "b"]
    assert listed(store, conditions=USE_OF_X) == ["a"]
    assert rows(store, Listing(**{**ALL.__dict__, "conditions": USE_OF_X}).rows()) == [("a", "alpha", "1")]


def test_only_the_property_of_that_name_makes_a_claim_about_a_thing(store: Store) -> None:
    assert listed(store, conditions=(condition("tool", "http://x/id/tool/y"),)) == ["a", "b"]
    by_any = listed(store, conditions=(condition("tool", "http://x/id/tool/y"),), claims_by=None)
    assert by_any == ["a", "b", "c"]


def test_own_properties_narrow_down_too(store: Store) -> None:
    assert listed(store, conditions=(condition("sort", GS + "Big", of_claim=False), *USE_OF_X)) == ["a"]


def test_a_page_is_a_part_of_the_rows(store: Store) -> None:
    assert listed(store, limit=2) == ["a", "b"]
    assert listed(store, limit=2, offset=2) == ["c"]


def test_values_are_counted_by_things(store: Store) -> None:
    own = rows(store, ALL.values(of_claims=False))
    assert ("govsocial#sort", "govsocial#Big", "2") in own
    claimed = rows(store, ALL.values(of_claims=True))
    assert ("govsocial#tool", "x", "2") in claimed
    assert ("govsocial#status", "status#in-use", "2") in claimed
    assert rows(store, ALL.how_many()) == [("3",)]


def test_columns_have_the_values_and_their_names(store: Store) -> None:
    claims = Listing("http://x/id/claim/", BASE, LABEL, "en", columns=(GS + "organisation",), counts_claims=False)
    assert ("2", "", "b", "Beta") in rows(store, claims.rows())


def test_all_that_is_said_of_what_is_listed_can_be_had(store: Store) -> None:
    triples = store.query(Listing(**{**ALL.__dict__, "conditions": USE_OF_X}).statements())
    assert isinstance(triples, QueryTriples)
    found = list(triples)
    assert {str(each.subject) for each in found} == {"<http://x/id/organisation/a>"}
    assert len(set(found)) == 5


@pytest.mark.parametrize("text", ["http://x/> } #", "x", "http://x/\n"])
def test_text_that_is_no_iri_never_enters_a_query(text: str) -> None:
    for each in (Condition(text, "http://x/y"), Condition("http://x/y", text), Condition(text, text, of_claim=True)):
        with pytest.raises(RequestError, match="no absolute IRI"):
            Listing(**{**ALL.__dict__, "conditions": (each,)}).rows()
    with pytest.raises(RequestError, match="no absolute IRI"):
        Listing(text, BASE, LABEL).rows()


@pytest.mark.parametrize(
    ("iri", "name"),
    [(GS + "tool", "tool"), ("http://x/y", "y"), ("http://x/a-b", None), ("http://x/", None), ("http://x/name", None)],
)
def test_a_column_is_called_by_the_local_name_of_its_property(iri: str, name: str | None) -> None:
    assert variable_of(iri) == name
