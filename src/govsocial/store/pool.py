"""The pool of worker processes: one job at a time in each, spares for those that are killed, a fair queue before all.

The other side of the sockets is `govsocial.store.worker`.
"""

import asyncio
import logging
import math
import sys
import tempfile
import time
from collections.abc import Coroutine
from typing import IO

from govsocial.errors import (
    GovsocialError,
    QueryMemoryError,
    QueryTooComplexError,
    StoreError,
)
from govsocial.settings import MEBIBYTE, Settings
from govsocial.store import frames
from govsocial.store.admission import Admission
from govsocial.store.base import Answer, Capabilities, Document, GraphName, Query
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.jobs import Job, Run
from govsocial.store.measurements import UNHARMED, Measurements
from govsocial.store.plans import CheckpointPlan, Plan
from govsocial.store.process import OUT_OF_MEMORY, OUT_OF_STACK, Process
from govsocial.store.quarantine import Quarantine

logger = logging.getLogger(__name__)

_RESTART_SECONDS = 1.0
"""Between two tries to replace a worker, when the first failed."""


class Pool:
    """`settings.workers` processes that answer, and `settings.spares` more that stand by, all by one plan."""

    def __init__(self, plan: Plan, settings: Settings, measurements: Measurements) -> None:
        self.plan = plan
        self.admission = Admission(settings)
        self._settings = settings
        self._measurements = measurements
        self._quarantine = Quarantine(time.monotonic)
        self._idle: asyncio.Queue[Process | None] = asyncio.Queue()  # None: there will be no more
        self._workers: set[Process] = set()
        self._at_work: set[Process] = set()
        self._starting: list[Plan] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._log: IO[bytes] | None = None

    @property
    def pids(self) -> list[int]:
        """The processes that there are, at work or not."""
        return [worker.pid for worker in self._workers]

    @property
    def plans_in_use(self) -> set[Plan]:
        """The plans that some worker still answers by, or will."""
        return {self.plan, *self._starting, *(worker.plan for worker in self._workers)}

    @property
    def triples(self) -> int:
        """The distinct triples of the default graph, where workers count them."""
        return max((int(worker.ready.get("triples", 0)) for worker in self._workers), default=0)

    async def open(self) -> None:
        """Start all workers, at the same time. Raises the SourceError or StoreError of the first that cannot."""
        self._is_open, self._idle = True, asyncio.Queue()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in close()
        starts = [self._start() for _ in range(self._settings.workers + self._settings.spares)]
        failures = [each for each in await asyncio.gather(*starts, return_exceptions=True) if each is not None]
        if failures:
            await self.close()
            raise failures[0]

    async def close(self) -> None:
        """Kill and reap all workers; answers under way fail, as do those who wait; further questions are an error."""
        self._is_open = False
        self._idle.put_nowait(None)
        for worker in self._workers:
            worker.kill()
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._log is not None:
            self._log.close()

    async def query(self, query: Query, known_as: str | None = None) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError.

        `known_as` is the text that a death is blamed on, where it is not the query's own.
        """
        blamed = query.text if known_as is None else known_as
        return await (await self._begin(query, FrameKind.QUERY, blamed)).answer()

    async def translate(self, query: Query) -> Run:
        """A run that says which form the query has, and puts an answer that it is fed with in the format asked.

        Raises what `query` raises, but of the query's own errors most only when the form is asked for.
        """
        return await self._begin(query, FrameKind.TRANSLATE, query.text)

    async def parse(self, document: Document) -> Answer:
        """The document as N-Triples. Raises DocumentError, TooLargeError, QueryError, BusyError or StoreError."""
        settings = self._settings
        frame = frames.encode_document(document, settings.max_upload_bytes)
        job = Job(frame, "document", settings.update_timeout, sys.maxsize, client=document.client)  # see parsing
        return await (await self._run(job)).answer()

    async def version(self, graph: GraphName, client: str) -> str | None:
        """The version of a graph, None when it is not there. Raises QueryTimeoutError, BusyError or StoreError."""
        frame = frames.encode_record(FrameKind.VERSION, {"graph": graph})
        settings = self._settings
        job = Job(frame, "look at the graph", settings.timeout, settings.max_result_bytes, client=client)
        result: Frame = await (await self._run(job)).result()
        version: str | None = result.record()["version"]
        return version

    def refresh(self) -> None:
        """Let idle workers follow the plan now, so that the next question does not wait for it."""
        for worker in self._workers - self._at_work:
            self._follow(worker)

    def give_back(self, worker: Process, job: Job, outcome: str, seconds: float) -> None:
        """As Employer has it."""
        self._at_work.discard(worker)
        if not job.is_probe:
            self.admission.leave(seconds, job.client)
            self._measurements.durations[outcome].observe(seconds)
        if outcome not in UNHARMED:
            self._measurements.kills[outcome] += 1
        if not worker.is_gone:
            self._idle.put_nowait(worker)
        if job.text is not None and outcome == "answered":
            self._quarantine.clear(job.text)

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        """As Employer has it; the text is remembered."""
        if not self._is_open:
            return "closed", StoreError("The store is closed.")
        cause, failure = explain_death(exit_code, job.what, self._settings.worker_memory)
        if job.text is not None:
            self._quarantine.add(job.text, failure)
        return cause, failure

    async def _begin(self, query: Query, kind: FrameKind, blamed: str) -> Run:
        if not query.is_probe:
            self._quarantine.check(blamed)
        seconds = min(query.timeout_seconds or math.inf, self._settings.timeout)
        frame = frames.encode_query(query, kind)
        text = None if query.is_probe else blamed  # whatever becomes of a probe, the text is not to blame
        return await self._run(
            Job(frame, "query", seconds, self._settings.max_result_bytes, text, query.client, query.is_probe)
        )

    async def _run(self, job: Job) -> Run:
        if not self._is_open:
            raise StoreError("The store is not open.")
        started_at = time.perf_counter()
        if job.is_probe:
            worker = await self._next_idle()
        else:
            async with self.admission.entering(job.client):
                worker = await self._next_idle()
        self._at_work.add(worker)
        self._follow(worker)
        return Run(self, worker, job, time.perf_counter() - started_at)

    async def _next_idle(self) -> Process:
        while (worker := await self._idle.get()) is None or worker.is_gone:  # then its replacement comes
            if worker is None:
                self._idle.put_nowait(None)  # for whoever waits next
                raise StoreError("The store is closed.")
        return worker

    def _follow(self, worker: Process) -> None:
        if worker.plan != self.plan and isinstance(self.plan, CheckpointPlan) and not worker.is_gone:
            worker.follow(self.plan)

    async def _start(self) -> None:
        assert self._log is not None, "open() comes first"
        plan = self.plan
        self._starting.append(plan)
        try:
            worker = await Process.start(plan, self._log)
        finally:
            self._starting.remove(plan)
        self._measurements.started += 1
        self._workers.add(worker)
        self._keep(self._watch(worker))
        if self._is_open:
            self._idle.put_nowait(worker)
        else:
            worker.kill()

    async def _watch(self, worker: Process) -> None:
        """Reap the worker when it ends, whatever ended it, and start another."""
        await worker.reap()
        self._workers.discard(worker)
        while self._is_open:
            try:
                await self._start()
                break
            except (GovsocialError, OSError) as error:
                logger.warning("A worker could not be replaced: %s", error)
                await asyncio.sleep(_RESTART_SECONDS)

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def capabilities(*, union_default_graph: bool, services: tuple[str, ...] = ()) -> Capabilities:
    """What the engine behind the workers can."""
    return Capabilities(
        union_default_graph=union_default_graph,
        exact_datasets=True,
        merges_graphs=True,
        lexical_forms=False,
        triple_terms=True,
        streams=True,
        fixed_revisions=True,
        services=services,
    )


def explain_death(exit_code: int, what: str, memory_mebibytes: int) -> tuple[str, GovsocialError]:
    """The cause of a process' death while it was at something, in a word and as an error."""
    if exit_code in OUT_OF_MEMORY:
        message = f"The {what} needs more memory than the {memory_mebibytes} MiB that one may use."
        return "memory", QueryMemoryError(message, memory_mebibytes * MEBIBYTE)
    if exit_code in OUT_OF_STACK:
        return "complex", QueryTooComplexError(f"The {what} is nested or chained too deeply.")
    return "died", StoreError(f"A process ended without a word (exit code {exit_code}).")
