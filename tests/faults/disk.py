"""A small file system of its own for one server: it can be filled, and made read-only, and nobody else sees it.

It is mounted in a namespace of the server's; see https://man7.org/linux/man-pages/man7/mount_namespaces.7.html
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faults.server import Server, serving

_AS_ROOT = [] if os.geteuid() == 0 else ["--map-root-user"]
_INTO_ROOT = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
_UNSHARE = ["unshare", "--mount", *_AS_ROOT]


@dataclass(frozen=True)
class Disk:
    """The file system of a running server."""

    folder: Path
    server: Server

    @property
    def _ballast(self) -> Path:
        return Path(f"/proc/{self.server.pid}/root{self.folder}/ballast")

    def fill(self, but_bytes: int) -> None:
        """Leave so many bytes of room."""
        with self._ballast.open("wb") as file:
            status = os.statvfs(file.fileno())
            os.posix_fallocate(file.fileno(), 0, max(status.f_bavail * status.f_frsize - but_bytes, 1))

    def make_room(self) -> None:
        """Leave all the room that there was."""
        self._ballast.unlink()

    def forbid_writing(self) -> None:
        """Make the store's folder read-only: what is opened from now on cannot be written to."""
        store = str(self.folder / "store")
        self._run("mount", "--bind", store, store)
        self._run("mount", "-o", "remount,bind,ro", store)

    def allow_writing(self) -> None:
        """Make it as it was."""
        self._run("umount", "--lazy", str(self.folder / "store"))

    def _run(self, *command: str) -> None:
        enter = ["nsenter", f"--target={self.server.pid}", "--mount", *_INTO_ROOT]
        subprocess.run([*enter, *command], check=True)


@contextmanager
def serving_from_disk(folder: Path, log: Path, mebibytes: int) -> Iterator[Disk]:
    """A server whose store is the folder `store` of an empty disk of this size."""
    _require(folder)
    script = 'mount -t tmpfs -o "size=$0m" tmpfs "$1" && shift && exec "$@"'
    wrapper = [*_UNSHARE, "sh", "-c", script, str(mebibytes), str(folder)]
    with serving(folder / "store", log, wrapper=wrapper) as server:
        yield Disk(folder, server)


@contextmanager
def serving_read_only(folder: Path, log: Path) -> Iterator[Disk]:
    """A server for whom the folder `store` in this one is read-only from the start."""
    _require(folder)
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    store = folder / "store"
    with serving(store, log, wrapper=[*_UNSHARE, "sh", "-c", script, str(store)]) as server:
        yield Disk(folder, server)


def _require(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    probe = [*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        reason = "a file system of its own cannot be mounted here"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
