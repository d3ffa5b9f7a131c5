"""The process that others are forked of, spoken to over its socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.child import DEADLINE_SECONDS, Child

from govsocial.model import formats
from govsocial.store import frames
from govsocial.store.base import AnswerKind, Query
from govsocial.store.frames import Frame, FrameKind, Receiver
from govsocial.store.plans import FilesPlan, NursePlan


class Nurse(Child):
    """A nurse of workers over files."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__("nurse", NursePlan.of(FilesPlan(1024, tuple(files), "https://example.org/")).frame())

    def worker(self) -> tuple[int, socket.socket, Receiver]:
        """A new worker: its process, and our end of its socket."""
        ours, theirs = socket.socketpair()
        ours.settimeout(DEADLINE_SECONDS)
        with theirs:
            socket.send_fds(self.socket, [frames.encode(FrameKind.NEW)], [theirs.fileno()])
        born = self.next()
        assert born.kind is FrameKind.BORN
        receiver = Receiver(ours)
        ready = receiver.receive()
        assert ready is not None
        assert ready.kind is FrameKind.READY
        return born.record()["pid"], ours, receiver


@pytest.fixture
def nurse(dataset: Path) -> Iterator[Nurse]:
    nurse = Nurse([dataset])
    assert nurse.next().kind is FrameKind.READY
    yield nurse
    nurse.close()


def test_each_worker_answers_for_itself(nurse: Nurse) -> None:
    workers = [nurse.worker() for _ in range(3)]
    assert len({pid for pid, _, _ in workers}) == 3
    for _, ours, receiver in workers:
        ours.sendall(frames.encode_query(Query("ASK { ?s ?p ?o }", formats.CSV, None)))
        answer = receiver.receive()
        assert answer is not None
        assert frames.decode_whole(answer) == (AnswerKind.BOOLEAN, formats.CSV, b"true")
        ours.close()
    codes = [nurse.next().record()["code"] for _ in workers]
    assert codes == [0, 0, 0]  # without a front there is nothing to do


def test_a_worker_is_killed_when_it_is_asked_for_and_a_stranger_never(nurse: Nurse) -> None:
    pid, ours, receiver = nurse.worker()
    for each in (os.getpid(), pid):
        nurse.socket.sendall(frames.encode_record(FrameKind.KILL, {"pid": each}))
    assert nurse.next() == Frame(FrameKind.DEAD, b'{"pid": %d, "code": -9}' % pid)
    assert receiver.receive() is None
    ours.close()


def test_workers_do_not_outlive_the_nurse(nurse: Nurse) -> None:
    _, ours, receiver = nurse.worker()
    nurse.socket.close()
    assert receiver.receive() is None
    ours.close()


def test_a_file_that_cannot_be_loaded_is_an_error_and_the_end(tmp_path: Path) -> None:
    nurse = Nurse([tmp_path / "missing.ttl"])
    error = nurse.next()
    assert (error.kind, error.record()["error"]) == (FrameKind.ERROR, "SourceError")
    nurse.close()
