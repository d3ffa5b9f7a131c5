"""Answers of queries on the command line: asked of a worker process, printed when they are whole.

See https://www.w3.org/TR/sparql11-results-csv-tsv/ and https://www.w3.org/TR/turtle/
"""

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import IO

from rich.console import Console

from govsocial.cli.output import write_chunks
from govsocial.cli.publication import Publication
from govsocial.cli.table import show_results
from govsocial.errors import RequestError
from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.settings import MEBIBYTE, Settings
from govsocial.store.base import AnswerKind, Query, Store
from govsocial.store.workers import WorkerStore

TABLE = "table"
IN_MEMORY_BYTES = 16 * MEBIBYTE
"""Of one answer; a longer one goes to a temporary file."""
SOLUTION_NAMES = (TABLE, *(each.name for each in formats.SOLUTION_FORMATS))
GRAPH_NAMES = tuple(each.name for each in formats.GRAPH_FORMATS)


@dataclass(frozen=True)
class WholeAnswer:
    """An answer with all its bytes, in memory or, when it is long, in a temporary file."""

    kind: AnswerKind
    content: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """The bytes from their start."""
        self.content.seek(0)
        while chunk := self.content.read(MEBIBYTE):
            yield chunk


@contextmanager
def ask(publication: Publication, settings: Settings, queries: Sequence[Query]) -> Iterator[list[WholeAnswer]]:
    """The answers, from one worker process, as long as the context lasts. Raises what the store raises.

    An answer is taken whole before any of it is printed: a cut one never passes for a whole one, and a reader that
    pauses (`less`) does not run the query into its time limit.
    """
    with ExitStack() as files:
        contents = [files.enter_context(SpooledTemporaryFile(IN_MEMORY_BYTES)) for _ in queries]
        store = WorkerStore(publication.files, publication.revision, replace(settings, workers=1))
        kinds = asyncio.run(_ask(store, zip(queries, contents, strict=True)))
        yield [WholeAnswer(kind, content) for kind, content in zip(kinds, contents, strict=True)]


async def _ask(store: Store, asked: Iterable[tuple[Query, IO[bytes]]]) -> list[AnswerKind]:
    try:
        await store.open()
        return [await _take(store, query, content) for query, content in asked]
    finally:
        await store.close()


async def _take(store: Store, query: Query, content: IO[bytes]) -> AnswerKind:
    answer = await store.query(query)
    async for chunk in answer.chunks:
        content.write(chunk)
    return answer.kind


def query_for(text: str, format_name: str | None) -> Query:
    """The query, asking for the named format. Raises RequestError for a name that is none.

    Without a name: CSV, or Turtle for graphs; in a terminal, and for `table`, what a table is made from.
    """
    if format_name is None or format_name == TABLE:
        return Query(text, formats.JSON if is_table(format_name) else formats.CSV, formats.TURTLE)
    if format_name not in (*SOLUTION_NAMES, *GRAPH_NAMES):
        raise RequestError(
            f"There is no format '{format_name}'; give one of {', '.join((*SOLUTION_NAMES, *GRAPH_NAMES))}."
        )
    chosen = formats.BY_NAME[format_name]
    return Query(
        text,
        chosen if chosen in formats.SOLUTION_FORMATS else None,
        chosen if chosen in formats.GRAPH_FORMATS else None,
    )


def is_table(format_name: str | None) -> bool:
    """Whether solutions are shown as a table: when asked for, and in a terminal when nothing else is."""
    return format_name == TABLE or (format_name is None and sys.stdout.isatty())


def print_answer(answer: WholeAnswer, format_name: str | None, names: Names) -> None:
    """Prints the answer to stdout: as a table for people, or as its bytes."""
    if is_table(format_name) and answer.kind is not AnswerKind.GRAPH:
        show_results(b"".join(answer.chunks()), names, Console(highlight=False))
    else:
        write_chunks(answer.chunks())
