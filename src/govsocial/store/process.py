"""One child process from the front's side: how it is started, spoken to, killed and reaped."""

import asyncio
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import IO, Any, Protocol

from govsocial.errors import StoreError
from govsocial.store import frames
from govsocial.store.connection import Connection
from govsocial.store.frames import FrameKind
from govsocial.store.plans import CheckpointPlan, Plan

logger = logging.getLogger(__name__)

_ALLOCATION = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=100"}
"""The engine makes and drops a hundred functions for each query: kept at hand, they take a tenth less of its time.

See https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
"""

_SECRETS = ("GOVSOCIAL_TOKEN", "GOVSOCIAL_STORE_AUTHORIZATION")

_OF_LONG_WORK = 10
"""The nice value of a process that is at something for long: it gets a tenth of the time of one with 0."""

KILLED = -signal.SIGKILL
"""The exit code of a process that ended with the one that made it."""

OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)
"""Exit codes: the engine aborts when it gets no memory, and the kernel kills when there is none at all."""

OUT_OF_STACK = (-signal.SIGSEGV, -signal.SIGBUS)
"""Exit codes of an engine that went too deep."""


class Started(Protocol):
    """A process that has been started, by whomever: what asyncio has, too."""

    @property
    def pid(self) -> int:
        """Its process id."""
        ...

    @property
    def returncode(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it lives."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        ...


class Process:
    """One child process that is ready for a frame, or at work on one."""

    def __init__(self, plan: Plan, process: Started, connection: Connection) -> None:
        self.plan = plan
        self.connection = connection
        self.ready: dict[str, Any] = {}  # Any: JSON values
        self._process = process
        self._is_killed = self._is_slow = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it is dead or about to be."""
        return self._is_killed or self.connection.is_lost or self._process.returncode is not None

    @classmethod
    async def start(cls, plan: Plan, log: IO[bytes]) -> "Process":
        """A process that has done what its plan says. Raises SourceError or StoreError."""
        try:
            ours, process = await _spawn(plan, log)
        except (OSError, RuntimeError) as error:  # no process, descriptor or thread to be had
            raise StoreError(f"A process could not start: {error}.") from error
        return await cls.of(plan, process, ours, log)

    @classmethod
    async def of(cls, plan: Plan, process: Started, ours: socket.socket, log: IO[bytes] | None = None) -> "Process":
        """The process at the other end, once it is ready; one with a log of its own is told the plan first.

        Raises SourceError or StoreError.
        """
        started = cls(plan, process, Connection())
        try:
            await started.connection.open(ours)
            if log is not None:
                started.connection.send(plan.frame())
            await started._begin(log)
        except BaseException:
            started.kill()
            await started.reap()
            raise
        return started

    async def _begin(self, log: IO[bytes] | None) -> None:
        try:
            (frame,) = await self.connection.receive()
        except EOFError:
            code = await self.reap()
            if code in OUT_OF_MEMORY:
                raise self.plan.too_large() from None
            said = "it was forked" if log is None else _last_line(log)
            raise StoreError(f"A process could not start (exit code {code}): {said}") from None
        if frame.kind is FrameKind.ERROR:
            raise frames.decode_error(frame)
        self.ready = frame.record()
        if not self.ready["is_fenced"]:
            logger.warning("This system has no seccomp filter: only the checks of texts keep a process from the net.")

    def yield_to_others(self) -> None:
        """Let the system prefer others from now on, where there is not enough for all."""
        with suppress(OSError):  # it has just ended
            os.setpriority(os.PRIO_PROCESS, self.pid, _OF_LONG_WORK)
            self._is_slow = True

    def is_as_quick_as_others(self) -> bool:
        """Whether it is preferred as others are, again if need be; where the system forbids that, it is killed."""
        if self._is_slow:
            try:
                os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
                self._is_slow = False
            except OSError:  # only a privileged user may
                self.kill()
        return not self._is_slow

    def follow(self, plan: CheckpointPlan) -> None:
        """Tell a worker to answer from another checkpoint from now on."""
        self.plan = plan
        self.connection.send(frames.encode_record(FrameKind.OPEN, plan.record()))

    def kill(self) -> None:
        """End it at once, and our waiting for it. `reap` must follow; it takes longer, as memory is given back."""
        self._is_killed = True
        self.connection.close()
        if self._process.returncode is None:
            self._process.kill()

    async def reap(self) -> int:
        """Wait for its end, let go of its socket, and give its exit code."""
        code = await self._process.wait()
        self.connection.close()
        return code


async def _spawn(plan: Plan, log: IO[bytes]) -> tuple[socket.socket, asyncio.subprocess.Process]:
    """A child process and our end of the socket that it serves."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", plan.module, str(theirs.fileno())),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
                pass_fds=[theirs.fileno(), *plan.descriptors],
                start_new_session=True,  # an interrupt at the terminal reaches the front alone
                env=_environment(),
            )
    except BaseException:
        ours.close()
        raise
    return ours, process


def _environment() -> dict[str, str]:
    """Ours, with the modules found where we find them, and without secrets: a worker has no use for them."""
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    return {**_ALLOCATION, **kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
