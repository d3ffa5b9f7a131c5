"""Sentences made from the data: words with terms in them, which a page shows as links and Markdown as well.

See https://www.w3.org/TR/WCAG22/#readable
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from govsocial.web.terms import Term

Sentence: TypeAlias = tuple[str | Term, ...]
"""Text and terms, as they follow each other; a term is shown by its label."""

MAX_LISTED = 8
"""Things that a sentence names; of more it gives the number."""


def iri_of(value: str) -> Term:
    """An IRI as a part of a sentence."""
    return Term("uri", value)


def counted(number: int, one: str, many: str) -> str:
    """`1 tool`, `2 tools`"""
    return f"{number:,} {one if number == 1 else many}"


def listed(terms: Iterable[Term], last: str = " and ") -> Sentence:
    """`A, B and C`; of many the first, and how many more there are."""
    distinct = list(dict.fromkeys(terms))
    rest = len(distinct) - MAX_LISTED
    if rest > 1:
        return _joined([*((each,) for each in distinct[:MAX_LISTED]), (f"{rest} more",)], last)
    return _joined([(each,) for each in distinct], last)


def clauses(parts: Iterable[Sentence], last: str = ", ") -> Sentence:
    """The clauses as one sentence with a full stop; empty for none."""
    given = [part for part in parts if part]
    return (*_joined(given, last), ".") if given else ()


def _joined(parts: Sequence[Sentence], last: str) -> Sentence:
    joined: list[str | Term] = []
    for position, part in enumerate(parts):
        if position:
            joined.append(last if position == len(parts) - 1 else ", ")
        joined += part
    return tuple(joined)
