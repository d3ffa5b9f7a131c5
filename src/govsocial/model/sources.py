"""Where the sources lie (`ontology/`, `data/`, `queries/`), in which order they are read, and into which named graph.

One source file is one named graph. See https://www.w3.org/TR/rdf11-concepts/#section-dataset
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from govsocial.errors import SourceError
from govsocial.model.formats import of_path
from govsocial.model.iris import Names

_PACKAGE = Path(__file__).parents[1]
_ORDER = (
    "ontology/govsocial.ttl",
    "ontology/shapes.ttl",
    "ontology/schemes",
    "ontology/alignments",
    "data/dataset.ttl",
    "data/snapshots",
    "data/reference",
    "data/enrichment",
    "data/imports",
)
_NOT_IN_THE_GRAPH = ("ontology/examples/", "ontology/rules/")
_SINGULAR = {
    "schemes": "scheme",
    "alignments": "alignment",
    "snapshots": "snapshot",
    "imports": "import",
}


@dataclass(frozen=True)
class SourceFile:
    """One Turtle file. `name` is its path below the root, `graph` the name of its graph below `graph/`."""

    path: Path
    name: str
    graph: str

    def graph_iri(self, names: Names) -> str:
        """The IRI of the file's named graph; also the base against which the file is read."""
        return f"{names.base}graph/{self.graph}"


@dataclass(frozen=True)
class Sources:
    """The sources of one publication, below one root. Raises SourceError when the root is not one."""

    root: Path

    def __post_init__(self) -> None:
        for folder in ("ontology", "data"):
            if not (self.root / folder).is_dir():
                raise SourceError(f"no sources: there is no folder '{folder}' here", path=str(self.root))
        if not (self.root / "ontology/govsocial.ttl").is_file():
            raise SourceError("no sources: there is no file 'ontology/govsocial.ttl' here", path=str(self.root))

    @classmethod
    def bundled(cls) -> "Sources":
        """The sources that came with the package: its `content/` in a wheel, the top level of a checkout."""
        content = _PACKAGE / "content"
        return cls(content if content.is_dir() else _PACKAGE.parents[1])

    @classmethod
    def around(cls, path: Path) -> "Sources | None":
        """The sources that a file is one of, by the folders above it; None for a file that stands elsewhere."""
        for folder in path.resolve().parents:
            if (folder / "ontology/govsocial.ttl").is_file() and (folder / "data").is_dir():
                return cls(folder)
        return None

    @property
    def rules(self) -> Path:
        """The folder of the inference rules."""
        return self.root / "ontology/rules"

    @property
    def queries(self) -> Path:
        """The folder of the stored queries; it may be absent."""
        return self.root / "queries"

    @property
    def snapshots(self) -> tuple[Path, ...]:
        """The folder of each snapshot, in their order."""
        return tuple(sorted(path for path in (self.root / "data/snapshots").glob("*") if path.is_dir()))

    @property
    def coverage_files(self) -> tuple[Path, ...]:
        """Each snapshot's `coverage.csv`, in order of the snapshots."""
        return tuple(sorted((self.root / "data/snapshots").glob("*/coverage.csv")))

    def rdf_files(self) -> tuple[SourceFile, ...]:
        """All Turtle files of the graph: ontology, shapes, schemes, alignments, then the data. Never empty.

        Raises SourceError when two files would share a named graph, or when data is in another syntax than Turtle: it
        would be left out without a word.
        """
        self._refuse_other_syntaxes()
        files = sorted((self._source_file(path) for path in self._files("*.ttl")), key=_position)
        kept = tuple(file for file in files if not file.name.startswith(_NOT_IN_THE_GRAPH))
        seen: dict[str, SourceFile] = {}
        for file in kept:
            if file.graph in seen:
                raise SourceError(
                    f"its named graph would be that of {seen[file.graph].name}; give it another name",
                    path=str(file.path),
                )
            seen[file.graph] = file
        return kept

    def digest(self) -> str:
        """SHA-256, in hex, of the names and bytes of all sources: equal digests, equal releases."""
        digest = hashlib.sha256()
        for path in self._files("*"):
            name = path.relative_to(self.root).as_posix().encode()
            content = read_bytes(path)
            digest.update(b"%d %s %d " % (len(name), name, len(content)) + content)
        return digest.hexdigest()

    def _refuse_other_syntaxes(self) -> None:
        for path in self._files("*"):
            found = of_path(path.name)
            is_data = path.is_relative_to(self.root / "data")
            if is_data and found is not None and path.suffix != ".ttl":
                raise SourceError(
                    f"this is {found.label}; sources are Turtle, in files that end in .ttl", path=str(path)
                )

    def _files(self, pattern: str) -> list[Path]:
        folders = (self.root / folder for folder in ("ontology", "data", "queries"))
        found = (path for folder in folders for path in folder.rglob(pattern))
        return sorted(path for path in found if path.is_file() and not path.name.startswith("."))

    def _source_file(self, path: Path) -> SourceFile:
        name = path.relative_to(self.root).as_posix()
        return SourceFile(path, name, graph_name(name))


def graph_name(name: str) -> str:
    """The name below `graph/` of a file's graph: `data/snapshots/2009-06/dius.ttl` → `snapshot/2009-06/dius`."""
    if name == "ontology/govsocial.ttl":
        return "ontology"
    first, *rest = PurePosixPath(name).with_suffix("").parts[1:]
    return "/".join((_SINGULAR.get(first, first), *rest))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises SourceError saying why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=str(path)) from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, its line ends as they are. Raises SourceError saying why, and at which byte."""
    content = read_bytes(path)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"is not UTF-8 text (byte {error.start})", path=str(path), line=line) from error


def _position(file: SourceFile) -> tuple[int, str]:
    for position, place in enumerate(_ORDER):
        if file.name == place or file.name.startswith(place + "/"):
            return position, file.name
    return len(_ORDER), file.name
