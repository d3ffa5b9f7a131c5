"""What the front and its child processes say to each other: length-prefixed frames on a socket pair.

A frame is one byte of kind, four bytes of length (big-endian), and so many bytes of payload.

    front → child    S  start: JSON: what to open, memory limit; the first frame, once
    front → worker   O  open: JSON: the checkpoint to answer from; not answered
                     Q  query: JSON: the fields of `Query`, formats by name, without the text; a line feed; the text
                     P  parse: JSON, a line feed, and a document; the answer is N-Triples
                     V  version: JSON: a graph; the answer is in its end
                     T  translate: JSON: as Q; the answer to it comes from elsewhere, as below
    front → writer   U  update: JSON: text and base IRI
                     G  graph: JSON: what is to be done to which graph, on which precondition
                     K  checkpoint: JSON: where to
    front → nurse    N  new: a worker is to be forked, with the descriptor of its socket; the answer is B
                     X  kill: JSON: a worker that was forked
    nurse → front    B  born: JSON: the worker
                     D  dead: JSON: the worker and its exit code
    worker → front   F  form: JSON: the kind of answer that a query to be translated has; or E when it is none
    child → front    R  ready: JSON: what there is to know; or E when it cannot begin
                     H  head of an answer: JSON: kind and format
                     C  chunk: bytes of the answer, some CHUNK_BYTES or fewer
                     Z  end of the answer: no payload, or a result as JSON
                     W  whole answer, in the place of H, one C and Z: kind and format as JSON; a line feed; the bytes
                     E  error, in the place of a head, a chunk or the end: JSON: class and fields

An answer is `H C* Z`, `W`, `Z`, `E`, or `H C* E`; after `W`, `Z` or `E` the child waits for the next frame. To
translate, the front sends an answer with `H`, and `Z` or `E`, after `F`, in the format in which it came, and the worker
gives it back in the format asked.
"""

import json
import socket
import struct
from collections import deque
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from govsocial.errors import GovsocialError, from_record, to_record
from govsocial.model.formats import BY_NAME, Format
from govsocial.store.base import AnswerKind, Document, Query

CHUNK_BYTES = 192 * 1024
"""What the engine writes of a large answer while the front sends on what came before: fewer, and they wait in turn."""

_HEADER = struct.Struct(">cI")
_LONGEST_USUAL_HEAD = 500
_QueryFields = tuple[Format | None, Format | None, tuple[str, ...], tuple[str, ...], str | None]


class FrameKind(Enum):
    """The first byte of a frame."""

    START = b"S"
    OPEN = b"O"
    QUERY = b"Q"
    PARSE = b"P"
    VERSION = b"V"
    TRANSLATE = b"T"
    FORM = b"F"
    UPDATE = b"U"
    GRAPH = b"G"
    CHECKPOINT = b"K"
    NEW = b"N"
    KILL = b"X"
    BORN = b"B"
    DEAD = b"D"
    READY = b"R"
    HEAD = b"H"
    CHUNK = b"C"
    END = b"Z"
    WHOLE = b"W"
    ERROR = b"E"


_KINDS = {kind.value: kind for kind in FrameKind}


class Frame(NamedTuple):
    """One frame, whole."""

    kind: FrameKind
    payload: bytes = b""

    def record(self) -> dict[str, Any]:  # Any: JSON values
        """The payload of a frame that carries JSON; empty when there is none."""
        record: dict[str, Any] = json.loads(self.payload.decode() or "{}")
        return record


def header(kind: FrameKind, length: int) -> bytes:
    """What stands before so many bytes of payload."""
    return _HEADER.pack(kind.value, length)


