"""The store behind worker processes: each query in one of its own, killed at the deadline, the byte cap, or when the
client leaves; with a warm spare and a bounded queue.

The contract is `govsocial.store.base.Store`; the other side of the sockets is `govsocial.store.worker`.
"""

import asyncio
import logging
import math
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import IO

from govsocial.errors import (
    GovsocialError,
    QueryMemoryError,
    QueryTimeoutError,
    QueryTooComplexError,
    ResultTooLargeError,
    StoreError,
)
from govsocial.settings import MEBIBYTE, Settings
from govsocial.store import frames
from govsocial.store.admission import Admission
from govsocial.store.base import Answer, Capabilities, Query
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.process import OUT_OF_MEMORY, OUT_OF_STACK, Plan, Worker

logger = logging.getLogger(__name__)

_RESTART_SECONDS = 1.0
"""Between two tries to replace a worker, when the first failed."""

_CAPABILITIES = Capabilities(
    union_default_graph=True,
    exact_datasets=True,
    lexical_forms=False,
    triple_terms=True,
    streams=True,
    fixed_revisions=True,
)

_ENDS = (FrameKind.END, FrameKind.ERROR)


class _Chunks(AsyncIterator[bytes]):
    """The answer to one query on one worker. The worker goes back as soon as the end of the answer is here."""

    def __init__(self, store: "WorkerStore", worker: Worker, timeout_seconds: float) -> None:
        self._store = store
        self._worker = worker
        self._frames: deque[Frame] = deque()
        self._left_bytes = store.settings.max_result_bytes
        self._is_released = False
        self._failure: GovsocialError | None = None
        self._timeout_seconds = timeout_seconds
        self._started_at = asyncio.get_running_loop().time()
        self._timer = asyncio.get_running_loop().call_later(timeout_seconds, self._expire)

    async def begin(self, query: Query) -> Answer:
        """The answer once its head and its first chunk, or its end, are here."""
        try:
            self._worker.connection.send(frames.encode_query(query))
            kind, chosen = frames.decode_head(await self._next())
            self._frames.appendleft(await self._next())
        except BaseException:
            await self.aclose()
            raise
        return Answer(kind, chosen, self)

    async def __anext__(self) -> bytes:
        if self._failure is not None:
            raise self._failure
        try:
            frame = await self._next()
        except BaseException:
            await self.aclose()
            raise
        if frame.kind is FrameKind.END:
            self._frames.append(frame)  # asked again, it ends again
            raise StopAsyncIteration
        self._left_bytes -= len(frame.payload)
        if self._left_bytes < 0:
            raise self._too_large()
        return frame.payload

    async def aclose(self) -> None:
        """Give the answer up; a worker that is still at it is killed."""
        self._kill("left", StoreError("The answer was closed."))

    async def _next(self) -> Frame:
        if not self._frames:
            await self._receive()
        frame = self._frames.popleft()
        if frame.kind is FrameKind.ERROR:
            self._failure = frames.decode_error(frame)
            raise self._failure
        return frame

    async def _receive(self) -> None:
        try:
            self._frames.extend(await self._worker.connection.receive())
        except EOFError:
            raise await self._failure_of_death() from None
        if self._frames[-1].kind in _ENDS:
            self._release()

    async def _failure_of_death(self) -> GovsocialError:
        if self._failure is None:
            cause, failure = self._store.explain(await self._worker.reap())
            self._kill(cause, failure)
        return self._failure or StoreError("The answer was closed.")

    def _expire(self) -> None:
        message = f"The query was stopped after {self._timeout_seconds:g} s, the time that it may take."
        self._kill("timeout", QueryTimeoutError(message, self._timeout_seconds))

    def _too_large(self) -> ResultTooLargeError:
        limit = self._store.settings.max_result_bytes
        failure = ResultTooLargeError(f"The answer was cut at {limit} bytes, the most that one may have.", limit)
        self._kill("too large", failure)
        return failure

    def _kill(self, cause: str, failure: GovsocialError) -> None:
        if not self._is_released:
            self._failure = failure
            self._store.kills[cause] += 1
            self._worker.kill()
            self._release()

    def _release(self) -> None:
        if not self._is_released:
            self._is_released = True
            self._timer.cancel()
            self._store.give_back(self._worker, asyncio.get_running_loop().time() - self._started_at)


