"""Signposts: the typed links by which a program finds its way from a document, at level 1 and 2.

The address without a suffix is the landing page; its representations in RDF describe the thing; the link sets say all
this at once. See https://signposting.org/FAIR/ and https://www.rfc-editor.org/rfc/rfc9264
"""

from collections.abc import Iterator, Sequence

from govsocial.model.formats import (
    DESCRIPTION_FORMATS,
    GRAPH_FORMATS,
    HTML,
    LINKSET_FORMATS,
    LINKSET_JSON,
    N_TRIPLES,
    Format,
)
from govsocial.model.namespaces import VOCABULARIES
from govsocial.protocol.links import Link
from govsocial.publishing.cuts import WHOLE
from govsocial.publishing.files import ReleaseFile
from govsocial.publishing.release import Release
from govsocial.web import memento
from govsocial.web.descriptions import Description
from govsocial.web.publication import Publication

_TYPE = VOCABULARIES["rdf"] + "type"
_SCHEMA = VOCABULARIES["schema"]
_DUMP = VOCABULARIES["void"] + "dataDump"
_LDP_PAGE = "http://www.w3.org/ns/ldp#Page"
_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
_CSVW = "application/csvm+json"
DATASET = "/dataset"
DUMPS = "/dumps/"
ENDPOINT = "/sparql"
API_CATALOG = "/.well-known/api-catalog"


def services() -> Iterator[Link]:
    """Where the data can be asked: the endpoint, described for programs and for people."""
    yield Link(ENDPOINT, "service-desc", "text/turtle")
    yield Link(ENDPOINT, "service-doc", HTML.media_type)


def of_landing_page(
    path: str,
    description: Description,
    publication: Publication,
    formats: Sequence[Format] = DESCRIPTION_FORMATS,
    search: str = "",
) -> Iterator[Link]:
    """The links of a document at its address without a suffix, and of its page.

    What is asked of it (`search`) is in the addresses of all formats but those of RDF, which describe it as such.
    """
    yield Link(description.iri, "cite-as")
    yield Link(_SCHEMA + "AboutPage", "type")
    yield from (Link(each.value, "type") for each in description.values(_TYPE) if each.value.startswith(_SCHEMA))
    yield from _rights(publication)
    yield from (Link(author, "author") for author in publication.authors)
    if publication.is_described and description.iri != publication.iri:
        yield Link(DATASET, "collection", HTML.media_type)
    for each in formats:
        rel, asked = ("alternate describedby", "") if each in GRAPH_FORMATS else ("alternate", search)
        yield Link(address(path, each, description.page) + asked, rel, each.media_type)
    yield from _linksets(path)
    yield from services()
    yield from _pages(path, None, description)
    yield from (Link(iri, _REPLACED_BY) for iri in description.replacements if description.is_retired)
    yield from memento.links(publication, description.iri)


def of_representation(path: str, syntax: Format, description: Description, publication: Publication) -> Iterator[Link]:
    """The links of a document at an address with a suffix."""
    yield Link(path, "describes" if syntax in GRAPH_FORMATS else "alternate", HTML.media_type)
    yield from _rights(publication)
    yield from _linksets(path)
    yield from _pages(path, syntax, description)
    yield from memento.links(publication, description.iri)


def of_linkset(path: str, description: Description, publication: Publication) -> Iterator[Link]:
    """All links of a document, of its representations and of what it is made of, each with its anchor."""
    for link in of_landing_page(path, description, publication):
        yield Link(link.target, link.rel, link.type, path, link.attributes)
    for syntax in GRAPH_FORMATS:
        here = address(path, syntax, description.page)
        for link in of_representation(path, syntax, description, publication):
            yield Link(link.target, link.rel, link.type, here, link.attributes)


def of_release(release: Release, releases: Sequence[Release]) -> Iterator[Link]:
    """The links of the list of a release's files: the whole graph in each syntax, and what describes and checks it.

    See https://www.rfc-editor.org/rfc/rfc5829
    """
    here = f"{DUMPS}{release.name}/"
    yield Link(f"{release.base_iri}dumps/{release.name}/", "cite-as")
    yield Link(_SCHEMA + "Dataset", "type")
    yield Link(release.licence, "license")
    yield Link(DATASET, "collection", HTML.media_type)
    for file in release.files:
        if file.cut == WHOLE.key and file.format and file.compression is None:
            yield Link(here + file.name, "item", file.media_type)
    for file in (*release.files, *release.attachments):
        if file.format is None:
            yield Link(here + file.name, "describedby", file.media_type)
    yield Link(DUMPS, "latest-version", HTML.media_type)
    older = releases[releases.index(release) + 1 :]
    yield from (Link(f"{DUMPS}{each.name}/", "predecessor-version", HTML.media_type) for each in older[:1])


def of_file(release: Release, file: ReleaseFile) -> Iterator[Link]:
    """The links of a file: to its release, its licence, and what describes it.

    That of a table is by https://www.w3.org/TR/tabular-data-model/#link-header
    """
    here = f"{DUMPS}{release.name}/"
    yield Link(here, "collection", HTML.media_type)
    yield Link(release.licence, "license")
    describing = _CSVW if file.format == "csv" else N_TRIPLES.media_type
    for each in release.files:
        if each.format is None and each.media_type == describing and each.compression is None:
            yield Link(here + each.name, "describedby", each.media_type)


def of_endpoint(offered: Sequence[Format]) -> Iterator[Link]:
    """The links of the endpoint, as it describes itself in each of these formats."""
    for each in offered:
        rel = "alternate describedby" if each in GRAPH_FORMATS else "alternate"
        yield Link(f"{ENDPOINT}?format={each.name}", rel, each.media_type)
    yield from services()
    yield Link(API_CATALOG, "linkset", LINKSET_JSON.media_type)


def address(path: str, syntax: Format, page: int = 1, rest: str = "") -> str:
    """The address of a document in one format; `rest` are further parameters."""
    query = "&".join(each for each in ("" if page == 1 else f"page={page}", rest) if each)
    return f"{path}.{syntax.name}" + (f"?{query}" if query else "")


def _rights(publication: Publication) -> Iterator[Link]:
    yield from (Link(licence, "license") for licence in publication.licences)


def _linksets(path: str) -> Iterator[Link]:
    yield from (Link(address(path, each), "linkset", each.media_type) for each in LINKSET_FORMATS)


def _pages(path: str, syntax: Format | None, description: Description) -> Iterator[Link]:
    """From page to page, as Linked Data Platform has it. See https://www.w3.org/TR/ldp-paging/"""
    if description.pages == 1:
        return
    here, last = description.page, description.pages
    yield Link(_LDP_PAGE, "type")
    for rel, page in (("first", 1), ("prev", here - 1), ("next", here + 1), ("last", last)):
        if 1 <= page <= last and (description.is_counted or rel != "last"):
            base = path if syntax is None else f"{path}.{syntax.name}"
            yield Link(base + ("" if page == 1 else f"?page={page}"), rel)
