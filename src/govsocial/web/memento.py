"""Memento: the dataset as the original, its dated snapshots as its prior states, and the way from a date to one.

A snapshot holds what was reported of the world at its date, and its address stays what it is: that is what a client of
Memento looks for, so the snapshots are the mementos of `/dataset`. The TimeGate is a resource of its own, so that
`/dataset` itself is not redirected (pattern 2.1). See https://www.rfc-editor.org/rfc/rfc7089
"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.protocol.links import Link
from govsocial.protocol.validators import parse_date
from govsocial.web.publication import Publication, Snapshot

ORIGINAL = "/dataset"
TIMEGATE = "/timegate/dataset"
TIMEMAP = "/timemap/dataset"
LINK_FORMAT = "application/link-format"


def choose(snapshots: tuple[Snapshot, ...], accept_datetime: str | None) -> Snapshot:
    """The last snapshot that is not after the date; before the first the first, and without a date the last.

    Raises RequestError for what is no date. There must be a snapshot.
    """
    if accept_datetime is None:
        return snapshots[-1]
    moment = parse_date(accept_datetime)
    if moment is None:
        raise RequestError(
            f"Accept-Datetime is '{accept_datetime[:100]}'; give a date such as 'Mon, 08 Jun 2009 00:00:00 GMT'."
        )
    return next((each for each in reversed(snapshots) if each.moment <= moment), snapshots[0])


def headers(publication: Publication, iri: str) -> dict[str, str]:
    """Memento-Datetime, where the thing is a snapshot with a date."""
    moment = next((each.moment for each in publication.snapshots if each.iri == iri), None)
    return {} if moment is None else {"Memento-Datetime": http_date(moment)}


def links(publication: Publication, iri: str) -> Iterator[Link]:
    """The links between the dataset and its snapshots, for a document about the one or the other."""
    is_snapshot = any(each.iri == iri for each in publication.snapshots)
    if publication.snapshots and (is_snapshot or iri == publication.iri):
        yield Link(ORIGINAL, "original")
        yield Link(TIMEGATE, "timegate")
        yield Link(TIMEMAP, "timemap", LINK_FORMAT)


def timemap(publication: Publication, names: Names) -> Iterator[Link]:
    """All that a TimeMap lists."""
    snapshots = publication.snapshots
    span = (("from", http_date(snapshots[0].moment)), ("until", http_date(snapshots[-1].moment)))
    yield Link(ORIGINAL, "original")
    yield Link(TIMEMAP, "self", LINK_FORMAT, attributes=span)
    yield Link(TIMEGATE, "timegate")
    for number, snapshot in enumerate(snapshots):
        ends = ["first"] * (number == 0) + ["last"] * (number == len(snapshots) - 1)
        rel = " ".join([*ends, "memento"])
        yield Link(document_path(snapshot.iri, names), rel, attributes=(("datetime", http_date(snapshot.moment)),))


def document_path(iri: str, names: Names) -> str:
    """The path of the document about a thing of ours; the IRI itself for what is not ours."""
    path = names.path(iri)
    return iri if path is None else path.replace("/id/", "/doc/", 1)


def http_date(moment: datetime) -> str:
    """The moment as HTTP writes it."""
    return format_datetime(moment, usegmt=True)
