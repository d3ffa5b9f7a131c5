"""Where workers come from that hold files in memory, on the front's side: a process that loads them once, and forks.

The other side is `govsocial.store.nurse`.
"""

import asyncio
import socket
from collections import deque
from typing import IO

from govsocial.errors import StoreError
from govsocial.store import frames
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.plans import FilesPlan, NursePlan
from govsocial.store.process import KILLED, Process


class Nursery:
    """One nurse, replaced when it is lost, and the workers that it forked: they are lost with it."""

    def __init__(self, plan: FilesPlan, log: IO[bytes]) -> None:
        self._plan = plan
        self._log = log
        self._nurse: Process | None = None
        self._opening = asyncio.Lock()
        self._unborn: deque[asyncio.Future[int]] = deque()
        self._alive: dict[int, _Forked] = {}

    async def open(self) -> None:
        """Load the files. Raises SourceError or StoreError."""
        async with self._opening:
            if self._nurse is None or self._nurse.is_gone:
                await self._let_go()
                self._nurse = await Process.start(NursePlan.of(self._plan), self._log)
                self._nurse.connection.listen(self._heard)

    async def close(self) -> None:
        """End the nurse, and with it all workers."""
        async with self._opening:
            await self._let_go()

    async def worker(self) -> Process:
        """One more worker. Raises SourceError or StoreError."""
        await self.open()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                forked = await self._fork(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        return await Process.of(self._plan, forked, ours)

    async def _fork(self, descriptor: int) -> "_Forked":
        assert self._nurse is not None, "open() comes first"
        born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._unborn.append(born)
        try:
            self._nurse.connection.send_descriptor(frames.encode(FrameKind.NEW), descriptor)
        except OSError as error:
            self._unborn.remove(born)
            raise StoreError(f"A process could not start: {error}.") from error
        pid = await asyncio.shield(born)
        return self._alive[pid]

    async def _let_go(self) -> None:
        if self._nurse is not None:
            self._nurse.kill()
            await self._nurse.reap()
            self._heard()
            self._nurse = None

    def kill(self, pid: int) -> None:
        """End a worker at once."""
        if self._nurse is not None:
            self._nurse.connection.send(frames.encode_record(FrameKind.KILL, {"pid": pid}))

    def _heard(self) -> None:
        if self._nurse is None:
            return
        for frame in self._nurse.connection.take():
            self._note(frame)
        if self._nurse.connection.is_lost:
            for forked in self._alive.values():
                forked.die(KILLED)
            self._alive.clear()
            while self._unborn:
                self._unborn.popleft().set_exception(StoreError("A process could not start: its nurse is gone."))

    def _note(self, frame: Frame) -> None:
        record = frame.record()
        if frame.kind is FrameKind.BORN:
            self._alive[record["pid"]] = _Forked(record["pid"], self)
            self._unborn.popleft().set_result(record["pid"])
        elif frame.kind is FrameKind.DEAD:
            self._alive.pop(record["pid"]).die(record["code"])


class _Forked:
    """A worker as the nurse tells of it."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._dead = asyncio.Event()

    def kill(self) -> None:
        """As `Started` has it."""
        self._nursery.kill(self.pid)

    async def wait(self) -> int:
        """As Started has it."""
        await self._dead.wait()
        return self.returncode or 0

    def die(self, code: int) -> None:
        """It has ended."""
        self.returncode = code
        self._dead.set()
