"""Solutions read from JSON, and the names that terms go by."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import ResultTooLargeError, StoreError
from govsocial.web.terms import Term, best_labels, by_label, curie, read_solutions, read_table, short

LABEL = Term("uri", "http://www.w3.org/2000/01/rdf-schema#label")
PREFERRED = Term("uri", "http://www.w3.org/2004/02/skos/core#prefLabel")
THING = Term("uri", "http://x/a")

values = st.text().map(lambda text: {"type": "literal", "value": text})
bindings = st.lists(st.dictionaries(st.sampled_from(["a", "b"]), values, max_size=2), max_size=5)


def document(rows: list[dict[str, dict[str, str]]]) -> bytes:
    text = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}}, separators=(",", ":"))
    return text.encode()


@given(bindings)
def test_what_was_written_is_read(rows: list[dict[str, dict[str, str]]]) -> None:
    read = read_solutions(document(rows))
    assert read.variables == ("a", "b")
    assert [{name: term.value for name, term in row.items()} for row in read.rows] == [
        {name: term["value"] for name, term in row.items()} for row in rows
    ]
    assert read.is_complete


@given(bindings, st.data())
def test_a_cut_document_gives_the_rows_that_are_whole(
    rows: list[dict[str, dict[str, str]]], data: st.DataObject
) -> None:
    whole = document(rows)
    start = whole.index(b"bindings") + len('bindings":[')
    cut = data.draw(st.integers(start, len(whole) - 3))
    read = read_solutions(whole[:cut])
    assert read.rows == read_solutions(whole).rows[: len(read.rows)]
    assert not read.is_complete


def test_rows_beyond_the_limit_are_left_out_and_missed() -> None:
    rows = [{"a": {"type": "literal", "value": str(number)}} for number in range(3)]
    assert len(read_solutions(document(rows), 2).rows) == 2
    assert not read_solutions(document(rows), 2).is_complete
    assert read_solutions(document(rows), 3).is_complete


def test_terms_keep_language_and_datatype() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    rows = [
        {"a": {"type": "literal", "value": "x", "xml:lang": "fr"}, "b": {"type": "uri", "value": "http://x/"}},
        {"a": {"type": "literal", "value": "1", "datatype": xsd + "integer"}, "b": {"type": "bnode", "value": "b0"}},
        {"a": {"type": "literal", "value": "x", "datatype": xsd + "string"}},
    ]
    first, second, third = read_solutions(document(rows)).rows
    assert (first["a"], first["b"]) == (Term("literal", "x", "fr"), Term("uri", "http://x/"))
    assert (second["a"], second["b"]) == (Term("literal", "1", None, xsd + "integer"), Term("bnode", "b0"))
    assert third == {"a": Term("literal", "x")}


def test_ask_is_a_boolean() -> None:
    assert read_solutions(b'{"head":{},"boolean":true}').boolean is True


@pytest.mark.parametrize("results", [b"", b"nonsense", b"{}"])
def test_an_answer_that_is_none_is_the_stores_fault(results: bytes) -> None:
    with pytest.raises(StoreError):
        read_solutions(results)


def label(property_term: Term, text: str, language: str | None = None) -> dict[str, Term]:
    return {"thing": THING, "property": property_term, "label": Term("literal", text, language)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([label(LABEL, "a", "fr"), label(LABEL, "b", "en")], "b"),
        ([label(LABEL, "a", "fr"), label(LABEL, "b")], "b"),
        ([label(LABEL, "a", "en"), label(PREFERRED, "b", "en")], "b"),
        ([label(LABEL, "a", "en-GB"), label(PREFERRED, "b", "de")], "a"),
        ([label(LABEL, "b"), label(LABEL, "a")], "a"),
    ],
)
def test_the_best_label_is_english_then_plain_then_any(rows: list[dict[str, Term]], expected: str) -> None:
    assert best_labels(rows) == {"http://x/a": expected}


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("http://www.w3.org/2004/02/skos/core#Concept", "skos:Concept"),
        ("https://w3id.org/govsocial/def/status#pilot", "status:pilot"),
        ("https://w3id.org/govsocial/id/tool/x", "tool:x"),
        ("http://www.w3.org/2004/02/skos/core#", None),
        ("http://x/y", None),
    ],
)
def test_a_curie_has_the_longest_prefix(iri: str, expected: str | None) -> None:
    assert curie(iri) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [("http://x/a/b", "b"), ("http://x/a#b", "b"), ("http://x/a/", "a"), ("urn:a:b", "b"), ("", "")],
)
def test_a_short_name_is_the_last_segment(iri: str, expected: str) -> None:
    assert short(iri) == expected


def test_rows_are_put_in_the_order_of_their_labels() -> None:
    rows = [{"a": Term("uri", f"http://x/{name}")} for name in ("c", "b", "a", "D")]
    ordered = by_label(rows, "a", {"http://x/a": "zebra", "http://x/c": "Apple"})
    assert [row["a"].value[-1] for row in ordered] == ["c", "b", "D", "a"]


def test_a_triple_term_deeper_than_a_page_can_show_ends_what_is_shown() -> None:
    term = '{"type":"literal","value":"1"}'
    for _ in range(2_000):
        inner = '{"type":"uri","value":"http://x/a"}'
        term = f'{{"type":"triple","value":{{"subject":{inner},"predicate":{inner},"object":{term}}}}}'
    read = read_solutions(f'{{"head":{{"vars":["a"]}},"results":{{"bindings":[{{"a":{term}}}]}}}}'.encode())
    assert (read.rows, read.is_complete) == ((), False)


def _wide(columns: int, rows: int) -> bytes:
    names = [f"v{number}" for number in range(columns)]
    document = {"head": {"vars": names}, "results": {"bindings": [{}] * rows}}
    return json.dumps(document, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("columns", "rows", "shown"), [(1, 1_000, 1_000), (1, 1_001, 1_000), (6, 1_000, 1_000), (100, 1_000, 60)]
)
def test_a_table_shows_a_thousand_rows_and_six_thousand_cells_at_most(columns: int, rows: int, shown: int) -> None:
    table = read_table(_wide(columns, rows))
    assert (len(table.rows), table.is_complete) == (shown, shown == rows)


def test_a_table_of_too_many_columns_is_not_made() -> None:
    with pytest.raises(ResultTooLargeError, match="501 columns, and a page shows 500"):
        read_table(_wide(501, 1))
