"""An answer that comes from elsewhere in frames, translated in a worker while it comes.

See https://www.w3.org/TR/rdf-sparql-XMLres/ and https://www.w3.org/TR/n-triples/
"""

import io
import re
from collections.abc import Callable
from typing import IO, cast

from govsocial.errors import GovsocialError, StoreError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.store import frames
from govsocial.store.base import AnswerKind
from govsocial.store.child import Front
from govsocial.store.frames import FrameKind
from govsocial.store.oxigraph import translate

_TERM = re.compile(rb"<(bnode|literal)\b([^<>]*)>([^<]*)</\1>")
_BEGUN_TERM = re.compile(rb"<(?:(?:bnode|literal)\b[^<>]*>[^<]*(?:<[^<>]*)?|[^<>]*)\Z")
_OUTER_BLANKS = re.compile(rb"\A[ \t\r\n]+|[ \t\r\n]+\Z")
_END_OF_XML = re.compile(rb"</(?:[\w.-]+:)?sparql\s*>(?:\s|<!--.*?-->)*\Z", re.DOTALL)
_TAIL = 1024
"""Bytes at the end of a document in which its end must stand."""


def write_translated(front: Front, kind: AnswerKind, target: Format, send: Callable[[bytes], object]) -> None:
    """Send the answer that comes from the front, in another format.

    Raises the error that comes in its place or in its middle, and StoreError when it is not what it should be.
    """
    incoming = _Incoming(front)
    try:
        translate(cast(IO[bytes], incoming), incoming.format, kind, target, send)
    except Exception as error:
        raise incoming.failure or error from None  # the engine wraps what its input raises
    incoming.read_rest()


class _Incoming(io.RawIOBase):
    """The bytes of an answer, as a file that the engine reads."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.failure: GovsocialError | None = None
        self._front = front
        self._ready = memoryview(b"")
        self._is_at_end = False
        self._tail = b""
        _, self.format = frames.decode_head(self._receive())
        self._mending = _Mending() if self.format == formats.XML else None

    def read(self, size: int = -1, /) -> bytes:
        """As a file has it: empty only at the end."""
        while not self._ready and not self._is_at_end:
            self._ready = memoryview(self._next())
        taken = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(taken) :]
        return bytes(taken)

    def read_rest(self) -> None:
        """Read what the engine did not need: nothing but blanks, or the answer is not what it says."""
        while not self._is_at_end or self._ready:
            if self.read(frames.CHUNK_BYTES).strip():
                raise StoreError("The store behind this server gave an answer that goes on after its end.")
        if self.format == formats.XML and not _END_OF_XML.search(self._tail):  # the engine does not miss it
            raise StoreError("The store behind this server gave an answer that is not whole.")

    def _next(self) -> bytes:
        frame = self._receive()
        self._tail = (self._tail + frame.payload[-_TAIL:])[-_TAIL:]
        self._is_at_end = frame.kind is FrameKind.END
        if self._mending is None:
            return frame.payload
        return self._mending.rest() if self._is_at_end else self._mending.feed(frame.payload)

    def _receive(self) -> frames.Frame:
        frame = self._front.receive()
        if frame is None:
            raise SystemExit(0)  # the front is gone
        if frame.kind is FrameKind.ERROR:
            self._is_at_end = True
            self.failure = frames.decode_error(frame)
            raise self.failure
        return frame


class _Mending:
    """Writes terms in XML so that the engine reads them as they are.

    It trims blanks that are not escaped from both ends of a literal (measured, 0.5.13), and knows no labels of blank
    nodes like `nodeID://b1`, which some stores have.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes as far as they are sure; a term that is not whole yet is held back."""
        data = self._held + data
        begun = _BEGUN_TERM.search(data)
        sure = len(data) if begun is None else begun.start()
        self._held = data[sure:]
        return _TERM.sub(_mended, data[:sure])

    def rest(self) -> bytes:
        """What was held back."""
        held, self._held = self._held, b""
        return held


def _mended(match: "re.Match[bytes]") -> bytes:
    element, attributes, text = match.groups()
    if element == b"bnode":
        text = b"n" + re.sub(rb"[^A-Za-z0-9]", lambda sign: b"_%02X" % sign[0][0], text)
    else:
        text = _OUTER_BLANKS.sub(lambda blanks: b"".join(b"&#%d;" % blank for blank in blanks[0]), text)
    return b"<%b%b>%b</%b>" % (element, attributes, text, element)
