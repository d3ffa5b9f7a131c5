"""The page about the dataset as a whole: what it is made of, its releases with checksums, its sources and its gaps.

See https://www.w3.org/TR/dwbp/#dataVersioning
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from govsocial.model.formats import BY_NAME
from govsocial.publishing.files import ReleaseFile
from govsocial.publishing.release import Release
from govsocial.publishing.uk_metadata import RECORD
from govsocial.web.census import counted, unfinished
from govsocial.web.descriptions import Description
from govsocial.web.documents import Document
from govsocial.web.entity import by_subject, grouped, shared, turned
from govsocial.web.metadata import citation, metadata_of
from govsocial.web.pages import page
from govsocial.web.releases import releases_of
from govsocial.web.service_description import GRAPH_SIZES, sizes_in
from govsocial.web.site import site_of

_PARTS = {
    "snapshot": "what the sources say, one graph a respondent",
    "reference": "the bodies, tools and people that they speak of",
    "enrichment": "what is known only from elsewhere, one graph for each outside document",
    "derived": "what follows from the rest, made when the release was built",
    "ontology": "the vocabulary",
    "scheme": "the concepts of its schemes",
    "alignment": "how it maps to the vocabularies of others",
    "shapes": "the rules that the data keeps",
    "dataset": "what the dataset says of itself",
    "provenance": "which file each graph was made from, and by what",
    "void": "the figures of the dataset",
    "queries": "the stored questions, each with its query",
}
"""What is in the graphs whose names begin so, in the order in which people are told of them."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Part:
    """Graphs of one sort. A triple that is in two of them counts twice."""

    name: str
    words: str
    graphs: int
    triples: int


@dataclass(frozen=True)
class Cut:
    """A part of the dataset as files in several syntaxes; the hash is that of its quads (RDFC-1.0, SHA-256)."""

    title: str
    triples: int | None
    canonical_hash: str | None
    files: tuple[ReleaseFile, ...]


@dataclass(frozen=True)
class Version:
    """A release among the others; `more` is the number of triples that it has beyond the one before it."""

    release: Release
    formats: tuple[str, ...]
    bytes: int
    more: int | None


async def show_dataset(request: Request, document: Document, description: Description) -> Response:
    """The page about the dataset. All that its document says in RDF is at the end."""
    site = site_of(request)
    about = await metadata_of(request)
    releases = () if site.releases is None else await releases_of(request)
    (graphs,) = await counted(request, GRAPH_SIZES)
    own = [each for each in description.outward if each.subject.value == description.iri]
    others = [each for each in description.outward if each.subject.value != description.iri]
    context = {
        **shared(document, description),
        "about": about,
        "labels": description.labels | about.labels,
        "parts_of_graph": () if graphs is None else parts_of(sizes_in(graphs), site.names.base),
        "versions": versions_of(releases),
        "cuts": cuts_of(releases[0].files) if releases else (),
        "tables": [each for each in (releases[0].files if releases else ()) if _is_table(each)],
        "dictionary": _dictionary(releases),
        "uk_record": RECORD if releases and releases[0].find(RECORD) else None,
        "citation": citation(about, None, None if site.release is None else site.release.revision),
        "size": size,
        "outward": grouped(own),
        "parts": by_subject(others),
        "inward": grouped(turned(each) for each in description.inward),
    }
    response = page(request, "dataset.html", context)
    return unfinished(response) if graphs is None else response


def parts_of(graphs: Mapping[str | None, int], base: str) -> tuple[Part, ...]:
    """The sorts of named graphs that there are, from the triples of each; None is no named graph."""
    sizes: dict[str, list[int]] = {}
    for iri, triples in graphs.items():
        if iri is None:
            continue
        name = iri.removeprefix(f"{base}graph/").partition("/")[0] if iri.startswith(f"{base}graph/") else ""
        sizes.setdefault(name if name in _PARTS else "", []).append(triples)
    words = {**_PARTS, "": "other graphs"}
    return tuple(Part(name, told, len(sizes[name]), sum(sizes[name])) for name, told in words.items() if name in sizes)


def versions_of(releases: Sequence[Release]) -> tuple[Version, ...]:
    """The releases, the newest first."""
    before: Iterator[Release | None] = iter((*releases[1:], None))
    return tuple(_version(release, next(before)) for release in releases)


def _version(release: Release, before: Release | None) -> Version:
    labels = [BY_NAME[each.format].label for each in release.files if each.format]
    size_of_all = sum(each.bytes for each in release.files)
    more = None if before is None else release.counts.triples - before.counts.triples
    return Version(release, tuple(dict.fromkeys(labels)), size_of_all, more)


def cuts_of(files: Iterable[ReleaseFile]) -> tuple[Cut, ...]:
    """The graphs among the files, as they are cut."""
    cuts: dict[str, list[ReleaseFile]] = {}
    for file in files:
        if file.canonical_hash and file.compression is None:
            cuts.setdefault(file.cut or file.name, []).append(file)
    return tuple(_cut(own) for own in cuts.values())


def _cut(files: Sequence[ReleaseFile]) -> Cut:
    with_graphs = next((each for each in files if each.named_graphs), files[0])
    return Cut(files[0].title.rpartition(", as ")[0] or files[0].title, with_graphs.triples,
               with_graphs.canonical_hash, tuple(files))  # fmt: skip


def _is_table(file: ReleaseFile) -> bool:
    return file.format == "csv" and file.compression is None


def _dictionary(releases: Sequence[Release]) -> str | None:
    """The file that describes the tables."""
    files = releases[0].files if releases else ()
    return next((each.name for each in files if each.media_type == "application/csvm+json"), None)


def size(number: float) -> str:
    """Bytes as people read them: `434 kB`."""
    for unit in _UNITS[:-1]:
        if number < 1000:
            return f"{number:.3g} {unit}"
        number /= 1000
    return f"{number:.3g} {_UNITS[-1]}"
