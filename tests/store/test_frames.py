"""Frames say the same on both sides of a socket."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import QuerySyntaxError
from govsocial.model import formats
from govsocial.store import frames
from govsocial.store.base import AnswerKind, Document, Query
from govsocial.store.frames import Frame, FrameKind, Receiver, Splitter

kinds = st.sampled_from(FrameKind)
some_frames = st.lists(st.builds(Frame, kinds, st.binary(max_size=50)), max_size=8)


@given(sent=some_frames, piece=st.integers(min_value=1, max_value=20))
def test_frames_are_found_however_the_stream_is_cut(sent: list[Frame], piece: int) -> None:
    data = b"".join(frames.encode(frame.kind, frame.payload) for frame in sent)
    splitter = Splitter()
    found = [frame for start in range(0, len(data), piece) for frame in splitter.feed(data[start : start + piece])]
    assert found == sent


def test_the_worker_receives_frame_by_frame_and_none_at_the_end() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(frames.encode(FrameKind.CHUNK, b"x" * 100_000) + frames.encode(FrameKind.END) + b"C\0")
            receiver = Receiver(theirs)
            assert receiver.receive() == Frame(FrameKind.CHUNK, b"x" * 100_000)
            assert receiver.receive() == Frame(FrameKind.END)
        assert receiver.receive() is None


def test_a_query_arrives_as_it_was_sent() -> None:
    query = Query("ASK { ?s ?p 'é\ud800' }", None, formats.TURTLE, ("x:a",), ("x:b", "x:c"), "x:base")
    (frame,) = Splitter().feed(frames.encode_query(query))
    assert frame.kind is FrameKind.QUERY
    assert frames.decode_query(frame) == query


@pytest.mark.parametrize("content", [b"", b"?x\n\n1\n"])
def test_a_whole_answer_arrives_as_it_was_sent_and_stands_for_its_parts(content: bytes) -> None:
    (frame,) = Splitter().feed(frames.encode_whole(AnswerKind.SOLUTIONS, formats.TSV, content))
    assert frames.decode_whole(frame) == (AnswerKind.SOLUTIONS, formats.TSV, content)
    head, chunk, end = frames.in_parts(frame)
    assert frames.decode_head(head) == (AnswerKind.SOLUTIONS, formats.TSV)
    assert (chunk, end) == (Frame(FrameKind.CHUNK, content), Frame(FrameKind.END))


def test_a_document_arrives_as_it_was_sent() -> None:
    document = Document(b"\n<x:a> <x:b>\r\n\x00\xff.", formats.TURTLE, "x:base", is_gzip=True)
    (frame,) = Splitter().feed(frames.encode_document(document, 5))
    assert frame.kind is FrameKind.PARSE
    assert frames.decode_document(frame) == (document, 5)


def test_an_end_without_a_result_is_an_empty_record() -> None:
    assert Frame(FrameKind.END).record() == {}


def test_a_head_arrives_as_it_was_sent() -> None:
    (frame,) = Splitter().feed(frames.encode_head(AnswerKind.BOOLEAN, formats.CSV))
    assert frames.decode_head(frame) == (AnswerKind.BOOLEAN, formats.CSV)


def test_an_error_arrives_with_its_class_and_fields() -> None:
    sent = QuerySyntaxError("Wrong.", 1, 2, "{", "hint")
    (frame,) = Splitter().feed(frames.encode_error(sent))
    arrived = frames.decode_error(frame)
    assert isinstance(arrived, QuerySyntaxError)
    assert vars(arrived) == vars(sent)
