"""The child process that holds a dataset and answers one question at a time: `python -m govsocial.store.worker FD`.

Before the first one it fences itself: a memory limit, and either no new descriptors, so neither files nor network, or,
where it reads from disk, no new sockets. What it says and hears is in `govsocial.store.frames`.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from govsocial.errors import GovsocialError, SourceError, StoreError
from govsocial.model import formats
from govsocial.store import child, fence, frames
from govsocial.store.base import AnswerKind
from govsocial.store.child import Front
from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind
from govsocial.store.oxigraph import Engine
from govsocial.store.parsing import write_n_triples
from govsocial.store.translation import write_translated

_CALLING_DESCRIPTORS = 64
"""What a worker may have open that calls other endpoints: one call at a time, beside what is open at the start."""

_FLUSH_SECONDS = 0.05
"""A chunk that is not full leaves this time after the one before, so that slow rows are seen.

The time of the first begins with its first bytes: small answers go in one send, however long they take to be found.
"""

_END = frames.encode(FrameKind.END)
_OF_AN_ANSWER = (FrameKind.HEAD, FrameKind.CHUNK, FrameKind.END, FrameKind.ERROR)


class _Reply:
    """The frames of one answer, gathered into chunks, so that a small one leaves in one piece."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self._head: tuple[AnswerKind, formats.Format] | None = None
        """As long as it has not left."""

        self._pieces: list[bytes] = []
        self._size = 0
        self._sent_at = 0.0

    def tell(self, frame: bytes) -> None:
        """Send what comes before an answer."""
        self.front.send(frame)

    def begin(self, kind: AnswerKind, syntax: formats.Format) -> None:
        """Put the head before the first bytes."""
        self._head = kind, syntax

    def write(self, data: bytes) -> None:
        """Add bytes of the answer."""
        if self._head is not None and not self._pieces:
            self._sent_at = time.monotonic()
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= CHUNK_BYTES or time.monotonic() - self._sent_at > _FLUSH_SECONDS:
            self._send()
            self._sent_at = time.monotonic()

    def finish(self, result: dict[str, str | None] | None = None) -> None:
        """Send what is left, and the end."""
        if self._head is not None:
            self.front.send(frames.encode_whole(*self._head, b"".join(self._pieces)))
        else:
            self._send(_END if result is None else frames.encode_record(FrameKind.END, result))

    def fail(self, error: GovsocialError) -> None:
        """Send the error; when nothing has left yet, it is all that leaves."""
        if self._head is not None:
            self._head, self._pieces = None, []
        self._send(frames.encode_error(error))

    def _send(self, last: bytes = b"") -> None:
        head = b"" if self._head is None else frames.encode_head(*self._head)
        chunk = (frames.header(FrameKind.CHUNK, self._size), *self._pieces) if self._pieces else ()
        self.front.send(b"".join((head, *chunk, last)))
        self._head, self._pieces, self._size = None, [], 0


class Respondent:
    """Answers the questions of a front about one dataset."""

    def __init__(self, is_union: bool) -> None:
        self.engine = Engine()
        self._is_union = is_union
        self._failure: StoreError | None = None
        self._answers: dict[FrameKind, Callable[[Frame, _Reply], None]] = {
            FrameKind.QUERY: self._query,
            FrameKind.PARSE: self._parse,
            FrameKind.VERSION: self._version,
            FrameKind.TRANSLATE: self._translate,
        }

    def open(self, checkpoint: str) -> None:
        """Answer from this checkpoint; that it cannot be opened is for the next question to hear."""
        try:
            self.engine.open(Path(checkpoint), self._is_union)
            self._failure = None
        except StoreError as error:
            self._failure = error

    def answer(self, frame: Frame, reply: _Reply) -> None:
        """Answer one question. Raises what the engine raises."""
        if self._failure is not None:
            raise self._failure
        self._answers[frame.kind](frame, reply)

    def _query(self, frame: Frame, reply: _Reply) -> None:
        evaluation = self.engine.evaluate(frames.decode_query(frame))
        reply.begin(evaluation.kind, evaluation.format)
        evaluation.write(reply.write)
        reply.finish()

    def _parse(self, frame: Frame, reply: _Reply) -> None:
        document, max_bytes = frames.decode_document(frame)
        reply.begin(AnswerKind.GRAPH, formats.N_TRIPLES)
        write_n_triples(document, max_bytes, reply.write)
        reply.finish()

    def _translate(self, frame: Frame, reply: _Reply) -> None:
        evaluation = self.engine.evaluate(frames.decode_query(frame))
        reply.tell(frames.encode_form(evaluation.kind))
        reply.begin(evaluation.kind, evaluation.format)
        write_translated(reply.front, evaluation.kind, evaluation.format, reply.write)
        reply.finish()

    def _version(self, frame: Frame, reply: _Reply) -> None:
        reply.finish({"version": self.engine.version(frame.record()["graph"])})