def encode(kind: FrameKind, payload: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return header(kind, len(payload)) + payload


def encode_record(kind: FrameKind, record: dict[str, Any]) -> bytes:  # Any: JSON values
    """The bytes of a frame that carries JSON."""
    return encode(kind, json.dumps(record).encode())


def encode_query(query: Query, kind: FrameKind = FrameKind.QUERY) -> bytes:
    """The frame of a query: of its fields those that the answer depends on, and that are not empty."""
    solutions, graph = query.solutions_format, query.graph_format
    fields = (
        "" if solutions is None else solutions.name,
        "" if graph is None else graph.name,
        query.base_iri or "",
    )
    if query.default_graphs or query.named_graphs:
        head = _query_head(*fields, query.default_graphs, query.named_graphs)
    else:
        head = _usual_query_head(*fields)
    return encode(kind, head + query.text.encode("utf-8", "surrogatepass"))


def _query_head(
    solutions_format: str, graph_format: str, base_iri: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
) -> bytes:
    fields = {
        "solutions_format": solutions_format,
        "graph_format": graph_format,
        "base_iri": base_iri,
        "default_graphs": default_graphs,
        "named_graphs": named_graphs,
    }
    return json.dumps({name: value for name, value in fields.items() if value}).encode() + b"\n"


@lru_cache(64)  # without graphs, most queries have one of a few
def _usual_query_head(solutions_format: str, graph_format: str, base_iri: str) -> bytes:
    return _query_head(solutions_format, graph_format, base_iri, (), ())


def decode_query(frame: Frame) -> Query:
    """The query that `encode_query` sent."""
    head, _, text = frame.payload.partition(b"\n")
    fields = _usual_query_fields(head) if len(head) < _LONGEST_USUAL_HEAD else _query_fields(head)
    return Query(text.decode("utf-8", "surrogatepass"), *fields)


def _query_fields(head: bytes) -> _QueryFields:
    record = json.loads(head)
    return (
        BY_NAME.get(record.get("solutions_format", "")),
        BY_NAME.get(record.get("graph_format", "")),
        tuple(record.get("default_graphs", ())),
        tuple(record.get("named_graphs", ())),
        record.get("base_iri"),
    )


_usual_query_fields = lru_cache(64)(_query_fields)


def encode_document(document: Document, max_bytes: int) -> bytes:
    """The frame of a document that is to be parsed, of so many bytes at most when unpacked."""
    fields = {
        "syntax": document.syntax.name,
        "base_iri": document.base_iri,
        "is_gzip": document.is_gzip,
        "max_bytes": max_bytes,
    }
    return encode(FrameKind.PARSE, json.dumps(fields).encode() + b"\n" + document.content)


def decode_document(frame: Frame) -> tuple[Document, int]:
    """What `encode_document` sent."""
    head, _, content = frame.payload.partition(b"\n")
    fields = json.loads(head)
    syntax = BY_NAME[fields["syntax"]]
    return Document(content, syntax, fields["base_iri"], fields["is_gzip"]), fields["max_bytes"]


def encode_head(kind: AnswerKind, syntax: Format) -> bytes:
    """The frame that comes before the chunks of an answer."""
    return encode(FrameKind.HEAD, _head(kind, syntax))


def encode_whole(kind: AnswerKind, syntax: Format, content: bytes) -> bytes:
    """The frame that is all of an answer."""
    head = _head(kind, syntax)
    return b"".join((header(FrameKind.WHOLE, len(head) + len(content) + 1), head, b"\n", content))


@lru_cache(64)  # there are few, and each answer has one
def _head(kind: AnswerKind, syntax: Format) -> bytes:
    return json.dumps({"kind": kind.value, "format": syntax.name}).encode()


def decode_head(frame: Frame) -> tuple[AnswerKind, Format]:
    """What `encode_head` sent."""
    return _decode_head(frame.payload)


def decode_whole(frame: Frame) -> tuple[AnswerKind, Format, bytes]:
    """What `encode_whole` sent."""
    head, _, content = frame.payload.partition(b"\n")
    return *_decode_head(head), content


def in_parts(whole: Frame) -> tuple[Frame, Frame, Frame]:
    """The head, the chunk and the end that a whole answer stands for."""
    head, _, content = whole.payload.partition(b"\n")
    return Frame(FrameKind.HEAD, head), Frame(FrameKind.CHUNK, content), Frame(FrameKind.END)


@lru_cache(64)
def _decode_head(payload: bytes) -> tuple[AnswerKind, Format]:
    record = json.loads(payload)
    return AnswerKind(record["kind"]), BY_NAME[record["format"]]


def encode_form(kind: AnswerKind) -> bytes:
    """The frame that says what form a query has."""
    return encode_record(FrameKind.FORM, {"kind": kind.value})


def decode_form(frame: Frame) -> AnswerKind:
    """What `encode_form` sent."""
    return AnswerKind(frame.record()["kind"])


def encode_error(error: GovsocialError) -> bytes:
    """The frame of an error of our tree."""
    return encode_record(FrameKind.ERROR, to_record(error))


def decode_error(frame: Frame) -> GovsocialError:
    """The error that `encode_error` sent."""
    return from_record(frame.record())


class Splitter:
    """Makes frames of a stream of bytes that comes in pieces."""

    def __init__(self) -> None:
        self._begun = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        whole: bytes | bytearray = data
        if self._begun:
            self._begun += data
            whole = self._begun
        found: list[Frame] = []
        start = 0
        while len(whole) - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(whole, start)
            end = start + _HEADER.size + length
            if len(whole) < end:
                break
            found.append(Frame(_KINDS[kind], bytes(whole[start + _HEADER.size : end])))
            start = end
        if start or whole is data:
            self._begun = bytearray(whole[start:])
        return found


class Receiver:
    """The frames of a socket, one by one, on the side that waits for them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._splitter = Splitter()
        self._buffer = memoryview(bytearray(CHUNK_BYTES))  # one for all: to have a new one each time takes longer
        self._frames: deque[Frame] = deque()

    def receive(self) -> Frame | None:
        """The next frame; None when the other end is gone."""
        while not self._frames:
            size = self._connection.recv_into(self._buffer)
            if not size:
                return None
            self._frames.extend(self._splitter.feed(bytes(self._buffer[:size])))
        return self._frames.popleft()
