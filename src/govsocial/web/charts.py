"""The charts that an answer makes, by the sorts of its columns: a chart of bars for each column of numbers.

See https://www.w3.org/TR/xpath-functions-31/#numeric-functions for what a number is.
"""

import math
from collections.abc import Iterator, Mapping

from govsocial.model.iris import Names
from govsocial.web.figures.bars import Bars, Row, bars
from govsocial.web.links import href
from govsocial.web.terms import Solution, Solutions, Term, curie, short

MAX_BARS = 60
"""The rows that a chart shows, the first of them; whoever shows it says how many there are."""

MAX_CHARTS = 4


def charts(found: Solutions, labels: Mapping[str, str], names: Names, title: str) -> tuple[Bars, ...]:
    """A chart for each of the first columns of numbers, 0 or more, by what the other columns say; or none."""
    numeric = [each for each in found.variables if _is_numeric(found, each)][:MAX_CHARTS]
    others = [each for each in found.variables if not _has_numbers(found, each)]
    if not others or not found.rows:
        return ()
    return tuple(
        bars(
            f"chart-{number}", f"{title}: {variable}", (variable,), list(_rows(found, variable, others, labels, names))
        )
        for number, variable in enumerate(numeric, 1)
    )


def _rows(found: Solutions, variable: str, others: list[str], labels: Mapping[str, str], names: Names) -> Iterator[Row]:
    for row in found.rows[:MAX_BARS]:
        said = [row[each] for each in others if each in row]
        label = ", ".join(dict.fromkeys(_text(term, labels) for term in said))
        link = next((href(term.value, names) for term in said if term.is_iri), None)
        yield Row(label or "(nothing)", (_number(row, variable) or 0.0,), link)


def _is_numeric(found: Solutions, variable: str) -> bool:
    """Whether the column has numbers alone, and none below 0, from which bars cannot begin."""
    numbers = [_number(row, variable) for row in found.rows if variable in row]
    return bool(numbers) and all(number is not None and number >= 0 for number in numbers)


def _has_numbers(found: Solutions, variable: str) -> bool:
    return any(_number(row, variable) is not None for row in found.rows)


def _number(row: Solution, variable: str) -> float | None:
    term = row.get(variable)
    if term is None or not term.is_number:
        return None
    try:
        number = float(term.value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(term: Term, labels: Mapping[str, str]) -> str:
    if not term.is_iri:
        return term.value
    return labels.get(term.value) or curie(term.value) or short(term.value)
