"""The contract suite: what any store promises, whatever answers it. A new engine adds one line to ENGINES.

What is particular to worker processes is in test_workers.py.
"""

from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest
from tests.store.conftest import run

from govsocial.errors import NotAcceptableError, QuerySyntaxError, SourceError, StoreError
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import AnswerKind, Query, Store
from govsocial.store.workers import WorkerStore

Engine = Callable[[Path], Store]

ENGINES: dict[str, Engine] = {
    "workers": lambda path: WorkerStore([path], "r1", Settings(workers=1)),
}


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.param
    return made


async def answer(store: Store, query: Query) -> tuple[AnswerKind, bytes]:
    """The kind of the answer and all its bytes."""
    given = await store.query(query)
    async with aclosing(given.chunks) as chunks:  # type: ignore[type-var]  # an iterator that may be closed early
        return given.kind, b"".join([chunk async for chunk in chunks])


@pytest.mark.parametrize(
    ("text", "kind", "content"),
    [
        ("SELECT ?n { ?s <https://example.org/staff> ?n }", AnswerKind.SOLUTIONS, b"n\r\n12\r\n"),
        ("SELECT ?n { ?s <https://example.org/none> ?n }", AnswerKind.SOLUTIONS, b"n\r\n"),
        ("ASK { <https://example.org/dius> ?p ?o }", AnswerKind.BOOLEAN, b"true"),
        (
            "CONSTRUCT WHERE { ?s <https://example.org/uses> <https://example.org/blog> }",
            AnswerKind.GRAPH,
            b"<https://example.org/dius> <https://example.org/uses> <https://example.org/blog> .\n",
        ),
        (
            "DESCRIBE <https://example.org/none>",
            AnswerKind.GRAPH,
            b"",
        ),
    ],
)
def test_each_query_form_has_its_kind_of_answer(
    engine: Engine, dataset: Path, text: str, kind: AnswerKind, content: bytes
) -> None:
    async def work() -> None:
        store = engine(dataset)
        await store.open()
        try:
            assert await answer(store, Query(text, formats.CSV, formats.N_TRIPLES)) == (kind, content)
        finally:
            await store.close()

    run(work)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query("ASK {}", None, formats.TURTLE), NotAcceptableError),
        (Query("DESCRIBE <https://example.org/dius>", formats.JSON, None), NotAcceptableError),
        (Query("ASK {", formats.JSON, None), QuerySyntaxError),
    ],
)
def test_what_cannot_be_answered_raises_and_the_store_goes_on(
    engine: Engine, dataset: Path, query: Query, error: type[Exception]
) -> None:
    async def work() -> None:
        store = engine(dataset)
        await store.open()
        try:
            with pytest.raises(error):
                await store.query(query)
            assert await answer(store, Query("ASK {}", formats.CSV, None)) == (AnswerKind.BOOLEAN, b"true")
        finally:
            await store.close()

    run(work)


def test_a_store_that_cannot_be_opened_says_why_and_may_be_closed(engine: Engine, tmp_path: Path) -> None:
    async def work() -> None:
        store = engine(tmp_path / "missing.ttl")
        with pytest.raises(SourceError, match=r"missing\.ttl"):
            await store.open()
        await store.close()

    run(work)


def test_a_closed_store_answers_nothing(engine: Engine, dataset: Path) -> None:
    async def work() -> None:
        store = engine(dataset)
        await store.open()
        await store.close()
        with pytest.raises(StoreError):
            await store.query(Query("ASK {}", formats.CSV, None))

    run(work)


def test_a_store_names_its_state(engine: Engine, dataset: Path) -> None:
    assert engine(dataset).revision == engine(dataset).revision == "r1"
