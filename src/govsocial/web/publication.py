"""What the data says of itself as a whole: title, licence, authors and dated snapshots, read once for each revision.

See https://www.w3.org/TR/vocab-dcat-3/#Class:Dataset
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from govsocial.model.namespaces import VOCABULARIES
from govsocial.protocol.validators import parse_moment
from govsocial.store.description import mementos, statements
from govsocial.web.descriptions import Statement
from govsocial.web.reading import labels_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Solution

_DCTERMS = VOCABULARIES["dcterms"]
_CONTACT_POINT = VOCABULARIES["dcat"] + "contactPoint"
_ADDRESSES = frozenset(
    (
        VOCABULARIES["vcard"] + "hasURL",
        VOCABULARIES["vcard"] + "hasEmail",
        VOCABULARIES["foaf"] + "mbox",
        VOCABULARIES["schema"] + "codeRepository",
        "http://usefulinc.com/ns/doap#bug-database",
    )
)
"""The properties that lead to who is to hear of a mistake."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot of the dataset's series, and the moment whose state it holds."""

    iri: str
    moment: datetime


@dataclass(frozen=True)
class Publication:
    """`is_described` is False where the data has no dataset of ours. Snapshots are in order of time.

    `publishers` are names, `date` is the day of the last change or of the issue, and `contacts` are addresses at which
    mistakes are heard of: of the contact, of the repository.
    """

    iri: str
    is_described: bool = False
    title: str | None = None
    licences: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    publishers: tuple[str, ...] = ()
    date: str | None = None
    contacts: tuple[str, ...] = ()


@dataclass
class Reading:
    """The publication of the revision that was last asked for, and the catalogue of the newest release."""

    revision: str | None = None
    publication: Publication = field(default_factory=lambda: Publication(""))
    catalogue: tuple[Statement, ...] | None = None


def reading_of(request: Request) -> Reading:
    """What was read for the application that a request is made to."""
    reading = request.app.state.reading
    assert isinstance(reading, Reading)  # create_app put it there
    return reading


async def publication_of(request: Request) -> Publication:
    """The publication that a request is made to."""
    site, reading = site_of(request), reading_of(request)
    revision = site.store.revision
    if reading.revision != revision:
        reading.publication = await _read(request, f"{site.names.base}dataset")
        reading.revision = revision
    return reading.publication


async def _read(request: Request, iri: str) -> Publication:
    rows = (await select(request, statements([iri], inward=None))).rows

    def values(name: str) -> tuple[str, ...]:
        found = {row["value"].value for row in rows if row["property"].value == _DCTERMS + name}
        return tuple(sorted(found))

    dated = (await select(request, mementos(iri))).rows
    moments = {
        row["snapshot"].value: moment for row in dated if (moment := parse_moment(row["date"].value)) is not None
    }
    snapshots = (Snapshot(each, moment) for each, moment in moments.items())
    in_order = tuple(sorted(snapshots, key=lambda each: (each.moment, each.iri)))
    titles, days = values("title"), values("modified") or values("issued")
    publishers = await labels_of(request, values("publisher"))
    return Publication(
        iri,
        bool(rows),
        titles[0] if titles else None,
        values("license"),
        values("creator"),
        in_order,
        tuple(sorted(publishers.values())),
        max(days)[:10] if days else None,
        await _contacts(request, rows),
    )


async def _contacts(request: Request, rows: Sequence[Solution]) -> tuple[str, ...]:
    """The addresses of the contacts that a dataset names, and of its repository, each once."""
    points = [row["value"].value for row in rows if row["property"].value == _CONTACT_POINT and row["value"].is_iri]
    further = (await select(request, statements(points, inward=None))).rows if points else ()
    found = [row["value"] for row in (*further, *rows) if row["property"].value in _ADDRESSES]
    return tuple(dict.fromkeys(term.value for term in found))
