"""One job: it waits for a worker, and is then at it until that has answered, or is killed: at the deadline, at the byte
limit, or by who asked.

All but the reading of the answer is done as it happens, not when a task gets its turn: a worker that ends one job has
the next one in the same step.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from govsocial.errors import BusyError, GovsocialError, QueryTimeoutError, ResultTooLargeError, StoreError
from govsocial.model.formats import Format
from govsocial.store import frames
from govsocial.store.admission import Ticket
from govsocial.store.base import Answer, AnswerKind
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.process import Process

_ENDS = (FrameKind.WHOLE, FrameKind.END, FrameKind.ERROR)


class Job(NamedTuple):
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

    @property
    def patience_seconds(self) -> float:
        """A job that takes longer is to make room for others."""
        ...

    def assign(self, run: "Run") -> None:
        """Have a worker begin it, now or as soon as one is free."""
        ...

    def withdraw(self, run: "Run") -> None:
        """Forget one that has not begun."""
        ...

    def set_aside(self, run: "Run", worker: Process) -> None:
        """Make room for others beside one that takes long, if that can be."""
        ...

    def give_back(self, run: "Run", worker: Process, outcome: str, seconds: float) -> None:
        """Take back a worker that has ended its answer, or was killed over it."""
        ...

    def explain(self, exit_code: int, job: Job) -> tuple[str, GovsocialError]:
        """The cause of a worker's death while it was at a job, in a word and as an error."""
        ...


