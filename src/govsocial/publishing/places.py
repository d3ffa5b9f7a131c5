"""Places: in which file, and on which line, a subject is described."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from govsocial.model.sources import SourceFile, read_text
from govsocial.publishing.assembly import SourceGraph
from govsocial.store.oxigraph import NamedNode

_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)

# Strings, comments and IRIs may hold brackets and "_:" that are no blank nodes.
_BLANK_NODE = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
  | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^>\s]*> | \#[^\n]*
  | (?P<blank>\[ | \( | (?<![\w:])_:)
    """,
    re.VERBOSE | re.DOTALL,
)


class Places:
    """Answers for one set of source graphs; texts are read when first asked for."""

    def __init__(self, graphs: Iterable[SourceGraph]) -> None:
        self._files: dict[str, list[SourceFile]] = defaultdict(list)
        self._mentions: dict[str, list[SourceFile]] = defaultdict(list)
        self._texts: dict[SourceFile, str] = {}
        for graph in graphs:
            for iri in {quad.subject.value for quad in graph.quads if isinstance(quad.subject, NamedNode)}:
                self._files[iri].append(graph.file)
            for iri in {quad.object.value for quad in graph.quads if isinstance(quad.object, NamedNode)}:
                self._mentions[iri].append(graph.file)

    def files(self, iri: str) -> Sequence[SourceFile]:
        """The files that describe the subject, or else mention it, in the order of the sources."""
        return self._files.get(iri) or self._mentions.get(iri, [])

    def line(self, file: SourceFile, iri: str) -> int | None:
        """The line where the subject starts in the file; else the first where it is mentioned; None for neither."""
        text = self._text(file)
        spellings = "|".join(re.escape(spelling) for spelling in _spellings(iri, text, file))
        name = rf"(?:{spellings})(?![\w/.:#-]*[\w/#-])"
        match = re.search(rf"^{name}", text, re.MULTILINE) or re.search(rf"(?<![\w:<-]){name}", text)
        return _line(text, match)

    def blank_node_line(self, file: SourceFile) -> int | None:
        """The line of the first blank node in the file."""
        text = self._text(file)
        return _line(text, next((match for match in _BLANK_NODE.finditer(text) if match["blank"]), None))

    def _text(self, file: SourceFile) -> str:
        if file not in self._texts:
            self._texts[file] = read_text(file.path)
        return self._texts[file]


def _spellings(iri: str, text: str, file: SourceFile) -> list[str]:
    """How the file may write the IRI: in full, with one of its prefixes, as `<>` for its own graph."""
    prefixed = [
        f"{prefix}:{local}"
        for prefix, namespace in _PREFIX.findall(text)
        if namespace and iri.startswith(namespace)
        for local in {iri.removeprefix(namespace), iri.removeprefix(namespace).replace("/", "\\/")}
    ]
    own = ["<>"] if iri.endswith(f"/graph/{file.graph}") else []
    return [f"<{iri}>", *prefixed, *own]


def _line(text: str, match: re.Match[str] | None) -> int | None:
    return None if match is None else text.count("\n", 0, match.start()) + 1
