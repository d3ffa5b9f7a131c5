"""Tests of govsocial.cli.query."""

import csv
import io
import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from govsocial.cli.query import query_text
from govsocial.errors import GovsocialError, NotFoundError, RequestError, SourceError, TooLargeError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.model.stored_queries import load_stored_queries

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CANONICAL = Names()
MAX_BYTES = 1000


@pytest.mark.parametrize("text", ["ASK{}", "SELECT * WHERE { ?s ?p ?o }", "DESCRIBE <http://example.org/a>"])
def test_what_looks_like_sparql_is_the_query(text: str) -> None:
    assert query_text(text, (), CANONICAL, MAX_BYTES) == text


def test_a_file_holds_the_query(tmp_path: Path) -> None:
    (tmp_path / "a question.rq").write_text("ASK {} # é\r\n", encoding="utf-8", newline="")
    assert query_text(str(tmp_path / "a question.rq"), (), CANONICAL, MAX_BYTES) == "ASK {} # é\r\n"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("no-such-query", NotFoundError),
        ("n" * 5000, NotFoundError),
        ("ASK { '" + "x" * MAX_BYTES + "' }", TooLargeError),
        ("ASK { '\udcff' }", SourceError),
    ],
)
def test_what_is_no_query_is_refused(asked: str, error: type[GovsocialError]) -> None:
    with pytest.raises(error):
        query_text(asked, (), CANONICAL, max_bytes=MAX_BYTES)


def test_parameters_are_for_stored_queries() -> None:
    with pytest.raises(RequestError, match=r"--param is for stored queries, and 'ASK \{\}' is none"):
        query_text("ASK {}", ("tool=tool:twitter",), CANONICAL, MAX_BYTES)


def test_a_pipe_gets_csv(run: Run, tiny: Path) -> None:
    finished = run("query", "SELECT * { ?s <http://example.org/label> ?label }", "--data", str(tiny))
    assert list(csv.reader(io.StringIO(finished.stdout))) == [["label", "s"], ["café", "http://example.org/a"]]


@pytest.mark.parametrize(
    ("format_name", "beginning"),
    [("json", "{"), ("xml", "<?xml "), ("csv", "s\n"), ("tsv", "?s\n"), ("table", " s ")],
)
def test_solutions_come_in_the_format_that_is_asked_for(run: Run, tiny: Path, format_name: str, beginning: str) -> None:
    answer = run("query", "SELECT DISTINCT ?s { ?s ?p ?o }", "--data", str(tiny), "--format", format_name)
    assert answer.stdout.startswith(beginning)
    assert "http://example.org/a" in answer.stdout


def test_a_misspelt_term_is_told_beside_the_answer(run: Run) -> None:
    query = "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#> SELECT ?s { ?s gs:useTool ?o }"
    answer = run("query", query)
    assert (answer.returncode, answer.stdout) == (0, "s\n")
    assert answer.stderr.splitlines()[-1] == "gs:useTool is not defined; did you mean gs:usesTool?"


