"""The stored queries in the graph: each can be run as it stands there, with its parameters and where it came from."""

from pathlib import Path

import pytest

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.model.stored_queries import StoredQuery, load_stored_queries
from govsocial.publishing.assembly import assemble
from govsocial.publishing.facts import Facts
from govsocial.publishing.questions import describe
from govsocial.store.oxigraph import NamedNode

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/govsocial/"
QUERIES = load_stored_queries(ROOT / "queries")
FACTS = Facts(quad.triple for quad in describe(QUERIES, Names()))


def _write(root: Path, name: str, text: str) -> Path:
    path = root / "topic" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#+ title: Is it so?\n#+ summary: Whether it is so.\n#+ tags: a, b\n" + text)
    return root


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_each_is_an_executable_with_its_question_and_the_endpoint(query: StoredQuery) -> None:
    iri = BASE + "queries/" + query.name
    shacl = "http://www.w3.org/ns/shacl#"
    assert set(FACTS.iris(iri, "rdf:type")) == {shacl + "SPARQLExecutable", shacl + "SPARQLSelectExecutable"}
    assert FACTS.text(iri, "rdfs:comment") == query.title
    assert FACTS.iris(iri, "schema:target") == [BASE + "sparql"]
    (text,) = FACTS.values(iri, "sh:select")
    assert text.value == query.body
    assert "#+" not in text.value


def test_all_are_members_of_one_set() -> None:
    assert set(FACTS.iris(BASE + "queries", "prov:hadMember")) == {query.iri for query in QUERIES}


def test_a_parameter_says_what_its_values_are_and_which_is_taken_when_none_is_given() -> None:
    query, parameter = BASE + "queries/who-does-a-practice", BASE + "queries/who-does-a-practice#practice"
    assert FACTS.iris(query, "sh:parameter") == [parameter]
    assert FACTS.iris(parameter, "rdfs:seeAlso") == [BASE + "def/practice"]
    assert FACTS.iris(parameter, "sh:defaultValue") == [BASE + "def/practice#consultation"]


def test_the_prefixes_are_declared_once() -> None:
    declared = FACTS.iris(BASE + "queries", "sh:declare")
    assert len(set(declared)) == len(declared) > 3
    assert {FACTS.text(each, "sh:prefix") for each in declared} >= {"gs", "rdfs", "tool"}


def test_an_ask_is_one(tmp_path: Path) -> None:
    queries = load_stored_queries(_write(tmp_path, "is-it.rq", "ASK { ?s ?p ?o }\n"))
    facts = Facts(quad.triple for quad in describe(queries, Names()))
    assert facts.text(BASE + "queries/is-it", "sh:ask") == "ASK { ?s ?p ?o }\n"
    assert facts.text(BASE + "queries/is-it", "sh:select") is None


def test_without_queries_there_is_nothing_to_say() -> None:
    assert describe((), Names()) == []


def test_a_publication_elsewhere_has_its_own_queries_at_its_own_addresses() -> None:
    names = Names("https://data.example.org/")
    quads = describe(load_stored_queries(ROOT / "queries", names), names)
    assert {quad.graph_name for quad in quads} == {NamedNode("https://data.example.org/graph/queries")}
    assert not any(quad.subject.value.startswith(BASE) for quad in quads if isinstance(quad.subject, NamedNode))


def test_each_says_from_which_file_the_build_made_it() -> None:
    facts = Facts(quad.triple for quad in assemble(Sources(ROOT), Names()).quads)
    for query in QUERIES:
        file = f"{BASE}dataset#queries/{query.topic}/{query.name}.rq"
        assert facts.iris(query.iri, "prov:wasDerivedFrom") == [file]
        assert file in facts.iris(BASE + "dataset#build", "prov:used")
