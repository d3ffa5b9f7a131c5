"""Writes say the same on both sides of the socket."""

from pathlib import Path

import pytest

from govsocial.store import writes
from govsocial.store.base import Precondition, Update
from govsocial.store.frames import Splitter
from govsocial.store.writes import GraphWrite, Verb


@pytest.mark.parametrize("update", [Update("CLEAR ALL"), Update("INSERT DATA { <a> <b> 'é\ud800' }", "http://x.org/")])
def test_an_update_arrives_as_it_was_sent(update: Update) -> None:
    (frame,) = Splitter().feed(writes.encode_update(update))
    assert writes.decode_update(frame) == update


@pytest.mark.parametrize(
    "write",
    [
        GraphWrite(Verb.DELETE, None),
        GraphWrite(Verb.PUT, "x:g", (Path("/a b"), Path("/é")), Precondition(exists=False)),
        GraphWrite(Verb.POST, "x:g", (), Precondition(None, ("v1", "v2"), ("v3",))),
    ],
)
def test_a_write_to_a_graph_arrives_as_it_was_sent(write: GraphWrite) -> None:
    (frame,) = Splitter().feed(writes.encode_graph_write(write))
    assert writes.decode_graph_write(frame) == write
