"""The store behind real worker processes: what it answers."""

import asyncio
import json
import threading
from pathlib import Path

import pytest
from tests.store.asking import EX, ask, query, values
from tests.store.conftest import opened, run

from govsocial.errors import (
    NotAcceptableError,
    QueryError,
    QueryRefusedError,
    QuerySyntaxError,
)
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.settings import Settings
from govsocial.store.base import AnswerKind, Store
from govsocial.store.oxigraph import parse_bytes
from govsocial.store.workers import WorkerStore


@pytest.mark.parametrize("syntax", formats.SOLUTION_FORMATS, ids=lambda each: each.name)
def test_select_and_ask_are_answered_in_each_format(dataset: Path, syntax: Format) -> None:
    expected = {
        "json": (["Culture"], '{"head":{},"boolean":true}'),
        "xml": (["Culture", 'xml:lang="en"'], "<boolean>true</boolean>"),
        "csv": (["name\r\nCulture\r\n"], "true"),
        "tsv": (['?name\n"Culture"@en\n'], "true"),
    }

    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            name_of_dcms = f"SELECT ?name {{ <{EX}dcms> <{EX}name> ?name }}"
            answer = await store.query(query(name_of_dcms, solutions_format=syntax))
            assert (answer.kind, answer.format) == (AnswerKind.SOLUTIONS, syntax)
            text = b"".join([chunk async for chunk in answer.chunks]).decode()
            words, truth = expected[syntax.name]
            assert all(word in text for word in words)
            answer = await store.query(query("ASK { ?s ?p ?o }", solutions_format=syntax))
            assert answer.kind is AnswerKind.BOOLEAN
            assert truth in b"".join([chunk async for chunk in answer.chunks]).decode()

    run(work)


@pytest.mark.parametrize("syntax", formats.GRAPH_FORMATS, ids=lambda each: each.name)
def test_construct_and_describe_are_answered_in_each_format(dataset: Path, syntax: Format) -> None:
    expected = {f'<{EX}dius> <{EX}name> "Innovation, Universities"@en', f"<{EX}dius> <{EX}uses> <{EX}blog>"}

    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            text = "CONSTRUCT WHERE { <https://example.org/dius> ?p ?o }"
            answer = await store.query(query(text, graph_format=syntax))
            assert (answer.kind, answer.format) == (AnswerKind.GRAPH, syntax)
            data = b"".join([chunk async for chunk in answer.chunks])
            triples = {str(quad) for quad in parse_bytes(data, syntax)}
            assert expected < triples
            assert len(triples) == 3
            described = await ask(store, "DESCRIBE <https://example.org/dius>", graph_format=syntax)
            assert {str(quad) for quad in parse_bytes(described, syntax)} == triples

    run(work)


