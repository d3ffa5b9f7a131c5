"""The overview: what this graph is, in numbers, in one picture, and as ways in."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.model.namespaces import VOCABULARIES
from govsocial.model.stored_queries import StoredQuery
from govsocial.protocol import links
from govsocial.protocol.links import Link
from govsocial.store import description
from govsocial.web.descriptions import Statement, how_many, of_thing
from govsocial.web.matrix import CLAIMS, GAPS, Sign, matrix
from govsocial.web.pages import page
from govsocial.web.publication import publication_of
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.routing import readable
from govsocial.web.signposts import API_CATALOG, DATASET, of_landing_page
from govsocial.web.site import site_of
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import Solutions, Term, by_label

router = APIRouter()

_CLASSES = """
SELECT ?class (COUNT(?thing) AS ?things) WHERE { ?thing a ?class }
GROUP BY ?class ORDER BY DESC(?things) ?class LIMIT 100
"""
_TRIPLES = "SELECT (COUNT(*) AS ?triples) WHERE { ?subject ?property ?value }"
_COUNTED = ("organisation", "person", "tool", "initiative", "report", "claim")
_LISTED = ("organisation", "tool", "initiative")
_SAMPLES = 5


@readable(router, "/")
async def overview(request: Request) -> Response:
    """The first page."""
    names = site_of(request).names
    claims, gaps = await select(request, CLAIMS), await select(request, GAPS)
    members = {kind: await select(request, description.members(f"{names.base}id/{kind}/")) for kind in _LISTED}
    counts = {kind: await how_many(request, f"{names.base}id/{kind}") for kind in _COUNTED}
    dataset = await of_thing(request, f"{names.base}dataset", 1)
    assert dataset is not None  # the first page is always there
    about = dataset.statements
    shown: dict[str, Any] = {"classes": Solutions((), ()), "triples": None}  # Any: what the template shows
    if not claims.rows:
        shown["classes"] = await select(request, _CLASSES)
        shown["triples"] = (await select(request, _TRIPLES)).rows[0]["triples"].value
    told = (claims, gaps, shown["classes"], *(members[kind] for kind in _LISTED))
    labels = await labels_of(request, set().union(*(iris_in(each) for each in told)))
    context = {
        **shown,
        "about": _first_values(about),
        "matrix": matrix(claims.rows, gaps.rows),
        "signs": list(Sign),
        "counts": {kind: count for kind, count in counts.items() if count},
        "lists": {kind: by_label(members[kind].rows, "thing", labels) for kind in _LISTED if members[kind].rows},
        "samples": _samples(tuple(site_of(request).stored_queries.values())),
        "labels": labels,
        "structured": structured_data(dataset.iri, dataset.triples),
    }
    publication = await publication_of(request)
    found = (*of_landing_page(DATASET, dataset, publication), Link(API_CATALOG, "api-catalog"))
    return page(request, "overview.html", context, headers={"Link": links.header(found)})


def _first_values(about: Iterable[Statement]) -> dict[str, Term]:
    """The first value of each Dublin Core property of the dataset, by its local name."""
    namespace = VOCABULARIES["dcterms"]
    found: dict[str, Term] = {}
    for each in about:
        if each.property.value.startswith(namespace) and each.subject.value.endswith("dataset"):
            found.setdefault(each.property.value.removeprefix(namespace), each.value)
    return found


def _samples(queries: Sequence[StoredQuery]) -> Iterable[StoredQuery]:
    """The first query of each topic."""
    first = {query.topic: query for query in reversed(queries)}
    return list(reversed(first.values()))[:_SAMPLES]
