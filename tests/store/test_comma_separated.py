"""CSV as the engine writes it where that is right, and as RFC 4180 has it where it is not."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import StoreError
from govsocial.model import formats
from govsocial.store.base import Query
from govsocial.store.comma_separated import CheckedRows, WrongRowError, written
from govsocial.store.oxigraph import Engine

Rows = Sequence[Sequence[str | None]]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ['"', ",", "\r\n", "\n", "\r", 'a"b', '""', ",,", ""]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.none() | TEXT, min_size=width, max_size=width), max_size=20)
)


def engine_csv(variables: Sequence[str], rows: Rows) -> bytes:
    """What the engine makes of literals."""
    store = pyoxigraph.Store()
    cells = "".join(
        f"({' '.join('UNDEF' if text is None else str(pyoxigraph.Literal(text)) for text in row)})" for row in rows
    )
    projected = " ".join("?" + each for each in variables)
    query = f"SELECT {projected} {{ VALUES ({projected}) {{ {cells} }} }}"
    answer = store.query(query)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    output = io.BytesIO()
    answer.serialize(output, pyoxigraph.QueryResultsFormat.CSV)
    return output.getvalue()


def names(rows: Rows) -> list[str]:
    return [f"v{number}" for number in range(len(rows[0]) if rows else 1)]


def checked(variables: int, data: bytes, sizes: Sequence[int]) -> bytes:
    """The data after it has gone through in pieces."""
    sent = bytearray()
    sink, start = CheckedRows(variables, sent.extend), 0
    for size in [*sizes, len(data)]:
        sink.write(data[start : start + size])
        start += size
    sink.flush()
    return bytes(sent)


def feed(sink: CheckedRows, data: bytes, size: int) -> None:
    for start in range(0, len(data), size):
        sink.write(data[start : start + size])


@given(TABLES)
def test_rows_are_written_as_the_engine_writes_them(rows: Rows) -> None:
    assert b"".join(written(names(rows), rows)) == engine_csv(names(rows), rows)


@given(TABLES, st.lists(st.integers(0, 30), max_size=20))
def test_right_rows_go_through_whole_wherever_the_pieces_end(rows: Rows, sizes: list[int]) -> None:
    data = b"".join(written(names(rows), rows))
    assert checked(len(names(rows)), data, sizes) == data


@given(TABLES)
def test_a_reader_of_csv_finds_every_cell(rows: Rows) -> None:
    text = b"".join(written(names(rows), rows)).decode()
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [row or [""] for row in found] == [names(rows), *([text or "" for text in row] for row in rows)]


@pytest.mark.parametrize(
    "row", [b"http://x/a,b,c\r\n", b'http://x/a,b,"c"\r\n', b'x:a x:b "c",d\r\n', b"a\r\n"], ids=bytes.decode
)
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_wrong_row_is_not_sent_and_rows_before_it_may_be(row: bytes, size: int) -> None:
    sent = bytearray()
    right = b'a,b\r\n1,"2,\r\n3"\r\n'
    sink, data = CheckedRows(2, sent.extend), right + row
    with pytest.raises(WrongRowError):
        feed(sink, data, size)
    assert right.startswith(sent)
    assert size > 1 or bytes(sent) == right


def test_the_rest_goes_on_behind_what_was_sent() -> None:
    sent = bytearray()
    sink = CheckedRows(1, sent.extend)
    sink.write(b"a\r\n1\r\n")
    with pytest.raises(WrongRowError):
        sink.write(b"http://x/a,b\r\n")
    sink.go_on(["a"], [["1"], ["http://x/a,b"], ["2"]])
    assert sent == b'a\r\n1\r\n"http://x/a,b"\r\n2\r\n'


def test_rows_in_another_order_do_not_pass_for_the_rest() -> None:
    sink = CheckedRows(1, bytearray().extend)
    sink.write(b"a\r\n1\r\n2\r\n")
    with pytest.raises(WrongRowError):
        sink.write(b"a,b\r\n")
    with pytest.raises(StoreError):
        sink.go_on(["a"], [["2"], ["1"], ["a,b"]])


def test_an_iri_with_a_comma_is_in_quotes_wherever_it_comes_in_an_answer(tmp_path: Path) -> None:
    many = "".join(f'<x:s{number}> <x:p> "a {number}, \\"b\\"" .\n' for number in range(2_000))
    (tmp_path / "a.nt").write_text(f'{many}<http://x/a,b> <x:p> "1" .\n{many.replace("<x:s", "<x:t")}')
    engine, answer = Engine(), bytearray()
    engine.load([tmp_path / "a.nt"], "http://x/")
    engine.evaluate(Query("SELECT ?o ?s { ?s <x:p> ?o }", formats.CSV, None)).write(answer.extend)
    rows = list(csv.reader(io.StringIO(answer.decode(), newline="")))
    assert {len(row) for row in rows} == {2}
    assert sorted(row[1] for row in rows[1:]) == sorted(
        ["http://x/a,b", *(f"x:{letter}{number}" for letter in "st" for number in range(2_000))]
    )
