"""The stored queries: each runs as it stands, gives the answer worked out by hand, and takes no plan for a use.

The answers are in `expected/`, worked out from the source text and the data, and not by the program.
See https://www.w3.org/TR/sparql11-query/#modOrderBy
"""

import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, QuerySolutions, Store

from govsocial.model.iris import Names
from govsocial.model.keys import expand
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import SourceFile, Sources
from govsocial.model.stored_queries import Parameter, StoredQuery, load_stored_queries
from govsocial.publishing.assembly import SourceGraph, assemble, read_sources
from govsocial.store.oxigraph import Literal, NamedNode, Quad, Term

EXPECTED = Path(__file__).parent / "expected"
SOURCES = Sources(Path(__file__).parents[2])
GRAPHS = read_sources(SOURCES)
DATASET = assemble(SOURCES, Names(), GRAPHS).quads
ELSEWHERE = Names("https://statistics.example/social/")

QUERIES = load_stored_queries(SOURCES.queries)
PARAMETERS = [(query, parameter) for query in QUERIES for parameter in query.parameters]
FROM_OUTSIDE = "links"
"""The one topic that asks for what is known from outside the source."""

every_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.topic}/{query.name}")
every_parameter = pytest.mark.parametrize(
    ("query", "parameter"), PARAMETERS, ids=[f"{query.name}-{parameter.name}" for query, parameter in PARAMETERS]
)


