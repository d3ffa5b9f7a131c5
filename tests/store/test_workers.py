"""The store behind real worker processes: what it answers, what it stops, and what it leaves behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest
from tests.store.conftest import opened, run

from govsocial.errors import (
    BusyError,
    NotAcceptableError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooComplexError,
    ResultTooLargeError,
    SourceError,
    StoreError,
)
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.settings import Settings
from govsocial.store.base import Answer, AnswerKind, Query, Store
from govsocial.store.oxigraph import parse_bytes
from govsocial.store.workers import WorkerStore

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"
"""A count of 5 to the 12th rows or more."""

EVERYTHING = "SELECT * { ?s ?p ?o }"
EX = "https://example.org/"


def query(text: str, **fields: object) -> Query:
    return Query(**{"text": text, "solutions_format": formats.JSON, "graph_format": formats.TURTLE, **fields})  # type: ignore[arg-type]  # fields of Query, by name


async def ask(store: Store, text: str, **fields: object) -> bytes:
    async with aclosing((await store.query(query(text, **fields))).chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def drained(answer: Answer, received: list[bytes] | None = None) -> None:
    """Read to the end, or to the error."""
    kept = [] if received is None else received
    async for chunk in answer.chunks:
        kept.append(chunk)  # what came before an error must be seen


async def values(store: Store, text: str, **fields: object) -> list[str]:
    """The first column of a CSV answer, sorted."""
    lines = (await ask(store, text, solutions_format=formats.CSV, **fields)).decode().split("\r\n")
    return sorted(lines[1:-1])


async def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, f"not so after 10 s: {what}"
        await asyncio.sleep(0.005)


def children() -> set[int]:
    """The processes that we started and that are not reaped yet."""
    path = Path(f"/proc/{os.getpid()}/task")
    return {int(pid) for task in path.iterdir() for pid in (task / "children").read_text().split()}


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


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


def test_a_query_is_stopped_at_its_deadline_and_the_next_one_works_at_once(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.5) as store:
            started = time.monotonic()
            with pytest.raises(QueryTimeoutError) as caught:
                await store.query(query(ENDLESS))
            assert 0.5 <= time.monotonic() - started < 1.0
            assert caught.value.timeout_seconds == 0.5
            started = time.monotonic()
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert time.monotonic() - started < 0.5
            assert store.measurements.kills == {"timeout": 1}

    run(work)


def test_a_query_may_lower_its_deadline_but_not_raise_it(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.4) as store:
            for asked, given in ((0.1, 0.1), (60.0, 0.4)):
                with pytest.raises(QueryTimeoutError) as caught:
                    await store.query(query(ENDLESS, timeout_seconds=asked))
                assert caught.value.timeout_seconds == given

    run(work)


def test_a_deadline_passed_in_mid_answer_is_raised_from_the_iteration(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=0.5) as store:
            answer = await store.query(query("SELECT * { ?s ?p ?o . ?s2 ?p ?o2 }"))
            with pytest.raises(QueryTimeoutError):
                await drained(answer)
            with pytest.raises(QueryTimeoutError):
                await anext(answer.chunks)

    run(work)


def test_a_query_without_end_for_memory_is_stopped_and_the_store_goes_on(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, worker_memory=512, timeout=30.0) as store:
            with pytest.raises(QueryMemoryError) as caught:
                await store.query(query("SELECT * { ?a ?p ?x . ?b ?p ?y . } ORDER BY ?x ?y"))
            assert caught.value.limit_bytes == 512 * 2**20
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert store.measurements.kills == {"memory": 1}

    run(work)


def test_a_text_that_overflows_the_stack_is_too_complex(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            with pytest.raises(QueryTooComplexError):
                await store.query(query("ASK " + "{" * 6000 + "}" * 6000))
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"
            assert store.measurements.kills == {"complex": 1}

    run(work)


def test_an_answer_over_the_byte_limit_is_cut_in_mid_answer(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, max_result_bytes=300_000) as store:
            answer = await store.query(query(EVERYTHING))
            received: list[bytes] = []
            with pytest.raises(ResultTooLargeError) as caught:
                await drained(answer, received)
            assert 0 < sum(map(len, received)) <= 300_000
            assert caught.value.limit_bytes == 300_000
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_the_first_rows_arrive_before_the_last_is_computed(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, timeout=30.0) as store:
            started = time.monotonic()
            # 400 million rows: nobody has computed the last one.
            answer = await store.query(query("SELECT * { ?a ?p ?x . ?b ?p ?y . }"))
            assert await anext(answer.chunks)
            assert time.monotonic() - started < 2
            await answer.chunks.aclose()
            await until(lambda: store.measurements.kills == {"left": 1}, "it is killed")

    run(work)


def test_a_consumer_that_leaves_frees_its_worker(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            answer = await store.query(query(EVERYTHING))
            await answer.chunks.aclose()  # before the first chunk was asked for
            await until(lambda: store.running == 0, "the worker is free")
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_a_caller_cancelled_before_the_head_frees_its_worker(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            asking = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await until(lambda: store.measurements.kills == {"left": 1}, "the query is ended")
            assert store.running == 0


def test_a_caller_who_leaves_a_short_query_costs_no_worker(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            before = store.pids
            for _ in range(20):
                asking = asyncio.create_task(store.query(query("ASK {}")))
                await asyncio.sleep(0)
                asking.cancel()
                await asyncio.wait([asking])
            await until(lambda: store.running == 0, "all have ended")
            assert (store.pids, store.measurements.kills) == (before, {})
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_a_caller_cancelled_in_the_queue_leaves_the_queue(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            waiting = asyncio.create_task(store.query(query("ASK {}")))
            await until(lambda: store.waiting == 1, "the query waits")
            waiting.cancel()
            running.cancel()
            await asyncio.wait([waiting, running])
            assert store.waiting == 0
            await until(lambda: store.running == 0, "the query is ended")
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

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


def test_a_full_queue_is_busy_at_once_and_says_when_to_come_back(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, queue=1, timeout=1.0) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            waiting = asyncio.create_task(store.query(query("ASK {}")))
            await until(lambda: store.waiting == 1, "the query waits")
            with pytest.raises(BusyError) as caught:
                await store.query(query("ASK {}"))
            assert caught.value.retry_after_seconds == 1
            assert isinstance(await waiting, Answer)
            assert isinstance((await asyncio.gather(running, return_exceptions=True))[0], QueryTimeoutError)

    run(work)


def test_waiting_has_its_limit(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=1, long_queries=0, queue_wait=0.1) as store:
            running = asyncio.create_task(store.query(query(ENDLESS)))
            await until(lambda: store.running == 1, "the query runs")
            with pytest.raises(BusyError):
                await store.query(query("ASK {}"))
            assert store.waiting == 0
            running.cancel()

    run(work)


def test_a_worker_killed_from_outside_is_replaced(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            victims = set(store.pids)
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            await until(lambda: len(store.pids) == 2 and not victims & set(store.pids), "both are replaced")
            assert not victims & children()
            for _ in range(3):
                assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


def test_kills_without_pause_are_survived(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=2, timeout=0.05) as store:
            for _ in range(4):
                failures = await asyncio.gather(
                    *(store.query(query(ENDLESS)) for _ in range(3)), return_exceptions=True
                )
                assert all(isinstance(failure, QueryTimeoutError) for failure in failures)
            await until(lambda: len(store.pids) == 3, "all are replaced")
            assert store.measurements.kills == {"timeout": 12}

    run(work)


def test_nothing_is_left_after_close(large_dataset: Path) -> None:
    async def work() -> None:
        before = children(), descriptors()
        async with opened(large_dataset, workers=2, timeout=0.5) as store:
            with pytest.raises(QueryTimeoutError):
                await store.query(query(ENDLESS))
            kept = await store.query(query(EVERYTHING))
            pids = store.pids
            assert len(pids) >= 2
        with pytest.raises(StoreError):
            await drained(kept)
        with pytest.raises(StoreError):
            await store.query(query("ASK {}"))
        await until(lambda: (children(), descriptors()) == before, "no process and no descriptor is left")
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)

    run(work)


FRONT = f"""
import asyncio, sys
from pathlib import Path
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.workers import WorkerStore

