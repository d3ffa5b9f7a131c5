"""The five faces of a question: page, operation, thing of the graph, table, and tool for agents say the same.

Each is asked as its own users ask it, of `govsocial serve`, over HTTP; the tool also over stdio.
"""

import asyncio
import csv
import gzip
import io
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pyoxigraph
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent
from tests.acceptance.conftest import BASE, Served

from govsocial.model.stored_queries import Parameter, StoredQuery, load_stored_queries

T = TypeVar("T")
QUERIES = load_stored_queries(Path(__file__).parents[2] / "queries")
ASKED_OF_SOMETHING_ELSE = {
    "organisation": "organisation:dfid",
    "tool": "tool:flickr",
    "initiative": "initiative:science-and-society",
    "practice": "practice:ministerial-video",
}
MAX_PAGE_BYTES = 30_000
SHACL = "http://www.w3.org/ns/shacl#"

Rows = list[dict[str, str]]

every_question = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
with_parameters = pytest.mark.parametrize("query", [each for each in QUERIES if each.parameters], ids=lambda q: q.name)


class Tables(HTMLParser):
    """The cells of the first table of a page, row by row, as text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_in_cell = False
        self._tables = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's
        self._tables += tag == "table"
        if self._tables == 1 and tag == "tr":
            self.rows.append([])
        if self._tables == 1 and tag in ("td", "th"):
            self.rows[-1].append("")
            self._is_in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_in_cell:
            self.rows[-1][-1] += data


def table(client: httpx2.Client, path: str, values: dict[str, str]) -> Rows:
    response = client.get(path, params=values)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def plain(rows: Rows) -> Rows:
    """The rows without the columns of labels."""
    return [{name: value for name, value in row.items() if not name.endswith("_label")} for row in rows]


def called(served: Served, work: Callable[[Client], Awaitable[T]]) -> T:
    async def connect() -> T:
        async with Client(f"{served.address}/mcp") as agent:
            return await work(agent)

    return asyncio.run(connect())


async def tool(agent: Client, name: str, arguments: dict[str, Any]) -> tuple[str, bool]:  # Any: JSON
    result = await agent.call_tool(name, arguments)
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text, bool(result.is_error)


@pytest.fixture(scope="module")
def operations(client: httpx2.Client) -> dict[str, Any]:  # Any: OpenAPI
    document = client.get("/openapi.json").json()
    found = {path: item["get"] for path, item in document["paths"].items() if "get" in item}
    return {operation["operationId"]: (path, operation) for path, operation in found.items()}


@pytest.fixture(scope="module")
def told(served: Served) -> dict[str, str]:
    """What the tool of each question says, asked as it stands."""

    async def ask(agent: Client) -> dict[str, str]:
        answers = {query.name: await tool(agent, query.name, {}) for query in QUERIES}
        assert not any(is_error for _, is_error in answers.values())
        return {name: text for name, (text, _) in answers.items()}

    return called(served, ask)


@every_question
def test_a_question_is_answered_the_same_by_all_its_faces(
    query: StoredQuery, client: httpx2.Client, operations: dict[str, Any], told: dict[str, str]
) -> None:
    labelled = table(client, f"/queries/{query.name}.csv", {})
    assert labelled
    assert on_page(client, query, {}) == shown(labelled)
    assert by_operation(client, operations, query, {}) == plain(labelled)
    assert by_description(client, query, {}) == plain(labelled)
    assert table(client, f"/queries/{query.name}.csv", {"labels": "no"}) == plain(labelled)
    assert list(csv.DictReader(io.StringIO(told[query.name], newline=""))) == labelled


@with_parameters
def test_asked_of_something_else_the_faces_still_say_the_same(
    query: StoredQuery, client: httpx2.Client, served: Served, operations: dict[str, Any]
) -> None:
    values = {each.name: ASKED_OF_SOMETHING_ELSE[each.name] for each in query.parameters}
    labelled = table(client, f"/queries/{query.name}.csv", values)
    assert labelled != table(client, f"/queries/{query.name}.csv", {})
    assert labelled
    assert on_page(client, query, values) == shown(labelled)
    assert by_operation(client, operations, query, values) == plain(labelled)
    assert by_description(client, query, values) == plain(labelled)
    text, is_error = called(served, lambda agent: tool(agent, query.name, values))
    assert not is_error
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == labelled


def on_page(client: httpx2.Client, query: StoredQuery, values: dict[str, str]) -> list[list[str]]:
    response = client.get(f"/queries/{query.name}", params=values, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return [[" ".join(cell.split()) for cell in row] for row in Tables(response.text).rows[1:] if "No row:" not in row]


def shown(labelled: Rows) -> list[list[str]]:
    """What a page shows of the rows: labels in the place of IRIs, and IRIs from elsewhere that have none."""
    return [
        [
            " ".join((row.get(f"{name}_label") or value).split())
            for name, value in row.items()
            if not name.endswith("_label")
        ]
        for row in labelled
    ]


def by_operation(client: httpx2.Client, operations: dict[str, Any], query: StoredQuery, values: dict[str, str]) -> Rows:
    """The answer in JSON of the operation that OpenAPI describes, with the values or with its own defaults."""
    path, operation = operations[query.name]
    described = {each["name"]: each["schema"].get("default") for each in operation["parameters"]}
    assert {each.name for each in query.parameters} == set(described) - {"format", "labels"}
    asked = {each.name: values.get(each.name, described[each.name]) for each in query.parameters}
    document = client.get(path, params={**asked, "format": "json"}).json()
    variables = document["head"]["vars"]
    return [
        {name: row[name]["value"] if name in row else "" for name in variables}
        for row in document["results"]["bindings"]
    ]


def by_description(client: httpx2.Client, query: StoredQuery, values: dict[str, str]) -> Rows:
    """The query as the graph has it, with values in the place of the defaults that the graph gives, at the endpoint."""
    store = pyoxigraph.Store()
    store.load(client.get(f"/queries/{query.name}.ttl").content, pyoxigraph.RdfFormat.TURTLE)
    iri = pyoxigraph.NamedNode(BASE + "queries/" + query.name)
    text = one(store, iri, "select")
    for name, value in values.items():
        default = one(store, pyoxigraph.NamedNode(f"{iri.value}#{name}"), "defaultValue")
        assert default.startswith(BASE)
        start = text.index(f"VALUES ?{name} {{")
        text = f"{text[:start]}VALUES ?{name} {{ {value} {text[text.index('}', start) :]}"
    return table(client, "/sparql", {"query": text, "format": "csv"})


def one(store: pyoxigraph.Store, subject: pyoxigraph.NamedNode, name: str) -> str:
    (quad,) = store.quads_for_pattern(subject, pyoxigraph.NamedNode(SHACL + name), None)
    assert isinstance(quad.object, pyoxigraph.Literal | pyoxigraph.NamedNode)
    return quad.object.value


def test_an_agent_over_stdio_gets_the_answers_of_the_csv(client: httpx2.Client) -> None:
    """Three questions, one of them with a parameter, of a process that it starts itself."""
    wanted: list[tuple[str, dict[str, str]]] = [
        ("who-uses-a-tool", {"tool": "tool:yammer"}),
        ("tools-by-use", {}),
        ("who-checks-before-publication", {}),
    ]

    async def ask() -> list[tuple[str, bool]]:
        script = str(Path(sys.executable).with_name("govsocial"))
        async with Client(StdioServerParameters(command=script, args=["mcp"])) as agent:
            names = {each.name for each in (await agent.list_tools()).tools}
            assert names == {*(each.name for each in QUERIES), "search", "describe", "vocabulary", "sparql"}
            return [await tool(agent, name, dict(values)) for name, values in wanted]

    for (name, values), (text, is_error) in zip(wanted, asyncio.run(ask()), strict=True):
        assert not is_error
        assert text == client.get(f"/queries/{name}.csv", params=values).text


@pytest.mark.parametrize("path", ["/queries", *(f"/queries/{query.name}" for query in QUERIES)])
def test_a_page_and_all_that_it_loads_weigh_little(client: httpx2.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    loaded = re.findall(r'<link rel="(?:icon|stylesheet)"[^>]* href="([^"]+)"|<script[^>]* src="([^"]+)"', page.text)
    files = [client.get(sheet or script) for sheet, script in loaded]
    assert len(files) >= 2
    assert all(each.status_code == 200 for each in files)
    assert sum(len(gzip.compress(each.content, 6)) for each in (page, *files)) <= MAX_PAGE_BYTES


HOSTILE = [
    '"', "'", '"""', "{", "}", "} #", "\\", "a\nb", "> } INSERT DATA { <urn:a> <urn:b> <urn:c> } #",
    "http://x.example/a b", "http://x.example/> } ; DROP ALL #", "tool:a> }", "<http://x.example/>", "http://x.example/{}",
    "http://x.example/\u0000", "tool:twitter tool:flickr", "UNDEF", "?anything",
]  # fmt: skip


