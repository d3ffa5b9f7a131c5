"""The engine: RDF syntaxes read and written, canonical hashes, and SPARQL over datasets in memory.

The only module that knows pyoxigraph. Terms, triples and quads are its classes, re-exported here.
See https://pyoxigraph.readthedocs.io/en/stable/ and https://www.w3.org/TR/rdf-canon/
"""

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar, cast
from urllib.parse import quote

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse_query_results,
)
from pyoxigraph import Dataset as QuadSet
from pyoxigraph import parse as parse_stream
from pyoxigraph import serialize as serialize_terms

from govsocial.errors import (
    GovsocialError,
    NotAcceptableError,
    QueryRefusedError,
    QuerySyntaxError,
    SourceError,
    StoreError,
)
from govsocial.model import formats
from govsocial.model.formats import Carries, Format
from govsocial.model.namespaces import PREFIXES
from govsocial.model.prologue import dataset_clauses
from govsocial.store import dialect
from govsocial.store.base import AnswerKind, GraphName, Query
from govsocial.store.comma_separated import CheckedRows, WrongRowError, quoted, written
from govsocial.store.diagnosis import diagnose, syntax_error

__all__ = [
    "BaseDirection",
    "BlankNode",
    "Dataset",
    "DefaultGraph",
    "Engine",
    "Evaluation",
    "Literal",
    "NamedNode",
    "Quad",
    "RdfFormat",
    "Store",
    "Term",
    "Triple",
    "by_value",
    "canonical_hash",
    "canonicalize",
    "engine_term",
    "graph_version",
    "number_blank_nodes",
    "parse",
    "parse_bytes",
    "read_batches",
    "serialize",
    "storage_fault",
    "translate",
    "write_triples",
]

Term = NamedNode | BlankNode | Literal | Triple
"""What a variable can be bound to."""

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_LINES = (formats.N_TRIPLES, formats.N_QUADS)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MAX_MESSAGE = 200
_SMALL_GRAPH = 2000
"""Triples that are sorted before they are sent: some 15 ms of work."""

_UNKNOWN_FUNCTION = re.compile(r"custom function <([^>]*)> is not supported")
Functions: TypeAlias = dict[NamedNode, Callable[..., Any]]  # Any: as the engine has it
Result = TypeVar("Result")
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
    syntax = syntax or _syntax_of(path)
    with _source_errors(str(path), syntax), path.open("rb") as file:
        yield from _quads(_unpacked(file, path), syntax, graph, base_iri)


def read_batches(path: Path, size: int, graph: str | None, base_iri: str) -> Iterator[tuple[list[Quad], int]]:
    """As `parse`, `size` quads at a time, each with how many bytes of the file were read for it and those before.

    Blank nodes get labels that no other file has. No Python runs for a quad, which costs as much as to parse it.
    """
    syntax = _syntax_of(path)
    with _source_errors(str(path), syntax), path.open("rb") as file:
        quads = _quads(_unpacked(file, path), syntax, graph, base_iri, rename_blank_nodes=True)
        while batch := list(islice(quads, size)):
            yield batch, file.tell()


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
    if syntax not in _LINES:  # of which the lines are sorted afterwards
        quads.sort(key=_reading_order)
    return _serialize_sorted(quads, syntax, prefixes)


def write_triples(triples: Iterable[Triple], syntax: Format, prefixes: dict[str, str]) -> bytes:
    """As `serialize`, for anybody's data: blank nodes keep their labels, because to canonicalize may take for ever."""
    return _serialize_sorted(sorted(map(_in_default_graph, triples), key=_reading_order), syntax, prefixes)


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


def by_value(quads: Iterable[Quad]) -> list[Quad]:
    """The distinct quads once the engine has had them: it keeps numbers and dates by value, not by spelling."""
    store = Store()
    store.bulk_extend(quads)
    return list(store)