async def main():
    store = WorkerStore([Path(sys.argv[1])], "r1", Settings(timeout=600, workers=1, spares=1))
    await store.open()
    asking = asyncio.create_task(store.query(Query({ENDLESS!r}, formats.JSON, None)))
    await asyncio.sleep(0)
    print(*store.pids, flush=True)
    await asking

asyncio.run(main())
"""


def test_workers_die_with_their_front_even_at_work(large_dataset: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FRONT, str(large_dataset)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as front:
        assert front.stdout is not None
        pids = [int(pid) for pid in front.stdout.readline().split()]
        front.kill()
    assert len(pids) == 2
    run(lambda: until(lambda: not any(_is_running(pid) for pid in pids), "both are dead"))


def _is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_store_lives_in_the_loop_of_any_thread(dataset: Path) -> None:
    answers: list[bytes] = []

    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            answers.append(await ask(store, "ASK {}", solutions_format=formats.CSV))

    thread = threading.Thread(target=run, args=(work,))
    thread.start()
    thread.join(60)
    assert answers == [b"true"]


@pytest.mark.parametrize("name", ["missing.ttl", "folder.ttl", "broken.ttl", "rubbish.ttl", "data.docx"])
def test_a_store_over_a_bad_file_does_not_open_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "broken.ttl").write_text("<x:a> <x:b> .")
    (tmp_path / "rubbish.ttl").write_bytes(bytes(range(256)))
    (tmp_path / "data.docx").write_text("<x:a> <x:b> 1 .")

    async def work() -> None:
        before = children(), descriptors()
        store = WorkerStore([tmp_path / name], "r1", Settings())
        with pytest.raises(SourceError) as caught:
            await store.open()
        assert caught.value.path == str(tmp_path / name)
        assert "\n" not in str(caught.value)
        await until(lambda: (children(), descriptors()) == before, "no process and no descriptor is left")

    run(work)


def test_it_is_a_store(dataset: Path) -> None:
    store: Store = WorkerStore([dataset], "r1", Settings())
    assert store.revision == "r1"
