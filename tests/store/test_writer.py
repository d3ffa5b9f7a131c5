"""The writing process, spoken to frame by frame: it writes, stays alive after errors, and reaches no network."""

import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.child import Child

from govsocial.store import frames, writes
from govsocial.store.base import Update
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.plans import WriterPlan
from govsocial.store.writes import GraphWrite, Verb


class Writer(Child):
    """A writer of a live store."""

    def __init__(self, live: Path, checkpoint: Path | None = None) -> None:
        super().__init__("writer", WriterPlan(2048, live, checkpoint, -1).frame())

    def ask(self, data: bytes = b"") -> Frame:
        self.socket.sendall(data)
        return self.next()

    def update(self, text: str) -> Frame:
        return self.ask(writes.encode_update(Update(text)))


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Writer]:
    child = Writer(tmp_path / "live")
    assert child.ask().record() == {"is_fenced": True}
    yield child
    child.close()


def checkpoint(to: Path) -> bytes:
    return frames.encode_record(FrameKind.CHECKPOINT, {"to": str(to)})


def test_an_error_does_not_end_it(child: Writer) -> None:
    assert child.update("INSERT").record()["error"] == "QuerySyntaxError"
    assert child.update("INSERT DATA { <x:a> <x:p> 1 }") == Frame(FrameKind.END)


def test_it_says_whether_a_graph_was_there(child: Writer) -> None:
    def write(verb: Verb) -> object:
        return child.ask(writes.encode_graph_write(GraphWrite(verb, "x:g"))).record()["existed"]

    assert [write(verb) for verb in (Verb.PUT, Verb.POST, Verb.DELETE, Verb.DELETE)] == [False, True, True, False]


@pytest.mark.parametrize(
    "text", ["LOAD <{}>", "LOAD SILENT <{}>", "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{}> {{ ?s ?p ?o }} }}"]
)
def test_it_does_not_reach_a_listener(child: Writer, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        answer = child.update(text.format(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        assert "SILENT" in text or answer.record()["error"] in ("ForbiddenError", "QueryRefusedError")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_its_memory_is_limited(child: Writer) -> None:
    assert resource.prlimit(child.process.pid, resource.RLIMIT_AS) == (2**31, 2**31)


def test_it_begins_at_the_checkpoint_whatever_was_done_after_it(child: Writer, tmp_path: Path) -> None:
    child.update("CREATE GRAPH <x:before>")
    assert child.ask(checkpoint(tmp_path / "1")) == Frame(FrameKind.END)
    child.update("CREATE GRAPH <x:after>")
    child.process.kill()
    child.process.wait(20)
    before = {file.name: file.stat().st_size for file in (tmp_path / "1").iterdir()}
    again = Writer(tmp_path / "live", tmp_path / "1")
    assert again.ask().kind is FrameKind.READY
    assert again.update("DROP GRAPH <x:after>").record()["error"] == "UpdateConflictError"
    assert again.update("DROP GRAPH <x:before>") == Frame(FrameKind.END)
    assert again.ask(checkpoint(tmp_path / "2")) == Frame(FrameKind.END)
    again.close()
    assert {file.name: file.stat().st_size for file in (tmp_path / "1").iterdir()} == before
    child.process.returncode = 0  # it was killed on purpose


def test_what_it_cannot_begin_from_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    child = Writer(tmp_path / "live", tmp_path / "none")
    record = child.ask().record()
    assert record["error"] == "StoreError"
    assert record["message"] == "The store cannot be written to: No such file or directory."
    child.close()