class Run(Ticket):
    """One job on its way. The worker goes back as soon as the end of the answer is here."""

    def __init__(self, employer: Employer, job: Job) -> None:
        super().__init__(job.client)
        self.job = job
        self._employer = employer
        self._worker: Process | None = None
        self._frames: deque[Frame] = deque()
        self._left_bytes = job.max_bytes
        self._is_released = self._is_fed = self._is_long = self._is_abandoned = False
        self._failure: GovsocialError | None = None
        self._loop = asyncio.get_running_loop()
        self._lined_up_at = self._started_at = self._loop.time()
        self._look_at = 0.0
        self._giving_up: asyncio.TimerHandle | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._listener: Callable[[], None] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether a worker has it, or had."""
        return self._worker is not None

    def let_in(self) -> None:
        """As Ticket has it."""
        self._employer.assign(self)

    def send_away(self, error: GovsocialError) -> None:
        """As Ticket has it."""
        self.fail(error)

    def wait(self, seconds: float, error: Callable[[], BusyError]) -> None:
        """Fail with the error where it has not begun in so many seconds."""
        self._giving_up = self._loop.call_later(seconds, lambda: self.fail(error()))

    def fail(self, error: GovsocialError) -> None:
        """Let one that has not begun come to nothing."""
        if not self.has_begun and self._failure is None:
            self._failure = error
            self._withdraw()
            self._wake()

    def begin(self, worker: Process) -> None:
        """Have this worker do the job."""
        self._wait_no_more()
        self._worker, self._started_at = worker, self._loop.time()
        self._look_at = self._started_at + min(self._employer.patience_seconds, self.job.timeout_seconds)
        worker.connection.listen(self._heard)
        worker.connection.send(self.job.frame)

    def look(self, now: float) -> None:
        """See whether it takes long, or too long; the employer calls this every few milliseconds."""
        if now < self._look_at or self._worker is None or self._is_released:
            return
        self._look_at = self._started_at + self.job.timeout_seconds
        if self._is_abandoned:
            self._kill("left", _closed())
        elif now >= self._look_at:
            self._expire()
        else:
            self._is_long = True
            self._employer.set_aside(self, self._worker)

    async def answer(self) -> Answer:
        """The answer to a query once its head and its first chunk, or its end, are here.

        Raises a QueryError or StoreError where it cannot begin: also when its first chunk alone is too large.
        """
        try:
            kind, chosen = frames.decode_head(await self._next())
            first = await self._next()
            if len(first.payload) > self.job.max_bytes:
                raise self._too_large()
            self._frames.appendleft(first)
        except BaseException:
            await self.aclose()
            raise
        return self._answer(kind, chosen, self._rest())

    def tell(self, listener: Callable[[], None]) -> None:
        """As Pending has it."""
        self._listener = listener

    def whole_answer(self) -> Answer | None:
        """As Pending has it."""
        if self._failure is not None or not self._frames:
            return None
        first = self._frames[0]
        if first.kind is FrameKind.WHOLE:
            kind, chosen, content = frames.decode_whole(first)
            return self._answer(kind, chosen, content if len(content) <= self.job.max_bytes else None)
        if first.kind is not FrameKind.HEAD:
            return None
        self._frames.popleft()
        rest = self._rest()
        if rest is None:
            self._frames.appendleft(first)
            return None
        return self._answer(*frames.decode_head(first), rest)

    def _answer(self, kind: AnswerKind, chosen: Format, whole: bytes | None) -> Answer:
        return Answer(kind, chosen, self, self._started_at - self._lined_up_at, whole)

    def _rest(self) -> bytes | None:
        """What is left of the answer, where all of it is here and not too much."""
        if not self._frames or self._frames[-1].kind is not FrameKind.END:
            return None
        *chunks, end = self._frames
        content = b"".join([chunk.payload for chunk in chunks])
        if len(chunks) > 1:  # who goes through the chunks has the same bytes, and they are not there twice
            self._frames = deque([Frame(FrameKind.CHUNK, content), end])
        return content if len(content) <= self.job.max_bytes else None

    def give_up(self) -> None:
        """Do without the answer. A worker that is not at it for long may end it: that costs less than another one."""
        if self._worker is None or self._is_released or self._is_long or self._is_fed:
            self._kill("left", _closed())
        elif not self._is_abandoned:
            self._is_abandoned = True
            self._frames.clear()
            self._heard()

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
        if self._worker is None or self._is_released:
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
        """As `give_up`."""
        self.give_up()

    async def _next(self) -> Frame:
        if not self._frames:
            await self._receive()
        frame = self._frames.popleft()
        if frame.kind is FrameKind.WHOLE:
            frame, *others = frames.in_parts(frame)
            self._frames.extendleft(reversed(others))
        if frame.kind is FrameKind.ERROR:
            self._failure = frames.decode_error(frame)
            raise self._failure
        return frame

    async def _receive(self) -> None:
        """Have at least one frame."""
        while not self._frames:
            if self._failure is not None:
                raise self._failure
            if self._worker is not None:
                self._take(self._worker)
                if self._frames:
                    return
                if self._worker.connection.is_lost:
                    raise await self._failure_of_death(self._worker)
            self._waiter = self._loop.create_future()
            await self._waiter

    def _heard(self) -> None:
        """Something has come, or nothing will come any more."""
        if self._worker is not None and (self._is_abandoned or self._worker.connection.last_kind in _ENDS):
            self._take(self._worker)
        if self._is_abandoned:
            self._failure = _closed()
            self._frames.clear()
            if self._worker is not None and self._worker.connection.is_lost:
                self._kill("left", _closed())
        self._wake()

    def _take(self, worker: Process) -> None:
        if self._is_released:
            return
        self._frames.extend(worker.connection.take())
        if self._frames and self._frames[-1].kind in _ENDS:
            if self._is_fed:  # it has given up in the middle, and would take what is still fed for its next task
                worker.kill()
            self._release(worker, "refused" if self._frames[-1].kind is FrameKind.ERROR else "answered")

    async def _failure_of_death(self, worker: Process) -> GovsocialError:
        cause, failure = self._employer.explain(await worker.reap(), self.job)
        self._kill(cause, failure)
        return self._failure or _closed()

    def _expire(self) -> None:
        seconds = self.job.timeout_seconds
        message = f"The {self.job.what} was stopped after {seconds:g} s, the time that it may take."
        self._kill("timeout", QueryTimeoutError(message, seconds))

    def _too_large(self) -> ResultTooLargeError:
        limit = self.job.max_bytes
        message = f"The answer to the {self.job.what} has more than {limit:,} bytes, the most that one may have."
        failure = ResultTooLargeError(message, limit)
        self._kill("too large", failure)
        return failure

    def _kill(self, cause: str, failure: GovsocialError) -> None:
        if self._is_released:
            return
        if self._worker is None:
            self.fail(failure)
            return
        self._failure = failure
        self._worker.kill()
        self._release(self._worker, cause)
        self._wake()

    def _release(self, worker: Process, outcome: str) -> None:
        self._is_released = True
        worker.connection.listen(None)
        self._employer.give_back(self, worker, outcome, self._loop.time() - self._started_at)

    def _withdraw(self) -> None:
        self._wait_no_more()
        self._employer.withdraw(self)

    def _wait_no_more(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()

    def _wake(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _closed() -> StoreError:
    return StoreError("The answer was closed.")
