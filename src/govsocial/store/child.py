"""What the processes that we start have in common: how they begin, speak, and end with their front.

The frames are those of `govsocial.store.frames`; the other side is `govsocial.store.process`.
"""

import ctypes
import os
import resource
import signal
import socket
import sys

from govsocial.store.frames import Frame, Receiver

_PR_SET_PDEATHSIG = 1


class Front:
    """The process that started us, at the other end of a socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._receiver = Receiver(connection)

    def receive(self) -> Frame | None:
        """The next frame, waited for; None when the front is gone."""
        return self._receiver.receive()

    def send(self, data: bytes | bytearray) -> None:
        """Send all of it, or end: without a front there is nothing to do, and no other way out of the engine."""
        try:
            self._connection.sendall(data)
        except OSError:
            os._exit(0)


def front() -> Front:
    """The one whose descriptor is the argument. From now on we never outlive the process at its other end."""
    return Front(connection())


def connection() -> socket.socket:
    """The socket to it. From now on we never outlive the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the front to handle
    die_with_parent()
    return socket.socket(fileno=int(sys.argv[1]))


def die_with_parent() -> None:
    """Let the kernel kill us when the process ends that made us."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(memory_bytes: int) -> None:
    """Let the engine abort, without a core dump, where it asks for more address space than this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def silence() -> None:
    """Close stderr: from now on nobody reads what an aborting engine writes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
