"""The child process that loads files once, and of which workers are forked: they share its memory, and start at once.

`python -m govsocial.store.nurse FD`. It does nothing but that, so that it has one thread when it forks: what the engine
started to load with is idle by then, and not there in a worker. What it says and hears is in `govsocial.store.frames`.
See https://man7.org/linux/man-pages/man2/fork.2.html
"""

import gc
import os
import select
import signal
import socket
from collections import deque

from govsocial.store import child, frames, worker
from govsocial.store.child import Front
from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind, Splitter
from govsocial.store.worker import Respondent

_MOST_DESCRIPTORS = 64
_OUR_FAULT = 70


def main() -> None:
    """Serve the socket whose descriptor is the argument, until its other end is closed."""
    connection = child.connection()
    front = Front(connection)
    start = front.receive()
    if start is not None:
        respondent, ready = worker.begin(front, start)
        child.silence()
        gc.collect()
        gc.freeze()  # what is there stays, and is not touched: a page that is written to is shared no more
        front.send(frames.encode_record(FrameKind.READY, ready))
        _Nurse(connection, respondent, start, ready).serve()


class _Nurse:
    """The workers of one front."""

    def __init__(
        self, connection: socket.socket, respondent: Respondent, start: Frame, ready: dict[str, int | bool]
    ) -> None:
        self._connection = connection
        self._worker = (respondent, start, ready)
        self._alive: set[int] = set()
        self._descriptors: deque[int] = deque()
        self._woken, waking = os.pipe()
        for end in (self._woken, waking):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking)
        self._of_parent = (connection.fileno(), self._woken, waking)

    def serve(self) -> None:
        """Fork, kill and bury, as the front says."""
        splitter = Splitter()
        while True:
            found, _, _ = select.select([self._connection.fileno(), self._woken], [], [])
            if self._woken in found:
                os.read(self._woken, CHUNK_BYTES)
                self._bury()
            if self._connection.fileno() in found:
                data, descriptors, _, _ = socket.recv_fds(self._connection, CHUNK_BYTES, _MOST_DESCRIPTORS)
                if not data:
                    return
                self._descriptors.extend(descriptors)
                for frame in splitter.feed(data):
                    self._do(frame)

    def _do(self, frame: Frame) -> None:
        if frame.kind is FrameKind.NEW:
            self._fork(self._descriptors.popleft())
        elif frame.kind is FrameKind.KILL and (pid := frame.record()["pid"]) in self._alive:
            os.kill(pid, signal.SIGKILL)

    def _fork(self, descriptor: int) -> None:
        pid = os.fork()
        if not pid:
            self._become_worker(descriptor)
        os.close(descriptor)
        self._alive.add(pid)
        self._tell(FrameKind.BORN, {"pid": pid})

    def _become_worker(self, descriptor: int) -> None:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child.die_with_parent()
            for each in self._of_parent:
                os.close(each)
            worker.work(Front(socket.socket(fileno=descriptor)), *self._worker)
        except BaseException:  # whatever it is, it must not get into the nurse's own code
            os._exit(_OUR_FAULT)
        os._exit(0)

    def _bury(self) -> None:
        while self._alive:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._alive.discard(pid)
            self._tell(FrameKind.DEAD, {"pid": pid, "code": os.waitstatus_to_exitcode(status)})

    def _tell(self, kind: FrameKind, record: dict[str, int]) -> None:
        self._connection.sendall(frames.encode_record(kind, record))


if __name__ == "__main__":
    main()
