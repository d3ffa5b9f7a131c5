"""The kinds of things that there are to browse, each a set with an address.

See https://www.w3.org/TR/cooluris/
"""

from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS
from govsocial.store import description
from govsocial.web.terms import Solutions

_FIRST = ("organisation", "tool", "person", "initiative", "claim")


def kinds(names: Names) -> str:
    """SELECT ?kind ?count: the kinds of things that have names of ours, to be counted."""
    return description.kinds(f"{names.base}id/")


def kinds_in(found: Solutions) -> dict[str, int]:
    """The kinds of things, with their numbers: what people ask for first, then ours in their order, then others."""
    counts = {row["kind"].value: int(row["count"].value) for row in found.rows}
    order = [*_FIRST, *(kind for kind in KINDS if kind not in _FIRST)]
    known = {kind: counts[kind] for kind in order if kind in counts}
    return {**known, **counts}


def heading(kind: str) -> str:
    """A kind as a heading: `tool-kind` is 'Tool kind'."""
    words = kind.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