@pytest.fixture
def unchanged(client: httpx2.Client) -> Iterator[None]:
    """The graph holds the same number of triples before and after."""
    count = {"query": "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }", "format": "csv"}
    before = client.get("/sparql", params=count).text
    yield
    assert client.get("/sparql", params=count).text == before


@pytest.mark.usefixtures("unchanged")
@with_parameters
def test_a_hostile_value_is_refused_by_every_face_and_changes_nothing(
    query: StoredQuery, client: httpx2.Client, served: Served, operations: dict[str, Any]
) -> None:
    (parameter,) = query.parameters
    refused = called(served, lambda agent: by_tool(agent, query, parameter))
    for value, sentence in zip(HOSTILE, refused, strict=True):
        values = {parameter.name: value}
        assert sentence.startswith(f"Parameter {parameter.name} is '{value}'; give a whole IRI or a prefixed name")
        path, _ = operations[query.name]
        for address in (path, f"{path}.csv", f"{path}.ttl", f"{path}.json", f"{path}.md"):
            response = client.get(address, params=values, headers={"Accept": "application/json"})
            assert (response.status_code, response.json()["detail"]) == (400, sentence)
        page = client.get(path, params=values, headers={"Accept": "text/html"})
        assert page.status_code == 400
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f"Parameter {parameter.name} is" in page.text


async def by_tool(agent: Client, query: StoredQuery, parameter: Parameter) -> list[str]:
    answers = [await tool(agent, query.name, {parameter.name: value}) for value in HOSTILE]
    assert all(is_error for _, is_error in answers)
    return [text for text, _ in answers]


def test_the_tools_are_typed_as_the_operations_are(served: Served, operations: dict[str, Any]) -> None:
    async def look(agent: Client) -> dict[str, Any]:  # Any: JSON Schema
        return {each.name: each.input_schema for each in (await agent.list_tools()).tools}

    schemas = called(served, look)
    for query in QUERIES:
        _, operation = operations[query.name]
        described = {each["name"]: each["schema"] for each in operation["parameters"]}
        for name, schema in schemas[query.name]["properties"].items():
            assert {**schema, **described[name]} == schema
            assert schema["examples"]
            assert described[name]["default"] in schema["examples"]
