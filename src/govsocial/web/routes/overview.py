"""The overview: what this graph is, in numbers, in figures, and as ways in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.model.namespaces import GS
from govsocial.protocol.links import Link
from govsocial.web.conditional import conditional
from govsocial.web.descriptions import how_many, of_thing
from govsocial.web.findings.matrix import Sign
from govsocial.web.findings.overview import findings_of
from govsocial.web.metadata import citation, metadata_of
from govsocial.web.pages import page
from govsocial.web.publication import publication_of
from govsocial.web.reading import labels_of, select
from govsocial.web.routing import readable
from govsocial.web.signposts import API_CATALOG, DATASET, of_landing_page
from govsocial.web.site import site_of
from govsocial.web.starters import starters
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import Solutions

router = APIRouter()

_TRIPLES = "SELECT (COUNT(*) AS ?triples) WHERE { ?subject ?property ?value }"
CLAIMS = f"""
PREFIX gs: <{GS}>
SELECT ?class (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  VALUES ?class {{ gs:ToolUse gs:IntendedUse gs:NonUse gs:InvolvementClaim gs:TeamClaim gs:Assessment gs:CoverageGap }}
  ?claim a ?class .
}}
GROUP BY ?class
ORDER BY DESC(?claims) ?class
"""
_COUNTED = ("organisation", "tool", "initiative", "person", "report", "claim")


@readable(router, "/")
async def overview(request: Request) -> Response:
    """The first page."""
    site = site_of(request)
    counts = {kind: await how_many(request, f"{site.names.base}id/{kind}") for kind in _COUNTED}
    dataset = await of_thing(request, f"{site.names.base}dataset", 1)
    assert dataset is not None  # the first page is always there
    findings = await findings_of(request)
    claims = await select(request, CLAIMS)
    about = await metadata_of(request)
    revision = None if site.release is None else site.release.revision
    context = {
        "about": about,
        "findings": findings,
        "signs": list(Sign),
        "citations": {each.name: citation(about, each.sentence, revision) for each in findings},
        "counts": {kind: count for kind, count in counts.items() if count},
        "claims": claims,
        "triples": _number(await select(request, _TRIPLES), "triples"),
        "samples": starters(tuple(site.stored_queries.values())),
        "labels": dataset.labels | await labels_of(request, (row["class"].value for row in claims.rows)),
        "structured": structured_data(dataset.iri, dataset.triples),
    }
    publication = await publication_of(request)
    found = (*of_landing_page(DATASET, dataset, publication), Link(API_CATALOG, "api-catalog"))
    return conditional(request, page(request, "overview.html", context), "/", found)


def _number(found: Solutions, variable: str) -> int:
    return int(found.rows[0][variable].value)
