"""Tests of govsocial.cli.answers."""

import io
from pathlib import Path

import pytest

from govsocial.cli.answers import WholeAnswer, ask, is_table, print_answer, query_for
from govsocial.cli.publication import of_files
from govsocial.errors import QuerySyntaxError, QueryTimeoutError, RequestError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.model.iris import Names
from govsocial.settings import Settings
from govsocial.store.base import AnswerKind, Query


@pytest.mark.parametrize(
    ("name", "solutions", "graph"),
    [
        (None, formats.CSV, formats.TURTLE),
        ("table", formats.JSON, formats.TURTLE),
        ("xml", formats.XML, None),
        ("jsonld", None, formats.JSON_LD),
    ],
)
def test_a_name_chooses_the_formats_of_an_answer(
    name: str | None, solutions: Format | None, graph: Format | None
) -> None:
    query = query_for("ASK {}", name)
    assert (query.solutions_format, query.graph_format) == (solutions, graph)


@pytest.mark.parametrize("name", ["trig", "html", "CSV", ""])
def test_a_format_that_no_answer_has_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(RequestError, match=f"no format '{name}'; give one of table, json, xml, csv, tsv, ttl, nt, "):
        query_for("ASK {}", name)


def test_a_pipe_is_not_shown_a_table_unless_asked(capfd: pytest.CaptureFixture[str]) -> None:
    assert (is_table(None), is_table("table"), is_table("csv")) == (False, True, False)
    assert capfd.readouterr().out == ""


def test_queries_are_answered_in_their_order_by_one_worker(tiny: Path) -> None:
    publication = of_files([tiny], Names())
    queries = [
        Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats.CSV, None),
        Query("ASK { ?s ?p 'nothing' }", formats.CSV, None),
        Query("CONSTRUCT WHERE { ?s ?p 'café'@fr }", None, formats.N_TRIPLES),
    ]
    with ask(publication, Settings(), queries) as answers:
        assert [answer.kind for answer in answers] == [AnswerKind.SOLUTIONS, AnswerKind.BOOLEAN, AnswerKind.GRAPH]
        assert [b"".join(answer.chunks()) for answer in answers] == [
            b"n\r\n3\r\n",
            b"false",
            '<http://example.org/a> <http://example.org/label> "café"@fr .\n'.encode(),
        ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }", QueryTimeoutError),
    ],
)
def test_a_query_that_cannot_be_answered_raises(tmp_path: Path, text: str, error: type[Exception]) -> None:
    path = tmp_path / "hundred.ttl"
    path.write_text("".join(f"<http://example.org/{n}> <http://example.org/p> '{n}' .\n" for n in range(100)))
    asked = ask(of_files([path], Names()), Settings(timeout=0.2), [Query(text, formats.CSV, None)])
    with pytest.raises(error), asked:
        pytest.fail("it was answered")


def test_an_answer_is_printed_as_its_bytes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_answer(WholeAnswer(AnswerKind.SOLUTIONS, io.BytesIO(b"n\r\n3\r\n")), "csv", Names())
    assert capfdbinary.readouterr().out == b"n\r\n3\r\n"


def test_a_graph_has_no_table(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_answer(WholeAnswer(AnswerKind.GRAPH, io.BytesIO(b"# Turtle\n")), "table", Names())
    assert capfdbinary.readouterr().out == b"# Turtle\n"