class WorkerStore:
    """A `Store` over files, held in memory by `settings.workers` processes and one spare.

    For metrics: `running` and `waiting` queries, `kills` by cause, `started` workers, and `triples`, the distinct
    triples of the default graph.
    """

    def __init__(self, files: Sequence[Path], revision: str, settings: Settings) -> None:
        self.settings = settings
        self.kills: Counter[str] = Counter()
        self.started = self.triples = 0
        self._revision = revision
        self._plan = Plan(tuple(files), settings.base_iri, settings.worker_memory)
        self._admission = Admission(settings)
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._workers: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._log: IO[bytes] | None = None

    @property
    def revision(self) -> str:
        """Names the files that are answered from."""
        return self._revision

    @property
    def capabilities(self) -> Capabilities:
        """What the engine in the workers can."""
        return _CAPABILITIES

    @property
    def running(self) -> int:
        """The queries that a worker is at."""
        return self._admission.running

    @property
    def waiting(self) -> int:
        """The queries that wait for a worker."""
        return self._admission.waiting

    @property
    def pids(self) -> list[int]:
        """The processes that there are, at work or not."""
        return [worker.pid for worker in self._workers]

    async def open(self) -> None:
        """Start all workers, at the same time. Raises the SourceError or StoreError of the first that cannot."""
        self._is_open = True
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in close()
        starts = [self._start() for _ in range(self.settings.workers + 1)]
        failures = [each for each in await asyncio.gather(*starts, return_exceptions=True) if each is not None]
        if failures:
            await self.close()
            raise failures[0]

    async def query(self, query: Query) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError."""
        worker = await self._take()
        timeout_seconds = min(query.timeout_seconds or math.inf, self.settings.timeout)
        return await _Chunks(self, worker, timeout_seconds).begin(query)

    async def close(self) -> None:
        """Kill and reap all workers; answers under way fail, further queries are an error."""
        self._is_open = False
        for worker in self._workers:
            worker.kill()
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._log is not None:
            self._log.close()

    def give_back(self, worker: Worker, seconds: float) -> None:
        """Take back a worker that has ended its answer, or was killed over it."""
        self._admission.leave(seconds)
        if not worker.is_gone:
            self._idle.put_nowait(worker)

    def explain(self, exit_code: int) -> tuple[str, GovsocialError]:
        """The cause of a worker's death while it was answering, in a word and as an error."""
        if not self._is_open:
            return "closed", StoreError("The store is closed.")
        if exit_code in OUT_OF_MEMORY:
            limit = self.settings.worker_memory
            message = f"The query needs more memory than the {limit} MiB that one may use."
            return "memory", QueryMemoryError(message, limit * MEBIBYTE)
        if exit_code in OUT_OF_STACK:
            return "complex", QueryTooComplexError("The query is nested or chained too deeply to be evaluated.")
        return "died", StoreError(f"A worker ended without a word (exit code {exit_code}).")

    async def _take(self) -> Worker:
        if not self._is_open:
            raise StoreError("The store is not open.")
        async with self._admission.entering():
            while (worker := await self._idle.get()).is_gone:
                pass  # its replacement comes into the same queue
        return worker

    async def _start(self) -> None:
        assert self._log is not None, "open() comes first"
        worker = await Worker.start(self._plan, self._log)
        self.started += 1
        self.triples = worker.triples
        self._workers.add(worker)
        self._keep(self._watch(worker))
        if self._is_open:
            self._idle.put_nowait(worker)
        else:
            worker.kill()

    async def _watch(self, worker: Worker) -> None:
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
