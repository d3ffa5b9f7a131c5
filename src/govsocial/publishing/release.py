"""A release: a directory of dumps with a manifest and checksums, that is never changed once it is published.

See https://www.w3.org/TR/dwbp/#BulkAccess
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from govsocial.errors import SourceError
from govsocial.model.formats import N_QUADS
from govsocial.model.sources import read_bytes
from govsocial.publishing.assembly import Assembly, Counts
from govsocial.publishing.cuts import WHOLE
from govsocial.publishing.files import NewFile, ReleaseFile, new_file
from govsocial.publishing.placement import place, write_errors

__all__ = ["MANIFEST", "SUMS", "Release", "ReleaseFile", "Summary", "check_target", "summarize", "write_release"]

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FORMAT = "govsocial-release/1"
_NAME_DIGITS = 12


@dataclass(frozen=True)
class Summary:
    """What is known of a release before its files are. `canonical_hash` is that of the dataset (RDFC-1.0, SHA-256).

    `software` is what made it: name, version and commit; None where the release does not say.
    """

    revision: str
    base_iri: str
    title: str
    licence: str
    issued: str
    canonical_hash: str
    counts: Counts
    software: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Release(Summary):
    """A release that lies in `directory`. `files` are in its manifest; manifest and sums are `attachments`."""

    directory: Path
    files: tuple[ReleaseFile, ...]
    attachments: tuple[ReleaseFile, ...] = field(default=())

    @classmethod
    def open(cls, directory: Path) -> "Release":
        """The release in a directory. Raises SourceError when it is none, or not whole."""
        manifest = _manifest(directory)
        try:
            release = cls(
                **{
                    each.name: manifest[each.name]
                    for each in fields(Summary)
                    if each.name not in ("counts", "software")
                },
                counts=Counts(**manifest["counts"]),
                software=manifest.get("software"),
                directory=directory,
                files=tuple(ReleaseFile(**file) for file in manifest["files"]),
                attachments=(
                    _attachment(directory, MANIFEST, "application/json", "The manifest: what each file is"),
                    _attachment(directory, SUMS, "text/plain", "SHA-256 sums, for sha256sum --check"),
                ),
            )
        except (KeyError, TypeError) as error:
            raise SourceError(f"the manifest is not whole: {error}", path=str(directory / MANIFEST)) from error
        release._check_sizes()
        return release

    @property
    def name(self) -> str:
        """What the release is called: its day, and the first digits of the checksum of its checksums.

        No two releases that differ in a byte have the same name.
        """
        (digest,) = (file.sha256 for file in self.attachments if file.name == SUMS)
        return f"{self.issued}-{digest[:_NAME_DIGITS]}"

    @property
    def dataset_path(self) -> Path:
        """The file with the whole dataset in N-Quads: what workers load. Raises SourceError when there is none."""
        for file in self.files:
            if (file.cut, file.format, file.compression) == (WHOLE.key, N_QUADS.name, None):
                return self.directory / file.name
        raise SourceError("the release is not whole: it has no N-Quads of the whole graph", path=str(self.directory))

    def find(self, name: str) -> ReleaseFile | None:
        """The file of exactly this name."""
        return next((file for file in (*self.files, *self.attachments) if file.name == name), None)

    def verify(self) -> None:
        """Compare each file with its checksum. Raises SourceError naming the first that differs."""
        for file in self.files:
            if hashlib.sha256(read_bytes(self.directory / file.name)).hexdigest() != file.sha256:
                raise SourceError("the file is not the one that was released", path=str(self.directory / file.name))

    def _check_sizes(self) -> None:
        for file in self.files:
            path = self.directory / file.name
            if Path(file.name).name != file.name:
                raise SourceError(f"'{file.name}' is no name of a file in a release", path=str(self.directory))
            if not path.is_file():
                raise SourceError("the release is not whole: this file is missing", path=str(path))
            if path.stat().st_size != file.bytes:
                raise SourceError(f"the release says {file.bytes} bytes, the file has others", path=str(path))
        self.dataset_path  # noqa: B018  # it says what is missing


def summarize(assembly: Assembly, canonical_hash: str) -> Summary:
    """What a release of the assembly says of itself. Raises SourceError when the dataset has no date."""
    names, about = assembly.names, assembly.about
    if about.issued is None:
        raise SourceError(
            f"<{names.base}dataset> does not say when it was issued; give it dcterms:issued with a date",
            path="data/dataset.ttl",
        )
    return Summary(
        assembly.revision,
        names.base,
        about.title,
        about.licence,
        about.issued,
        canonical_hash,
        assembly.counts,
        software=str(assembly.software),
    )


def write_release(out: Path, summary: Summary, files: Sequence[NewFile]) -> Release:
    """Write a release to `out`, in the place of the one that is there. Raises SourceError; `out` is then as it was."""
    check_target(out)
    contents = {file.about.name: file.content for file in files}
    contents[MANIFEST] = _manifest_bytes(summary, files)
    contents[SUMS] = _sums(contents)
    place(contents, out)
    return Release.open(out)


def check_target(out: Path) -> None:
    """Raises SourceError when `out` is there and neither empty nor a release: it may be somebody's work."""
    with write_errors(out):
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


def _attachment(directory: Path, name: str, media_type: str, title: str) -> ReleaseFile:
    return new_file(name, media_type, read_bytes(directory / name), title=title).about


def _sums(contents: Mapping[str, bytes]) -> bytes:
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items()))
    return "".join(sums).encode()


def _manifest_bytes(summary: Summary, files: Sequence[NewFile]) -> bytes:
    manifest = {"format": FORMAT, **asdict(summary), "files": [_described(file.about) for file in files]}
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def _described(file: ReleaseFile) -> dict[str, str | int]:
    """What is known of the file; what is not is left out."""
    return {name: value for name, value in asdict(file).items() if value is not None}
