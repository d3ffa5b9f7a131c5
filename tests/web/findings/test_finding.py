"""Findings: their rows as a file, and the words of their sentences."""

import csv
import io

import pytest

from govsocial.web.figures.bars import bars
from govsocial.web.findings.finding import Finding, as_csv, by_name, counted, listed, name_of

TOOL = "https://w3id.org/govsocial/id/tool/"


def finding(*rows: tuple[int | str | tuple[str, ...], ...]) -> Finding:
    labels = {f"{TOOL}a": 'A "quoted", thing', f"{TOOL}b": "B\nb"}
    drawing = bars("figure-x", "A sentence", ("n",), [])
    columns = ("tool", "rank", "number", "others")
    return Finding("x", "A sentence", "SELECT", "", columns, rows, labels, drawing, "figures/bars.svg")


def test_rows_are_written_with_names_and_iris() -> None:
    content = as_csv(finding(((f"{TOOL}a",), "3", 1234, (f"{TOOL}b", f"{TOOL}a")), ((f"{TOOL}c",), "", 0, ())))
    assert list(csv.reader(io.StringIO(content.decode(), newline=""))) == [
        ["tool", "tool IRI", "rank", "number", "others", "others IRI"],
        ['A "quoted", thing', f"{TOOL}a", "3", "1234", 'B\nb; A "quoted", thing', f"{TOOL}b {TOOL}a"],
        ["tool:c", f"{TOOL}c", "", "0", "", ""],
    ]


@pytest.mark.parametrize(
    ("names", "words"),
    [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C"), (["A"] * 4, "4 tools"), ([], "")],
)
def test_names_are_listed_as_a_sentence_has_them(names: list[str], words: str) -> None:
    assert listed(names, "tools") == words


def test_one_is_one_and_others_are_many() -> None:
    assert [counted(number, "body", "bodies") for number in (0, 1, 1200)] == ["0 bodies", "1 body", "1,200 bodies"]


def test_what_has_no_label_has_a_short_name() -> None:
    assert name_of("http://x/a/thing", {}) == "thing"
    assert by_name({"http://x/b", "http://x/a"}, {"http://x/b": "Able", "http://x/a": "bold"}) == (
        "http://x/b",
        "http://x/a",
    )
