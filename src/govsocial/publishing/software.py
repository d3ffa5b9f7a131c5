"""The software that runs: its version, and the commit it was made from, where that can be known.

A wheel carries the commit in a file, which the build hook writes; a checkout is asked.
See https://www.swhid.org/specification/v1.2/ for the identifier of a commit.
"""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "govsocial"
COMMIT_FILE = "COMMIT"
"""Beside the modules of the package in a wheel."""

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = Path(__file__).parents[3]
_NOT_RUN = frozenset({"__pycache__", "frontend", "content"})
"""Folders of the package that no answer is made with: sources of what is built, and data, which has its own names."""

_COMMIT = re.compile(r"[0-9a-f]{40}(-dirty)?")
_DESCRIBE = ("git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")


@dataclass(frozen=True)
class Software:
    """What makes a release. `commit` is a Git hash, with `-dirty` behind it where files were changed since; or None."""

    version: str
    commit: str | None

    @property
    def identifier(self) -> str | None:
        """The SWHID of the commit; None for what is not exactly a commit."""
        is_exact = self.commit is not None and not self.commit.endswith("-dirty")
        return f"swh:1:rev:{self.commit}" if is_exact else None

    def __str__(self) -> str:
        commit, dirty, _ = (self.commit or "").partition("-dirty")
        origin = f"commit {commit}" if commit else "commit unknown"
        return f"{NAME} {self.version}, {origin}{' with changes' if dirty else ''}"


@dataclass(frozen=True)
class Code:
    """What answers are made with: a digest of all its files, and when the newest of them was written, to the second.

    The version does not tell it: in a checkout it stays while all else changes.
    """

    digest: str
    modified: datetime


def installed_software(package: Path = _PACKAGE, checkout: Path = _CHECKOUT) -> Software:
    """The software that is running."""
    try:
        installed = version(NAME)
    except PackageNotFoundError:
        installed = "of unknown version"
    return Software(installed, _recorded(package / COMMIT_FILE) or _checked_out(checkout))


def installed_code(package: Path = _PACKAGE) -> Code:
    """The code that is running, templates and style sheets too. It takes 10 ms to read."""
    digest, modified = hashlib.sha256(), 0.0
    for path in sorted(_files(package)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package)}\0{len(content)}\0".encode())
        digest.update(content)
        modified = max(modified, path.stat().st_mtime)
    return Code(digest.hexdigest(), datetime.fromtimestamp(int(modified), UTC))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif path.is_dir() and path.name not in _NOT_RUN:
            yield from _files(path)


def _recorded(path: Path) -> str | None:
    try:
        return _valid(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None


def _checked_out(root: Path) -> str | None:
    """The commit of the checkout that `root` is; None when it is none, or Git is not there to tell."""
    if not (root / ".git").exists():
        return None
    try:
        run = subprocess.run(_DESCRIBE, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return _valid(run.stdout) if run.returncode == 0 else None


def _valid(text: str) -> str | None:
    commit = text.strip()
    return commit if _COMMIT.fullmatch(commit) else None
