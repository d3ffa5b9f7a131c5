"""One job on one worker, until it has answered, or is killed: at the deadline, at the byte limit, or by who asked."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from govsocial.errors import GovsocialError, QueryTimeoutError, ResultTooLargeError, StoreError
from govsocial.store import frames
from govsocial.store.base import Answer, AnswerKind
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.process import Process

_ENDS = (FrameKind.END, FrameKind.ERROR)


@dataclass(frozen=True)
class Job:
    """What a worker is asked to do. `what` names it in messages; `text` is what a death is blamed on, if anything."""

    frame: bytes
    what: str
    timeout_seconds: float
    max_bytes: int
    text: str | None = None
    client: str = ""
    is_probe: bool = False


class Employer(Protocol):
    """Where workers come from and go back to."""

    def give_back(self, worker: Process, job: Job, outcome: str, seconds: float) -> None:
        """Take back a worker that has ended its answer, or was killed over it."""
        ...

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        """The cause of a worker's death while it was at a job, in a word and as an error."""
        ...


class Run:
    """The frames of the answer to one job. The worker goes back as soon as the end of the answer is here."""

    def __init__(self, employer: Employer, worker: Process, job: Job, waited_seconds: float = 0.0) -> None:
        self._employer = employer
        self._worker = worker
        self._job = job
        self._waited_seconds = waited_seconds
        self._frames: deque[Frame] = deque()
        self._left_bytes = job.max_bytes
        self._is_released = False
        self._is_fed = False
        self._failure: GovsocialError | None = None
        self._started_at = asyncio.get_running_loop().time()
        self._timer = asyncio.get_running_loop().call_later(job.timeout_seconds, self._expire)
        worker.connection.send(job.frame)

    async def answer(self) -> Answer:
        """The answer to a query once its head and its first chunk, or its end, are here."""
        try:
            kind, chosen = frames.decode_head(await self._next())
            self._frames.appendleft(await self._next())
        except BaseException:
            await self.aclose()
            raise
        return Answer(kind, chosen, self, self._waited_seconds)

    async def form(self) -> AnswerKind:
        """The kind of answer that a query to be translated has; what follows is to be fed."""
        try:
            kind = frames.decode_form(await self._next())
        except BaseException:
            await self.aclose()
            raise
        self._is_fed = not self._is_released
        return kind

    async def feed(self, frame: bytes, is_last: bool = False) -> bool:
        """Send on what the worker is to translate, as fast as it takes it; whether more is wanted."""
        if self._is_released:
            return False
        self._worker.connection.send(frame)
        self._is_fed = not is_last
        await self._worker.connection.drain()
        return not self._is_released

    async def result(self) -> Frame:
        """The end of an answer that is nothing but its end."""
        try:
            return await self._next()
        finally:
            await self.aclose()

    def __aiter__(self) -> "Run":
        """Itself: the chunks of the answer."""
        return self

    async def __anext__(self) -> bytes:
        """The next chunk. Raises a QueryError or StoreError when the answer cannot be finished."""
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
            if self._is_fed:  # it has given up in the middle, and would take what is still fed for its next task
                self._worker.kill()
            self._release("answered" if self._frames[-1].kind is FrameKind.END else "refused")

    async def _failure_of_death(self) -> GovsocialError:
        if self._failure is None:
            cause, failure = self._employer.explain(await self._worker.reap(), self._job)
            self._kill(cause, failure)
        return self._failure or StoreError("The answer was closed.")

    def _expire(self) -> None:
        seconds = self._job.timeout_seconds
        message = f"The {self._job.what} was stopped after {seconds:g} s, the time that it may take."
        self._kill("timeout", QueryTimeoutError(message, seconds))

    def _too_large(self) -> ResultTooLargeError:
        limit = self._job.max_bytes
        message = f"The answer to the {self._job.what} was cut at {limit} bytes, the most that one may have."
        failure = ResultTooLargeError(message, limit)
        self._kill("too large", failure)
        return failure

    def _kill(self, cause: str, failure: GovsocialError) -> None:
        if not self._is_released:
            self._failure = failure
            self._worker.kill()
            self._release(cause)

    def _release(self, outcome: str) -> None:
        if not self._is_released:
            self._is_released = True
            self._timer.cancel()
            seconds = asyncio.get_running_loop().time() - self._started_at
            self._employer.give_back(self._worker, self._job, outcome, seconds)
