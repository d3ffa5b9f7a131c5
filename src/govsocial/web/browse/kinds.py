"""The kinds of things that there are to browse, each a set with an address.

See https://www.w3.org/TR/cooluris/
"""

from fastapi import Request

from govsocial.model.namespaces import KINDS
from govsocial.store import description
from govsocial.web.reading import select
from govsocial.web.site import site_of

_FIRST = ("organisation", "tool", "person", "initiative", "claim")


async def kinds_of(request: Request) -> dict[str, int]:
    """The kinds of things, with their numbers: what people ask for first, then ours in their order, then others."""
    found = await select(request, description.kinds(f"{site_of(request).names.base}id/"))
    counts = {row["kind"].value: int(row["count"].value) for row in found.rows}
    order = [*_FIRST, *(kind for kind in KINDS if kind not in _FIRST)]
    known = {kind: counts[kind] for kind in order if kind in counts}
    return {**known, **counts}


def heading(kind: str) -> str:
    """A kind as a heading: `tool-kind` is 'Tool kind'."""
    words = kind.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
