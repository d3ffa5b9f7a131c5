"""What child processes have in common, seen from outside."""

import os
import resource
import signal
import socket
import subprocess
import sys

SCRIPT = """
from govsocial.store import child
front = child.front()
child.limit_memory(2**30)
child.silence()
print("nobody reads this", file=__import__("sys").stderr)
front.send(b"ready")
front.receive()
front.send(b"x" * 10_000_000)
"""


def test_a_child_is_limited_silent_deaf_to_interrupts_and_ends_without_its_front() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        child = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stderr=subprocess.PIPE,
        )
    with ours, child:
        assert ours.recv(5) == b"ready"
        assert resource.prlimit(child.pid, resource.RLIMIT_AS) == (2**30, 2**30)
        assert resource.prlimit(child.pid, resource.RLIMIT_CORE) == (0, 0)
        child.send_signal(signal.SIGINT)
        ours.send(b"Z\0\0\0\0")
        assert ours.recv(1) == b"x"
        ours.close()
        assert child.wait(20) == 0
        assert child.stderr is not None
        assert child.stderr.read() == b""
