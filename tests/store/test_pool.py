"""The pool: fair shares, texts that kill, spares, and what it counts."""

import asyncio
import time
from pathlib import Path

import pytest
from tests.store.asking import ENDLESS, EX, ask, query, until
from tests.store.conftest import opened, run

from govsocial.errors import (
    QueryError,
    QueryTimeoutError,
    QueryTooComplexError,
    TooManyRequestsError,
)
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Document
from govsocial.store.measurements import Measurements
from govsocial.store.plans import FilesPlan
from govsocial.store.pool import Pool

DEEP = "ASK " + "{" * 6000 + "}" * 6000


@pytest.mark.alone
def test_one_client_cannot_starve_another(large_dataset: Path) -> None:
    async def work() -> None:
        async with opened(large_dataset, workers=2, queue=6, timeout=0.5, queue_wait=10.0) as store:
            script = [asyncio.create_task(store.query(query(ENDLESS, client="script"))) for _ in range(8)]
            await until(lambda: store.waiting == 6, "the queue is full")
            started = time.monotonic()
            assert await ask(store, "ASK {}", solutions_format=formats.CSV, client="person") == b"true"
            assert time.monotonic() - started < 1.0  # after the first deadline, not after the fourth
            ends = await asyncio.gather(*script, return_exceptions=True)
            assert [type(end) for end in ends] == [*[QueryTimeoutError] * 7, TooManyRequestsError]

    run(work)


def test_a_text_that_killed_two_workers_in_a_row_is_refused_without_a_third(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1) as store:
            for _ in range(2):
                with pytest.raises(QueryTooComplexError):
                    await store.query(query(DEEP))
            with pytest.raises(QueryTooComplexError, match="refused for 30 s more"):
                await store.query(query(DEEP))
            assert store.measurements.kills == {"complex": 2}
            assert await ask(store, "ASK {}", solutions_format=formats.CSV) == b"true"

    run(work)


@pytest.mark.alone
def test_with_enough_spares_nobody_waits_for_a_new_process(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=2, spares=4, timeout=0.2) as store:
            for _ in range(2):  # two at a time, twice
                ends = await asyncio.gather(*(store.query(query(ENDLESS)) for _ in range(2)), return_exceptions=True)
                assert all(isinstance(end, QueryTimeoutError) for end in ends)
            started = time.monotonic()
            await asyncio.gather(*(ask(store, "ASK {}") for _ in range(2)))
            assert time.monotonic() - started < 0.25

    run(work)


def test_all_that_happens_is_counted(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset, workers=1, timeout=0.1) as store:
            await ask(store, "ASK {}")
            for text in ("SELECT", ENDLESS):
                with pytest.raises(QueryError):
                    await store.query(query(text))
            await until(lambda: store.measurements.started == 3, "the killed one is replaced")
            counts = {name: each.cumulative[-1] for name, each in store.measurements.durations.items()}
            assert counts == {"answered": 1, "refused": 1, "timeout": 1}
            assert 0.1 <= store.measurements.durations["timeout"].sum_seconds < 1
            assert store.measurements.kills == {"timeout": 1}

    run(work)


def test_a_version_is_that_of_the_graph(dataset: Path) -> None:
    async def work() -> None:
        async with opened(dataset) as store:
            versions = [await store.graph_version(graph) for graph in (EX + "g1", EX + "g2", None)]
            assert len({*versions, None}) == 4
            assert await store.graph_version(EX + "none") is None
            assert await store.graph_version(EX + "g1") == versions[0]

    run(work)


def test_a_document_that_kills_its_parser_harms_nobody_else(dataset: Path) -> None:
    async def work() -> None:
        pool = Pool(FilesPlan(2048, (dataset,), EX), Settings(workers=1, update_timeout=1.0), Measurements())
        await pool.open()
        try:
            deep = b"<x:a> <x:p> " + b"<<( <x:a> <x:p> " * 50_000 + b"<x:o>" + b" )>>" * 50_000 + b" ."
            with pytest.raises(QueryTooComplexError, match="The document is nested"):
                await pool.parse(Document(deep, formats.TURTLE))
            slow = b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='x:'>"
            slow += b"<rdf:Description><x:p>" * 100_000
            with pytest.raises(QueryTimeoutError, match="The document was stopped after 1 s"):
                await pool.parse(Document(slow, formats.RDF_XML))
            answer = await pool.parse(Document(b"<x:a> <x:p> 1 .", formats.TURTLE))
            assert b"".join([chunk async for chunk in answer.chunks]).startswith(b"<x:a> <x:p> ")
        finally:
            await pool.close()

    run(work)
