"""Answers as tables for people: labels stand beside IRIs, and what the standard says of the cells still holds."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from govsocial.web.tables import labelled_csv, markdown_table
from govsocial.web.terms import Solutions, Term

A, B = Term("uri", "http://x/a"), Term("uri", "http://x/b")
LABELS = {A.value: 'A, "quoted"\nand more'}


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_a_column_of_labels_stands_behind_each_column_of_iris() -> None:
    found = Solutions(("thing", "count"), ({"thing": A, "count": Term("literal", "2")}, {"thing": B}))
    assert rows_of(labelled_csv(found, LABELS)) == [
        ["thing", "thing_label", "count"],
        [A.value, LABELS[A.value], "2"],
        [B.value, "", ""],
    ]


def test_a_column_without_iris_stays_alone() -> None:
    found = Solutions(("name",), ({"name": Term("literal", "x")}, {"name": Term("bnode", "n")}))
    assert rows_of(labelled_csv(found, {})) == [["name"], ["x"], ["_:n"]]


def test_a_label_that_the_query_gives_itself_is_kept() -> None:
    found = Solutions(("thing", "thing_label"), ({"thing": A, "thing_label": Term("literal", "own")},))
    assert rows_of(labelled_csv(found, LABELS)) == [["thing", "thing_label"], [A.value, "own"]]


def test_a_yes_is_a_table_too() -> None:
    assert rows_of(labelled_csv(Solutions((), (), boolean=True), {})) == [["answer"], ["true"]]


def test_an_empty_answer_has_its_header() -> None:
    assert labelled_csv(Solutions(("a", "b"), ()), {}) == b"a,b\r\n"


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_every_text_comes_back_from_the_csv(texts: list[str]) -> None:
    found = Solutions(("text",), tuple({"text": Term("literal", text)} for text in texts))
    assert rows_of(labelled_csv(found, {})) == [["text"], *([text] for text in texts)]


def test_the_table_in_markdown_links_labels_and_stays_one_table() -> None:
    hostile = Term("literal", "a | b\n| c <script>")
    found = Solutions(("thing", "text"), ({"thing": A, "text": hostile}, {"thing": B}))
    text = "\n".join(markdown_table(found, LABELS, {"thing": "Thing", "text": "Text"}))
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<tr>") == 3
    assert html.count("<td>") == 4
    assert f'<a href="{A.value}">' in html
    assert "<script>" not in html


def test_an_ask_in_markdown_says_yes_or_no() -> None:
    assert list(markdown_table(Solutions((), (), boolean=False), {}, {})) == ["**No**"]
