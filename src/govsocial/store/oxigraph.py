"""The engine: RDF syntaxes read and written, canonical hashes, and SPARQL over datasets in memory.

The only module that knows pyoxigraph. Terms, triples and quads are its classes, re-exported here.
See https://pyoxigraph.readthedocs.io/en/stable/ and https://www.w3.org/TR/rdf-canon/
"""

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)
from pyoxigraph import Dataset as QuadSet
from pyoxigraph import parse as parse_stream
from pyoxigraph import serialize as serialize_terms

from govsocial.errors import SourceError
from govsocial.model import formats
from govsocial.model.formats import Carries, Format

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "Term",
    "Triple",
    "canonical_hash",
    "canonicalize",
    "parse",
    "parse_bytes",
    "serialize",
]

Term = NamedNode | BlankNode | Literal | Triple
"""What a variable can be bound to."""

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MAX_MESSAGE = 200
_POSITION = re.compile(r"^Parser error at line \d+ (?:[a-z]+ )*column[^:]*: ")
_CLEARER = {
    "No scheme found in an absolute IRI": "A relative IRI, and no base to resolve it: write the IRI in full, "
    "or declare a base in the file.",
    "No LoadDocumentCallback has been set to load remote contexts": "The JSON-LD context is at a remote address, and "
    "nothing is fetched: put the context into the file.",
}
# Strings, IRIs and prefixed names of our own Turtle: only what the last alternative catches is a prefix in use.
_TURTLE_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^>]*>|([A-Za-z][\w.-]*):(?:\\.|[^\s,;\\])*')


def parse(
    path: Path, graph: str | None = None, base_iri: str | None = None, syntax: Format | None = None
) -> Iterator[Quad]:
    """The quads of an RDF file, read as they are asked for; `.gz` is unpacked.

    The name tells the format where none is given. Triples of the default graph go to `graph` when there is one. Blank
    nodes keep the labels of the file; those without a label get a random one.

    Raises SourceError, possibly after some quads.
    """
    syntax = syntax or formats.of_path(path.name)
    if syntax is None:
        raise SourceError(f"Its name tells no RDF format; known are {_extensions()}, and .gz after each.", str(path))
    with _source_errors(str(path), syntax), _open(path) as stream:
        yield from _quads(stream, syntax, graph, base_iri)


def parse_bytes(
    data: bytes, syntax: Format, graph: str | None = None, base_iri: str | None = None, name: str = "input"
) -> Iterator[Quad]:
    """As `parse`, from memory; errors call the data by `name`."""
    with _source_errors(name, syntax):
        yield from _quads(io.BufferedReader(io.BytesIO(data)), syntax, graph, base_iri)


def serialize(statements: Iterable[Quad] | Iterable[Triple], syntax: Format, prefixes: dict[str, str]) -> bytes:
    """The statements as one document; equal statements give equal bytes, whatever their order or blank node labels.

    Turtle and TriG declare the prefixes that they use, in the order given. N-Triples and N-Quads are in canonical form
    with their lines sorted. A format without named graphs merges the graphs; JSON-LD is in expanded form.
    """
    quads = canonicalize(_as_quads(statements, merge=syntax.carries is Carries.GRAPH))
    return _serialize_sorted(sorted(quads, key=_reading_order), syntax, prefixes)


