"""The writes of a store, one after the other: the writer process does them, and a new revision makes them true.

What waits while a revision is made goes into the next one together: each costs a flush and a checkpoint, 27 ms of which
most is for some twenty syncs (ext4, 100 triples, 2026-11).
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from govsocial.errors import BusyError, GovsocialError, QueryTimeoutError, StoreError
from govsocial.settings import Settings
from govsocial.store import frames
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.measurements import Measurements
from govsocial.store.plans import WriterPlan
from govsocial.store.pool import explain_death
from govsocial.store.process import Process
from govsocial.store.quarantine import Quarantine
from govsocial.store.revisions import Revisions

logger = logging.getLogger(__name__)

_CHECKPOINT_SECONDS = 60.0
"""The most that a checkpoint may take: right after a load of a million triples it took 2 s."""

_MOST_AT_ONCE = 32


@dataclass(eq=False)
class _Write:
    """A write that somebody waits for. `text` is what a death is blamed on."""

    frame: bytes
    text: str | None
    done: asyncio.Future[dict[str, Any]]  # Any: JSON values


class Committer:
    """Does writes in the order in which they come, and calls `published` for each new revision, before it says so."""

    def __init__(
        self,
        revisions: Revisions,
        settings: Settings,
        measurements: Measurements,
        published: Callable[[Path], None],
    ) -> None:
        self._revisions = revisions
        self._settings = settings
        self._measurements = measurements
        self._published = published
        self._quarantine = Quarantine(time.monotonic)
        self._queue: asyncio.Queue[_Write] = asyncio.Queue()
        self._writer: Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._log: IO[bytes] | None = None

    @property
    def waiting(self) -> int:
        """The writes that wait for those before them."""
        return self._queue.qsize()

    @property
    def pid(self) -> int | None:
        """The writer's process, when there is one that lives."""
        return None if self._writer is None or self._writer.is_gone else self._writer.pid

    async def open(self) -> None:
        """Start the writer, and make a first, empty revision if there is none.

        When there is one, a writer that cannot start is not the end: what is there can be read. Raises StoreError.
        """
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in close()
        try:
            writer = await self._ensure_writer()
            if self._revisions.current is None:
                await self._publish(writer)
        except StoreError as error:
            if self._revisions.current is None:
                raise
            logger.warning("The store can be read, but not written to: %s", error)
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def close(self) -> None:
        """Kill the writer; what is not done fails."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        while not self._queue.empty():
            _fail(self._queue.get_nowait(), StoreError("The store is closed."))
        await self._discard_writer()
        if self._log is not None:
            self._log.close()

    async def write(self, frame: bytes, text: str | None = None) -> dict[str, Any]:  # Any: JSON values
        """What the writer answers, once the revision is there. Who leaves before cannot know whether it was done.

        Raises BusyError, QueryTimeoutError, StoreError, and what the write itself raises.
        """
        if self._task is None or self._task.done():
            raise StoreError("The store is not open.")
        if self._queue.qsize() >= max(self._settings.queue, 1):
            raise BusyError("Too many writes are waiting; try again in 1 s.", 1)
        if text is not None:
            self._quarantine.check(text)
        loop = asyncio.get_running_loop()
        write = _Write(frame, text, loop.create_future())
        started_at, outcome = loop.time(), "failed"
        self._queue.put_nowait(write)
        try:
            result = await write.done
            outcome = "done"
            return result
        except StoreError:
            raise
        except GovsocialError:
            outcome = "refused"
            raise
        finally:
            self._measurements.writes[outcome].observe(loop.time() - started_at)

    async def _work(self) -> None:
        while True:
            await self._replace_writer()
            batch = [await self._queue.get()]
            try:
                while batch:
                    batch = await self._commit(batch)
            except asyncio.CancelledError:
                for write in batch:
                    _fail(write, StoreError("The store is closed."))
                raise
            except Exception:  # the boundary: whatever breaks one batch, the next is written
                logger.exception("Writes failed")
                await self._fail_all(batch, StoreError("The store could not be written to; try again."))

    async def _replace_writer(self) -> None:
        """Have the writer ready before the next write comes, where one has been lost."""
        try:
            await self._ensure_writer()
        except (GovsocialError, OSError) as error:  # the next write will tell
            logger.warning("The writer could not be replaced: %s", error)

    async def _commit(self, batch: list[_Write]) -> list[_Write]:
        """Do the writes and publish them; what must be done again, as the writer died over one of them.

        One writer does them all and makes the revision: another one would know nothing of what the first has done.
        """
        done: list[tuple[_Write, dict[str, Any]]] = []  # Any: JSON values
        try:
            writer = await self._ensure_writer()
            for write in self._growing(batch):
                result = None if write.done.done() else await self._do(writer, write)  # or who asked has left
                if result is not None:
                    done.append((write, result))
                elif self._writer is None:
                    return [each for each in batch if not each.done.done()]
            if done:
                await self._publish(writer)
        except GovsocialError as error:
            return await self._fail_all(batch, error)
        for write, result in done:
            if not write.done.done():
                write.done.set_result(result)
        return []

    def _growing(self, batch: list[_Write]) -> Iterator[_Write]:
        """The writes of the batch, and those that come while these are done, which join it.

        Clients that have just been answered write again a few milliseconds apart: of eight, all share a revision then,
        and not every second time one goes alone.
        """
        for write in batch:
            yield write
            while len(batch) < _MOST_AT_ONCE and not self._queue.empty():
                batch.append(self._queue.get_nowait())

    async def _do(self, writer: Process, write: _Write) -> dict[str, Any] | None:  # Any: JSON values
        """What the writer answers; None when the write failed, which it is told. Raises StoreError."""
        try:
            return (await self._ask(writer, write.frame, self._settings.update_timeout)).record()
        except StoreError:
            raise
        except GovsocialError as error:
            _fail(write, error)
            if self._writer is None:
                self._blame(write, error)
            return None

    def _blame(self, write: _Write, error: GovsocialError) -> None:
        if write.text is not None and not isinstance(error, QueryTimeoutError):
            self._quarantine.add(write.text, error)

    async def _fail_all(self, batch: list[_Write], error: GovsocialError) -> list[_Write]:
        """The store itself fails: no write of the batch is done, and the next writer begins at the last revision."""
        logger.warning("Writes failed: %s", error)
        await self._discard_writer()
        for write in batch:
            _fail(write, error)
        return []

    async def _publish(self, writer: Process) -> None:
        frame = frames.encode_record(FrameKind.CHECKPOINT, {"to": str(self._revisions.new().absolute())})
        try:
            await self._ask(writer, frame, _CHECKPOINT_SECONDS)
        except BaseException:
            await self._discard_writer()  # first, lest it should finish the revision after all
            self._revisions.abandon()
            raise
        self._published(self._revisions.publish())

    async def _ask(self, writer: Process, frame: bytes, timeout_seconds: float) -> Frame:
        """The writer's answer. Raises the error that it answers; when it dies or is killed, there is none any more."""
        writer.connection.send(frame)
        try:
            async with asyncio.timeout(timeout_seconds):
                (answer,) = await writer.connection.receive()
        except TimeoutError:
            await self._discard_writer()
            self._measurements.kills["timeout"] += 1
            message = f"The update was stopped after {timeout_seconds:g} s, the time that it may take; nothing is done."
            raise QueryTimeoutError(message, timeout_seconds) from None
        except EOFError:
            self._writer = None
            cause, failure = explain_death(await writer.reap(), "update", self._settings.worker_memory)
            self._measurements.kills[cause] += 1
            raise failure from None
        if answer.kind is FrameKind.ERROR:
            raise frames.decode_error(answer)
        return answer

    async def _ensure_writer(self) -> Process:
        if self._writer is not None and self._writer.is_gone:
            await self._discard_writer()
        if self._writer is None:
            assert self._log is not None, "open() comes first"
            revisions = self._revisions
            plan = WriterPlan(self._settings.worker_memory, revisions.live, revisions.current, revisions.lock)
            self._writer = await Process.start(plan, self._log)
            self._measurements.started += 1
        return self._writer

    async def _discard_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.kill()
            await writer.reap()


def _fail(write: _Write, error: GovsocialError) -> None:
    if not write.done.done():
        write.done.set_exception(error)
