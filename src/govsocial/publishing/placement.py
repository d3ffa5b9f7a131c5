"""Placement: a directory that is written whole or not at all, in the place of the one that is there.

See https://man7.org/linux/man-pages/man2/rename.2.html
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from govsocial.errors import SourceError

_AT_FDCWD = -100
_EXCHANGE = 2


def place(contents: Mapping[str, bytes], out: Path) -> None:
    """Write files by their names into the directory `out`. Raises SourceError; `out` is then as it was."""
    with write_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            for name, content in contents.items():
                (beside / name).write_bytes(content)
            beside.chmod(0o755)
            _put_in_place(beside, out)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _put_in_place(new: Path, out: Path) -> None:
    """Put `new` at `out`. What was there is then at `new`, or in no place; when it fails, it is where it was."""
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        _rename_twice(new, out)


def _exchange(new: Path, out: Path) -> bool:
    """Let two directories change places at once; False where the system cannot.

    Python has no call for it. See https://man7.org/linux/man-pages/man2/rename.2.html (RENAME_EXCHANGE)
    """
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(out), _EXCHANGE) == 0


def _rename_twice(new: Path, out: Path) -> None:
    """For a moment nothing is at `out`; when the second rename fails, the first is undone."""
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def write_errors(out: Path) -> Iterator[None]:
    """Turns what the file system says into SourceError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        raise SourceError(f"the release cannot be written: {reason}", path=str(out)) from error
