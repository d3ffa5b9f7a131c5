"""Things and sets of things: `/id/…` names them, `/doc/…` describes them.

See https://www.w3.org/TR/cooluris/#r303gendocument
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import HTML, Format
from govsocial.store import description
from govsocial.web.documents import graph_response, links, negotiated, without_suffix
from govsocial.web.entity import entity_context
from govsocial.web.pages import page
from govsocial.web.paths import candidates, raw_path
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.routing import readable
from govsocial.web.site import site_of
from govsocial.web.terms import by_label

router = APIRouter()


@readable(router, "/id/{kind}/{key:path}", "/id/{kind}")
async def redirect_to_document(request: Request) -> Response:
    """303: a thing is not a document, but there is one about it."""
    location = raw_path(request).replace("/id/", "/doc/", 1)
    if query := request.scope["query_string"].decode("ascii", "replace"):
        location += "?" + query
    return RedirectResponse(location, 303, {"Vary": "Accept"})


@readable(router, "/doc/{kind}/{key:path}")
async def describe_thing(request: Request) -> Response:
    """The description of a thing, as a page or in a syntax of RDF."""
    iri, document_format = await _asked_for(request)
    if document_format is not HTML:
        return await graph_response(request, description.description(iri), document_format)
    return page(request, "thing.html", await entity_context(request, iri), headers={"Vary": "Accept"})


@readable(router, "/doc/{kind}")
async def list_things(request: Request) -> Response:
    """All things of a kind, as a page or in a syntax of RDF."""
    path, suffix = without_suffix(raw_path(request))
    names = site_of(request).names
    for set_iri in candidates(path, names):
        found = await select(request, description.members(set_iri + "/"))
        if not found.rows:
            continue
        list_format = suffix or negotiated(request)
        if list_format is not HTML:
            return await graph_response(request, description.members_graph(set_iri, set_iri + "/"), list_format)
        labels = await labels_of(request, iris_in(found))
        context = {
            "kind": path.rpartition("/")[2],
            "rows": by_label(found.rows, "thing", labels),
            "is_whole": found.is_complete,
            "labels": labels,
            "formats": links(path),
        }
        return page(request, "list.html", context, headers={"Vary": "Accept"})
    raise NotFoundError(f"Nothing here is of the kind '{path.rpartition('/')[2][:100]}'.")


async def _asked_for(request: Request) -> tuple[str, Format]:
    """The IRI that the path stands for, its suffix aside, and the format. Raises NotFoundError."""
    path = raw_path(request)
    shorter, suffix = without_suffix(path)
    names = site_of(request).names
    whole, cut = candidates(path, names), candidates(shorter, names)
    known = await _known(request, (*whole, *cut))
    for iri in whole:  # a key may end like a suffix
        if iri in known:
            return iri, negotiated(request)
    for iri in cut:
        if iri in known:
            return iri, suffix or negotiated(request)
    raise NotFoundError(f"Nothing is known of {names.of_path(shorter)[:300]}.")


async def _known(request: Request, iris: tuple[str, ...]) -> set[str]:
    if not iris:
        return set()
    found = await select(request, description.known(dict.fromkeys(iris)))
    return iris_in(found)
