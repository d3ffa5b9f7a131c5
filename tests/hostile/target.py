"""The server under attack: `govsocial serve` as a process of its own, and what can be seen of it from outside.

See https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.server import started

TOKEN = "the-right-token-of-the-tests"

TIMEOUT_SECONDS = 1.0
UPDATE_TIMEOUT_SECONDS = 2.0
MAX_QUERY_BYTES = 262_144
MAX_UPLOAD_BYTES = 4 * 1024 * 1024
WORKERS = SPARES = 2
LONG_QUERIES = 4
SETTINGS = (
    *("--port", "0", "--workers", str(WORKERS), "--spares", str(SPARES), "--long-queries", str(LONG_QUERIES)),
    *("--queue", "16", "--queue-wait", "1", "--cache", "8"),
    *("--timeout", str(TIMEOUT_SECONDS), "--update-timeout", str(UPDATE_TIMEOUT_SECONDS)),
    *("--max-upload-bytes", str(MAX_UPLOAD_BYTES), "--max-result-bytes", str(64 * 1024 * 1024)),
)


@dataclass(frozen=True)
class Figures:
    """What a server has: bytes in memory now and at most since the last look, open files, and children by state."""

    resident_bytes: int
    peak_bytes: int
    descriptors: int
    children: int
    zombies: int


class Trap:
    """A socket that listens on loopback, and that nobody may ever call. `@TRAP` in a request stands for its port."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = b"%05d" % self._listener.getsockname()[1]  # as long as what it replaces

    def has_caught(self) -> bool:
        """Whether somebody has called since the last look."""
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


@dataclass(frozen=True)
class Target:
    """A running server."""

    host: str
    port: int
    pid: int
    trap: Trap
    log: Path

    @property
    def url(self) -> str:
        """Its address, without a final slash."""
        return f"http://{self.host}:{self.port}"

    def figures(self) -> Figures:
        """What it has now."""
        process = Path(f"/proc/{self.pid}")
        states = [_state(pid) for pid in _descendants(str(self.pid))]
        return Figures(
            _status_bytes(process, "VmRSS"),
            _status_bytes(process, "VmHWM"),
            len(list((process / "fd").iterdir())),
            len(states),
            states.count("Z"),
        )

    def forget_peak(self) -> None:
        """Let the peak of memory begin anew."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


def _status_bytes(process: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (process / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def _descendants(pid: str) -> list[str]:
    """The processes that this one has started, and those that they have: workers are forked of another."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [each for child in children for each in (child, *_descendants(child))]


def _state(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "gone"


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Target]:
    """`govsocial serve` with these arguments and short limits; it is gone after the context. Its log goes to a file."""
    log, trap = folder / "log", Trap()
    try:
        with started(log, TOKEN, *SETTINGS, *arguments) as (process, host, port):
            yield Target(host, port, process.pid, trap, log)
            assert process.poll() is None, "the server has ended"
    finally:
        trap.close()
