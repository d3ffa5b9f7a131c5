"""Tests of govsocial.cli.table."""

import io
import json
from typing import Any

import pytest
from rich.console import Console

from govsocial.cli.table import MAX_ROWS, shorten, show_results
from govsocial.model.iris import Names

CANONICAL = Names()


def shown(document: dict[str, Any]) -> str:  # Any: SPARQL results in JSON
    console = Console(file=io.StringIO(), width=200)
    show_results(json.dumps(document).encode(), CANONICAL, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def results(*solutions: dict[str, dict[str, Any]], variables: tuple[str, ...] = ("thing",)) -> dict[str, Any]:
    return {"head": {"vars": list(variables)}, "results": {"bindings": list(solutions)}}


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/govsocial/id/tool/twitter", "tool:twitter"),
        ("https://w3id.org/govsocial/id/claim/2009-06/dcms-twitter", "claim:2009-06/dcms-twitter"),
        ("https://w3id.org/govsocial/def/govsocial#ToolUse", "gs:ToolUse"),
        ("http://www.w3.org/ns/prov#Agent", "prov:Agent"),
        ("http://www.w3.org/ns/prov#", "<http://www.w3.org/ns/prov#>"),
        ("http://example.org/é", "<http://example.org/é>"),
    ],
)
def test_an_iri_is_shown_with_one_of_our_prefixes_or_whole(iri: str, short: str) -> None:
    assert shorten(iri, CANONICAL) == short


def test_an_iri_of_another_publication_is_shortened_as_its_own() -> None:
    assert shorten("https://data.example.org/id/tool/twitter", Names("https://data.example.org/")) == "tool:twitter"


def test_solutions_are_a_table_with_a_column_a_variable() -> None:
    text = shown(
        results(
            {"tool": {"type": "uri", "value": "https://w3id.org/govsocial/id/tool/twitter"}},
            {"label": {"type": "literal", "value": "Café", "xml:lang": "en"}, "tool": {"type": "bnode", "value": "b0"}},
            variables=("tool", "label"),
        )
    )
    assert [line.rstrip() for line in text.splitlines()] == [
        " tool          label",
        " tool:twitter",
        " _:b0          Café",
        "2 rows",
    ]


@pytest.mark.parametrize(("answer", "word"), [(True, "yes\n"), (False, "no\n")])
def test_the_answer_of_ask_is_yes_or_no(answer: bool, word: str) -> None:
    assert shown({"head": {}, "boolean": answer}) == word


def test_no_solutions_are_said_to_be_none() -> None:
    assert shown(results()) == "0 rows\n"


def test_a_literal_cannot_steer_the_terminal() -> None:
    text = shown(results({"thing": {"type": "literal", "value": "\x1b[31mred\x07 [bold]x[/bold]\x9b"}}))
    assert "�[31mred� [bold]x[/bold]�" in text


def test_a_triple_term_is_shown_with_its_three_parts() -> None:
    part = {"type": "uri", "value": "http://www.w3.org/ns/prov#Agent"}
    term = {
        "type": "triple",
        "value": {"subject": part, "predicate": part, "object": {"type": "literal", "value": "x"}},
    }
    assert "<<( prov:Agent prov:Agent x )>>" in shown(results({"thing": term}))


def test_more_rows_than_a_person_reads_are_counted_but_not_shown() -> None:
    text = shown(results(*({"thing": {"type": "literal", "value": str(row)}} for row in range(MAX_ROWS + 5))))
    assert f" {MAX_ROWS - 1} " in text
    assert f" {MAX_ROWS} " not in text
    assert "1,005 rows, of which the first 1,000 are shown" in text
