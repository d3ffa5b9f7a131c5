"""Answers as people read them in a terminal: solutions as a table, IRIs shortened to our prefixes.

See https://www.w3.org/TR/sparql11-results-json/
"""

import json
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.settings import CANONICAL_BASE_IRI

MAX_ROWS = 1000
"""Rows that a terminal is shown; nobody reads on, and a table is measured as a whole before its first line."""

_NAMESPACES = sorted(((namespace, prefix) for prefix, namespace in PREFIXES.items()), key=lambda pair: -len(pair[0]))
_CONTROL_CHARACTERS = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)), "�")


def show_results(results: bytes, names: Names, console: Console) -> None:
    """Prints SPARQL results in JSON: a table and the number of its rows, or yes or no."""
    document = json.loads(results)
    if "boolean" in document:
        console.print("yes" if document["boolean"] else "no")
        return
    solutions = document["results"]["bindings"]
    if solutions:
        console.print(_table(document["head"]["vars"], solutions[:MAX_ROWS], names))
    console.print(_count(len(solutions)), style="dim")


def shorten(iri: str, names: Names) -> str:
    """The IRI with one of our prefixes (`tool:twitter`), or whole in `<…>` when none fits."""
    moved = CANONICAL_BASE_IRI + iri.removeprefix(names.base) if iri.startswith(names.base) else iri
    for namespace, prefix in _NAMESPACES:
        if moved.startswith(namespace) and len(moved) > len(namespace):
            return f"{prefix}:{moved.removeprefix(namespace)}"
    return f"<{iri}>"


def _table(variables: list[str], solutions: list[dict[str, Any]], names: Names) -> RenderableType:  # Any: JSON
    table = Table(*variables, header_style="bold", box=None)  # no frame: rows can be copied
    for solution in solutions:
        table.add_row(*(_cell(solution.get(variable), names) for variable in variables))
    return table


def _cell(term: dict[str, Any] | None, names: Names) -> Text:  # Any: JSON
    """What the term says, safe for a terminal: no control characters, no markup."""
    return Text("" if term is None else _words(term, names).translate(_CONTROL_CHARACTERS))


def _words(term: dict[str, Any], names: Names) -> str:  # Any: JSON
    match term:
        case {"type": "uri", "value": iri}:
            return shorten(iri, names)
        case {"type": "bnode", "value": label}:
            return f"_:{label}"
        case {"type": "triple", "value": triple}:
            parts = (_words(triple[part], names) for part in ("subject", "predicate", "object"))
            return f"<<( {' '.join(parts)} )>>"
    return str(term["value"])


def _count(rows: int) -> str:
    if rows > MAX_ROWS:
        return f"{rows:,} rows, of which the first {MAX_ROWS:,} are shown; --format csv gives all."
    return f"{rows:,} row{'' if rows == 1 else 's'}"