def test_a_large_graph_is_streamed_in_each_format(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            for syntax in formats.GRAPH_FORMATS:
                data = await ask(store, "CONSTRUCT WHERE { ?s ?p ?o }", graph_format=syntax)
                assert sum(1 for _ in parse_bytes(data, syntax)) == 20_000

    run(work)


def test_an_empty_result_has_its_head_and_nothing_else(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            nothing = "SELECT ?b ?a { ?a <x:none> ?b }"
            assert await ask(store, nothing, solutions_format=formats.CSV) == b"b,a\r\n"
            assert json.loads(await ask(store, nothing)) == {"head": {"vars": ["b", "a"]}, "results": {"bindings": []}}
            empty_graph = "CONSTRUCT WHERE { ?s <x:none> ?o }"
            for syntax in formats.GRAPH_FORMATS:
                data = await ask(store, empty_graph, graph_format=syntax)
                assert list(parse_bytes(data, syntax)) == []

    run(work)


def test_columns_keep_the_order_of_the_projection(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            for order in (["z", "a", "m"], ["m", "z", "a"]):
                text = f"SELECT {' '.join('?' + name for name in order)} {{ ?a ?m ?z }}"
                assert json.loads(await ask(store, text))["head"]["vars"] == order

    run(work)


USES = "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/uses> ?o }"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"


def test_the_default_graph_is_the_union_without_duplicates(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            assert store.triples == 5
            assert await values(store, USES) == ["2"]
            assert await values(store, GRAPHS) == [EX + "g1", EX + "g2", EX + "g3"]

    run(work)


@pytest.mark.parametrize(
    ("default", "named", "count", "graphs"),
    [
        (["g1"], [], "1", []),
        (["g1", "g2"], [], "2", []),
        (["g1", "g1"], [], "1", []),
        (["g2", "g3"], ["g1"], "2", ["g1"]),
        ([], ["g1", "g3"], "0", ["g1", "g3"]),
        (["nowhere"], [], "0", []),
    ],
)
def test_a_dataset_is_merged_from_its_graphs_by_parameters_and_by_from(
    dataset: Path, default: list[str], named: list[str], count: str, graphs: list[str]
) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            given = {
                "default_graphs": tuple(EX + name for name in default),
                "named_graphs": tuple(EX + name for name in named),
            }
            assert await values(store, USES, **given) == [count]
            assert await values(store, GRAPHS, **given) == [EX + name for name in graphs]
            clauses = " ".join([f"FROM ex:{name}" for name in default] + [f"FROM NAMED <{EX}{name}>" for name in named])
            for text, expected in ((USES, [count]), (GRAPHS, [EX + name for name in graphs])):
                written = f"PREFIX ex: <{EX}> " + text.replace(" {", f" {clauses} {{", 1)
                assert await values(store, written) == expected

    run(work)


def test_parameters_override_from(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            text = USES.replace(" {", f" FROM <{EX}g1> FROM <{EX}g2> {{", 1)
            assert await values(store, text, default_graphs=(EX + "g3",)) == ["0"]

    run(work)


def test_relative_iris_use_the_base_of_the_query(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            assert await ask(store, "ASK { <dcms> ?p ?o }", base_iri=EX, solutions_format=formats.CSV) == b"true"

    run(work)


@pytest.mark.parametrize(
    ("text", "fields", "offered"),
    [
        ("SELECT * {}", {"solutions_format": None}, "text/csv"),
        ("ASK {}", {"solutions_format": None}, "text/csv"),
        ("DESCRIBE <x:a>", {"graph_format": None}, "text/turtle"),
    ],
)
def test_a_form_that_the_client_takes_in_no_format_is_not_acceptable(
    dataset: Path, text: str, fields: dict[str, None], offered: str
) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            with pytest.raises(NotAcceptableError) as caught:
                await store.query(query(text, **fields))
            assert offered in caught.value.offered
            assert store.measurements.kills.total() == 0

    run(work)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("ASK { ?s ?p '\ud800' }", QuerySyntaxError),
        ("INSERT DATA { <x:a> <x:b> 1 }", QueryRefusedError),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefusedError),
    ],
)
def test_a_faulty_query_is_an_error_and_the_worker_lives_on(dataset: Path, text: str, kind: type[QueryError]) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            before = sorted(store.pids)
            with pytest.raises(kind):
                await store.query(query(text))
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert sorted(store.pids) == before

    run(work)


def test_a_small_answer_returns_its_worker_before_it_is_read(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1, queue_wait=0.5) as store:
            answers = [await store.query(query("ASK {}", solutions_format=formats.CSV)) for _ in range(5)]
            assert store.running == 0
            for answer in answers:
                assert b"".join([chunk async for chunk in answer.chunks]) == b"true"

    run(work)


def test_twenty_queries_at_once_on_two_workers_each_get_their_own_answer(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=2) as store:
            texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(20)]
            answers = await asyncio.gather(*(values(store, text) for text in texts))
            assert answers == [[str(number)] for number in range(20)]
            assert store.measurements.kills.total() == 0

    run(work)


def test_a_store_lives_in_the_loop_of_any_thread(dataset: Path) -> None:
    answers: list[bytes] = []

    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            answers.append(await ask(store, "ASK {}", solutions_format=formats.CSV))

    thread = threading.Thread(target=run, args=(work,))
    thread.start()
    thread.join(60)
    assert answers == [b"true"]


def test_it_is_a_store(dataset: Path) -> None:
    store: Store = WorkerStore([dataset], "r1", Settings())
    assert store.revision == "r1"
