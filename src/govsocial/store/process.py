"""One child process from the front's side: how it is started, spoken to, killed and reaped."""

import asyncio
import logging
import os
import signal
import socket
import sys
from typing import IO, Any

from govsocial.errors import StoreError
from govsocial.store import frames
from govsocial.store.connection import Connection
from govsocial.store.frames import FrameKind
from govsocial.store.plans import CheckpointPlan, Plan

logger = logging.getLogger(__name__)

_SECRETS = ("GOVSOCIAL_TOKEN", "GOVSOCIAL_STORE_AUTHORIZATION")

OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)
"""Exit codes: the engine aborts when it gets no memory, and the kernel kills when there is none at all."""

OUT_OF_STACK = (-signal.SIGSEGV, -signal.SIGBUS)
"""Exit codes of an engine that went too deep."""


class Process:
    """One child process that is ready for a frame, or at work on one."""

    def __init__(self, plan: Plan, process: asyncio.subprocess.Process, connection: Connection) -> None:
        self.plan = plan
        self.connection = connection
        self.ready: dict[str, Any] = {}  # Any: JSON values
        self._process = process
        self._is_killed = False

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
        started = cls(plan, process, Connection())
        try:
            await started.connection.open(ours)
            await started._begin(log)
        except BaseException:
            started.kill()
            await started.reap()
            raise
        return started

    async def _begin(self, log: IO[bytes]) -> None:
        self.connection.send(self.plan.frame())
        try:
            (frame,) = await self.connection.receive()
        except EOFError:
            code = await self.reap()
            if code in OUT_OF_MEMORY:
                raise self.plan.too_large() from None
            raise StoreError(f"A process could not start (exit code {code}): {_last_line(log)}") from None
        if frame.kind is FrameKind.ERROR:
            raise frames.decode_error(frame)
        self.ready = frame.record()
        if not self.ready["is_fenced"]:
            logger.warning("This system has no seccomp filter: only the checks of texts keep a process from the net.")

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
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
