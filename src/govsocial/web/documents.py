"""Documents: the one place where a description becomes a response, with its format, its headers and its validators.

Routes find what a path stands for and say how it is read; negotiation, suffixes, pages, conditional requests and links
are the same for all. See https://www.w3.org/TR/cooluris/#r303gendocument and https://www.w3.org/TR/ldp-paging/
"""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from fastapi import Request
from starlette.responses import Response

from govsocial.errors import NotAcceptableError, NotFoundError, RequestError
from govsocial.model.formats import (
    DOCUMENT_FORMATS,
    GRAPH_FORMATS,
    HTML,
    LINKSET_FORMATS,
    LINKSET_JSON,
    MARKDOWN,
    SVG,
    Format,
)
from govsocial.protocol import links, negotiation
from govsocial.protocol.links import Link
from govsocial.protocol.sparql import parse_parameters
from govsocial.protocol.validators import Validator, tag_of
from govsocial.web import memento, signposts, suggestions
from govsocial.web.descriptions import Description, about_document
from govsocial.web.neighbourhood import draw_neighbourhood
from govsocial.web.origins import Origin, leave_out, wanted_without, without_query
from govsocial.web.paths import candidates, raw_path
from govsocial.web.publication import Publication, publication_of
from govsocial.web.representations import represent
from govsocial.web.signposts import address
from govsocial.web.site import site_of
from govsocial.web.suggestions import name_of

_EXTENSIONS = {each.extension: each for each in DOCUMENT_FORMATS}
_MAX_FOUND = 10_000
"""Documents that are remembered to be there: some 5 MB."""

_PAGE = re.compile(r"[1-9][0-9]{0,8}")

Read = Callable[[Request, str, int], Awaitable[Description | None]]
"""Reads a page of the description of an IRI; None when there is no such page."""

Show = Callable[[Request, "Document", Description], Awaitable[Response]]
"""Makes a format for people from the description.

A Cache-Control of its own says that it lacks something, and then it gets no validators.
"""


@dataclass(frozen=True)
class Document:
    """What a request asks for: the thing that it is about, and its path without the suffix, still escaped.

    Some documents have formats of their own (`answers`) before those of descriptions; these depend on what is asked
    (`search`, encoded), and on what is not in the store (`edition`). `without` is what a page or a text leaves out.
    """

    iri: str
    path: str
    suffix: Format | None = None
    answers: Mapping[Format, "Answer"] = field(default_factory=dict)
    search: str = ""
    edition: str = ""
    without: frozenset[Origin] = frozenset()

    @property
    def formats(self) -> tuple[Format, ...]:
        """All that it comes in, the first being for those who take anything."""
        return tuple(dict.fromkeys((*self.answers, *DOCUMENT_FORMATS)))

    def address(self, syntax: Format, page: int = 1) -> str:
        """The address of one format of it."""
        if syntax in self.answers:
            return address(self.path, syntax, page) + self.search
        return address(self.path, syntax, page, without_query(self.without))


Answer = Callable[[Request, Document], Awaitable[Response]]
"""Makes a format that no description is needed for."""


def negotiated(request: Request, offered: tuple[Format, ...] = (*GRAPH_FORMATS, HTML)) -> Format:
    """The format of a document: `?format=` decides, else `Accept`. Raises RequestError or NotAcceptableError."""
    if name := request.query_params.get("format"):
        return negotiation.named(name, offered)
    return negotiation.choose(request.headers.get("accept"), offered)


def without_suffix(path: str) -> tuple[str, Format | None]:
    """The path without a suffix that names a format of documents, and that format."""
    stem, dot, extension = path.rpartition(".")
    suffix = _EXTENSIONS.get(extension)
    return (stem, suffix) if dot and suffix and not stem.endswith("/") else (path, None)


class Found:
    """The documents that were found at paths, in the revision that was last asked for; a revision never changes.

    Without it, a third of what the store is asked for a document is whether there is one, and all for a 304.
    """

    def __init__(self) -> None:
        self._revision = ""
        self._documents: dict[str, Document] = {}

    def get(self, revision: str, path: str) -> Document | None:
        """The document that is known to be there."""
        return self._documents.get(path) if revision == self._revision else None

    def put(self, revision: str, path: str, document: Document) -> None:
        """Remember a document; what was there in other revisions is forgotten, and all when it becomes too much."""
        if revision != self._revision or len(self._documents) >= _MAX_FOUND:
            self._revision, self._documents = revision, {}
        self._documents[path] = document


async def find(request: Request, known: Callable[[Request, Iterable[str]], Awaitable[Collection[str]]]) -> Document:
    """What the path stands for, of what is `known` among several IRIs. A key may end like a suffix.

    Raises NotFoundError.
    """
    store, path, found = site_of(request).store, raw_path(request), request.app.state.found
    assert isinstance(found, Found)  # create_app put it there
    revision = store.revision
    document = found.get(revision, path)
    if document is None:
        document = await _look_for(request, path, known)
        if store.capabilities.fixed_revisions and store.revision == revision:
            found.put(revision, path, document)
    return document


async def _look_for(
    request: Request, path: str, known: Callable[[Request, Iterable[str]], Awaitable[Collection[str]]]
) -> Document:
    names = site_of(request).names
    shorter, suffix = without_suffix(path)
    whole, cut = candidates(path, names), candidates(shorter, names)
    found = await known(request, dict.fromkeys((*whole, *cut))) if whole or cut else ()
    for iri in whole:
        if iri in found:
            return Document(iri, path)
    for iri in cut:
        if iri in found:
            return Document(iri, shorter, suffix)
    raise await _not_found(request, shorter)


