"""A release: a directory of dumps with a manifest and checksums, written whole or not at all.

See https://www.w3.org/TR/dwbp/#BulkAccess
"""

import ctypes
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from govsocial.errors import SourceError
from govsocial.model.sources import read_bytes
from govsocial.publishing.assembly import Assembly, Counts
from govsocial.publishing.dumps import DUMP_FORMATS, Dump, dump_name

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FORMAT = "govsocial-release/1"
_AT_FDCWD = -100
_EXCHANGE = 2


@dataclass(frozen=True)
class ReleaseFile:
    """One dump of a release; hashes in hexadecimal."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    canonical_hash: str


@dataclass(frozen=True)
class Release:
    """A release that lies in `directory`. `canonical_hash` is that of the dataset (RDFC-1.0, SHA-256)."""

    directory: Path
    revision: str
    base_iri: str
    title: str
    canonical_hash: str
    counts: Counts
    files: tuple[ReleaseFile, ...]

    @classmethod
    def open(cls, directory: Path) -> "Release":
        """The release in a directory. Raises SourceError when it is none, or not whole."""
        manifest = _manifest(directory)
        try:
            release = cls(
                directory,
                str(manifest["revision"]),
                str(manifest["base_iri"]),
                str(manifest["title"]),
                str(manifest["canonical_hash"]),
                Counts(**manifest["counts"]),
                tuple(ReleaseFile(**file) for file in manifest["files"]),
            )
        except (KeyError, TypeError) as error:
            raise SourceError(f"the manifest is not whole: {error}", path=str(directory / MANIFEST)) from error
        release._check_sizes()
        return release

    @property
    def dataset_path(self) -> Path:
        """The file with the whole dataset in N-Quads: what workers load."""
        return self.directory / dump_name(DUMP_FORMATS[0])

    def verify(self) -> None:
        """Compare each file with its checksum. Raises SourceError naming the first that differs."""
        for file in self.files:
            if hashlib.sha256(read_bytes(self.directory / file.name)).hexdigest() != file.sha256:
                raise SourceError("the file is not the one that was released", path=str(self.directory / file.name))

    def _check_sizes(self) -> None:
        for file in self.files:
            path = self.directory / file.name
            if not path.is_file():
                raise SourceError("the release is not whole: this file is missing", path=str(path))
            if path.stat().st_size != file.bytes:
                raise SourceError(f"the release says {file.bytes} bytes, the file has others", path=str(path))
        if not self.dataset_path.is_file():
            raise SourceError("the release is not whole: this file is missing", path=str(self.dataset_path))


def write_release(
    out: Path, assembly: Assembly, dumps: Sequence[Dump], documents: Mapping[str, bytes] | None = None
) -> Release:
    """Write a release to `out`, in the place of the one that is there: the dumps, and documents by name beside them.

    Raises SourceError; `out` is then as it was.
    """
    check_target(out)
    with _write_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            _write_files(beside, assembly, dumps, documents or {})
            beside.chmod(0o755)
            _put_in_place(beside, out)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Release.open(out)


def check_target(out: Path) -> None:
    """Raises SourceError when `out` is there and neither empty nor a release: it may be somebody's work."""
    with _write_errors(out):
        for parent in out.parents:
            if parent.exists() and not parent.is_dir():
                raise SourceError(f"the release cannot be written: {parent} is a file", path=str(out))
        if not (out.exists() or out.is_symlink()):
            return
        if out.is_dir() and not out.is_symlink() and not any(out.iterdir()):
            return
        if out.is_symlink() or not out.is_dir():
            raise SourceError("this is no directory; name one that is new, empty or a release", path=str(out))
    try:
        _manifest(out)
    except SourceError as error:
        message = "this directory has something else in it; name one that is new, empty or a release"
        raise SourceError(message, path=str(out)) from error


def _manifest(directory: Path) -> dict[str, Any]:  # Any: JSON values, checked by Release.open
    path = directory / MANIFEST
    if not path.is_file():
        raise SourceError(f"this is no release: there is no {MANIFEST} here", path=str(directory))
    try:
        manifest = json.loads(read_bytes(path))
    except ValueError as error:
        raise SourceError(f"the manifest is not JSON: {error}", path=str(path)) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise SourceError(f"this is no manifest of the format {FORMAT}", path=str(path))
    return manifest


def _write_files(directory: Path, assembly: Assembly, dumps: Sequence[Dump], documents: Mapping[str, bytes]) -> None:
    contents = {**{dump.name: dump.content for dump in dumps}, **documents}
    contents[MANIFEST] = _manifest_bytes(assembly, dumps)
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items()))
    contents[SUMS] = "".join(sums).encode()
    for name, content in contents.items():
        (directory / name).write_bytes(content)


def _manifest_bytes(assembly: Assembly, dumps: Sequence[Dump]) -> bytes:
    manifest = {
        "format": FORMAT,
        "title": assembly.title,
        "base_iri": assembly.names.base,
        "revision": assembly.revision,
        "canonical_hash": dumps[0].canonical_hash,
        "counts": asdict(assembly.counts),
        "files": [asdict(release_file(dump)) for dump in dumps],
    }
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def release_file(dump: Dump) -> ReleaseFile:
    """What a release says of a dump."""
    sha256 = hashlib.sha256(dump.content).hexdigest()
    return ReleaseFile(dump.name, dump.format.media_type, len(dump.content), sha256, dump.canonical_hash)


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
def _write_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        raise SourceError(f"the release cannot be written: {reason}", path=str(out)) from error
