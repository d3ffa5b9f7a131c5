"""The child process, spoken to frame by frame: it answers, stays alive after errors, and cannot reach out."""

import resource
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.store.child import Child

from govsocial.model import formats
from govsocial.store import frames
from govsocial.store.base import AnswerKind, Query
from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind
from govsocial.store.plans import FilesPlan


class Worker(Child):
    """A worker over files."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__("worker", FilesPlan(1024, tuple(files), "https://example.org/").frame())

    def ask(self, text: str, **fields: Any) -> list[Frame]:  # Any: fields of Query
        self.socket.sendall(frames.encode_query(Query(text, formats.CSV, formats.N_TRIPLES, **fields)))
        found = [self.next()]
        while found[-1].kind not in (FrameKind.WHOLE, FrameKind.END, FrameKind.ERROR):
            found.append(self.next())
        return list(frames.in_parts(*found)) if found[0].kind is FrameKind.WHOLE else found


@pytest.fixture
def child(dataset: Path) -> Iterator[Worker]:
    child = Worker([dataset])
    assert child.next().record()["triples"] == 5
    yield child
    child.close()


def body(answer: list[Frame]) -> bytes:
    return b"".join(frame.payload for frame in answer if frame.kind is FrameKind.CHUNK)


def test_a_small_answer_is_one_frame_in_one_piece(child: Worker) -> None:
    child.socket.sendall(frames.encode_query(Query("ASK {}", formats.CSV, None)))
    (frame,) = frames.Splitter().feed(child.socket.recv(1_000_000))
    assert frame.kind is FrameKind.WHOLE
    assert frames.decode_whole(frame) == (AnswerKind.BOOLEAN, formats.CSV, b"true")


def test_a_chunk_ends_with_the_piece_that_fills_it(child: Worker) -> None:
    answer = child.ask("SELECT * { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 }"
                       " VALUES ?c { 0 1 2 3 4 5 6 7 8 9 } VALUES ?d { 0 1 2 3 4 5 6 7 8 9 }"
                       " BIND('0123456789' AS ?x) }")  # fmt: skip
    assert max(len(frame.payload) for frame in answer) < CHUNK_BYTES + 16_384  # what the engine writes at once
    assert body(answer).count(b"\r\n") == 10_001


def test_after_an_error_the_next_query_is_answered(child: Worker) -> None:
    (error,) = child.ask("SELECT")
    assert error.record()["error"] == "QuerySyntaxError"
    assert body(child.ask("ASK {}")) == b"true"


def test_a_graph_name_that_is_no_iri_is_an_error(child: Worker) -> None:
    (error,) = child.ask("ASK {}", default_graphs=("not an iri",))
    assert error.record()["error"] == "QuerySyntaxError"


def test_an_interrupt_is_ignored(child: Worker) -> None:
    child.process.send_signal(signal.SIGINT)
    assert body(child.ask("ASK {}")) == b"true"


def test_service_does_not_reach_a_listener(child: Worker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        (error,) = child.ask(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")[-1:]
        child.ask(f"ASK {{ FILTER EXISTS {{ SERVICE <{address}> {{ ?s ?p ?o }} }} }}")
        assert error.record()["error"] == "QueryRefusedError"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_limits_hold(child: Worker) -> None:
    assert resource.prlimit(child.process.pid, resource.RLIMIT_NOFILE) == (0, 0)
    assert resource.prlimit(child.process.pid, resource.RLIMIT_CORE) == (0, 0)
    assert resource.prlimit(child.process.pid, resource.RLIMIT_AS) == (2**30, 2**30)


def test_blank_nodes_are_called_the_same_in_every_worker(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text('_:x <x:p> [ <x:q> "1" ] . [] <x:q> <#local> .')
    answers = set()
    for _ in range(2):
        child = Worker([tmp_path / "a.ttl", tmp_path / "b.ttl"])
        assert child.next().record()["triples"] == 6
        answers.add(body(child.ask("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")))
        child.close()
    assert len(answers) == 1
    assert b"https://example.org/a.ttl#local" in answers.pop()


def test_a_remote_context_is_not_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text('{"@context": "http://127.0.0.1:9/context", "name": "x"}')
    child = Worker([path])
    assert child.next().record()["error"] == "SourceError"
    assert child.process.wait(20) == 0
    child.close()