@dataclass(frozen=True)
class Answer:
    """The solutions of one query, in order; None is an unbound variable."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def column(self, name: str) -> list[str]:
        return [cell(row[self.columns.index(name)]) for row in self.rows]


def answer(store: Store, text: str) -> Answer:
    solutions = store.query(text)
    assert isinstance(solutions, QuerySolutions)
    columns = tuple(variable.value for variable in solutions.variables)
    return Answer(columns, tuple(tuple(solution) for solution in solutions))


def loaded(quads: Iterable[Quad]) -> Store:
    """A store in which the default graph is the union of all graphs."""
    store = Store()
    for quad in quads:
        store.add(quad)
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


def cell(term: Term | None) -> str:
    """A term as the expected answers write it: a prefixed name (below the snapshot), a plain literal, or nothing."""
    if term is None:
        return ""
    assert isinstance(term, NamedNode | Literal)
    for prefix, namespace in PREFIXES.items():
        if isinstance(term, NamedNode) and term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace).removeprefix('2009-06/')}"
    return term.value


def iri(name: str) -> NamedNode:
    return NamedNode(expand(name) or "")


def named(name: str) -> StoredQuery:
    (query,) = (query for query in QUERIES if query.name == name)
    return query


def is_derived(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and "/graph/derived/" in quad.graph_name.value


def from_the_source() -> list[SourceGraph]:
    return [graph for graph in GRAPHS if not graph.file.graph.startswith("enrichment/")]


@pytest.fixture(scope="module")
def store() -> Store:
    return loaded(DATASET)


@pytest.fixture(scope="module")
def shuffled_stores() -> list[Store]:
    """The same data, put in in three other orders, the same at each run."""
    return [loaded(random.Random(seed).sample(DATASET, len(DATASET))) for seed in (1, 2, 3)]  # noqa: S311


@pytest.fixture(scope="module")
def asserted_store() -> Store:
    return loaded(quad for quad in DATASET if not is_derived(quad))


@pytest.fixture(scope="module")
def source_store() -> Store:
    """All without enrichment, and without what follows from it."""
    return loaded(assemble(SOURCES, Names(), from_the_source()).quads)


@pytest.fixture(scope="module")
def store_elsewhere() -> Store:
    return loaded(assemble(SOURCES, ELSEWHERE, GRAPHS).quads)


@every_query
def test_a_query_runs_as_it_stands_and_names_its_columns(query: StoredQuery, store: Store) -> None:
    (projection,) = re.findall(r"^SELECT (?:DISTINCT )?(.+) WHERE \{$", query.text, re.MULTILINE)
    columns = re.sub(r"\(\w+\([^()]*\) AS (\?\w+)\)", r"\1", projection).split()
    found = answer(store, query.text)
    assert [f"?{column}" for column in found.columns] == columns
    assert found.rows


@every_query
def test_the_order_of_an_answer_is_total(query: StoredQuery, store: Store, shuffled_stores: list[Store]) -> None:
    found = answer(store, query.text)
    assert len(set(found.rows)) == len(found.rows)
    for shuffled in shuffled_stores:
        assert answer(shuffled, query.text) == found


def test_an_answer_without_order_depends_on_how_the_data_came(store: Store, shuffled_stores: list[Store]) -> None:
    """What makes the test before this one worth something."""
    text = named("plans").text.partition("ORDER BY")[0]
    assert any(answer(shuffled, text) != answer(store, text) for shuffled in shuffled_stores)


@every_query
def test_a_query_declares_the_prefixes_that_it_uses_in_their_one_order(query: StoredQuery) -> None:
    declared = re.findall(r"^PREFIX ([\w-]+): <([^>]*)>$", query.text, re.MULTILINE)
    body = re.sub(r'^#\+.*|^PREFIX .*|"[^"]*"', "", query.text, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?-])([a-z][\w-]*):", body))
    assert declared == [(prefix, namespace) for prefix, namespace in PREFIXES.items() if prefix in used]


@pytest.mark.parametrize("name", [query.name for query in QUERIES])
def test_a_query_asks_the_same_of_a_publication_under_another_base(
    name: str, store: Store, store_elsewhere: Store
) -> None:
    (moved,) = (query for query in load_stored_queries(SOURCES.queries, ELSEWHERE) if query.name == name)
    assert set(answer(store_elsewhere, moved.text).rows) == {
        tuple(NamedNode(ELSEWHERE.mint(term.value)) if isinstance(term, NamedNode) else term for term in row)
        for row in answer(store, named(name).text).rows
    }


def test_no_two_queries_ask_the_same_question() -> None:
    titles = [query.title for query in QUERIES]
    assert all(title.endswith("?") for title in titles)
    assert len(set(titles)) == len(titles)


@every_parameter
def test_a_default_is_a_described_thing_of_its_class_or_scheme(query: StoredQuery, parameter: Parameter) -> None:
    assert query.text.count(f"VALUES ?{parameter.name} {{ {parameter.default} }}") == 1
    said = {(cell(quad.predicate), quad.object) for quad in DATASET if quad.subject == iri(parameter.default)}
    wanted = {("rdf:type", parameter.of_class), ("skos:inScheme", parameter.in_scheme)}
    (of_kind,) = ((predicate, NamedNode(value)) for predicate, value in wanted if value is not None)
    assert of_kind in said
    assert "rdfs:label" in {predicate for predicate, _ in said}


@every_parameter
def test_a_default_given_as_a_value_changes_nothing(query: StoredQuery, parameter: Parameter, store: Store) -> None:
    assert answer(store, query.bind({parameter.name: parameter.default})) == answer(store, query.text)


@every_query
def test_the_answer_is_the_one_worked_out_by_hand(query: StoredQuery, store: Store) -> None:
    with (EXPECTED / query.topic / f"{query.name}.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    found = answer(store, query.text)
    assert list(found.columns) == header
    assert [[cell(term) for term in row] for row in found.rows] == rows


def test_every_query_has_an_expected_answer_and_none_is_left_over() -> None:
    files = {path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*.csv")}
    assert files == {f"{query.topic}/{query.name}.csv" for query in QUERIES}


def of_class(quads: Iterable[Quad], name: str) -> set[str]:
    quads_of_class = (quad for quad in quads if quad.object == iri(name))
    return {cell(quad.subject) for quad in quads_of_class if quad.predicate == iri("rdf:type")}


def texts(query: StoredQuery) -> Iterator[str]:
    """The query as it stands, then with every value that its parameters can sensibly have."""
    yield query.text
    for parameter in query.parameters:
        wanted = NamedNode(parameter.of_class or parameter.in_scheme or "")
        for value in sorted({cell(quad.subject) for quad in DATASET if quad.object == wanted and not is_derived(quad)}):
            yield query.bind({parameter.name: value})


@every_query
def test_an_answer_does_not_rest_on_what_is_derived(query: StoredQuery, store: Store, asserted_store: Store) -> None:
    for text in texts(query):
        assert answer(asserted_store, text) == answer(store, text)


@every_query
def test_an_answer_does_not_rest_on_enrichment_unless_it_is_about_links(
    query: StoredQuery, store: Store, source_store: Store
) -> None:
    for text in texts(query):
        without = answer(source_store, text)
        if query.topic == FROM_OUTSIDE:
            assert not without.rows
        else:
            assert without == answer(store, text)


Bodies = Mapping[str, set[str]]
"""For each tool or kind of tool, the bodies that some claims join with it."""


def bodies_by(claims: Iterable[Quad], about: str, classes: set[str]) -> Bodies:
    """Read off the triples of claims of exactly these classes, without SPARQL and without inference."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in claims:
        said[cell(quad.subject)][cell(quad.predicate)].add(cell(quad.object))
    found: dict[str, set[str]] = defaultdict(set)
    for properties in said.values():
        if properties["rdf:type"] & classes:
            for thing in properties[about]:
                found[thing] |= properties["gs:organisation"]
    return found


def turned(bodies: Bodies) -> Bodies:
    """For each body, the tools."""
    return {body: {tool for tool in bodies if body in bodies[tool]} for body in set().union(*bodies.values())}


