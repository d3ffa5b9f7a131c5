"""What a command writes: results to stdout or to a file that is whole or not there, words for people to stderr.

See https://clig.dev/#output
"""

import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from govsocial.errors import GovsocialError

messages = Console(stderr=True, highlight=False, soft_wrap=True)
"""For people: progress and notices. What a script reads goes to stdout."""


def write_result(chunks: Iterable[bytes], out: Path | None = None) -> None:
    """Writes bytes to stdout, or to the file `out`, which appears only when it is whole.

    Raises GovsocialError when the file cannot be written, BrokenPipeError when nobody reads stdout any more.
    """
    if out is None:
        write_chunks(chunks)
        return
    try:
        _write_whole(chunks, out)
    except OSError as error:
        raise GovsocialError(f"{out} cannot be written: {error.strerror or error}.") from error


def write_chunks(chunks: Iterable[bytes]) -> None:
    """Writes bytes to stdout as they come."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _write_whole(chunks: Iterable[bytes], out: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    half_made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
            os.fchmod(descriptor, 0o666 & ~_umask())
        half_made.replace(out)
    except BaseException:
        with suppress(FileNotFoundError):
            half_made.unlink()
        raise


def _umask() -> int:
    """The permissions that new files do not get; mkstemp gives none to others, which is not for a result."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
