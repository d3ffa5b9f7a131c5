"""The commands that ask: `query`, `queries`, `describe`. Queries run in a worker process, as on the server.

See https://www.w3.org/TR/sparql11-query/
"""

import difflib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from govsocial.cli.answers import GRAPH_NAMES, SOLUTION_NAMES, ask, print_answer, query_for
from govsocial.cli.options import with_settings
from govsocial.cli.publication import Data, asked
from govsocial.errors import NotFoundError, RequestError, SourceError, TooLargeError
from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.model.keys import resolve
from govsocial.model.sources import Sources
from govsocial.model.stored_queries import StoredQuery, load_stored_queries
from govsocial.protocol import spelling
from govsocial.protocol.guard import vet
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.description import DEFINED_TERMS, description, known

_QUERY_SETTINGS = ("base_iri", "timeout", "worker_memory", "max_query_bytes", "max_result_bytes")


@with_settings(*_QUERY_SETTINGS)
def query(
    *,
    what: Annotated[
        str, typer.Argument(metavar="TEXT|FILE|NAME", help="SPARQL; a file of it (- for stdin); or a stored query.")
    ],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="A parameter of the stored query; repeat for more."),
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join((*SOLUTION_NAMES, *GRAPH_NAMES))}."),
    ] = None,
    data: Data = None,
    settings: Settings,
) -> None:
    """Answer a SPARQL query: a table in a terminal, CSV to a pipe, Turtle for graphs.

    [bold]Examples[/bold]

    govsocial query who-uses-a-tool --param tool=tool:twitter

    govsocial query 'SELECT ?type (COUNT(*) AS ?count) { ?thing a ?type } GROUP BY ?type'

    govsocial query question.rq --format json > answer.json

    govsocial query 'CONSTRUCT WHERE { ?s ?p ?o }' --data my.ttl --format jsonld
    """
    names = Names(settings.base_iri)
    text = query_text(what, param or (), names, settings.max_query_bytes)
    vet(text, settings.max_query_bytes)
    terms = spelling.terms(text, None)
    wanted = [query_for(text, format_name), *([Query(DEFINED_TERMS, formats.CSV, None)] if terms else [])]
    with asked(settings, data) as publication, ask(publication, settings, wanted) as (answer, *defined):
        print_answer(answer, format_name, names)
        for each in defined:
            _print_notices(spelling.notices(terms, frozenset(b"".join(each.chunks()).decode().splitlines())))


def _print_notices(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        typer.echo(sentence, err=True)


def query_text(what: str, parameters: Sequence[str], names: Names, max_bytes: int) -> str:
    """The text of a stored query with its parameters, of a file, or what was asked itself.

    Raises RequestError, SourceError, NotFoundError, or TooLargeError for more than `max_bytes`.
    """
    stored = {each.name: each for each in load_stored_queries(Sources.bundled().queries, names)}
    if what in stored:
        return stored[what].bind(dict(_parameter(each) for each in parameters))
    if parameters:
        raise RequestError(f"--param is for stored queries, and '{what}' is none; `govsocial queries` lists them.")
    if what == "-":
        return _decoded(sys.stdin.buffer.read(max_bytes + 1), "standard input", max_bytes)
    if _is_file(what):
        return _decoded(_head(Path(what), max_bytes + 1), what, max_bytes)
    if any(character in what for character in "{< \n\t"):
        return _decoded(os.fsencode(what), "the query", max_bytes)
    raise NotFoundError(f"There is no stored query and no file '{what}'. {_suggestion(what, stored)}")


def _head(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(length)
    except OSError as error:
        raise SourceError(f"It cannot be read: {error.strerror or error}.", str(path)) from error


def _decoded(content: bytes, path: str, max_bytes: int) -> str:
    if len(content) > max_bytes:
        raise TooLargeError(f"{path}: A query has at most {max_bytes} bytes (--max-query-bytes).", max_bytes)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"Not text in UTF-8 (byte {error.start}).", path, line) from error


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise RequestError(f"--param is '{text}'; give NAME=VALUE, such as tool=tool:twitter.")
    return name, value


def _is_file(what: str) -> bool:
    try:
        return Path(what).exists()
    except OSError:  # longer than any name
        return False


def _suggestion(what: str, stored: dict[str, StoredQuery]) -> str:
    close = difflib.get_close_matches(what, stored, n=1)
    return f"Did you mean {close[0]}?" if close else "`govsocial queries` lists the stored queries."


def queries() -> None:
    """List the stored queries: the name to ask each by, and the question that it answers.

    [bold]Example[/bold]

    govsocial queries | grep twitter
    """
    stored = load_stored_queries(Sources.bundled().queries)
    if not sys.stdout.isatty():
        for each in stored:
            typer.echo(f"{each.name}\t{each.title}")
        return
    table = Table("name", "question", "parameters", header_style="bold", box=None)
    for each in stored:
        table.add_row(each.name, Text(each.title), ", ".join(parameter.name for parameter in each.parameters))
    Console(highlight=False).print(table)


@with_settings(*_QUERY_SETTINGS)
def describe(
    *,
    key: Annotated[str, typer.Argument(metavar="KEY_OR_IRI", help="tool/twitter, tool:twitter, or a whole IRI.")],
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(GRAPH_NAMES)}.")
    ] = formats.TURTLE.name,
    data: Data = None,
    settings: Settings,
) -> None:
    """Say what is known of one thing, in Turtle or another syntax.

    [bold]Examples[/bold]

    govsocial describe tool/twitter

    govsocial describe gs:ToolUse --format jsonld
    """
    if format_name not in GRAPH_NAMES:
        raise RequestError(f"There is no format '{format_name}'; give one of {', '.join(GRAPH_NAMES)}.")
    names = Names(settings.base_iri)
    iri = resolve(key, names)
    queries = [Query(known([iri]), formats.CSV, None), Query(description(iri), None, formats.BY_NAME[format_name])]
    with asked(settings, data) as publication, ask(publication, settings, queries) as (is_known, answer):
        if len(b"".join(is_known.chunks()).splitlines()) < 2:  # the header alone
            raise NotFoundError(f"Nothing is known of {iri}.")
        print_answer(answer, format_name, names)
