"""What the page of a thing shows: its statements, what refers to it, and the evidence of a claim.

See https://www.w3.org/submissions/CBD/
"""

from typing import Any

from fastapi import Request

from govsocial.model.namespaces import GS, PREFIXES, VOCABULARIES
from govsocial.store import description
from govsocial.web.documents import links
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Solutions, Term

MAX_STATEMENTS = 1_000
_RDF_TYPE = VOCABULARIES["rdf"] + "type"

Groups = list[tuple[Term, list[tuple[Term, list[Term]]]]]


async def entity_context(request: Request, iri: str) -> dict[str, Any]:  # Any: what the template shows
    """All that the page of a thing shows."""
    outward = await select(request, description.outward(iri, MAX_STATEMENTS))
    inward = await select(request, description.inward(iri, MAX_STATEMENTS))
    is_claim = any(row["property"].value == GS + "evidence" for row in outward.rows)
    evidence = await select(request, description.evidence(iri)) if is_claim else Solutions((), ())
    claims = await select(request, description.claims(iri, MAX_STATEMENTS))
    iris = {iri} | iris_in(claims) | iris_in(outward) | iris_in(inward) | iris_in(evidence)
    path = site_of(request).names.path(iri) or ""
    return {
        "iri": iri,
        "types": _types(outward),
        "claims": claims.rows,
        "outward": grouped(outward),
        "inward": grouped(inward),
        "is_whole": len(outward.rows) < MAX_STATEMENTS and len(inward.rows) < MAX_STATEMENTS,
        "evidence": evidence.rows,
        "labels": await labels_of(request, iris),
        "formats": links(path.replace("/id/", "/doc/", 1)),
        "max_statements": MAX_STATEMENTS,
    }


def _types(outward: Solutions) -> list[Term]:
    """The types that are said of it; those that are only derived when there are no others."""
    types = [row for row in outward.rows if row["property"].value == _RDF_TYPE]
    said = [row for row in types if "graph" not in row or "/graph/derived/" not in row["graph"].value]
    return list(dict.fromkeys(row["value"] for row in said or types))


def grouped(statements: Solutions) -> Groups:
    """Statements by property: each value with the graphs that it is in; names and types first."""
    groups: dict[Term, dict[Term, list[Term]]] = {}
    for row in statements.rows:
        graphs = groups.setdefault(row["property"], {}).setdefault(row["value"], [])
        graphs += [row["graph"]] if "graph" in row else []
    ordered = sorted(groups.items(), key=lambda group: _rank(group[0].value))
    return [(term, list(values.items())) for term, values in ordered]


def _rank(property_iri: str) -> tuple[int, str]:
    """Names, then types, then our own properties, then those of others."""
    if property_iri in description.LABEL_PROPERTIES:
        return (0, property_iri)
    return (1 if property_iri == _RDF_TYPE else 2 if property_iri.startswith(PREFIXES["gs"]) else 3, property_iri)
