"""The child process that holds the dataset and answers one query at a time: `python -m govsocial.store.worker FD`.

Before the first query it fences itself: a memory limit, and no new descriptors, so neither files nor network.
It never outlives its front. What it says and hears is in `govsocial.store.frames`.
"""

import ctypes
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path

from govsocial.errors import GovsocialError, SourceError, StoreError
from govsocial.store import frames
from govsocial.store.base import Query
from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind
from govsocial.store.oxigraph import Engine

_FLUSH_SECONDS = 0.05
"""A chunk that is not full leaves after this time, so that slow rows are seen; small answers still go in one send."""

_PR_SET_PDEATHSIG = 1


class _Reply:
    """The frames of one answer, gathered into chunks."""

    def __init__(self, connection: socket.socket, head: bytes) -> None:
        self._connection = connection
        self._ready = bytearray(head)
        self._chunk = bytearray()
        self._sent_at = time.monotonic()
        self._is_begun = False

    def write(self, data: bytes) -> None:
        """Add bytes of the answer."""
        self._chunk += data
        while len(self._chunk) >= CHUNK_BYTES:
            self._frame(CHUNK_BYTES)
            self._send()
        if self._chunk and time.monotonic() - self._sent_at > _FLUSH_SECONDS:
            self._frame(len(self._chunk))
            self._send()

    def finish(self) -> None:
        """Send what is left, and the end."""
        if self._chunk:
            self._frame(len(self._chunk))
        self._ready += frames.encode(FrameKind.END)
        self._send()

    def fail(self, error: GovsocialError) -> None:
        """Send the error; when nothing has left yet, it is all that leaves."""
        if not self._is_begun:
            self._ready.clear()
        self._ready += frames.encode_error(error)
        self._send()

    def _frame(self, length: int) -> None:
        self._ready += frames.encode(FrameKind.CHUNK, bytes(self._chunk[:length]))
        del self._chunk[:length]

    def _send(self) -> None:
        _send(self._connection, bytes(self._ready))
        self._ready.clear()
        self._is_begun = True
        self._sent_at = time.monotonic()


def main() -> None:
    """Serve the socket whose descriptor is the argument, until its other end is closed."""
    _follow_the_front()
    connection = socket.socket(fileno=int(sys.argv[1]))
    start = frames.receive(connection)
    if start is not None:
        engine, triples = _load(connection, start)
        _fence()
        _send(connection, frames.encode_record(FrameKind.READY, {"triples": triples}))
        _serve(connection, engine)


def _follow_the_front() -> None:
    """An interrupt is for the front to handle; and when the front dies without a word, so do we."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _load(connection: socket.socket, start: Frame) -> tuple[Engine, int]:
    record = start.record()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (record["memory_bytes"], record["memory_bytes"]))
    engine = Engine()
    try:
        triples = engine.load([Path(path) for path in record["files"]], record["base_iri"])
    except SourceError as error:
        _send(connection, frames.encode_error(error))
        sys.exit(0)
    except MemoryError:
        os.abort()  # as the engine does when it gets no memory
    return engine, triples


def _fence() -> None:
    """From here on nothing can be opened. What an aborting engine writes to stderr has no reader any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _serve(connection: socket.socket, engine: Engine) -> None:
    while (frame := frames.receive(connection)) is not None:
        _answer(connection, engine, frames.decode_query(frame))


def _answer(connection: socket.socket, engine: Engine, query: Query) -> None:
    reply = _Reply(connection, b"")
    try:
        evaluation = engine.evaluate(query)
        reply = _Reply(connection, frames.encode_head(evaluation.kind, evaluation.format))
        evaluation.write(reply.write)
    except GovsocialError as error:
        reply.fail(error)
    except MemoryError:
        os.abort()  # as the engine does when it gets no memory
    except Exception as error:  # the worker's boundary: whatever else the engine raises is no fault of the worker
        reply.fail(StoreError(f"The engine failed: {type(error).__name__}: {str(error)[:200]}"))
    else:
        reply.finish()


def _send(connection: socket.socket, data: bytes) -> None:
    try:
        connection.sendall(data)
    except OSError:
        os._exit(0)  # the front is gone; from inside the engine there is no other way out


if __name__ == "__main__":
    main()
