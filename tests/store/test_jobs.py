"""One job on one worker: what it hears of its end, and that the worker is given back once."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.store.conftest import run

from govsocial.errors import (
    GovsocialError,
    QueryTimeoutError,
    ResultTooLargeError,
    StoreError,
)
from govsocial.model import formats
from govsocial.store import frames
from govsocial.store.base import Answer, Query
from govsocial.store.frames import FrameKind
from govsocial.store.jobs import Job, Run
from govsocial.store.plans import FilesPlan
from govsocial.store.process import Process

NUMBERS = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcde")


class Ledger:
    """An employer that keeps a list of what came back and how."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []

    def give_back(self, worker: Process, job: Job, outcome: str, seconds: float) -> None:  # noqa: ARG002  # the contract
        assert seconds >= 0
        self.outcomes.append(outcome)

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        return "died", StoreError(f"The {job.what} ended with {exit_code}.")


def job(text: str, timeout_seconds: float = 10.0, max_bytes: int = 1_000_000) -> Job:
    frame = frames.encode_query(Query(text, formats.CSV, None))
    return Job(frame, "query", timeout_seconds, max_bytes, text)


async def read_slowly(answer: Answer) -> None:
    async for _chunk in answer.chunks:
        await asyncio.sleep(0.02)  # so that the deadline comes before the end


@asynccontextmanager
async def worker_over(path: Path) -> AsyncIterator[Process]:
    with tempfile.TemporaryFile() as log:
        worker = await Process.start(FilesPlan(1024, (path,), "x:/"), log)
        try:
            yield worker
        finally:
            worker.kill()
            await worker.reap()


def test_a_worker_comes_back_once_when_it_has_answered(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await Run(ledger, worker, job("ASK {}")).answer()
            assert [chunk async for chunk in answer.chunks] == [b"true"]
            await answer.chunks.aclose()
            frame = frames.encode_record(FrameKind.VERSION, {"graph": "x:none"})
            result = await Run(ledger, worker, Job(frame, "look", 5.0, 1)).result()
            assert result.record() == {"version": None}
            with pytest.raises(GovsocialError):
                await Run(ledger, worker, job("SELECT")).answer()
            assert ledger.outcomes == ["answered", "answered", "refused"]
            assert not worker.is_gone

    run(work)


@pytest.mark.parametrize(
    ("limits", "error_class", "outcome"),
    [
        ({"timeout_seconds": 0.05}, QueryTimeoutError, "timeout"),
        ({"max_bytes": 1000}, ResultTooLargeError, "too large"),
    ],
)
def test_a_limit_kills_and_is_told_again_to_who_asks_again(
    dataset: Path, limits: dict[str, float], error_class: type[GovsocialError], outcome: str
) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await Run(ledger, worker, job(f"SELECT * {{ {NUMBERS} }}", **limits)).answer()  # type: ignore[arg-type]  # by name
            for _ in range(2):
                with pytest.raises(error_class):
                    await read_slowly(answer)
            assert (ledger.outcomes, worker.is_gone) == ([outcome], True)

    run(work)


def test_a_death_is_explained_by_the_employer(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            with pytest.raises(StoreError, match="The query ended with -11"):
                await Run(ledger, worker, job("ASK " + "{" * 6000 + "}" * 6000)).answer()
            assert ledger.outcomes == ["died"]

    run(work)


def test_an_answer_that_is_closed_kills(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await Run(ledger, worker, job(f"SELECT * {{ {NUMBERS} }}")).answer()
            await answer.chunks.aclose()
            assert (ledger.outcomes, worker.is_gone) == (["left"], True)

    run(work)
