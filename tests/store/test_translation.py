"""An answer in frames becomes one in another format, however it is cut, or an error when it is not whole."""

import socket
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import BusyError, GovsocialError, StoreError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.store import frames
from govsocial.store.base import AnswerKind
from govsocial.store.child import Front
from govsocial.store.frames import FrameKind
from govsocial.store.translation import write_translated

BEGINNING = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/></head><results>'
END = "</results></sparql>"


def row(term: str) -> str:
    return f'<result><binding name="a">{term}</binding></result>'


DOCUMENT = BEGINNING + "".join(map(row, ("<bnode>nodeID://b1</bnode>", "<bnode>x</bnode>", "<uri>x:é</uri>"))) + END


def translated(
    pieces: Iterable[bytes], source: Format = formats.XML, kind: AnswerKind = AnswerKind.SOLUTIONS, end: bytes = b""
) -> bytes:
    """What a worker makes of the pieces, as TSV or N-Triples."""
    ours, theirs = socket.socketpair()
    sent: list[bytes] = []
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        ours.sendall(frames.encode_head(kind, source))
        ours.sendall(b"".join(frames.encode(FrameKind.CHUNK, piece) for piece in pieces))
        ours.sendall(end or frames.encode(FrameKind.END))
        target = formats.N_TRIPLES if kind is AnswerKind.GRAPH else formats.TSV
        write_translated(Front(theirs), kind, target, sent.append)
        theirs.setblocking(False)
        with pytest.raises(BlockingIOError):
            theirs.recv(1)  # all of the answer is read: what comes next is the next question
    return b"".join(sent)


@given(size=st.integers(1, 40))
def test_an_answer_is_the_same_however_it_is_cut(size: int) -> None:
    data = DOCUMENT.encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert translated(pieces) == "?a\n_:nnodeID_3A_2F_2Fb1\n_:nx\n<x:é>\n".encode()


@given(st.lists(st.text("ab<>&bnode/ :", max_size=30), max_size=5), st.integers(1, 30))
def test_labels_are_changed_and_texts_are_not(texts: list[str], size: int) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    data = (BEGINNING + "".join(row(f"<literal>{text}</literal>") for text in escaped) + END).encode()
    lines = translated([data[start : start + size] for start in range(0, len(data), size)]).decode().split("\n")
    assert lines == ["?a", *(f'"{text}"' for text in texts), ""]


def test_labels_stay_apart() -> None:
    labels = ["a:b", "a_3Ab", "a_b", "a b", "a"]
    data = BEGINNING + "".join(row(f"<bnode>{label}</bnode>") for label in labels) + END
    assert len(set(translated([data.encode()]).split())) == 1 + len(labels)


@pytest.mark.parametrize(("rows", "wanted"), [((), b"false"), (("1",), b"true"), (("0",), b"false")])
def test_a_table_in_the_place_of_a_truth_value_is_read_as_one(rows: tuple[str, ...], wanted: bytes) -> None:
    data = BEGINNING + "".join(row(f"<literal>{each}</literal>") for each in rows) + END
    assert translated([data.encode()], kind=AnswerKind.BOOLEAN).strip() == wanted


@pytest.mark.parametrize("missing", range(1, len(END) + 1))
def test_a_document_without_its_end_is_not_whole(missing: int) -> None:
    with pytest.raises(StoreError):
        translated([DOCUMENT[:-missing].encode()])


@pytest.mark.parametrize("end", ["\n", "<!-- done -->\n", "  "])
def test_blanks_and_comments_may_follow_the_end(end: str) -> None:
    assert translated([(DOCUMENT + end).encode()])


@pytest.mark.parametrize("place", [b"", b"<x:a> <x:b> <x:c> .\n"])
def test_an_error_that_comes_in_the_answer_is_the_error(place: bytes) -> None:
    with pytest.raises(BusyError) as raised:
        translated([place], formats.N_TRIPLES, AnswerKind.GRAPH, frames.encode_error(BusyError("Later.", 9)))
    assert raised.value.retry_after_seconds == 9


@pytest.mark.parametrize(
    ("data", "source", "kind"),
    [
        (b"<x:a> <x:b>", formats.N_TRIPLES, AnswerKind.GRAPH),
        (b"\xff\xfe", formats.N_TRIPLES, AnswerKind.GRAPH),
        (b"<a> <b> <c> .", formats.TURTLE, AnswerKind.GRAPH),
        (b"[]", formats.JSON, AnswerKind.SOLUTIONS),
        (b'{"head":{},"boolean":true}', formats.JSON, AnswerKind.SOLUTIONS),
        (b"", formats.XML, AnswerKind.BOOLEAN),
    ],
)
def test_what_is_not_what_it_should_be_is_an_error(data: bytes, source: Format, kind: AnswerKind) -> None:
    with pytest.raises(GovsocialError, match="store behind this server"):
        translated([data], source, kind)
