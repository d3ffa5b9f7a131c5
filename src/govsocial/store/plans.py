"""What a child process is started with: which module runs, what it opens, and what it may use."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from govsocial.errors import GovsocialError, SourceError, StoreError
from govsocial.settings import MEBIBYTE
from govsocial.store import frames
from govsocial.store.frames import FrameKind


@dataclass(frozen=True)
class Plan(ABC):
    """What every child process needs to know."""

    memory_mebibytes: int
    module: ClassVar[str] = "govsocial.store.worker"

    def frame(self) -> bytes:
        """The first frame that the child gets."""
        record = {"memory_bytes": self.memory_mebibytes * MEBIBYTE, **self.record()}
        return frames.encode_record(FrameKind.START, record)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What of ours the child has open too."""
        return ()

    @abstractmethod
    def record(self) -> dict[str, Any]:  # Any: JSON values
        """What this sort of child needs to know beside its memory limit."""

    def too_large(self) -> GovsocialError:
        """What is wrong when the child runs out of memory before it is ready."""
        return StoreError(
            f"Opening the store needs more memory than the {self.memory_mebibytes} MiB that a process of it may use; "
            "raise the setting worker_memory."
        )


@dataclass(frozen=True)
class FilesPlan(Plan):
    """A worker that holds files in memory."""

    files: tuple[Path, ...]
    base_iri: str
    relay_port: int | None = None
    """Where a worker that may call other endpoints reaches our relay."""

    def record(self) -> dict[str, Any]:  # Any: as in Plan
        """The files, by absolute paths."""
        files = [str(path.absolute()) for path in self.files]
        record = {"files": files, "base_iri": self.base_iri, "checkpoint": None, "is_union": True}
        return {**record, "relay_port": self.relay_port}

    def too_large(self) -> GovsocialError:
        """It names the largest file."""
        if not self.files:
            return super().too_large()
        largest = max(self.files, key=lambda path: path.stat().st_size if path.exists() else 0)
        return SourceError(
            f"Loading it needs more memory than the {self.memory_mebibytes} MiB that a worker may use; "
            "raise the setting worker_memory.",
            str(largest),
        )


@dataclass(frozen=True)
class NursePlan(FilesPlan):
    """One that loads files for those that are forked of it."""

    module: ClassVar[str] = "govsocial.store.nurse"

    @classmethod
    def of(cls, plan: FilesPlan) -> "NursePlan":
        """The plan for the nurse of workers by this plan."""
        return cls(plan.memory_mebibytes, plan.files, plan.base_iri)


@dataclass(frozen=True)
class CheckpointPlan(Plan):
    """A worker that reads a checkpoint; it can be told to follow to the next."""

    checkpoint: Path
    is_union: bool
    relay_port: int | None = None
    """As in FilesPlan."""

    def record(self) -> dict[str, Any]:  # Any: as in Plan
        """The checkpoint, by its absolute path."""
        checkpoint = str(self.checkpoint.absolute())
        return {"checkpoint": checkpoint, "is_union": self.is_union, "relay_port": self.relay_port}


@dataclass(frozen=True)
class WriterPlan(Plan):
    """The writer. It makes `live` anew from a checkpoint, or empty, and keeps the lock with us."""

    module: ClassVar[str] = "govsocial.store.writer"
    live: Path
    checkpoint: Path | None
    lock: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The lock: a folder is free only when the writer is gone too."""
        return (self.lock,)

    def record(self) -> dict[str, Any]:  # Any: as in Plan
        """Both folders, by absolute paths."""
        checkpoint = None if self.checkpoint is None else str(self.checkpoint.absolute())
        return {"live": str(self.live.absolute()), "checkpoint": checkpoint}
