"""Metadata: what the data says of itself, as people are told it: whose it is, what it rests on, and what it lacks.

Nothing is assumed of a publication that does not say it. See https://www.w3.org/TR/dwbp/#metadata
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Request

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store import description
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Solutions, Term, short

GAPS = f"""
PREFIX gs: <{GS}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT ?claim ?note WHERE {{
  ?claim a gs:CoverageGap .
  OPTIONAL {{ ?claim skos:note ?note }}
}}
ORDER BY ?claim ?note
LIMIT 100
"""

_INNER_QUOTES = str.maketrans("“”", "\u2018\u2019")
_DCTERMS = VOCABULARIES["dcterms"]
_DERIVED_FROM = VOCABULARIES["prov"] + "wasDerivedFrom"


@dataclass(frozen=True)
class Contact:
    """How somebody is reached."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A document that a snapshot was made from. `digest` is the SHA-256 of its text."""

    iri: str
    name: str
    creators: tuple[str, ...]
    issued: str | None
    pages: tuple[str, ...]
    digest: str | None


@dataclass(frozen=True)
class Snapshot:
    """A dated part of the dataset, and what is said of it."""

    iri: str
    name: str
    title: str | None
    description: str | None
    rights: str | None
    date: str | None
    creators: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Gap:
    """A claim that something is not covered."""

    iri: str
    name: str
    note: str | None


@dataclass(frozen=True)
class Metadata:
    """All of it; creators, publishers and licences are IRIs, whose names are among the labels."""

    iri: str
    title: str | None
    description: str | None
    publishers: tuple[str, ...]
    licences: tuple[str, ...]
    contacts: tuple[Contact, ...]
    issued: str | None
    modified: str | None
    keywords: tuple[str, ...]
    snapshots: tuple[Snapshot, ...]
    gaps: tuple[Gap, ...]
    labels: dict[str, str]

    @property
    def publisher_names(self) -> tuple[str, ...]:
        """The publishers as people call them."""
        return tuple(self.labels.get(each, short(each)) for each in self.publishers)


async def metadata_of(request: Request) -> Metadata:
    """What the data says of itself now."""
    iri = f"{site_of(request).names.base}dataset"
    found, gaps = await select(request, description.metadata(iri)), await select(request, GAPS)
    return _Reader(found, gaps, await labels_of(request, iris_in(found) | iris_in(gaps))).read(iri)


def citation(about: Metadata, part: str | None, revision: str | None) -> str | None:
    """How to cite the dataset, or a part of it; None where the dataset has no title."""
    if about.title is None:
        return None
    date = about.modified or about.issued
    named = [
        " and ".join(about.publisher_names),
        f"“{part.translate(_INNER_QUOTES)}”" if part else "",
        about.title + (f" ({date})" if date else ""),
        f"Release {revision[:12]}" if revision else "",
        about.iri,
        " ".join(about.licences),
    ]
    return ". ".join(each for each in named if each) + "."


class _Reader:
    def __init__(self, found: Solutions, gaps: Solutions, labels: dict[str, str]) -> None:
        self._said: dict[tuple[str, str], list[Term]] = {}
        self._gaps, self._labels = gaps, labels
        for row in found.rows:
            self._said.setdefault((row["subject"].value, row["property"].value), []).append(row["value"])

    def read(self, iri: str) -> Metadata:
        publishers = self._iris(iri, _DCTERMS + "publisher") or self._iris(iri, _DCTERMS + "creator")
        contacts = self._iris(iri, VOCABULARIES["dcat"] + "contactPoint")
        snapshots = [self._snapshot(part) for part in self._iris(iri, _DCTERMS + "hasPart")]
        return Metadata(
            iri=iri,
            title=self._text(iri, _DCTERMS + "title"),
            description=self._text(iri, _DCTERMS + "description"),
            publishers=publishers,
            licences=self._iris(iri, _DCTERMS + "license"),
            contacts=tuple(self._contact(each) for each in contacts),
            issued=self._text(iri, _DCTERMS + "issued"),
            modified=self._text(iri, _DCTERMS + "modified"),
            keywords=self._texts(iri, VOCABULARIES["dcat"] + "keyword"),
            snapshots=tuple(sorted(snapshots, key=lambda each: (each.date or "", each.iri))),
            gaps=self._read_gaps(),
            labels=self._labels,
        )

    def _contact(self, iri: str) -> Contact:
        vcard = VOCABULARIES["vcard"]
        addresses = (*self._iris(iri, vcard + "hasEmail"), *self._iris(iri, vcard + "hasURL"))
        return Contact(self._text(iri, vcard + "fn") or self._name(iri), addresses)

    def _snapshot(self, iri: str) -> Snapshot:
        return Snapshot(
            iri,
            self._name(iri),
            self._text(iri, _DCTERMS + "title"),
            self._text(iri, _DCTERMS + "description"),
            self._text(iri, _DCTERMS + "rights"),
            self._text(iri, _DCTERMS + "date"),
            self._iris(iri, _DCTERMS + "creator"),
            tuple(self._source(each) for each in self._iris(iri, _DERIVED_FROM)),
        )

    def _source(self, iri: str) -> Source:
        return Source(
            iri,
            self._name(iri),
            self._iris(iri, _DCTERMS + "creator"),
            self._text(iri, _DCTERMS + "issued"),
            self._iris(iri, VOCABULARIES["foaf"] + "page"),
            self._text(iri, GS + "sha256"),
        )

    def _read_gaps(self) -> tuple[Gap, ...]:
        notes: dict[str, str | None] = {}
        for row in self._gaps.rows:
            notes.setdefault(row["claim"].value, row["note"].value if "note" in row else None)
        return tuple(Gap(claim, self._name(claim), note) for claim, note in notes.items())

    def _name(self, iri: str) -> str:
        return self._labels.get(iri, short(iri))

    def _iris(self, subject: str, property_iri: str) -> tuple[str, ...]:
        values = self._said.get((subject, property_iri), ())
        return tuple(sorted({each.value for each in values if each.is_iri}))

    def _texts(self, subject: str, property_iri: str) -> tuple[str, ...]:
        literals = [each for each in self._said.get((subject, property_iri), ()) if each.kind == "literal"]
        return tuple(sorted({each.value for each in _in_english(literals)}))

    def _text(self, subject: str, property_iri: str) -> str | None:
        return next(iter(self._texts(subject, property_iri)), None)


def _in_english(literals: list[Term]) -> Iterable[Term]:
    english = [each for each in literals if (each.language or "en").partition("-")[0] == "en"]
    return english or literals