@pytest.mark.parametrize("syntax", formats.GRAPH_FORMATS, ids=lambda syntax: syntax.name)
def test_graphs_come_in_the_format_that_is_asked_for(run: Run, tiny: Path, syntax: Format) -> None:
    query = "CONSTRUCT WHERE { ?s <http://example.org/label> ?label }"
    answer = run("query", query, "--data", str(tiny), "--format", syntax.name)
    assert [str(quad.triple) for quad in parse(answer.stdout.encode(), RdfFormat.from_extension(syntax.extension))] == [
        '<http://example.org/a> <http://example.org/label> "café"@fr'
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query", "SELECT * {"), "Line 1, column 10: "),
        (("query", "ASK { ?s gs:usesTool ?o }"), "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>"),
        (("query", "ASK {}", "--format", "pdf"), "There is no format 'pdf'; give one of table, json, "),
        (("query", "ASK {}", "--format", "ttl"), ""),
        (("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), ""),
        (("query", "INSERT DATA { <http://example.org/a> a <http://example.org/b> }"), ""),
        (("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), ""),
        (("query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.2"), "0.2 s"),
        (("query", "SELECT * { ?s ?p ?o }", "--max-result-bytes", "10"), "more than 10 bytes"),
        (("query", "no-such-query"), "There is no stored query and no file 'no-such-query'"),
        (("query", "ASK {}", "--param", "a=b"), "--param is for stored queries"),
        (("describe", "tool/twittre"), "Nothing is known of https://w3id.org/govsocial/id/tool/twittre."),
        (("describe", "tool/twitter", "--format", "csv"), "There is no format 'csv'; give one of ttl, nt, "),
    ],
)
def test_a_query_that_cannot_be_answered_is_told_in_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    finished = run(*arguments)
    (line,) = finished.stderr.splitlines()
    assert line.startswith("govsocial: ")
    assert said in line
    assert (finished.stdout, finished.returncode) == ("", 1)


def test_a_stored_query_is_answered_by_its_name(run: Run) -> None:
    for stored in load_stored_queries(Sources.bundled().queries)[:1]:
        by_name, by_text = run("query", stored.name), run("query", stored.text)
        assert (by_name.returncode, by_name.stdout) == (0, by_text.stdout)


@pytest.mark.parametrize("parameter", ["tool", "nothing=x"])
def test_a_parameter_that_does_not_fit_is_refused(run: Run, parameter: str) -> None:
    for stored in load_stored_queries(Sources.bundled().queries)[:1]:
        finished = run("query", stored.name, "--param", parameter)
        assert (finished.returncode, len(finished.stderr.splitlines())) == (1, 1)


def test_the_stored_queries_are_listed_with_their_questions(run: Run) -> None:
    listed = [line.split("\t") for line in run("queries").stdout.splitlines()]
    assert listed == [[each.name, each.title] for each in load_stored_queries(Sources.bundled().queries)]


def test_standard_input_holds_the_query(environment: dict[str, str], scratch: Path, script: str, tiny: Path) -> None:
    asked = subprocess.run(
        [script, "query", "-", "--data", str(tiny)],
        input=b"ASK { ?s ?p 'caf\xc3\xa9'@fr }",
        cwd=scratch,
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert asked.stdout == b"true"


def test_a_terminal_gets_a_table(environment: dict[str, str], scratch: Path, script: str, tiny: Path) -> None:
    terminal, end = pty.openpty()
    with os.fdopen(terminal, "rb", buffering=0) as screen:
        query = "SELECT ?label { ?thing <http://example.org/label> ?label }"
        process = subprocess.Popen(
            [script, "query", query, "--data", str(tiny)], cwd=scratch, env=environment, stdout=end
        )
        assert process.wait(timeout=60) == 0
        os.close(end)
        shown = re.sub("\x1b\\[[0-9;]*m", "", screen.read(4096).decode())
    assert [line.rstrip() for line in shown.splitlines()] == [" label", " café", "1 row"]


def test_what_is_known_of_a_thing_is_described(run: Run) -> None:
    described = run("describe", "tool/twitter", "--format", "nt")
    assert '<https://w3id.org/govsocial/id/tool/twitter> <http://www.w3.org/2000/01/rdf-schema#label> "Twitter"' in (
        described.stdout
    )


def test_things_in_other_rdf_are_described(run: Run, tiny: Path) -> None:
    assert "café" in run("describe", "http://example.org/a", "--data", str(tiny)).stdout


def test_a_reader_that_leaves_is_no_fault(environment: dict[str, str], scratch: Path, script: str) -> None:
    left = subprocess.run(
        ["sh", "-c", f"'{script}' query 'SELECT * {{ ?s ?p ?o }}' | head -n 1"],
        cwd=scratch,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert (left.stdout, left.stderr) == ("o,p,s\n", "")