def assert_that_nothing_but_use_counts_as_use(dataset: Iterable[Quad], claims: Iterable[Quad]) -> None:
    """The law, for every tool, kind and body of the dataset; `claims` is what is asserted in it."""
    dataset, claims = tuple(dataset), tuple(claims)
    store = loaded(dataset)
    users, users_of_kinds = (bodies_by(claims, about, {"gs:ToolUse"}) for about in ("gs:tool", "gs:toolKind"))
    for tool in of_class(dataset, "gs:Tool"):
        asked = answer(store, named("who-uses-a-tool").bind({"tool": tool}))
        assert set(asked.column("organisation")) == users.get(tool, set())
    for body in of_class(dataset, "org:FormalOrganization"):
        asked = answer(store, named("tools-of-an-organisation").bind({"organisation": body}))
        assert set(asked.column("tool")) == turned(users).get(body, set())
    asked = answer(store, named("kinds-by-use").text)
    numbers = {kind: str(len(bodies)) for kind, bodies in users_of_kinds.items()}
    assert dict(zip(asked.column("kind"), asked.column("using"), strict=True)) == numbers
    derived = {(cell(quad.object), cell(quad.subject)) for quad in dataset if quad.predicate == iri("gs:usesTool")}
    assert derived == {(tool, body) for tool, bodies in users.items() for body in bodies}


def claims_of_the_snapshots() -> list[Quad]:
    return [quad for graph in GRAPHS if graph.file.graph.startswith("snapshot/") for quad in graph.quads]


def test_nothing_but_use_counts_as_use_in_the_whole_graph() -> None:
    assert_that_nothing_but_use_counts_as_use(DATASET, claims_of_the_snapshots())


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("tool:twitter", "organisation:dcms"),
        ("tool:flickr", "organisation:local-authority-of-alncl"),
        ("tool:wordpress", "organisation:dwp"),
        ("tool:youtube", "organisation:dwp"),
    ],
    ids=["refused", "planned", "being built", "not stated"],
)
def test_the_graph_has_bodies_that_speak_of_a_tool_and_do_not_use_it(tool: str, body: str) -> None:
    """What makes the law say something of our graph."""
    others = bodies_by(claims_of_the_snapshots(), "gs:tool", {"gs:IntendedUse", "gs:NonUse", "gs:ToolClaim"})
    users = bodies_by(claims_of_the_snapshots(), "gs:tool", {"gs:ToolUse"})
    assert body in others[tool] - users[tool]


TOOL_CLAIMS = ("gs:ToolClaim", "gs:ToolUse", "gs:IntendedUse", "gs:NonUse")
STATUSES = sorted({cell(quad.subject) for quad in DATASET if quad.predicate == iri("gs:statusFor")})
TOOLS, BODIES = [f"tool:{letter}" for letter in "abc"], [f"organisation:{letter}" for letter in "xyz"]
PLACE = SourceFile(SOURCES.root, "data/snapshots/random.ttl", "snapshot/random")
MEANING = [graph for graph in GRAPHS if graph.file.graph == "ontology" or graph.file.graph.startswith("alignment/")]


@dataclass(frozen=True)
class Said:
    """One random claim; `link` picks the claim that it speaks of, where its class allows it to."""

    class_name: str
    status: str
    body: str
    tool: str | None
    kind: str
    link: int


random_claims = st.lists(
    st.builds(
        Said,
        class_name=st.sampled_from([*TOOL_CLAIMS, "gs:InvolvementClaim", "gs:Assessment"]),
        status=st.sampled_from(STATUSES),
        body=st.sampled_from(BODIES),
        tool=st.none() | st.sampled_from(TOOLS),
        kind=st.sampled_from(["tool-kind:blog", "tool-kind:microblog"]),
        link=st.integers(0, 7),
    ),
    max_size=8,
)


def statements(claims: list[Said]) -> Iterator[tuple[str, str, str]]:
    yield from ((tool, "rdf:type", "gs:Tool") for tool in TOOLS)
    yield from ((body, "rdf:type", "org:FormalOrganization") for body in BODIES)
    for number, claim in enumerate(claims):
        subject, other = f"claim:{number}", claims[claim.link % len(claims)]
        yield subject, "rdf:type", claim.class_name
        yield subject, "gs:organisation", claim.body
        yield subject, "gs:status", claim.status
        yield subject, "gs:toolKind", claim.kind
        if claim.tool:
            yield subject, "gs:tool", claim.tool
        if (claim.class_name, other.class_name) == ("gs:IntendedUse", "gs:ToolUse"):
            yield subject, "gs:extendsUse", f"claim:{claim.link % len(claims)}"
        if claim.class_name not in TOOL_CLAIMS and other.class_name in TOOL_CLAIMS:
            yield subject, "gs:aboutUse", f"claim:{claim.link % len(claims)}"


@settings(max_examples=40, deadline=None)
@given(claims=random_claims)
def test_nothing_but_use_counts_as_use_whatever_is_claimed(claims: list[Said]) -> None:
    """Statuses are at random too: it is the class of a claim that tells use from plan and refusal."""
    graph = NamedNode(PLACE.graph_iri(Names()))
    said = tuple(Quad(iri(subject), iri(name), iri(value), graph) for subject, name, value in statements(claims))
    assembly = assemble(SOURCES, Names(), [*MEANING, SourceGraph(PLACE, said)])
    assert_that_nothing_but_use_counts_as_use(assembly.quads, said)
