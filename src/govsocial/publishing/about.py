"""What a dataset says of itself: title, licence, date, and the name that its files get.

See https://www.w3.org/TR/vocab-dcat-3/#Class:Dataset
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.store.oxigraph import Literal, NamedNode, Quad

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "govsocial: how government bodies use social tools"
STEM = "govsocial"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_STEM = 40


@dataclass(frozen=True)
class About:
    """What the dataset says; `issued` is the day of its last change, or of its issue, or None where it says neither."""

    title: str
    description: str
    licence: str
    publisher: str | None
    publisher_name: str | None
    issued: str | None
    stem: str


def about(quads: Iterable[Quad], names: Names) -> About:
    """What quads say of the dataset under the base of `names`; where they are silent, what holds for ours."""
    statements = tuple(quads)
    own = _of(f"{names.base}dataset", statements)
    publisher = _first(own, "dcterms:publisher")
    publishers_own = _of(publisher or "", statements)
    title = _first(own, "dcterms:title") or TITLE
    days = [day for name in ("issued", "modified") for day in own.get(PREFIXES["dcterms"] + name, ())]
    return About(
        title,
        _first(own, "dcterms:description") or title,
        _first(own, "dcterms:license") or LICENCE,
        publisher,
        _first(publishers_own, "foaf:name") or _first(publishers_own, "rdfs:label"),
        max((day[:10] for day in days if _DATE.match(day)), default=None),
        _stem(_first(own, "rdfs:label") or STEM),
    )


def _of(iri: str, quads: Iterable[Quad]) -> dict[str, list[str]]:
    """The values of each property of a thing."""
    own: dict[str, list[str]] = {}
    for quad in quads:
        is_own = isinstance(quad.subject, NamedNode) and quad.subject.value == iri
        if is_own and isinstance(quad.object, NamedNode | Literal):
            own.setdefault(quad.predicate.value, []).append(quad.object.value)
    return own


def _first(own: dict[str, list[str]], name: str) -> str | None:
    prefix, _, local = name.partition(":")
    return min(own.get(PREFIXES[prefix] + local, ()), default=None)


def _stem(label: str) -> str:
    """The label as the name of a file: lower case, ASCII, its words joined by hyphens."""
    ascii_label = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_label).strip("-")[:_MAX_STEM].strip("-") or STEM
