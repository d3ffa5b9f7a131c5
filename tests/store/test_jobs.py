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
from govsocial.store.base import Answer, AnswerKind, Query
from govsocial.store.frames import FrameKind
from govsocial.store.jobs import Job, Run
from govsocial.store.patience import LEAST_SECONDS
from govsocial.store.plans import FilesPlan
from govsocial.store.process import Process

NUMBERS = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdef")


class Ledger:
    """An employer that keeps a list of what came back and how."""

    patience_seconds = LEAST_SECONDS

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.set_aside_times = 0

    def look_at(self, run: Run) -> None:
        """Look at it again and again."""
        loop = asyncio.get_running_loop()
        run.look(loop.time())
        loop.call_later(LEAST_SECONDS / 2, self.look_at, run)

    def assign(self, run: Run) -> None:
        raise NotImplementedError(run)

    def withdraw(self, run: Run) -> None:
        raise NotImplementedError(run)

    def set_aside(self, run: Run, worker: Process) -> None:  # noqa: ARG002  # the contract
        self.set_aside_times += 1

    def give_back(self, run: Run, worker: Process, outcome: str, seconds: float) -> None:  # noqa: ARG002  # the contract
        assert seconds >= 0
        self.outcomes.append(outcome)

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        return "died", StoreError(f"The {job.what} ended with {exit_code}.")


def job(text: str, timeout_seconds: float = 10.0, max_bytes: int = 1_000_000) -> Job:
    frame = frames.encode_query(Query(text, formats.CSV, None))
    return Job(frame, "query", timeout_seconds, max_bytes, text)


def begun(ledger: Ledger, worker: Process, what: Job) -> Run:
    run = Run(ledger, what)
    run.begin(worker)
    ledger.look_at(run)
    return run


async def read_slowly(answer: Answer) -> None:
    async for _chunk in answer.chunks:
        await asyncio.sleep(0.5)  # so that the deadline comes before the end


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
            answer = await begun(ledger, worker, job("ASK {}")).answer()
            assert [chunk async for chunk in answer.chunks] == [b"true"]
            await answer.chunks.aclose()
            frame = frames.encode_record(FrameKind.VERSION, {"graph": "x:none"})
            result = await begun(ledger, worker, Job(frame, "look", 5.0, 1)).result()
            assert result.record() == {"version": None}
            with pytest.raises(GovsocialError):
                await begun(ledger, worker, job("SELECT")).answer()
            assert ledger.outcomes == ["answered", "answered", "refused"]
            assert not worker.is_gone

    run(work)


@pytest.mark.parametrize(
    ("limits", "error_class", "outcome"),
    [
        ({"timeout_seconds": 1.0, "max_bytes": 1_000_000_000}, QueryTimeoutError, "timeout"),
        ({"max_bytes": 500_000}, ResultTooLargeError, "too large"),
    ],
)
def test_a_limit_kills_and_is_told_again_to_who_asks_again(
    dataset: Path, limits: dict[str, float], error_class: type[GovsocialError], outcome: str
) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await begun(ledger, worker, job(f"SELECT * {{ {NUMBERS} }}", **limits)).answer()  # type: ignore[arg-type]  # by name
            for _ in range(2):
                with pytest.raises(error_class):
                    await read_slowly(answer)
            assert (ledger.outcomes, worker.is_gone) == ([outcome], True)

    run(work)


def test_an_answer_of_which_the_first_chunk_is_too_large_does_not_begin(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            pending = begun(ledger, worker, job(f"SELECT * {{ {NUMBERS} }}", max_bytes=1000))
            with pytest.raises(ResultTooLargeError, match="more than 1,000 bytes"):
                await pending.answer()
            assert (ledger.outcomes, worker.is_gone) == (["too large"], True)

    run(work)


def test_a_whole_answer_that_is_too_large_does_not_begin(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            with pytest.raises(ResultTooLargeError, match="more than 3 bytes"):
                await begun(ledger, worker, job("ASK {}", max_bytes=3)).answer()
            assert (
                await (await begun(ledger, worker, job("ASK {}", max_bytes=4)).answer()).chunks.__anext__() == b"true"
            )
            assert (ledger.outcomes, worker.is_gone) == (["answered", "answered"], False)

    run(work)


def test_a_death_is_explained_by_the_employer(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            with pytest.raises(StoreError, match="The query ended with -11"):
                await begun(ledger, worker, job("ASK " + "{" * 6000 + "}" * 6000)).answer()
            assert ledger.outcomes == ["died"]

    run(work)


def test_an_answer_that_is_closed_kills_once_it_takes_long(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await begun(ledger, worker, job(f"SELECT * {{ {NUMBERS} {NUMBERS.replace('?', '?z')} }}")).answer()
            await answer.chunks.aclose()
            await asyncio.sleep(5 * LEAST_SECONDS)
            assert (ledger.outcomes, worker.is_gone) == (["left"], True)

    run(work)


def test_what_takes_long_is_set_aside_once(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            with pytest.raises(QueryTimeoutError):
                await begun(
                    ledger, worker, job(f"SELECT (COUNT(*) AS ?n) {{ {NUMBERS} {NUMBERS.replace('?', '?z')} }}", 0.4)
                ).answer()
            assert (ledger.outcomes, ledger.set_aside_times) == (["timeout"], 1)

    run(work)


def test_a_small_answer_is_there_as_a_whole(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            ledger = Ledger()
            answer = await begun(ledger, worker, job("ASK {}")).answer()
            assert answer.whole == b"true"
            streamed = await begun(ledger, worker, job(f"SELECT * {{ {NUMBERS} }}", max_bytes=10_000_000)).answer()
            assert streamed.whole is None
            await streamed.chunks.aclose()

    run(work)


def test_who_listens_is_told_once_and_finds_the_answer(dataset: Path) -> None:
    async def work() -> None:
        async with worker_over(dataset) as worker:
            told = asyncio.Queue[None]()
            pending = begun(Ledger(), worker, job("ASK {}"))
            assert pending.whole_answer() is None
            pending.tell(lambda: told.put_nowait(None))
            await told.get()
            answer = pending.whole_answer()
            assert answer is not None
            assert (answer.kind, answer.whole) == (AnswerKind.BOOLEAN, b"true")
            assert told.empty()

    run(work)
