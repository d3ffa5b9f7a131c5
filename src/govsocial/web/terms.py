"""Terms and solutions as pages need them, read from SPARQL results in JSON.

See https://www.w3.org/TR/sparql11-results-json/
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from govsocial.errors import ResultTooLargeError, StoreError
from govsocial.model.namespaces import PREFIXES, VOCABULARIES
from govsocial.store.description import LABEL_PROPERTIES

_SEGMENT_END = re.compile("[/#:]")
XSD_STRING = VOCABULARIES["xsd"] + "string"
_NUMBERS = frozenset(
    VOCABULARIES["xsd"] + name
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger",
        "positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """An RDF term. `kind` is `uri`, `literal`, `bnode` or `triple`, as the format calls it.

    `datatype` is None for strings, `direction` for text without a base direction; `parts` are those of a triple term.
    """

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None
    direction: str | None = None
    parts: "tuple[Term, Term, Term] | None" = None

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI."""
        return self.kind == "uri"

    @property
    def is_number(self) -> bool:
        """Whether it is a number of XML Schema."""
        return self.datatype in _NUMBERS


Solution = Mapping[str, Term]


@dataclass(frozen=True)
class Solutions:
    """Solutions in order; an unbound variable is missing from its solution. `boolean` is set for ASK alone."""

    variables: tuple[str, ...]
    rows: tuple[Solution, ...]
    boolean: bool | None = None
    is_complete: bool = True


def numbers_in(solutions: Solutions, thing: str, number: str) -> dict[str, int]:
    """The number of each thing that an IRI names, in order, from the variables that have the two."""
    return {row[thing].value: int(row[number].value) for row in solutions.rows if row[thing].is_iri}


MAX_ROWS = 1_000
MAX_CELLS = 6_000
MAX_COLUMNS = 500
"""What one table of a page shows at most: six thousand IRIs take 0.17 s of processor time (2026-11)."""


def read_table(results: bytes) -> Solutions:
    """The solutions that one table shows. Raises ResultTooLargeError when they have too many columns for one."""
    solutions = read_solutions(results, MAX_ROWS)
    columns = len(solutions.variables)
    if columns > MAX_COLUMNS:
        raise ResultTooLargeError(
            f"The answer has {columns:,} columns, and a page shows {MAX_COLUMNS}; take it as CSV or JSON.", MAX_COLUMNS
        )
    shown = solutions.rows[: MAX_CELLS // max(columns, 1)]
    return replace(solutions, rows=shown, is_complete=solutions.is_complete and len(shown) == len(solutions.rows))


def read_solutions(results: bytes, max_rows: int | None = None) -> Solutions:
    """The solutions of a JSON document that may be cut anywhere: as many as are whole, `max_rows` at most."""
    text = results.decode("utf-8", "ignore")
    decoder, reader = json.JSONDecoder(), _TermReader()
    before, found, after = text.partition('"bindings":[')
    if not found:
        return _without_bindings(text)
    variables = json.loads(before[before.index("{", 1) : before.rindex("}") + 1]).get("vars", [])
    rows: list[Solution] = []
    position = 0
    while after[position : position + 1] in ("{", ","):
        position += after[position] == ","
        if max_rows is not None and len(rows) == max_rows:
            break
        try:
            binding, position = decoder.raw_decode(after, position)
            rows.append({name: reader.read(value) for name, value in binding.items()})
        except (ValueError, RecursionError):  # cut, or a triple term that is deeper than a page could show
            break
    return Solutions(tuple(variables), tuple(rows), None, after[position : position + 1] == "]")


class _TermReader:
    """Reads terms, each that comes again as the one it was: most of an answer is the same few IRIs."""

    def __init__(self) -> None:
        self._iris: dict[str, Term] = {}

    def read(self, value: Mapping[str, Any]) -> Term:  # Any: JSON; the value of a triple term is an object
        """The term that is written so."""
        kind, text = value["type"], value["value"]
        if kind == "uri":
            term = self._iris.get(text)
            if term is None:
                term = self._iris[text] = Term(kind, text)
            return term
        if kind == "triple":
            return triple_term(*(self.read(text[part]) for part in ("subject", "predicate", "object")))
        datatype = value.get("datatype")
        datatype = None if datatype == XSD_STRING else datatype
        kind = "literal" if kind == "typed-literal" else kind
        return Term(kind, text, value.get("xml:lang"), datatype, value.get("its:dir"))


def _without_bindings(text: str) -> Solutions:
    try:
        document = json.loads(text)
        return Solutions((), (), bool(document["boolean"]))
    except (ValueError, KeyError) as error:
        raise StoreError("The store's answer cannot be read.") from error


def triple_term(subject: Term, predicate: Term, value: Term) -> Term:
    """A triple as a term. See https://www.w3.org/TR/rdf12-concepts/#section-triple-terms"""
    words = f"<<( {subject.value} {predicate.value} {value.value} )>>"
    return Term("triple", words, parts=(subject, predicate, value))


def best_labels(rows: Iterable[Solution], language: str = "en") -> dict[str, str]:
    """From rows of ?thing ?property ?label to one label for each thing: ours first, then the language, then any."""
    ranked: dict[str, tuple[int, int, str]] = {}
    for row in rows:
        thing, label = row["thing"].value, row["label"]
        rank = (_language_rank(label, language), LABEL_PROPERTIES.index(row["property"].value), label.value)
        ranked[thing] = min(rank, ranked.get(thing, rank))
    return {thing: rank[2] for thing, rank in ranked.items()}


def _language_rank(label: Term, language: str) -> int:
    if label.language is None:
        return 1
    return 0 if label.language == language or label.language.startswith(language + "-") else 2


def curie(iri: str) -> str | None:
    """The IRI with one of the known prefixes, the longest that fits; None when there is none."""
    fitting = [(len(namespace), prefix) for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)]
    if not fitting:
        return None
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}" if iri[length:] else None


def short(iri: str) -> str:
    """The last segment of an IRI, for what has no label."""
    return _SEGMENT_END.split(iri.rstrip("/#:"))[-1] or iri


def by_label(rows: Iterable[Solution], variable: str, labels: Mapping[str, str]) -> list[Solution]:
    """The solutions in the order in which people look for a name: by the label of a variable, then by its IRI."""

    def name(row: Solution) -> tuple[str, str]:
        iri = row[variable].value
        return (labels.get(iri, short(iri)).casefold(), iri)

    return sorted(rows, key=name)
