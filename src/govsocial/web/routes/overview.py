"""The overview: what this graph is, in numbers, in figures, and as ways in."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import CountingError
from govsocial.model.namespaces import GS
from govsocial.protocol.links import Link
from govsocial.publishing import void
from govsocial.web.browse.kinds import kinds, kinds_in
from govsocial.web.census import counted, unfinished
from govsocial.web.conditional import conditional
from govsocial.web.descriptions import of_thing
from govsocial.web.findings.finding import Finding
from govsocial.web.findings.matrix import Sign
from govsocial.web.findings.overview import findings_of
from govsocial.web.metadata import citation, metadata_of
from govsocial.web.pages import page
from govsocial.web.publication import publication_of
from govsocial.web.reading import labels_of
from govsocial.web.routing import readable
from govsocial.web.signposts import API_CATALOG, DATASET, of_landing_page
from govsocial.web.site import site_of
from govsocial.web.starters import starters
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import numbers_in

router = APIRouter()

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
    claims, by_property, by_kind = await counted(request, CLAIMS, void.PROPERTY_SIZES, kinds(site.names))
    findings = await _findings(request)
    dataset = await of_thing(request, f"{site.names.base}dataset", 1)
    assert dataset is not None  # the first page is always there
    about = await metadata_of(request)
    revision = None if site.release is None else site.release.revision
    claims_by_class = {} if claims is None else numbers_in(claims, "class", "claims")
    is_unfinished = None in (claims, by_kind, by_property, findings)
    context = {
        "about": about,
        "findings": findings or [],
        "signs": list(Sign),
        "citations": {each.name: citation(about, each.sentence, revision) for each in findings or ()},
        "counts": {} if by_kind is None else _counts(kinds_in(by_kind)),
        "claims": claims_by_class,
        "triples": None if by_property is None else sum(numbers_in(by_property, "term", "size").values()),
        "is_unfinished": is_unfinished,
        "samples": starters(tuple(site.stored_queries.values())),
        "labels": dataset.labels | await labels_of(request, claims_by_class),
        "structured": structured_data(dataset.iri, dataset.triples),
    }
    publication = await publication_of(request)
    found = (*of_landing_page(DATASET, dataset, publication), Link(API_CATALOG, "api-catalog"))
    response = page(request, "overview.html", context)
    return conditional(request, unfinished(response) if is_unfinished else response, "/", found)


async def _findings(request: Request) -> list[Finding] | None:
    try:
        return await findings_of(request)
    except CountingError:
        return None


def _counts(by_kind: Mapping[str, int]) -> dict[str, int]:
    return {kind: by_kind[kind] for kind in _COUNTED if kind in by_kind}