def main() -> None:
    """Serve the socket whose descriptor is the argument, until its other end is closed."""
    front = child.front()
    start = front.receive()
    if start is not None:
        respondent, ready = begin(front, start)
        child.silence()
        work(front, respondent, start, ready)


def work(front: Front, respondent: Respondent, start: Frame, ready: dict[str, int | bool]) -> None:
    """Say that we are ready, and answer until the front is gone."""
    _deny_descriptors(start)
    front.send(frames.encode_record(FrameKind.READY, ready))
    _serve(front, respondent)


def _deny_descriptors(start: Frame) -> None:
    """Where all is in memory: no new ones, or, to reach the relay, a few sockets and no files."""
    record = start.record()
    if record["checkpoint"] is None:
        is_calling = record.get("relay_port") is not None and fence.deny_files()
        limit = _CALLING_DESCRIPTORS if is_calling else 0
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


def begin(front: Front, start: Frame) -> tuple[Respondent, dict[str, int | bool]]:
    """Load files, or open a checkpoint. The engine opens files of it when it needs them, hence the other fence."""
    record = start.record()
    child.limit_memory(record["memory_bytes"])
    respondent = Respondent(record["is_union"])
    try:
        is_fenced = _fence(record)
        if record["checkpoint"] is not None:
            respondent.engine.open(Path(record["checkpoint"]), record["is_union"])
            return respondent, {"is_fenced": is_fenced}
        triples = respondent.engine.load([Path(path) for path in record["files"]], record["base_iri"])
    except (SourceError, StoreError) as error:
        front.send(frames.encode_error(error))
        sys.exit(0)
    except MemoryError:
        os.abort()  # as the engine does when it gets no memory
    return respondent, {"is_fenced": is_fenced, "triples": triples}


def _fence(record: dict[str, Any]) -> bool:  # Any: JSON values
    """The fence that must stand before any thread does. Raises StoreError where a calling worker cannot be held."""
    port = record.get("relay_port")
    if port is None:
        return record["checkpoint"] is None or fence.deny_network()
    if not fence.allow_port(port):
        raise StoreError("This system cannot keep a process to one port, so SERVICE cannot be allowed.")
    return True


def _serve(front: Front, respondent: Respondent) -> None:
    while (frame := front.receive()) is not None:
        if frame.kind is FrameKind.OPEN:
            respondent.open(frame.record()["checkpoint"])
        elif frame.kind not in _OF_AN_ANSWER:  # the rest of one that could not be translated
            _answer(front, respondent, frame)


def _answer(front: Front, respondent: Respondent, frame: Frame) -> None:
    reply = _Reply(front)
    try:
        respondent.answer(frame, reply)
    except GovsocialError as error:
        reply.fail(error)
    except MemoryError:
        os.abort()  # as the engine does when it gets no memory
    except Exception as error:  # the worker's boundary: whatever else the engine raises is no fault of the worker
        reply.fail(StoreError(f"The engine failed: {type(error).__name__}: {str(error)[:200]}"))


if __name__ == "__main__":
    main()
