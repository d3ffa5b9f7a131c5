"""The ontology and the concept schemes: one document each, with a term at each fragment.

See https://www.w3.org/TR/swbp-vocab-pub/
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import HTML
from govsocial.store import description
from govsocial.web.documents import graph_response, links, negotiated, without_suffix
from govsocial.web.entity import Groups, grouped
from govsocial.web.pages import page
from govsocial.web.paths import candidates, raw_path
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.routing import readable
from govsocial.web.site import site_of
from govsocial.web.terms import Solution, Solutions

router = APIRouter()

_MAX_STATEMENTS = 500


@readable(router, "/def/{name}")
async def describe_definitions(request: Request) -> Response:
    """An ontology or concept scheme with its terms, as a page or in a syntax of RDF."""
    path, suffix = without_suffix(raw_path(request))
    for iri in candidates(path, site_of(request).names):
        header = await select(request, description.outward(iri, _MAX_STATEMENTS))
        if not header.rows:
            continue
        document_format = suffix or negotiated(request)
        if document_format is not HTML:
            return await graph_response(request, description.definitions(iri), document_format)
        return await _page(request, iri, header, path)
    raise NotFoundError(f"Nothing is defined at {path[:200]}.")


async def _page(request: Request, iri: str, header: Solutions, path: str) -> Response:
    terms = await select(request, description.terms(iri))
    context = {
        "iri": iri,
        "header": grouped(header),
        "terms": _by_term(terms),
        "labels": await labels_of(request, {iri} | iris_in(header) | iris_in(terms)),
        "formats": links(path),
    }
    return page(request, "definitions.html", context, headers={"Vary": "Accept"})


def _by_term(terms: Solutions) -> dict[str, Groups]:
    """The statements about each term, in order of the terms."""
    rows: dict[str, list[Solution]] = {}
    for row in terms.rows:
        rows.setdefault(row["term"].value, []).append(row)
    return {term: grouped(Solutions((), tuple(own))) for term, own in rows.items()}
