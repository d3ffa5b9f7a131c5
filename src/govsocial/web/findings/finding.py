"""A finding: what one figure says, as a sentence, as rows, as a drawing, and with the question that it answers.

See https://www.rfc-editor.org/rfc/rfc4180 for the rows as a file.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request

from govsocial.web.census import needed
from govsocial.web.figures.bars import Bars
from govsocial.web.figures.grid import Grid
from govsocial.web.findings.matrix import Matrix
from govsocial.web.reading import iris_in, labels_of
from govsocial.web.terms import Solutions, curie, short

Cell = int | str | tuple[str, ...]
"""A number, words, or the IRIs of things."""

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """`name` is what its addresses and ids begin with; `stored` a stored query that asks the same, where there is one.

    `labels` are the names of the things in it. A `matrix` is shown in the place of the rows, which say the same.
    """

    name: str
    sentence: str
    query: str
    stored: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    labels: Labels
    drawing: Bars | Grid
    template: str
    matrix: Matrix | None = None


@dataclass(frozen=True)
class Question:
    """What is asked of the store for a finding, and how its answers become one: None where they have nothing to say."""

    name: str
    queries: tuple[str, ...]
    find: Callable[[Sequence[Solutions], Labels], Finding | None]


async def ask(request: Request, question: Question) -> Finding | None:
    """What there is to find now. Raises what `needed` raises, also of answers that are too long to be read whole."""
    answers = [await needed(request, query) for query in question.queries]
    labels = await labels_of(request, set().union(*(iris_in(answer) for answer in answers)))
    return question.find(answers, labels)


def as_csv(finding: Finding) -> bytes:
    """The rows as CSV: of things the names in one column, and in the next, `… IRI`, the IRIs."""
    is_of_things = [isinstance(cell, tuple) for cell in finding.rows[0]]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_spread(finding.columns, is_of_things))
    for row in finding.rows:
        writer.writerow(_values(row, finding.labels))
    return text.getvalue().encode()


def _spread(columns: Sequence[str], is_of_things: Sequence[bool]) -> Iterator[str]:
    for column, are_things in zip(columns, is_of_things, strict=True):
        yield column
        if are_things:
            yield f"{column} IRI"


def _values(row: Sequence[Cell], labels: Labels) -> Iterator[int | str]:
    for cell in row:
        if isinstance(cell, tuple):
            yield "; ".join(name_of(iri, labels) for iri in cell)
            yield " ".join(cell)
        else:
            yield cell


def name_of(iri: str, labels: Labels) -> str:
    """What a thing is called where there is one line for it."""
    return labels.get(iri) or curie(iri) or short(iri)


def by_name(iris: Sequence[str] | set[str], labels: Labels) -> tuple[str, ...]:
    """The things in the order of their names."""
    return tuple(sorted(iris, key=lambda iri: (name_of(iri, labels).casefold(), iri)))


MAX_NAMED = 3


def listed(names: Sequence[str], plural: str) -> str:
    """The names as a sentence has them, `A, B and C`; of more than three only how many: `12 tools`."""
    if len(names) > MAX_NAMED:
        return f"{len(names):,} {plural}"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def counted(number: int, one: str, many: str) -> str:
    """`1 body`, `2 bodies`."""
    return f"{number:,} {one if number == 1 else many}"
