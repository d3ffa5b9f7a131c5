"""The front's end of a worker's socket: frames as they come, with a bound on what may pile up.

See https://docs.python.org/3/library/asyncio-protocol.html
"""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind, Splitter

_MAX_PENDING_BYTES = 4 * CHUNK_BYTES
"""Reading stops above it, the socket fills, and the worker waits."""


class Connection(asyncio.Protocol):
    """One end of a socket pair. What comes is taken by who listens, or by the one who waits in `receive`."""

    def __init__(self) -> None:
        self._splitter = Splitter()
        self._frames: list[Frame] = []
        self._pending_bytes = 0
        self._listener: Callable[[], None] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._lost = self._is_paused = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._transport: asyncio.Transport | None = None
        self._end: socket.socket | None = None

    async def open(self, end: socket.socket) -> None:
        """Take over this end of a socket pair."""
        self._end = end
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=end)

    def send(self, data: bytes) -> None:
        """Send whole frames, without waiting until they are taken."""
        if self._transport is None or self._lost:
            return
        sent = 0 if self._transport.get_write_buffer_size() else self._send_now(data)
        if sent < len(data):
            self._transport.write(data[sent:])

    def _send_now(self, data: bytes) -> int:
        """How much is taken at once: the loop may send only when it has heard all that has come, and a worker waits."""
        assert self._end is not None  # there is a transport
        try:
            return self._end.send(data)
        except OSError:
            return 0  # the transport finds out whether it is full or gone

    def send_descriptor(self, data: bytes, descriptor: int) -> None:
        """Send a whole frame with a descriptor, which the other end has then too. Raises OSError."""
        if self._end is None or self._lost:
            raise ConnectionError("The other end is gone.")
        socket.send_fds(self._end, [data], [descriptor])

    async def drain(self) -> None:
        """Wait until the other end has taken most of what was sent, or is gone."""
        await self._writable.wait()

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call this from now on when frames have come, and when the other end is gone."""
        self._listener = listener

    @property
    def last_kind(self) -> FrameKind | None:
        """The kind of the last of the frames that have come and are not taken."""
        return self._frames[-1].kind if self._frames else None

    def take(self) -> list[Frame]:
        """All frames that have come since, which may be none; more may come then."""
        taken, self._frames, self._pending_bytes = self._frames, [], 0
        if self._is_paused and self._transport is not None and not self._lost:
            self._transport.resume_reading()
            self._is_paused = False
        return taken

    async def receive(self) -> list[Frame]:
        """All frames that have come, at least one. Raises EOFError when the other end is gone and none is left."""
        while not self._frames:
            if self._lost:
                raise EOFError
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self.take()

    @property
    def is_lost(self) -> bool:
        """Whether the other end is gone, or this one closed."""
        return self._lost

    def close(self) -> None:
        """Let go of the socket; a `receive` that waits gets its EOFError."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # what a stream socket gives

    def data_received(self, data: bytes) -> None:
        self._frames += self._splitter.feed(data)
        self._pending_bytes += len(data)
        if self._pending_bytes > _MAX_PENDING_BYTES and self._frames and self._transport is not None:
            self._transport.pause_reading()
            self._is_paused = True
        if self._frames:
            self._wake()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # as asyncio.Protocol has it
        self._lost = True
        self._writable.set()
        self._wake()

    def _wake(self) -> None:
        if self._listener is not None:
            self._listener()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
