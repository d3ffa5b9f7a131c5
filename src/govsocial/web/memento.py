"""Memento: originals whose prior states have addresses of their own, and the way from a date to one of them.

There are two sorts. A snapshot holds what was reported of the world at its date, so the snapshots are the mementos of
`/dataset`; a release holds what was published on its day, so the releases are those of `/dumps/`, and the files in them
those of `/dumps/{name}`. The addresses of mementos stay what they are. TimeGates are resources of their own, so that an
original itself is not redirected (pattern 2.1). See https://www.rfc-editor.org/rfc/rfc7089
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from govsocial.errors import NotFoundError, RequestError
from govsocial.model.formats import LINK_FORMAT
from govsocial.model.iris import Names
from govsocial.protocol.links import Link
from govsocial.protocol.validators import parse_date, parse_moment
from govsocial.publishing.release import Release
from govsocial.web.publication import Publication

DATASET = "/dataset"
DUMPS = "/dumps/"


@dataclass(frozen=True)
class Memento:
    """The address of a prior state, and the moment whose state it is."""

    address: str
    moment: datetime


@dataclass(frozen=True)
class History:
    """An original and its mementos, in order of time; there is one at least."""

    original: str
    mementos: tuple[Memento, ...]

    @property
    def timegate(self) -> str:
        """Where a date leads to a memento."""
        return f"/timegate{self.original}"

    @property
    def timemap(self) -> str:
        """Where all mementos are listed."""
        return f"/timemap{self.original}"

    def choose(self, accept_datetime: str | None) -> Memento:
        """The last memento that is not after the date; before the first the first, and without a date the last.

        Raises RequestError for what is no date.
        """
        if accept_datetime is None:
            return self.mementos[-1]
        moment = parse_date(accept_datetime)
        if moment is None:
            raise RequestError(
                f"Accept-Datetime is '{accept_datetime[:100]}'; give a date such as 'Mon, 08 Jun 2009 00:00:00 GMT'."
            )
        return next((each for each in reversed(self.mementos) if each.moment <= moment), self.mementos[0])

    def links(self) -> Iterator[Link]:
        """The links of the original, and of each memento."""
        yield Link(self.original, "original")
        yield Link(self.timegate, "timegate")
        yield Link(self.timemap, "timemap", LINK_FORMAT.media_type)

    def listed(self) -> Iterator[Link]:
        """All that a TimeMap lists."""
        first, last = self.mementos[0], self.mementos[-1]
        span = (("from", http_date(first.moment)), ("until", http_date(last.moment)))
        yield Link(self.original, "original")
        yield Link(self.timemap, "self", LINK_FORMAT.media_type, attributes=span)
        yield Link(self.timegate, "timegate")
        for each in self.mementos:
            rel = " ".join(["first"] * (each is first) + ["last"] * (each is last) + ["memento"])
            yield Link(each.address, rel, attributes=(("datetime", http_date(each.moment)),))


def of_dataset(publication: Publication) -> History | None:
    """The dataset and its snapshots; None where there are none."""
    names = Names(publication.iri.removesuffix(DATASET.removeprefix("/")))
    mementos = (Memento(_document_path(each.iri, names), each.moment) for each in publication.snapshots)
    return _history(DATASET, tuple(mementos))


def links(publication: Publication, iri: str) -> Iterator[Link]:
    """The links between the dataset and its snapshots, for a document about the one or the other."""
    history = of_dataset(publication)
    if history and (iri == publication.iri or any(each.iri == iri for each in publication.snapshots)):
        yield from history.links()


def headers(publication: Publication, iri: str) -> dict[str, str]:
    """Memento-Datetime, where the thing is a snapshot with a date."""
    return dated(next((each.moment for each in publication.snapshots if each.iri == iri), None))


def of_files(releases: Sequence[Release], name: str = "") -> History:
    """The newest file of a name and that of each release; without a name, the lists of files.

    Raises NotFoundError for a file that no release has.
    """
    having = (each for each in reversed(releases) if not name or each.find(name))
    found = ((f"{DUMPS}{each.name}/{name}", parse_moment(each.issued)) for each in having)
    history = _history(DUMPS + name, tuple(Memento(address, moment) for address, moment in found if moment))
    if history is None:
        raise NotFoundError(f"No release has a file '{name[:100]}'; /dumps/ lists those that there are.")
    return history


def dated(moment: datetime | None) -> dict[str, str]:
    """Memento-Datetime, for the moment of a memento."""
    return {} if moment is None else {"Memento-Datetime": http_date(moment)}


def http_date(moment: datetime) -> str:
    """The moment as HTTP writes it."""
    return format_datetime(moment, usegmt=True)


def _history(original: str, mementos: tuple[Memento, ...]) -> History | None:
    return History(original, mementos) if mementos else None


def _document_path(iri: str, names: Names) -> str:
    """The path of the document about a thing of ours; the IRI itself for what is not ours."""
    path = names.path(iri)
    return iri if path is None else path.replace("/id/", "/doc/", 1)
