"""One worker process from the front's side: how it is started, spoken to, killed and reaped."""

import asyncio
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from govsocial.errors import SourceError, StoreError
from govsocial.settings import MEBIBYTE
from govsocial.store import frames
from govsocial.store.connection import Connection
from govsocial.store.frames import FrameKind

OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)
"""Exit codes: the engine aborts when it gets no memory, and the kernel kills when there is none at all."""

OUT_OF_STACK = (-signal.SIGSEGV, -signal.SIGBUS)
"""Exit codes of an engine that went too deep."""


@dataclass(frozen=True)
class Plan:
    """What a worker is started with."""

    files: tuple[Path, ...]
    base_iri: str
    memory_mebibytes: int

    def frame(self) -> bytes:
        """The first frame that a worker gets."""
        return frames.encode_record(
            FrameKind.START,
            {
                "files": [str(path.absolute()) for path in self.files],
                "base_iri": self.base_iri,
                "memory_bytes": self.memory_mebibytes * MEBIBYTE,
            },
        )

    def too_large(self) -> SourceError:
        """What is wrong when a worker runs out of memory before it is ready."""
        largest = max(self.files, key=lambda path: path.stat().st_size if path.exists() else 0)
        return SourceError(
            f"Loading it needs more memory than the {self.memory_mebibytes} MiB that a worker may use; "
            "raise the setting worker_memory.",
            str(largest),
        )


class Worker:
    """One child process that is ready for a query, or at work on one."""

    def __init__(self, process: asyncio.subprocess.Process, connection: Connection) -> None:
        self.connection = connection
        self.triples = 0
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
    async def start(cls, plan: Plan, log: IO[bytes]) -> "Worker":
        """A worker that has loaded its files. Raises SourceError or StoreError."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "govsocial.store.worker", str(theirs.fileno())),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # an interrupt at the terminal reaches the front alone
                env=_environment(),
            )
        worker = cls(process, Connection())
        try:
            await worker.connection.open(ours)
            await worker._load(plan, log)
        except BaseException:
            worker.kill()
            await worker.reap()
            raise
        return worker

    async def _load(self, plan: Plan, log: IO[bytes]) -> None:
        self.connection.send(plan.frame())
        try:
            (frame,) = await self.connection.receive()
        except EOFError:
            code = await self.reap()
            if code in OUT_OF_MEMORY:
                raise plan.too_large() from None
            raise StoreError(f"A worker could not start (exit code {code}): {_last_line(log)}") from None
        if frame.kind is FrameKind.ERROR:
            raise frames.decode_error(frame)
        self.triples = frame.record()["triples"]

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


def _environment() -> dict[str, str]:
    """Ours, with the modules found where we find them, and without the token: a worker has no use for it."""
    kept = {name: value for name, value in os.environ.items() if name != "GOVSOCIAL_TOKEN"}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