class Dataset:
    """Quads in memory that answer SPARQL, for computing at build. The default graph is the union of all graphs.

    It keeps numbers and dates by value, not by spelling, so what must keep its spelling is read with `parse`.
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._store = Store()
        self.add(quads)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads, each to its graph and to the default graph."""
        self._store.extend(chain.from_iterable((quad, _in_default_graph(quad)) for quad in quads))

    def construct(self, text: str) -> set[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query. Raises QueryError."""
        result = _evaluate(self._store, text)
        if not isinstance(result, QueryTriples):
            raise QuerySyntaxError("A CONSTRUCT or DESCRIBE query is needed here.")
        return set(result)

    def select(self, text: str) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, by variable name without `?`; an unbound variable is left out."""
        result = _evaluate(self._store, text)
        if not isinstance(result, QuerySolutions):
            raise QuerySyntaxError("A SELECT query is needed here.")
        names = [variable.value for variable in result.variables]
        rows = (zip(names, solution, strict=True) for solution in result)
        return [{name: term for name, term in row if term is not None} for row in rows]


@dataclass(frozen=True)
class Evaluation:
    """A query that the engine has begun to answer; `write` goes on from there, once."""

    kind: AnswerKind
    format: Format
    _result: QuerySolutions | QueryBoolean | QueryTriples
    _ask_again: Callable[[], QuerySolutions | QueryBoolean | QueryTriples]

    def write(self, send: Callable[[bytes], object]) -> None:
        """Send the answer, piece by piece as it is found. Raises QueryError."""
        output = cast(IO[bytes], _Output(send, self.format))  # the engine asks for no more than write and flush
        try:
            if isinstance(self._result, QueryTriples):
                _write_graph(self._result, output, self.format)
            elif isinstance(self._result, QuerySolutions) and self.format is formats.CSV:
                self._write_csv(self._result, send)
            else:
                self._result.serialize(output, _RESULT_FORMATS[self.format.name])
        except _FAILURES as error:
            raise _query_error(error, "", None) from error

    def _write_csv(self, solutions: QuerySolutions, send: Callable[[bytes], object]) -> None:
        checked = CheckedRows(len(solutions.variables), send)
        try:
            solutions.serialize(cast(IO[bytes], checked), _RESULT_FORMATS[self.format.name])
        except WrongRowError:
            again = self._ask_again()
            assert isinstance(again, QuerySolutions)
            checked.go_on(_names(again), _texts(again))


class Engine:
    """A dataset that answers queries, one at a time: files in memory, or a checkpoint on disk.

    A union of graphs is made at load: the engine's own flag for it gives a triple of two graphs twice (measured,
    0.5.13).
    """

    def __init__(self) -> None:
        self._store = Store()
        self._graphs_overlap = False

    def load(self, paths: Sequence[Path], base_iri: str) -> int:
        """Load RDF files and count the distinct triples; the default graph is the union of all graphs.

        Blank nodes are numbered by file and occurrence, so that two engines with the same files agree on them.
        A relative IRI is resolved against the base with the file's name. Raises SourceError.
        """
        for number, path in enumerate(paths):
            quads = parse(path, base_iri=base_iri + quote(path.name.removesuffix(".gz")))
            self._store.bulk_extend(number_blank_nodes(quads, f"f{number}b"))
        return self._unite()

    def open(self, checkpoint: Path, is_union: bool) -> None:
        """Answer from this checkpoint now. With a union for a default graph, all of it is taken into memory.

        Raises StoreError; there is nothing to answer from then.
        """
        self._store = Store()  # lets go of the one before: two at once would take twice the address space
        try:
            on_disk = Store.read_only(str(checkpoint))
            if is_union:
                self._take_in(on_disk)
            else:
                self._store, self._graphs_overlap = on_disk, True  # nobody knows, and to look would take long
        except (OSError, RuntimeError) as error:
            reason = storage_fault(error) or error
            raise StoreError(f"The revision {checkpoint.name} cannot be opened: {reason}.") from error

    def _take_in(self, other: Store) -> None:
        self._store.bulk_extend(other.quads_for_pattern(None, None, None))
        for graph in other.named_graphs():
            self._store.add_graph(graph)  # an empty graph has no quads that would bring it along
        self._unite()

    def _unite(self) -> int:
        quads_loaded = len(self._store)
        in_graphs = quads_loaded - self._default_graph_size()
        self._store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
        in_union = len(self._store) - in_graphs
        self._graphs_overlap = in_union < quads_loaded
        return in_union

    def version(self, graph: GraphName) -> str | None:
        """As `graph_version`."""
        return graph_version(self._store, graph)

    def _default_graph_size(self) -> int:
        solutions = self._store.query("SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }")
        assert isinstance(solutions, QuerySolutions)
        return int(next(solutions)["triples"].value)

    def evaluate(self, query: Query) -> Evaluation:
        """Begin to answer. Raises QueryError or NotAcceptableError."""
        try:
            result = self._result(query)
        except _FAILURES as error:
            raise _query_error(error, query.text, query.base_iri) from error
        if isinstance(result, QueryTriples):
            kind, syntax = AnswerKind.GRAPH, _accepted(query.graph_format, formats.GRAPH_FORMATS)
        else:
            kind = AnswerKind.BOOLEAN if isinstance(result, QueryBoolean) else AnswerKind.SOLUTIONS
            syntax = _accepted(query.solutions_format, formats.SOLUTION_FORMATS)
        return Evaluation(kind, syntax, result, partial(self._result, query))

    def _result(self, query: Query) -> QuerySolutions | QueryBoolean | QueryTriples:
        default, named = query.default_graphs, query.named_graphs
        if self._graphs_overlap and not default and not named:
            default, named = dataset_clauses(query.text, query.base_iri)
        if not default and not named:
            return _evaluate(self._store, query.text, query.base_iri)
        return self._evaluate_on(query, list(dict.fromkeys(default)), list(dict.fromkeys(named)))

    def _evaluate_on(
        self, query: Query, default: list[str], named: list[str]
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        if len(default) > 1 and self._graphs_overlap:
            merged = self._merge(default, named)
            return _evaluate(merged, query.text, query.base_iri, [DefaultGraph()], named)
        return _evaluate(self._store, query.text, query.base_iri, [NamedNode(iri) for iri in default], named)

    def _merge(self, default: list[str], named: list[str]) -> Store:
        """A store with the RDF merge of some graphs: given several, the engine repeats what two of them share."""
        merged = Store()
        for iri in default:
            merged.extend(map(_in_default_graph, self._graph(iri)))
        for iri in named:
            merged.extend(self._graph(iri))
        return merged

    def _graph(self, iri: str) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, NamedNode(iri))


def translate(
    answer: IO[bytes], source: Format, kind: AnswerKind, target: Format, send: Callable[[bytes], object]
) -> None:
    """Send an answer that somebody else gave, in another format, piece by piece as it is read.

    Raises StoreError when it is not whole, not of its format, or not of the kind that it should be.
    """
    output = cast(IO[bytes], _Output(send, target))
    with _answer_errors(source):
        if kind is AnswerKind.GRAPH:
            _write_graph((quad.triple for quad in parse_stream(answer, _engine_format(source))), output, target)
            return
        result = _read_result(answer, source, kind)
        if isinstance(result, QuerySolutions) and target == formats.CSV:
            for part in written(_names(result), _texts(result)):
                send(part)
        else:
            result.serialize(output, _RESULT_FORMATS[target.name])


def _names(solutions: QuerySolutions) -> list[str]:
    return [variable.value for variable in solutions.variables]


def _texts(solutions: QuerySolutions) -> Iterator[list[str | None]]:
    """The cells of each row, without quotes. See https://www.w3.org/TR/sparql11-results-csv-tsv/#csv-terms"""
    for solution in solutions:
        yield [None if term is None else _text(term) for term in solution]


def _text(term: Term) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, Triple):
        return " ".join(quoted(_text(each)) for each in (term.subject, term.predicate, term.object))
    return term.value


