"""A child process of the store, spoken to frame by frame over its socket."""

import os
import socket
import subprocess
import sys

from govsocial.store.frames import Frame, Receiver

DEADLINE_SECONDS = 20


class Child:
    """A process that runs a module of the store, and our end of its socket. The plan is the first that it hears."""

    def __init__(self, module: str, plan: bytes) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(DEADLINE_SECONDS)
        self._receiver = Receiver(self.socket)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"govsocial.store.{module}", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        self.socket.sendall(plan)

    def next(self) -> Frame:
        """The next frame."""
        frame = self._receiver.receive()
        assert frame is not None
        return frame

    def close(self) -> None:
        """Let go of it; without a front it ends, and well."""
        self.socket.close()
        assert self.process.wait(DEADLINE_SECONDS) == 0
