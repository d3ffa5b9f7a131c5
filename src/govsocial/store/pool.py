"""The pool of worker processes: one job at a time in each, spares for those that are killed, a fair queue before all.

What takes long moves aside, so that what is quick need not wait for it: others run in its place, on further processes.
The other side of the sockets is `govsocial.store.worker`.
"""

import asyncio
import logging
import math
import sys
import tempfile
import time
from collections import deque
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
from govsocial.store.nursery import Nursery
from govsocial.store.patience import Patience
from govsocial.store.plans import CheckpointPlan, FilesPlan, Plan
from govsocial.store.process import OUT_OF_MEMORY, OUT_OF_STACK, Process
from govsocial.store.quarantine import Quarantine

logger = logging.getLogger(__name__)

_RESTART_SECONDS = 1.0
"""Between two tries to start a worker, when the first failed."""

_LOOK_SECONDS = 0.01
"""Between two looks at what runs."""

_IDLE_SECONDS = 30.0
"""How long there must have been more workers than are needed, until one is let go."""


class Pool:
    """`settings.workers` processes that answer, and `settings.spares` more that stand by, all by one plan.

    Besides, up to `settings.long_queries` are at what takes long; they are started when they are needed.
    """

    def __init__(self, plan: Plan, settings: Settings, measurements: Measurements) -> None:
        self.plan = plan
        self.admission = Admission(settings)
        self._settings = settings
        self._measurements = measurements
        self._quarantine = Quarantine(time.monotonic)
        self._patience = Patience()
        self._idle: list[Process] = []  # the last one back is the first to go: its memory is at hand
        self._assigned: deque[Run] = deque()
        self._aside: set[Run] = set()
        self._workers: set[Process] = set()
        self._at_work: dict[Process, Run] = {}
        self._looking: asyncio.TimerHandle | None = None
        self._starting: list[Plan] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._letting_go: asyncio.TimerHandle | None = None
        self._nursery: Nursery | None = None
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
        self._is_open = True
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in close()
        if isinstance(self.plan, FilesPlan) and self.plan.relay_port is None:
            self._nursery = Nursery(self.plan, self._log)
        self._starting = [self.plan] * self._wanted
        starts = [self._start(plan) for plan in self._starting]
        failures = [each for each in await asyncio.gather(*starts, return_exceptions=True) if each is not None]
        self._starting.clear()
        if failures:
            await self.close()
            raise failures[0]

    async def close(self) -> None:
        """Kill and reap all workers; answers under way fail, as do those who wait; further questions are an error."""
        self._is_open = False
        for timer in (self._letting_go, self._looking):
            if timer is not None:
                timer.cancel()
        for run in [*self._assigned, *self.admission.queue]:
            run.send_away(StoreError("The store is closed."))
        for worker in self._workers:
            worker.kill()
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._nursery is not None:
            await self._nursery.close()
        if self._log is not None:
            self._log.close()

    def begin(self, query: Query) -> Run:
        """The query on its way. Raises QueryError, BusyError or StoreError."""
        return self._begin(query, FrameKind.QUERY, query.text)

    async def query(self, query: Query, known_as: str | None = None) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError.

        `known_as` is the text that a death is blamed on, where it is not the query's own.
        """
        blamed = query.text if known_as is None else known_as
        return await self._begin(query, FrameKind.QUERY, blamed).answer()

    async def translate(self, query: Query) -> Run:
        """A run that says which form the query has, and puts an answer that it is fed with in the format asked.

        Raises what `query` raises, but of the query's own errors most only when the form is asked for.
        """
        return self._begin(query, FrameKind.TRANSLATE, query.text)

    async def parse(self, document: Document) -> Answer:
        """The document as N-Triples. Raises DocumentError, TooLargeError, QueryError, BusyError or StoreError."""
        settings = self._settings
        frame = frames.encode_document(document, settings.max_upload_bytes)
        job = Job(frame, "document", settings.update_timeout, sys.maxsize, client=document.client)  # see parsing
        return await self._run(job).answer()

    async def version(self, graph: GraphName, client: str) -> str | None:
        """The version of a graph, None when it is not there. Raises QueryTimeoutError, BusyError or StoreError."""
        frame = frames.encode_record(FrameKind.VERSION, {"graph": graph})
        settings = self._settings
        job = Job(frame, "look at the graph", settings.timeout, settings.max_result_bytes, client=client)
        result: Frame = await self._run(job).result()
        version: str | None = result.record()["version"]
        return version

    @property
    def patience_seconds(self) -> float:
        """As Employer has it."""
        return self._patience.seconds

    def refresh(self) -> None:
        """Let idle workers follow the plan now, so that the next question does not wait for it."""
        for worker in self._workers - self._at_work.keys():
            self._follow(worker)

    def assign(self, run: Run) -> None:
        """As Employer has it."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.is_gone:  # else its replacement comes
                self._give(run, worker)
                return
        self._assigned.append(run)

    def withdraw(self, run: Run) -> None:
        """As Employer has it."""
        if run in self._assigned:
            self._assigned.remove(run)
        if not run.job.is_probe:
            self.admission.withdraw(run)

    def set_aside(self, run: Run, worker: Process) -> None:
        """As Employer has it."""
        worker.yield_to_others()
        if len(self._aside) < self._settings.long_queries and run.has_place:
            self._aside.add(run)
            self.admission.give_up_place(run)
            self._fill_up()

    def give_back(self, run: Run, worker: Process, outcome: str, seconds: float) -> None:
        """As Employer has it."""
        job = run.job
        self._at_work.pop(worker, None)
        self._aside.discard(run)
        if outcome not in UNHARMED:
            self._measurements.kills[outcome] += 1
        if job.text is not None and outcome == "answered":
            self._quarantine.clear(job.text)
        if not worker.is_gone and worker.is_as_quick_as_others():
            self._offer(worker)
        if not job.is_probe:
            self._measurements.durations[outcome].observe(seconds)
            self._patience.observe(seconds)
            self.admission.leave(run, seconds)

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        """As Employer has it; the text is remembered."""
        if not self._is_open:
            return "closed", StoreError("The store is closed.")
        cause, failure = explain_death(exit_code, job.what, self._settings.worker_memory)
        if job.text is not None:
            self._quarantine.add(job.text, failure)
        return cause, failure

    def _begin(self, query: Query, kind: FrameKind, blamed: str) -> Run:
        if not query.is_probe:
            self._quarantine.check(blamed)
        seconds = min(query.timeout_seconds or math.inf, self._settings.timeout)
        frame = frames.encode_query(query, kind)
        text = None if query.is_probe else blamed  # whatever becomes of a probe, the text is not to blame
        return self._run(
            Job(frame, "query", seconds, self._settings.max_result_bytes, text, query.client, query.is_probe)
        )

    def _run(self, job: Job) -> Run:
        """The job on its way. Raises BusyError when there is no place to wait."""
        if not self._is_open:
            raise StoreError("The store is not open.")
        run = Run(self, job)
        if job.is_probe:
            self.assign(run)
            return run
        self.admission.line_up(run)
        if not run.has_begun:
            run.wait(self._settings.queue_wait, self.admission.busy)
        return run

    def _give(self, run: Run, worker: Process) -> None:
        self._at_work[worker] = run
        self._follow(worker)
        if not run.job.is_probe:
            self.admission.begin()
        run.begin(worker)
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Look at all that run, as long as any do: one timer for all, as each costs as much as a look-up's frames."""
        loop = asyncio.get_running_loop()
        for run in list(self._at_work.values()):
            run.look(loop.time())
        self._looking = loop.call_later(_LOOK_SECONDS, self._look) if self._at_work else None

    def _offer(self, worker: Process) -> None:
        """Have a free worker do what waits for one, or stand by."""
        if self._assigned:
            self._give(self._assigned.popleft(), worker)
        else:
            self._idle.append(worker)
            self._let_go_later()

    def _follow(self, worker: Process) -> None:
        if isinstance(self.plan, CheckpointPlan) and worker.plan != self.plan and not worker.is_gone:
            worker.follow(self.plan)

    @property
    def _wanted(self) -> int:
        """How many workers there should be now."""
        return self._settings.workers + self._settings.spares + len(self._aside)

    def _fill_up(self) -> None:
        for _ in range(self._wanted - len(self._workers) - len(self._starting)):
            self._starting.append(self.plan)
            self._keep(self._start_in_the_end(self.plan))

    def _let_go_later(self) -> None:
        """Let one go that is not needed, in a while, if it is still so then."""
        if len(self._workers) > self._wanted and self._letting_go is None:
            self._letting_go = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._let_go)

    def _let_go(self) -> None:
        self._letting_go = None
        if len(self._workers) > self._wanted and self._idle:
            worker = self._idle.pop(0)
            self._workers.discard(worker)
            worker.kill()
            self._let_go_later()

    async def _start(self, plan: Plan) -> None:
        assert self._log is not None, "open() comes first"
        worker = await (Process.start(plan, self._log) if self._nursery is None else self._nursery.worker())
        self._measurements.started += 1
        self._workers.add(worker)
        self._keep(self._watch(worker))
        if self._is_open:
            self._offer(worker)
        else:
            worker.kill()

    async def _start_in_the_end(self, plan: Plan) -> None:
        """Start a worker, however often that fails."""
        try:
            while self._is_open:
                try:
                    return await self._start(plan)
                except (GovsocialError, OSError) as error:
                    logger.warning("A worker could not be started: %s", error)
                    await asyncio.sleep(_RESTART_SECONDS)
        finally:
            self._starting.remove(plan)

    async def _watch(self, worker: Process) -> None:
        """Reap the worker when it ends, whatever ended it, and start another where it is needed."""
        await worker.reap()
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if self._is_open:
            self._fill_up()

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
