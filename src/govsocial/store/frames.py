"""What the front and its child processes say to each other: length-prefixed frames on a socket pair.

A frame is one byte of kind, four bytes of length (big-endian), and so many bytes of payload.

    front → child    S  start: JSON: what to open, memory limit; the first frame, once
    front → worker   O  open: JSON: the checkpoint to answer from; not answered
                     Q  query: JSON: the fields of `Query`, formats by name
                     P  parse: JSON, a line feed, and a document; the answer is N-Triples
                     V  version: JSON: a graph; the answer is in its end
                     T  translate: JSON: as Q; the answer to it comes from elsewhere, as below
    front → writer   U  update: JSON: text and base IRI
                     G  graph: JSON: what is to be done to which graph, on which precondition
                     K  checkpoint: JSON: where to
    worker → front   F  form: JSON: the kind of answer that a query to be translated has; or E when it is none
    child → front    R  ready: JSON: what there is to know; or E when it cannot begin
                     H  head of an answer: JSON: kind and format
                     C  chunk: bytes of the answer, at most CHUNK_BYTES
                     Z  end of the answer: no payload, or a result as JSON
                     E  error, in the place of a head, a chunk or the end: JSON: class and fields

An answer is `H C* Z`, `Z`, `E`, or `H C* E`; after `Z` or `E` the child waits for the next frame. To translate, the
front sends such an answer after `F`, in the format in which it came, and the worker gives it back in the format asked.
"""

import json
import socket
import struct
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from govsocial.errors import GovsocialError, from_record, to_record
from govsocial.model.formats import BY_NAME, Format
from govsocial.store.base import AnswerKind, Document, Query

CHUNK_BYTES = 65_536
_HEADER = struct.Struct(">cI")


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
    READY = b"R"
    HEAD = b"H"
    CHUNK = b"C"
    END = b"Z"
    ERROR = b"E"


@dataclass(frozen=True)
class Frame:
    """One frame, whole."""

    kind: FrameKind
    payload: bytes = b""

    def record(self) -> dict[str, Any]:  # Any: JSON values
        """The payload of a frame that carries JSON; empty when there is none."""
        record: dict[str, Any] = json.loads(self.payload or b"{}")
        return record


def encode(kind: FrameKind, payload: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return _HEADER.pack(kind.value, len(payload)) + payload


def encode_record(kind: FrameKind, record: dict[str, Any]) -> bytes:  # Any: JSON values
    """The bytes of a frame that carries JSON."""
    return encode(kind, json.dumps(record).encode())


def encode_query(query: Query, kind: FrameKind = FrameKind.QUERY) -> bytes:
    """The frame of a query."""
    record = asdict(query)
    for name in ("solutions_format", "graph_format"):
        chosen: Format | None = getattr(query, name)
        record[name] = chosen and chosen.name
    return encode_record(kind, record)


def decode_query(frame: Frame) -> Query:
    """The query that `encode_query` sent."""
    record = frame.record()
    for name in ("solutions_format", "graph_format"):
        record[name] = record[name] and BY_NAME[record[name]]
    for name in ("default_graphs", "named_graphs"):
        record[name] = tuple(record[name])
    return Query(**record)


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
    return encode_record(FrameKind.HEAD, {"kind": kind.value, "format": syntax.name})


def decode_head(frame: Frame) -> tuple[AnswerKind, Format]:
    """What `encode_head` sent."""
    record = frame.record()
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


def receive(connection: socket.socket) -> Frame | None:
    """The next frame on the worker's side, which waits for it; None when the front is gone."""
    header = _receive_exactly(connection, _HEADER.size)
    if header is None:
        return None
    kind, length = _HEADER.unpack(header)
    payload = _receive_exactly(connection, length)
    return None if payload is None else Frame(FrameKind(kind), payload)


def _receive_exactly(connection: socket.socket, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            return None
        data += piece
    return bytes(data)


class Splitter:
    """Makes frames of a stream of bytes that comes in pieces, on the front's side."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        self._buffer += data
        found: list[Frame] = []
        start = 0
        while len(self._buffer) - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._buffer, start)
            end = start + _HEADER.size + length
            if len(self._buffer) < end:
                break
            found.append(Frame(FrameKind(kind), bytes(self._buffer[start + _HEADER.size : end])))
            start = end
        del self._buffer[:start]
        return found
