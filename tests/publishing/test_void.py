"""The VoID description: each figure against an independent count, whatever the dataset is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple
from rdflib import Graph, URIRef

from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS
from govsocial.model.sources import Sources
from govsocial.publishing.about import about
from govsocial.publishing.assembly import access, assemble
from govsocial.publishing.void import CLASS_SIZES, PROPERTY_SIZES, Access, Figures, describe, statements

Edit = Callable[[str, str, str], Path]
BASE = "https://w3id.org/govsocial/"
VOID = "http://rdfs.org/ns/void#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
HERE = Access("http://x/graph/void", "http://x/dataset", "http://x/sparql", things="http://x/id/")
DATASET = "<http://x/dataset>"
TOTALS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(isIRI(?c)) }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o . ?d <" + VOID + "uriRegexPattern> ?r "
    "FILTER(isIRI(?s) && REGEX(STR(?s), ?r)) }",
}
PARTS = {
    "class partition": (
        f"?d <{VOID}classPartition> ?part . ?part <{VOID}class> ?class ; <{VOID}entities> ?said",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class }",
    ),
    "property partition": (
        f"?d <{VOID}propertyPartition> ?part . ?part <{VOID}property> ?p ; <{VOID}triples> ?said",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    ),
    "linkset": (
        f"?d <{VOID}subset> ?part . ?part a <{VOID}Linkset> ; <{VOID}linkPredicate> ?p ; <{VOID}triples> ?said ; "
        f"<{VOID}objectsTarget>/<{VOID}uriSpace> ?space",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), ?space)) }",
    ),
}
"""How a part is said, and how it is counted with what was said."""


def union(quads: list[Quad]) -> Store:
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def ask(store: Store, query: str, **terms: str) -> list[dict[str, str]]:
    """The solutions as texts; terms, written as in SPARQL, stand in for variables."""
    for name, term in terms.items():
        query = query.replace(f"?{name} ", f"{term} ").replace(f"?{name})", f"{term})")
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: value(row[name]) for name in names} for row in solutions]


def value(term: object) -> str:
    assert isinstance(term, NamedNode | Literal), term
    return term.value


def wrong_figures(quads: list[Quad], dataset: str) -> Iterator[str]:
    """Each figure that is not what SPARQL counts over the union of the graphs."""
    store = union(quads)
    for name, query in TOTALS.items():
        said = [each["said"] for each in ask(store, f"SELECT ?said {{ <{dataset}> <{VOID}{name}> ?said }}")]
        counted = ask(store, query)[0]["n"]
        if said != [counted] and not (name == "distinctObjects" and said == []):
            yield f"{name}: {said} instead of {counted}"
    for kind, (pattern, query) in PARTS.items():
        for part in ask(store, f"SELECT * {{ {pattern} }}"):
            terms = {name: f"<{part[name]}>" for name in ("class", "p") if name in part}
            space = {"space": f'"{part["space"]}"'} if "space" in part else {}
            counted = ask(store, query, **terms, **space)[0]["n"]
            if part["said"] != counted:
                yield f"{kind} {part['part']}: {part['said']} instead of {counted}"


def partitions(quads: list[Quad], kind: str) -> set[str]:
    return {value(quad.object) for quad in quads if quad.predicate.value == f"{VOID}{kind}"}


@pytest.fixture(scope="module")
def bundled() -> list[Quad]:
    """The dataset as it is published."""
    return list(assemble(Sources.bundled(), Names()).quads)


def test_every_figure_of_the_published_dataset_is_what_sparql_counts(bundled: list[Quad]) -> None:
    assert list(wrong_figures(bundled, f"{BASE}dataset")) == []


def test_every_class_and_property_has_its_partition_those_of_void_itself_too(bundled: list[Quad]) -> None:
    assert partitions(bundled, "property") == {quad.predicate.value for quad in bundled}
    assert partitions(bundled, "class") == {value(quad.object) for quad in bundled if quad.predicate.value == TYPE}
    assert f"{VOID}Linkset" in partitions(bundled, "class")


def test_links_are_counted_for_each_target_and_a_page_is_none(bundled: list[Quad]) -> None:
    spaces = {value(quad.object) for quad in bundled if quad.predicate.value == f"{VOID}uriSpace"}
    assert spaces - {f"{BASE}id/"} == {
        "http://www.wikidata.org/", "http://dbpedia.org/", "http://reference.data.gov.uk/",
        "http://rdfs.org/",  # terms of SIOC that are close to terms of ours
    }  # fmt: skip


def test_there_is_an_example_of_each_kind_and_it_is_in_the_dataset(bundled: list[Quad]) -> None:
    examples = [value(quad.object) for quad in bundled if quad.predicate.value == f"{VOID}exampleResource"]
    assert sorted(iri.removeprefix(f"{BASE}id/").partition("/")[0] for iri in examples) == sorted(KINDS)
    assert set(examples) <= {str(quad.subject)[1:-1] for quad in bundled}


def test_all_things_can_be_reached_from_the_root(bundled: list[Quad]) -> None:
    (root,) = {quad.object for quad in bundled if quad.predicate.value == f"{VOID}rootResource"}
    neighbours: dict[object, set[NamedNode]] = {}
    for quad in bundled:
        ends = [end for end in (quad.subject, quad.object) if isinstance(end, NamedNode)]
        if len(ends) == 2 and all(end.value.startswith((f"{BASE}id/", f"{BASE}dataset")) for end in ends):
            neighbours.setdefault(ends[0], set()).add(ends[1])
            neighbours.setdefault(ends[1], set()).add(ends[0])
    reached, waiting = {root}, [root]
    while waiting:
        found = neighbours.get(waiting.pop(), set()) - reached
        reached |= found
        waiting.extend(found)
    things = {value(quad.subject) for quad in bundled if str(quad.subject).startswith(f"<{BASE}id/")}
    assert things - {value(each) for each in reached} == set()


def test_every_term_of_void_exists(bundled: list[Quad], shared: Callable[[str], Path]) -> None:
    vocabulary = Graph().parse(shared("vocab/void.ttl"), publicID=VOID)
    used = {quad.predicate.value for quad in bundled} | partitions(bundled, "class")
    for iri in (iri for iri in used if iri.startswith(VOID)):
        assert (URIRef(iri), None, None) in vocabulary, iri


def test_another_publication_counts_its_own(sources: Sources, edit: Edit) -> None:
    match = "tool:twitter skos:exactMatch <http://a.example/1>, <http://a.example/2>, <http://b.example:81/x#y> ;"
    edit("data/reference/all.ttl", "tool:twitter a", match + " a")
    quads = list(assemble(sources, Names("https://data.example.org/")).quads)
    assert list(wrong_figures(quads, "https://data.example.org/dataset")) == []
    assert {value(quad.object) for quad in quads if quad.predicate.value == f"{VOID}uriSpace"} == {
        "https://data.example.org/id/", "http://a.example/", "http://b.example:81/",
    }  # fmt: skip


def test_a_triple_in_two_graphs_counts_once() -> None:
    triple = Triple(NamedNode("http://x/id/a"), NamedNode("http://x/p"), Literal("1"))
    graphs = [NamedNode(f"http://x/graph/{name}") for name in ("a", "b")]
    quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for graph in graphs]
    assert list(wrong_figures([*quads, *describe(quads, HERE)], HERE.dataset)) == []


def test_where_no_number_of_objects_is_right_none_is_given() -> None:
    """An object more or less is the figure itself: with as many objects as numbers up to n, some n have no answer."""
    silent = 0
    for most in range(40, 80):
        numbers = [Literal(str(number), datatype=XSD_INTEGER) for number in range(0, most, 2)]
        quads = [Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), number) for number in numbers]
        described = describe(quads, HERE)
        assert list(wrong_figures([*quads, *described], HERE.dataset)) == []
        silent += not any(quad.predicate.value == f"{VOID}distinctObjects" for quad in described)
    assert 0 < silent < 40


IRIS = st.sampled_from([f"http://x/id/tool/{letter}" for letter in "abc"] + ["http://y/z", "http://y#z", "urn:a:b"])
NODES = IRIS.map(NamedNode)
PREDICATES = st.sampled_from(
    [TYPE, "http://www.w3.org/2002/07/owl#sameAs", f"{VOID}triples", "http://x/p", "http://x/q/p"]
).map(NamedNode)
VALUES = NODES | st.integers(0, 60).map(lambda number: Literal(str(number), datatype=XSD_INTEGER))


@settings(deadline=None)  # some fifty queries an example
@given(st.lists(st.builds(Quad, NODES, PREDICATES, VALUES, NODES)))
def test_the_description_of_any_dataset_is_right_about_itself(quads: list[Quad]) -> None:
    whole = [*quads, *describe(quads, HERE)]
    assert list(wrong_figures(whole, HERE.dataset)) == []
    names = [quad.subject for quad in whole if quad.predicate.value in (f"{VOID}class", f"{VOID}property")]
    assert len(names) == len(set(names))


def test_a_store_that_counts_by_itself_gives_the_figures_that_it_has() -> None:
    store = union([Quad(NamedNode("http://x/s"), NamedNode(TYPE), NamedNode("http://x/C"))])
    classes, properties = (
        {row["term"]: int(row["size"]) for row in ask(store, query)} for query in (CLASS_SIZES, PROPERTY_SIZES)
    )
    assert (classes, properties) == ({"http://x/C": 1}, {TYPE: 1})
    described = [each for each in statements(Figures(classes, properties), HERE) if str(each.subject) == DATASET]
    said = {each.predicate.value.removeprefix(VOID) for each in described}
    assert {"triples", "classes", "properties", "sparqlEndpoint"} <= said
    assert said.isdisjoint({"entities", "distinctSubjects", "distinctObjects"})


def test_dumps_and_their_formats_are_named() -> None:
    names = Names("https://data.example.org/")
    described = access((), names, about((), names))
    assert all(dump.startswith("https://data.example.org/dumps/") for dump in described.dumps)
    objects = {str(quad.object) for quad in describe([], described)}
    assert {f"<{dump}>" for dump in described.dumps} < objects
    assert "<http://www.w3.org/ns/formats/Turtle>" in objects