def _read_result(answer: IO[bytes], source: Format, kind: AnswerKind) -> QuerySolutions | QueryBoolean:
    result = parse_query_results(answer, _RESULT_FORMATS[source.name])
    if kind is AnswerKind.SOLUTIONS and not isinstance(result, QuerySolutions):
        raise StoreError("The store behind this server answers SELECT with a truth value.")
    if kind is AnswerKind.BOOLEAN and isinstance(result, QuerySolutions):
        return _boolean(_is_true(result))
    return result


def _is_true(solutions: QuerySolutions) -> bool:
    """What an answer to ASK means that is a table: one row with 1, or no row (Virtuoso 7.2.5)."""
    terms = (term for solution in islice(solutions, 1) for term in solution)
    return any(isinstance(term, Literal) and term.value not in ("0", "false") for term in terms)


def _boolean(value: bool) -> QueryBoolean:
    """The engine makes one only as an answer."""
    answer = Store().query("ASK {}" if value else "ASK { FILTER(false) }")
    assert isinstance(answer, QueryBoolean)
    return answer


def _result_format(syntax: Format) -> QueryResultsFormat:
    found = QueryResultsFormat.from_media_type(syntax.media_type)
    if found is None:
        raise ValueError(f"{syntax.label} has no solutions.")
    return found


