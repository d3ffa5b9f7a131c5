"""What is read of a store for an index, from real workers."""

import asyncio
from pathlib import Path

import pytest

from govsocial.model.iris import Names
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.search import names as room
from govsocial.web.search.names import NamedThing, NamedThings, has_a_place, kind_of, read_names

DATA = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX id: <https://w3id.org/govsocial/id/>
<https://w3id.org/govsocial/id/organisation/dius> a foaf:Organization ; rdfs:label "DIUS"@en, "MIUC"@fr ;
  skos:altLabel "Department for Innovation"@en, "Dius"@en ; skos:definition "A department."@en .
<https://w3id.org/govsocial/id/organisation/dius#code> rdfs:label "The code of it" ; skos:notation "04b788e1" .
<https://w3id.org/govsocial/def/practice#blogging> skos:prefLabel "Blogging"@en ; skos:notation "blogging" .
<https://w3id.org/govsocial/def/govsocial#Tool> rdfs:label "Tool" .
<https://w3id.org/govsocial/id/claim/2009-06/a> rdfs:label "A claim" .
<http://elsewhere.example/x#y> a <http://elsewhere.example/Thing>, foaf:Agent ; foaf:name "Elsewhere" .
[] rdfs:label "Nobody can come here" .
"""


def read(path: Path, max_texts: int = room.MAX_TEXTS) -> NamedThings:
    async def reading() -> NamedThings:
        store = WorkerStore((path,), "x", Settings(workers=1, spares=1))
        await store.open()
        try:
            return await read_names(store, Names(), max_texts)
        finally:
            await store.close()

    return asyncio.run(reading())


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NamedThing]:
    path = tmp_path_factory.mktemp("names") / "data.ttl"
    path.write_text(DATA)
    named = read(path)
    assert named.is_complete
    return {thing.label: thing for thing in named.things}


def test_things_are_read_with_all_their_names(things: dict[str, NamedThing]) -> None:
    assert sorted(things) == ["A claim", "Blogging", "DIUS", "Elsewhere", "Tool"]
    thing = things["DIUS"]
    assert (thing.kind, thing.key, thing.descriptions) == ("organisation", "dius", ("A department.",))
    assert sorted(thing.aliases) == ["Department for Innovation", "MIUC"]


def test_the_code_of_a_part_is_one_of_the_thing(things: dict[str, NamedThing]) -> None:
    assert things["DIUS"].notations == ("04b788e1",)


def test_what_a_thing_is_comes_from_its_iri_or_else_from_its_class(things: dict[str, NamedThing]) -> None:
    kinds = {label: thing.kind for label, thing in things.items()}
    assert kinds == {
        "A claim": "claim",
        "Blogging": "practice",
        "DIUS": "organisation",
        "Elsewhere": "Agent",
        "Tool": "ontology-term",
    }


def test_things_stand_before_concepts_and_these_before_claims(things: dict[str, NamedThing]) -> None:
    assert things["DIUS"].standing < things["Blogging"].standing < things["A claim"].standing


def test_of_too_many_names_as_many_are_read_as_may_be(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    path = tmp_path / "many.nt"
    path.write_text("".join(f'<http://x/{number}> {label} "Name {number}" .\n' for number in range(5_000)))
    some, all_of_them = read(path, 4_500), read(path, 5_000)
    assert (len(some.things), some.is_complete) == (4_500, False)
    assert (len(all_of_them.things), all_of_them.is_complete) == (5_000, True)


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        ("https://w3id.org/govsocial/id/tool/twitter", "tool"),
        ("https://w3id.org/govsocial/def/govsocial/shapes#x", "shapes"),
        ("https://w3id.org/govsocial/def/tool-kind#blog", "tool-kind"),
        ("https://w3id.org/govsocial/graph/void", "graph"),
        ("https://w3id.org/govsocial/dataset", "dataset"),
        ("https://w3id.org/govsocial/queries/who-uses-a-tool", "question"),
        ("http://x/id/tool/twitter", ""),
    ],
)
def test_the_kind_is_in_the_iri(iri: str, kind: str) -> None:
    assert kind_of(iri, Names()) == kind


def test_parts_of_documents_have_no_place_of_their_own() -> None:
    assert not has_a_place("https://w3id.org/govsocial/id/tool/x#part", Names())
    assert has_a_place("https://w3id.org/govsocial/def/status#pilot", Names())
    assert has_a_place("http://x/y#z", Names())
