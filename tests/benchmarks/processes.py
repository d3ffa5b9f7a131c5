"""Programs that are measured: started in the background, watched through /proc, and ended.

See https://man7.org/linux/man-pages/man5/proc.5.html
"""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

BYTES_A_MIB = 1024 * 1024
STOP_SECONDS = 30
QUIET_SHARE = 0.05
"""Of one core: what a server that has nothing to do may use."""

LOOK_SECONDS, QUIET_LOOKS = 0.2, 3

_TICKS = os.sysconf("SC_CLK_TCK")


class BenchmarkError(Exception):
    """Something that makes figures worthless, or impossible; the message is for the person who measures."""


@contextmanager
def running(command: Sequence[str], log: Path, **variables: str) -> Iterator[int]:
    """The process id of a program; it and all that it started are gone after the context. Its output goes to a file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process.pid
        if process.poll() is not None:
            raise BenchmarkError(f"{command[0]} ended by itself. {_end_of(log)}")
    finally:
        _stop(process)


def end_properly_when_terminated() -> None:
    """Let SIGTERM be what Ctrl-C is, so that no server outlives the run."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)


def _end_of(log: Path) -> str:
    return f"The end of its log {log}:\n{log.read_text(errors='replace')[-2000:]}"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass(frozen=True)
class Process:
    """One process as it was seen: its program, and its memory in bytes.

    `resident_bytes` counts shared pages in each process that has them, `proportional_bytes` gives each its share.
    """

    pid: int
    command: str
    resident_bytes: int
    peak_bytes: int
    proportional_bytes: int

    @property
    def role(self) -> str:
        """What it does in govsocial: the module that it runs, such as `worker` or `writer`; `web` for the others."""
        found = re.search(r"govsocial\.store\.(\w+)", self.command)
        return found[1] if found else "web"


def family(pid: int) -> list[Process]:
    """A process and all that descend from it, as they are now."""
    return [process for each in _descent(pid) if (process := _look(each)) is not None]


def _descent(pid: int) -> list[int]:
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        children += [int(child) for child in _read(task / "children").split()]
    return [pid, *(each for child in children for each in _descent(child))]


def _look(pid: int) -> Process | None:
    folder = Path(f"/proc/{pid}")
    status, shares = _read(folder / "status"), _read(folder / "smaps_rollup")
    if "VmRSS" not in status:
        return None
    command = _read(folder / "cmdline").replace("\0", " ")
    return Process(pid, command, _bytes(status, "VmRSS"), _bytes(status, "VmHWM"), _bytes(shares, "Pss"))


def _bytes(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it has ended meanwhile
        return ""


def forget_peaks(pid: int) -> None:
    """Let the peak of memory begin anew, for a process and its descendants."""
    for each in family(pid):
        Path(f"/proc/{each.pid}/clear_refs").write_text("5")


def settle(pid: int, seconds: float = 300) -> None:
    """Wait until a process and its descendants have nothing more to do.

    Queries that were given up go on in some servers; in others a process was killed and a new one reads the data.
    """
    deadline = time.monotonic() + seconds
    quiet_looks = 0
    before = _cpu_ticks(pid)
    while quiet_looks < QUIET_LOOKS:
        if time.monotonic() > deadline:
            raise BenchmarkError(f"process {pid} is still busy {seconds} s after it was last asked")
        time.sleep(LOOK_SECONDS)
        now = _cpu_ticks(pid)
        spent = sum(ticks - before.get(each, 0) for each, ticks in now.items()) / _TICKS
        quiet_looks = quiet_looks + 1 if spent <= LOOK_SECONDS * QUIET_SHARE else 0
        before = now


def _cpu_ticks(pid: int) -> dict[int, int]:
    """What each has used so far: one that ends takes its time with it."""
    stats = {each: _read(Path(f"/proc/{each}/stat")).rpartition(")")[2].split() for each in _descent(pid)}
    return {each: int(fields[11]) + int(fields[12]) for each, fields in stats.items() if fields}


@dataclass(frozen=True)
class Run:
    """A program that has come to its end: its time on the clock, and its peak of memory."""

    seconds: float
    peak_bytes: int


def run(command: Sequence[str], log: Path) -> Run:
    """Run a program to its end. Raises BenchmarkError when it fails."""
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"{' '.join(command)} failed. {_end_of(log)}")
    return Run(seconds, usage.ru_maxrss * 1024)