_RESULT_FORMATS = {each.name: _result_format(each) for each in formats.SOLUTION_FORMATS}


@contextmanager
def _answer_errors(source: Format) -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError) as error:
        message = f"The store behind this server gave an answer that is not whole, or no valid {source.label}."
        raise StoreError(message) from error
    except OSError as error:
        if "JSON-LD" not in str(error):
            raise
        raise QueryRefusedError("JSON-LD has no triple terms; ask for Turtle.") from error


def engine_term(graph: GraphName) -> NamedNode | DefaultGraph:
    """The engine's name of a graph. Raises ValueError for what is no IRI."""
    return DefaultGraph() if graph is None else NamedNode(graph)


def graph_version(store: Store, graph: GraphName) -> str | None:
    """A hash of the graph's triples, whatever their order; None when there is no such named graph.

    The sum of the triples' hashes needs no memory and no sorting: 1.5 s for 200,000 triples on disk.
    """
    name = engine_term(graph)
    if isinstance(name, NamedNode) and not store.contains_named_graph(name):
        return None
    total = 0
    for quad in store.quads_for_pattern(None, None, None, name):
        total += int.from_bytes(hashlib.sha256(str(quad.triple).encode()).digest())
    return f"{total % 2**256:064x}"


def _evaluate(
    store: Store,
    text: str,
    base_iri: str | None = None,
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None,
    named: Sequence[str] | None = None,
) -> QuerySolutions | QueryBoolean | QueryTriples:
    named_graphs: list[NamedNode | BlankNode] | None = None if named is None else [NamedNode(iri) for iri in named]
    slip = dialect.overlooked(text)
    if slip is not None:
        raise syntax_error(text, slip)
    text = dialect.mended(text)

    def query(functions: Functions) -> QuerySolutions | QueryBoolean | QueryTriples:
        return store.query(
            text,
            base_iri=base_iri,
            default_graph=default,
            named_graphs=named_graphs,
            custom_functions=functions,
        )

    try:
        return with_all_functions(query)
    except _FAILURES as error:
        raise _query_error(error, text, base_iri) from error


def with_all_functions(evaluate: Callable[[Functions], Result]) -> Result:
    """What it gives once each function that the engine says it has not is given to it: one without a value."""
    functions: Functions = {}
    while True:
        try:
            return evaluate(functions)
        except RuntimeError as error:
            found = _UNKNOWN_FUNCTION.search(str(error))
            if found is None or NamedNode(found[1]) in functions:
                raise
            functions[NamedNode(found[1])] = _no_value


def _no_value(*_arguments: Term) -> None:
    """What a function gives that we do not have: an error in the expression, not a failure of the query.

    See https://www.w3.org/TR/sparql11-query/#extensionFunctions
    """


_FAILURES = (SyntaxError, ValueError, OSError)
"""What the engine raises over a query, beside faults of its own."""


def _query_error(error: Exception, text: str, base_iri: str | None) -> GovsocialError:
    """The error of ours for what the engine raised."""
    if isinstance(error, UnicodeEncodeError):
        return QuerySyntaxError("The query contains half of a surrogate pair, which is no character.")
    if isinstance(error, SyntaxError):
        return diagnose(text, str(error), base_iri)
    if isinstance(error, ValueError):
        return QuerySyntaxError(f"The query cannot be evaluated: {error}.")
    if "JSON-LD" in str(error):
        return QueryRefusedError("JSON-LD has no triple terms; ask for Turtle.")
    reason = storage_fault(error)
    if reason is None:  # it is the engine's network client that complains
        return QueryRefusedError("SERVICE is not answered here.")
    return StoreError(f"The store cannot be read: {reason}.")


