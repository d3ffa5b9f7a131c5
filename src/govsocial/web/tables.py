"""Answers as tables: CSV with a column of labels beside each column of IRIs, and Markdown.

The CSV of the SPARQL standard has no labels, and is what `/sparql` gives. See https://www.rfc-editor.org/rfc/rfc4180
and https://github.github.com/gfm/#tables-extension-
"""

import csv
import io
from collections.abc import Iterator, Mapping

from govsocial.web.markdown import escaped
from govsocial.web.terms import Solution, Solutions, Term, curie, short

LABEL = "_label"
"""What the name of a column of labels ends in."""

Labels = Mapping[str, str]


def labelled_csv(found: Solutions, labels: Labels) -> bytes:
    """The answer with a header, in UTF-8 with CRLF. Behind each column that has IRIs stands one of their labels.

    The cells of a column that the answer has anyway are as the SPARQL standard has them.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    if found.boolean is not None:
        rows.writerows([["answer"], [str(found.boolean).lower()]])
        return text.getvalue().encode()
    columns = tuple(_columns(found))
    rows.writerow(columns)
    rows.writerows(_cells(columns, found.variables, row, labels) for row in found.rows)
    return text.getvalue().encode()


def markdown_table(found: Solutions, labels: Labels, headings: Mapping[str, str]) -> Iterator[str]:
    """The lines of a table of labels; IRIs are links."""
    if found.boolean is not None:
        yield "**Yes**" if found.boolean else "**No**"
        return
    yield f"| {' | '.join(escaped(headings[each]) for each in found.variables)} |"
    yield f"|{' --- |' * len(found.variables)}"
    for row in found.rows:
        yield f"| {' | '.join(_markdown(row.get(each), labels) for each in found.variables)} |"


def label_of(iri: str, labels: Labels) -> str:
    """The label of an IRI, or what comes nearest to one."""
    return labels.get(iri) or curie(iri) or short(iri)


def _columns(found: Solutions) -> Iterator[str]:
    taken = set(found.variables)
    for variable in found.variables:
        yield variable
        has_iris = any(variable in row and row[variable].is_iri for row in found.rows)
        if has_iris and variable + LABEL not in taken:
            yield variable + LABEL


def _cells(columns: tuple[str, ...], variables: tuple[str, ...], row: Solution, labels: Labels) -> Iterator[str]:
    for column in columns:
        if column in variables:
            yield _written(row[column]) if column in row else ""
        else:
            term = row.get(column.removesuffix(LABEL))
            yield labels.get(term.value, "") if term is not None and term.is_iri else ""


def _written(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _markdown(term: Term | None, labels: Labels) -> str:
    if term is None:
        return ""
    return f"[{escaped(label_of(term.value, labels))}](<{term.value}>)" if term.is_iri else escaped(_written(term))