async def _not_found(request: Request, path: str) -> NotFoundError:
    name = name_of(path)
    near = await suggestions.near(request, name)
    question = f"; did you mean {' or '.join(near)}?" if near else "."
    return NotFoundError(f"Nothing is known of {name[:200]}{question}", tuple(near.values()))


async def respond(
    request: Request,
    document: Document,
    read: Read,
    show: Show | None = None,
    tell: Show | None = None,
    draw: Show = draw_neighbourhood,
) -> Response:
    """The document in the format that is asked for: shown as a page, told as Markdown, or drawn as a picture.

    Nothing shows it where its page is among its answers; told otherwise are all statements of the description.
    Raises NotFoundError, NotAcceptableError or RequestError.
    """
    syntax, page, store = _format(request, document), _page(request), site_of(request).store
    if syntax not in document.answers:
        document = replace(document, without=_without(request, syntax))
    revision, is_fixed = store.revision, store.capabilities.fixed_revisions
    validator = _validator(request, document, syntax, page)
    headers = {"Cache-Control": "no-cache", "Content-Location": document.address(syntax, page)}
    if document.suffix is None:
        headers["Vary"] = "Accept"
    if is_fixed and validator.is_known_to(request.headers):
        return Response(status_code=304, headers={**headers, **validator.headers})
    publication = await publication_of(request)
    answer = document.answers.get(syntax)
    if answer is not None:
        description, response = Description(document.iri, (document.iri,), ()), await answer(request, document)
    else:
        description = await _description(request, document, read, page)
        description = _with_itself(request, description, publication)
        view = {HTML: show, MARKDOWN: tell, SVG: draw}.get(syntax)
        if view is None:
            response = _response(request, document, syntax, description, publication)
        else:
            response = await view(request, document, description)
    headers |= {"Link": links.header(_links(document, syntax, description, publication))}
    headers |= memento.headers(publication, document.iri)
    is_whole = "Cache-Control" not in response.headers and description.is_counted
    if not is_whole:
        headers["Cache-Control"] = "no-store"
    if is_fixed and is_whole and store.revision == revision:  # else it changed while we read, and this may be of both
        headers |= validator.headers
    response.headers.update(headers)
    if description.is_retired:
        response.status_code = 410
    return response


async def _description(request: Request, document: Document, read: Read, page: int) -> Description:
    description = await read(request, document.iri, page)
    if description is None:
        raise NotFoundError(f"The graph says nothing of {document.iri[:300]} on a page {page}.")
    return leave_out(description, document.without)


def _with_itself(request: Request, description: Description, publication: Publication) -> Description:
    """With what the document says of itself, where the data has a dataset that it can be from."""
    if not publication.is_described or description.iri == publication.iri:
        return description
    document = site_of(request).names.document(description.iri)
    about = about_document(document, description.iri, publication.iri)
    title = {publication.iri: publication.title} if publication.title else {}
    return replace(description, about=about, labels=title | description.labels)


def _format(request: Request, document: Document) -> Format:
    if document.suffix is not None and "format" not in request.query_params:
        return document.suffix
    try:
        return negotiated(request, document.formats)
    except NotAcceptableError as error:
        given = (each for each in document.formats if each not in LINKSET_FORMATS)
        alternates = (Link(document.address(each), "alternate", each.media_type) for each in given)
        raise NotAcceptableError(error.message, error.offered, links.header(alternates)) from error


def _page(request: Request) -> int:
    """The number of the page that is asked for. Raises RequestError for what is no number from 1 on."""
    given = parse_parameters(request.scope["query_string"]).get("page", ["1"])
    if len(given) != 1 or not _PAGE.fullmatch(given[0]):
        raise RequestError(f"The page is '{given[0][:20]}'; give one number from 1 on.")
    return int(given[0])


def _without(request: Request, syntax: Format) -> frozenset[Origin]:
    """What is to be left out. Raises RequestError for what cannot be, and where a program would miss facts."""
    without = wanted_without(request.scope["query_string"])
    if without and syntax not in (HTML, MARKDOWN):
        raise RequestError(
            f"Only a page or Markdown can be had without something, and this is {syntax.label}, which has all facts; "
            "ask /sparql for the named graphs that you want."
        )
    return without


def _validator(request: Request, document: Document, syntax: Format, page: int) -> Validator:
    site = site_of(request)
    asked = (
        raw_path(request),
        document.search,
        document.edition,
        syntax.name,
        str(page),
        without_query(document.without),
    )
    return Validator(tag_of(site.store.revision, site.code.digest, site.names.base, *asked), site.modified)


def _links(document: Document, syntax: Format, description: Description, publication: Publication) -> Iterable[Link]:
    if document.suffix is None or syntax is HTML:
        formats = tuple(each for each in document.formats if each not in LINKSET_FORMATS)
        return signposts.of_landing_page(document.path, description, publication, formats, document.search)
    return signposts.of_representation(document.path, syntax, description, publication)


def _response(
    request: Request, document: Document, syntax: Format, description: Description, publication: Publication
) -> Response:
    """What is made of any description alike."""
    if syntax in LINKSET_FORMATS:
        found = signposts.of_linkset(document.path, description, publication)
        base = str(request.base_url).rstrip("/") + document.path
        write = links.linkset_json if syntax is LINKSET_JSON else links.linkset_text
        return Response(write(found, base), headers={"Content-Type": syntax.content_type})
    return Response(represent(description, syntax), headers={"Content-Type": syntax.content_type})