def storage_fault(error: Exception) -> str | None:
    """What the file system says, without paths; None when the error comes from elsewhere.

    The engine's storage says `IO error: While …: path: reason`; Python's errors of files have a number.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error.strerror
    message = str(error)
    return message.rpartition(": ")[2] if message.startswith(("IO error", "Corruption")) else None


def _accepted(wanted: Format | None, offered: tuple[Format, ...]) -> Format:
    if wanted is None:
        media_types = tuple(each.media_type for each in offered)
        raise NotAcceptableError(f"This form of query is answered as {', '.join(media_types)}.", media_types)
    return wanted


def _write_graph(triples: Iterator[Triple], output: IO[bytes], syntax: Format) -> None:
    """A small graph is sorted, with the prefixes it uses; of a larger one the first triples leave before the last."""
    first = list(islice(triples, _SMALL_GRAPH))
    if len(first) < _SMALL_GRAPH:
        quads = sorted({_in_default_graph(triple) for triple in first}, key=_reading_order)
        output.write(_serialize_sorted(quads, syntax, PREFIXES))
    else:
        serialize_terms(chain(first, triples), output, _engine_format(syntax))


class _Output:
    """The side of a file that the engine writes to. In XML it keeps CR, which a parser would read as LF."""

    def __init__(self, send: Callable[[bytes], object], syntax: Format) -> None:
        self._send = send
        self._is_xml = syntax in (formats.XML, formats.RDF_XML)

    def write(self, data: bytes) -> int:
        self._send(data.replace(b"\r", b"&#xD;") if self._is_xml else data)
        return len(data)

    def flush(self) -> None:
        """Called by the engine at the end; what is sent is sent."""


def number_blank_nodes(quads: Iterable[Quad], prefix: str) -> Iterator[Quad]:
    """The quads with new labels for their blank nodes: the prefix and a number, in the order in which they come."""
    labels: dict[BlankNode, BlankNode] = {}

    def renamed(term: Any) -> Any:  # Any: a term of the same class comes out, and a triple's parts differ
        if isinstance(term, BlankNode):
            return labels.setdefault(term, BlankNode(f"{prefix}{len(labels)}"))
        if isinstance(term, Triple):
            return Triple(renamed(term.subject), term.predicate, renamed(term.object))
        return term

    for quad in quads:
        if (
            isinstance(quad.object, BlankNode | Triple)
            or isinstance(quad.subject, BlankNode)
            or isinstance(quad.graph_name, BlankNode)
        ):
            subject, value, graph = map(renamed, (quad.subject, quad.object, quad.graph_name))
            yield Quad(subject, quad.predicate, value, graph)
        else:
            yield quad


def _extensions() -> str:
    return " ".join(f".{each.extension}" for each in formats.RDF_FORMATS)


def _engine_format(syntax: Format) -> RdfFormat:
    found = RdfFormat.from_media_type(syntax.media_type)
    if found is None:
        raise ValueError(f"{syntax.label} is no RDF syntax.")
    return found


def _syntax_of(path: Path) -> Format:
    syntax = formats.of_path(path.name)
    if syntax is None:
        raise SourceError(f"Its name tells no RDF format; known are {_extensions()}, and .gz after each.", str(path))
    return syntax


def _unpacked(file: IO[bytes], path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.GzipFile(fileobj=file)) if path.suffix.lower() == ".gz" else file


def _quads(
    stream: IO[bytes], syntax: Format, graph: str | None, base_iri: str | None, rename_blank_nodes: bool = False
) -> Iterator[Quad]:
    head = stream.peek(1024)[:1024]  # type: ignore[attr-defined]  # buffered and gzip readers have it, IO[bytes] does not
    if b"\0" in head:
        raise SyntaxError("Not text in UTF-8, but binary data.")
    if head.startswith(_BYTE_ORDER_MARK):
        stream.read(len(_BYTE_ORDER_MARK))
    quads = parse_stream(stream, _engine_format(syntax), base_iri=base_iri, rename_blank_nodes=rename_blank_nodes)
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
        if "buffer maximal size" not in str(error):
            raise
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
    if syntax in _LINES:
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
