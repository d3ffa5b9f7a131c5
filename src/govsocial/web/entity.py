"""What the pages of descriptions show: statements in groups, what refers to a thing, and the evidence of a claim.

See https://www.w3.org/submissions/CBD/
"""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from starlette.responses import Response

from govsocial.model.formats import DESCRIPTION_FORMATS, HTML
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store import description as ask
from govsocial.web.descriptions import Description, Statement, property_rank
from govsocial.web.documents import Document
from govsocial.web.pages import page
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.signposts import address
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import Solutions, Term

_RDF_TYPE = VOCABULARIES["rdf"] + "type"

_SORTS = frozenset(
    GS + sort
    for sort in (
        "ToolUse", "IntendedUse", "NonUse", "InvolvementClaim", "TeamClaim", "Assessment", "CoverageGap",
    )
)  # fmt: skip
_OF_CLAIMS = {
    _RDF_TYPE: "class",
    GS + "status": "status",
    GS + "explicitness": "explicitness",
    GS + "inReport": "report",
}

Groups = list[tuple[Term, list[tuple[Term, list[Term]]]]]


async def show_thing(request: Request, document: Document, description: Description) -> Response:
    """The page of a thing or of a named graph."""
    is_claim = bool(description.values(GS + "evidence"))
    evidence = await select(request, ask.evidence(description.iri)) if is_claim else Solutions((), ())
    referring = {each.subject.value for each in description.inward if each.subject.is_iri}
    claims = await select(request, ask.claims(referring)) if referring else Solutions((), ())
    own = [each for each in description.outward if each.subject.value == description.iri]
    others = [each for each in description.outward if each.subject.value != description.iri]
    context = {
        **shared(document, description),
        "types": _types(own),
        "claims": claims_in(claims),
        "outward": grouped(own),
        "parts": by_subject(others),
        "inward": grouped(turned(each) for each in description.inward),
        "evidence": evidence.rows,
        "labels": description.labels | await labels_of(request, iris_in(claims) | iris_in(evidence)),
    }
    return page(request, "thing.html", context)


async def show_definitions(request: Request, document: Document, description: Description) -> Response:
    """The page of an ontology or concept scheme."""
    header = [each for each in description.outward if each.subject.value == description.iri]
    terms = [each for each in description.outward if each.subject.value != description.iri]
    context = {
        **shared(document, description),
        "header": grouped(header),
        "terms": by_subject(terms),
        "inward": grouped(turned(each) for each in description.inward),
        "labels": description.labels,
    }
    return page(request, "definitions.html", context)


def shared(document: Document, description: Description) -> dict[str, Any]:  # Any: what the template shows
    """What the pages of all descriptions show."""
    formats = {
        each.label: address(document.path, each, description.page) for each in DESCRIPTION_FORMATS if each is not HTML
    }
    return {
        "iri": description.iri,
        "description": description,
        "path": document.path,
        "formats": formats,
        "structured": structured_data(description.iri, description.triples),
    }


def _types(own: Iterable[Statement]) -> list[Term]:
    """The types that are said of it; those that are only derived when there are no others."""
    types = [each for each in own if each.property.value == _RDF_TYPE]
    said = [each for each in types if not each.graphs or not all("/graph/derived/" in graph for graph in each.graphs)]
    return list(dict.fromkeys(each.value for each in said or types))


def claims_in(found: Solutions) -> list[dict[str, Term]]:
    """A row a claim, by sort and then by IRI: the claim, its class of ours, status, explicitness and report."""
    claims: dict[str, dict[str, Term]] = {}
    for row in found.rows:
        claim = claims.setdefault(row["claim"].value, {"claim": row["claim"]})
        name = _OF_CLAIMS.get(row["property"].value)
        if name is not None and (name != "class" or row["value"].value in _SORTS):
            claim.setdefault(name, row["value"])
    return sorted(claims.values(), key=lambda claim: (claim.get("class", claim["claim"]).value, claim["claim"].value))


def turned(statement: Statement) -> Statement:
    """A reference as the page shows it: by the property, who refers."""
    return Statement(statement.value, statement.property, statement.subject, statement.graphs)


def grouped(statements: Iterable[Statement]) -> Groups:
    """Statements by property: each value with the graphs that it is in; names and types first."""
    groups: dict[Term, dict[Term, list[Term]]] = {}
    for each in statements:
        graphs = groups.setdefault(each.property, {}).setdefault(each.value, [])
        graphs += [Term("uri", graph) for graph in each.graphs]
    ordered = sorted(groups.items(), key=lambda group: property_rank(group[0].value))
    return [(term, list(values.items())) for term, values in ordered]


def by_subject(statements: Iterable[Statement]) -> dict[Term, Groups]:
    """The statements about each subject, in order of the subjects."""
    found: dict[Term, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.subject, []).append(each)
    return {subject: grouped(own) for subject, own in sorted(found.items(), key=lambda item: item[0].value)}
