"""What the processes that we start have in common: how they begin, speak, and end with their front.

The frames are those of `govsocial.store.frames`; the other side is `govsocial.store.process`.
"""

import ctypes
import os
import resource
import signal
import socket
import sys

_PR_SET_PDEATHSIG = 1


def front() -> socket.socket:
    """The socket whose descriptor is the argument. From now on we never outlive the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the front to handle
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    return socket.socket(fileno=int(sys.argv[1]))


def limit_memory(memory_bytes: int) -> None:
    """Let the engine abort, without a core dump, where it asks for more address space than this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def silence() -> None:
    """Close stderr: from now on nobody reads what an aborting engine writes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)


def send(connection: socket.socket, data: bytes) -> None:
    """Send all of it, or end: without a front there is nothing to do, and from inside the engine no other way out."""
    try:
        connection.sendall(data)
    except OSError:
        os._exit(0)
