"""The folder of a store on disk: immutable revisions, of which the newest is the truth, and what is made of it.

    govsocial.lock   held by the one server that uses the folder, and by its writer
    revisions/       a checkpoint for each state that queries may still see: <number>-<random>
    live/            what the writer works on: made anew from the newest revision whenever a writer starts
    uploads/         documents on their way to the writer

A write is done when its revision is there, whole, under its name; the engine makes it beside, and renames. So whatever
is killed at whatever moment, the newest revision is what was last accepted, and the rest can be swept away.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from govsocial.errors import StoreError

_MARKER = "govsocial.lock"
_NAME = re.compile(r"([0-9]+)-[0-9a-f]{8}")


class Revisions:
    """The folder and its revisions. The random part of a name keeps a restored backup from giving a name twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = folder / "live"
        self.uploads = folder / "uploads"
        self.current: Path | None = None
        self._in_making: Path | None = None
        self._last_number = 0
        self._revisions = folder / "revisions"
        self._lock: int | None = None

    @property
    def lock(self) -> int:
        """The descriptor that holds the folder for us."""
        assert self._lock is not None, "claim() comes first"
        return self._lock

    def claim(self) -> bool:
        """Take the folder, which is made when there is none; False when another server has it.

        Raises StoreError when it cannot be used.
        """
        try:
            self._prepare()
        except OSError as error:
            raise StoreError(f"The folder {self.folder} cannot be used as a store: {error.strerror}.") from error
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        found = [path for path in self._listed() if _NAME.fullmatch(path.name)]
        self.current = max(found, key=_number, default=None)
        self._last_number = 0 if self.current is None else _number(self.current)
        self.sweep(())
        for upload in self.uploads.glob("*.nt"):
            with suppress(OSError):
                upload.unlink()
        return True

    def release(self) -> None:
        """Let others have the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def new(self) -> Path:
        """The path for the next revision, where nothing is yet; `publish` or `abandon` must follow."""
        self._last_number += 1
        self._in_making = self._revisions / f"{self._last_number}-{secrets.token_hex(4)}"
        return self._in_making

    def new_upload(self) -> Path:
        """A path for a document on its way."""
        return self.uploads / f"{secrets.token_hex(8)}.nt"

    def publish(self) -> Path:
        """Make the new revision, which is there now, the current one."""
        assert self._in_making is not None, "new() comes first"
        self.current, self._in_making = self._in_making, None
        return self.current

    def abandon(self) -> None:
        """Make nothing of the new revision, which may be there already, or it would be taken for the truth.

        First it loses its name, at once, so that no half of it is ever found under it. Its number is not used again:
        where even that fails, what is published later still is the newest.
        """
        if self._in_making is not None:
            abandoned, self._in_making = self._in_making, None
            nameless = abandoned.with_suffix(".abandoned")
            with suppress(OSError):
                abandoned.rename(nameless)
            shutil.rmtree(nameless, ignore_errors=True)

    def sweep(self, used: Collection[Path]) -> int:
        """Remove the revisions that are neither current nor used, as far as can be; how many old ones are left."""
        making = None if self._in_making is None else self._in_making.name
        for path in self._listed():
            is_in_making = making is not None and path.name.startswith(making)  # beside, it has a suffix
            if path != self.current and path not in used and not is_in_making:
                shutil.rmtree(path, ignore_errors=True)
        return sum(path in used and path != self.current for path in self._listed())

    def _listed(self) -> list[Path]:
        return list(self._revisions.iterdir()) if self._revisions.is_dir() else []

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        marker = self.folder / _MARKER
        if not marker.exists() and any(self.folder.iterdir()):
            raise StoreError(f"The folder {self.folder} has files in it and is no store; name an empty or a new one.")
        writable = not marker.exists() or os.access(marker, os.W_OK)
        self._lock = os.open(marker, os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY, 0o644)
        if writable:
            self._revisions.mkdir(exist_ok=True)
            self.uploads.mkdir(exist_ok=True)


def remake(live: Path, checkpoint: Path | None) -> None:
    """Make the folder anew. Table files are never changed, so that a link will do; all others are copied."""
    if live.exists():
        shutil.rmtree(live)
    live.mkdir()
    for file in () if checkpoint is None else checkpoint.iterdir():
        if file.suffix == ".sst":
            os.link(file, live / file.name)
        else:
            shutil.copyfile(file, live / file.name)


def _number(revision: Path) -> int:
    return int(revision.name.partition("-")[0])