def canonicalize(quads: Iterable[Quad]) -> list[Quad]:
    """The distinct quads with the blank node labels of RDFC-1.0 (SHA-256), in no order.

    See https://www.w3.org/TR/rdf-canon/#canon-algorithm
    """
    dataset = QuadSet(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return list(dataset)


def canonical_hash(quads: Iterable[Quad]) -> str:
    """SHA-256, in hexadecimal, of the canonical N-Quads: equal if and only if the datasets are isomorphic.

    See https://www.w3.org/TR/rdf-canon/#dfn-canonical-n-quads-form
    """
    return hashlib.sha256(serialize(quads, formats.N_QUADS, {})).hexdigest()


def _extensions() -> str:
    return " ".join(f".{each.extension}" for each in formats.RDF_FORMATS)


def _engine_format(syntax: Format) -> RdfFormat:
    found = RdfFormat.from_media_type(syntax.media_type)
    if found is None:
        raise ValueError(f"{syntax.label} is no RDF syntax.")
    return found


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.GzipFile(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _quads(stream: IO[bytes], syntax: Format, graph: str | None, base_iri: str | None) -> Iterator[Quad]:
    head = stream.peek(1024)[:1024]  # type: ignore[attr-defined]  # buffered and gzip readers have it, IO[bytes] does not
    if b"\0" in head:
        raise SyntaxError("Not text in UTF-8, but binary data.")
    if head.startswith(_BYTE_ORDER_MARK):
        stream.read(len(_BYTE_ORDER_MARK))
    quads = parse_stream(stream, _engine_format(syntax), base_iri=base_iri)
    if graph is None:
        return iter(quads)
    return _moved(quads, NamedNode(graph))


def _moved(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    for quad in quads:
        in_default = isinstance(quad.graph_name, DefaultGraph)
        yield Quad(quad.subject, quad.predicate, quad.object, graph) if in_default else quad


@contextmanager
def _source_errors(path: str, syntax: Format) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        message = _POSITION.sub("", error.msg)
        raise SourceError(
            _sentence(_CLEARER.get(message, message), syntax), path, error.lineno, error.offset
        ) from error
    except FileNotFoundError as error:
        raise SourceError("There is no such file.", path) from error
    except IsADirectoryError as error:
        raise SourceError("This is a directory; name the files in it.", path) from error
    except PermissionError as error:
        raise SourceError("There is no permission to read it.", path) from error
    except EOFError as error:
        raise SourceError("The compressed file is cut off before its end.", path) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError("Its name says gzip, but its content is not, or is damaged.", path) from error
    except MemoryError as error:
        raise SourceError("A literal in it is larger than 16 MiB.", path) from error
    except OSError as error:
        raise SourceError(f"It cannot be read: {error.strerror or error}.", path) from error


def _sentence(message: str, syntax: Format) -> str:
    """The parser's words as one printable line of bounded length, with a full stop."""
    printable = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in " ".join(message.split()))
    if len(printable) > _MAX_MESSAGE:
        printable = printable[:_MAX_MESSAGE] + "…"
    return f"Not valid {syntax.label}: {printable.rstrip('.')}."


def _as_quads(statements: Iterable[Quad] | Iterable[Triple], merge: bool) -> Iterator[Quad]:
    for statement in statements:
        if isinstance(statement, Triple):
            yield _in_default_graph(statement)
        else:
            yield _in_default_graph(statement) if merge else statement


def _in_default_graph(statement: Quad | Triple) -> Quad:
    return Quad(statement.subject, statement.predicate, statement.object)


def _reading_order(quad: Quad) -> tuple[str, str, bool, bool, str, str]:
    """Default graph first; then by graph and subject; type and label before other properties."""
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    type_or_label = (quad.predicate != _RDF_TYPE, quad.predicate != _RDFS_LABEL)
    return graph, str(quad.subject), *type_or_label, str(quad.predicate), str(quad.object)


def _serialize_sorted(quads: list[Quad], syntax: Format, prefixes: dict[str, str]) -> bytes:
    data = serialize_terms(quads, format=_engine_format(syntax), prefixes=_prefixes_for(syntax, quads, prefixes))
    assert data is not None, "without an output, the engine returns the bytes"
    if syntax in (formats.N_TRIPLES, formats.N_QUADS):
        return b"".join(sorted(data.splitlines(keepends=True)))
    if syntax in (formats.TURTLE, formats.TRIG):
        return _with_own_header(data, prefixes)
    if syntax == formats.RDF_XML:
        return data.replace(b"\r", b"&#xD;")  # a parser of XML reads a bare CR as LF
    return data


def _prefixes_for(syntax: Format, quads: list[Quad], prefixes: dict[str, str]) -> dict[str, str]:
    """RDF/XML uses prefixes for properties only; the others pick for themselves."""
    if syntax != formats.RDF_XML:
        return prefixes
    predicates = {quad.predicate.value for quad in quads}
    return {name: iri for name, iri in prefixes.items() if any(each.startswith(iri) for each in predicates)}


def _with_own_header(turtle: bytes, prefixes: dict[str, str]) -> bytes:
    """The engine declares every prefix, in an order that differs from one process to the next (measured, 0.5.13)."""
    lines = turtle.splitlines(keepends=True)
    body = b"".join(line for line in lines if not line.startswith(b"@prefix "))
    used = {match.group(1).decode() for match in _TURTLE_TOKEN.finditer(body) if match.group(1)}
    header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items() if name in used)
    return (header + "\n" if header else "").encode() + body
