"""Files of a release: what is said of each, and how one is compressed.

See https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution and https://www.rfc-editor.org/rfc/rfc1952
"""

import gzip
import hashlib
import io
from dataclasses import dataclass, replace

GZIP = "gzip"
GZIP_MEDIA_TYPE = "application/gzip"


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release; hashes in hexadecimal, of the file as it lies there.

    `media_type` is that of the content, compressed or not. `format` is the name of a syntax of RDF, `csv`, or None for
    what describes the others; `cut` is the key of the part of the dataset that is in it. `canonical_hash` and the
    counts of `triples` and `named_graphs` are those of RDF, `rows` that of a table without its header.
    """

    name: str
    media_type: str
    bytes: int
    sha256: str
    canonical_hash: str | None = None
    format: str | None = None
    compression: str | None = None
    cut: str | None = None
    title: str = ""
    triples: int | None = None
    named_graphs: int | None = None
    rows: int | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header: a compressed file is what it is, not a coding of what is in it."""
        if self.compression == GZIP:
            return GZIP_MEDIA_TYPE
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


@dataclass(frozen=True)
class NewFile:
    """A file that is to be written."""

    about: ReleaseFile
    content: bytes


def new_file(
    name: str, media_type: str, content: bytes, *, title: str, format_name: str | None = None, cut: str | None = None
) -> NewFile:
    """A file with its size and checksum."""
    digest = hashlib.sha256(content).hexdigest()
    about = ReleaseFile(name, media_type, len(content), digest, format=format_name, cut=cut, title=title)
    return NewFile(about, content)


def gzipped(file: NewFile) -> NewFile:
    """The same file compressed, as `name.gz`; equal contents give equal bytes: it has neither name nor time in it."""
    compressed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, compressed, mtime=0) as stream:
        stream.write(file.content)
    content = compressed.getvalue()
    about = replace(
        file.about,
        name=f"{file.about.name}.gz",
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        compression=GZIP,
    )
    return NewFile(about, content)
