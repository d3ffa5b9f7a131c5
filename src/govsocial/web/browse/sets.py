"""The page of a set: its members in a table that can be narrowed down, sorted, and taken away as it is.

See https://www.w3.org/TR/ldp-paging/ and https://www.w3.org/TR/wai-aria-1.2/#aria-sort
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import DESCRIPTION_FORMATS, HTML
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.protocol.sparql import parse_parameters
from govsocial.store.description import LABEL_PROPERTIES
from govsocial.store.listing import Listing, variable_of
from govsocial.web.browse.facets import columns_in, facets_in
from govsocial.web.browse.kinds import heading
from govsocial.web.browse.view import View, parse_view
from govsocial.web.census import being_counted
from govsocial.web.descriptions import MEMBER, PAGE_STATEMENTS, Description
from govsocial.web.documents import Document
from govsocial.web.pages import page
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.signposts import address
from govsocial.web.site import site_of
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import Solutions, by_label

MAX_PAGES = 20
"""Of a set that can be narrowed down and sorted; of a larger one the engine would sort for seconds (2026-11)."""

_CLAIM = "claim"
_CLAIMED_BY_NAME = ("organisation", "unit", "post", "tool", "initiative", "account")
"""Kinds of things that claims are about by the property of that name."""


async def show_set(request: Request, document: Document, description: Description) -> Response:
    """The page of a set."""
    kind = document.path.rpartition("/")[2]
    shared = {
        "iri": document.iri,
        "kind": kind,
        "title": heading(kind),
        "path": document.path,
        "description": description,
        "formats": {
            each.label: address(document.path, each, description.page)
            for each in DESCRIPTION_FORMATS
            if each is not HTML
        },
        "structured": structured_data(description.iri, description.triples),
    }
    parameters = parse_parameters(request.scope["query_string"])
    view = parse_view(parameters, description.page, site_of(request).names)
    if not description.is_counted and view.address != View(page=description.page).address:
        raise being_counted()
    if description.pages > MAX_PAGES or not description.is_counted:
        members = [{"thing": each.value} for each in description.statements if each.property == MEMBER]
        rows = by_label(members, "thing", description.labels)
        return page(request, "members.html", {**shared, "rows": rows, "labels": description.labels})
    return page(request, "set.html", {**shared, **await _table(request, description, kind, view)})


async def _table(
    request: Request, description: Description, kind: str, view: View
) -> Mapping[str, Any]:  # Any: what the template shows
    listing = _listing(request, description, kind, view)
    total = int((await select(request, listing.how_many())).rows[0]["things"].value)
    pages = max(1, -(-total // PAGE_STATEMENTS))
    if view.page > pages:
        raise NotFoundError(f"This list has no page {view.page}; it has {pages}.")
    values = await select(request, listing.values(of_claims=False))
    of_claims = await select(request, listing.values(of_claims=True)) if listing.counts_claims else Solutions((), ())
    listing = replace(listing, columns=columns_in(values, await select(request, listing.properties())))
    on_page = replace(listing, limit=PAGE_STATEMENTS, offset=(view.page - 1) * PAGE_STATEMENTS)
    found = await select(request, on_page.rows())
    facets = (
        *facets_in(values, total, False, view.conditions),
        *facets_in(of_claims, total, True, view.conditions),
    )
    named = {each.property for each in facets} | {each.property for each in view.conditions} | set(listing.columns)
    named |= {choice.condition.value for facet in facets for choice in facet.choices}
    named |= {each.value for each in view.conditions}
    return {
        "view": view,
        "total": total,
        "pages": pages,
        "rows": found.rows,
        "columns": {variable: iri for iri in listing.columns if (variable := variable_of(iri))},
        "counts_claims": listing.counts_claims,
        "facets": facets,
        "query": listing.rows(),
        "files": _files(listing),
        "labels": {**description.labels, **await labels_of(request, named | iris_in(found))},
    }


def _listing(request: Request, description: Description, kind: str, view: View) -> Listing:
    base = site_of(request).names.base
    label_property, language = _naming(description)
    return Listing(
        f"{description.iri}/",
        base,
        label_property,
        language,
        view.conditions,
        counts_claims=kind != _CLAIM,
        claims_by=GS + kind if kind in _CLAIMED_BY_NAME else None,
        sort=view.sort,
        is_descending=view.is_descending,
    )


def _naming(description: Description) -> tuple[str, str]:
    """The property and the language in which most members are named; the best of those, and English, if as many."""
    used = Counter(
        (each.property.value, each.value.language or "")
        for each in description.names
        if each.property.value in LABEL_PROPERTIES
    )
    ranked = sorted(
        used, key=lambda each: (-used[each], not each[1].startswith("en"), LABEL_PROPERTIES.index(each[0]), each)
    )
    return next(iter(ranked), (VOCABULARIES["rdfs"] + "label", "en"))


def _files(listing: Listing) -> dict[str, str]:
    """Where what is shown is to be had for programs: at the endpoint, by the very query that is shown."""

    def at_the_endpoint(query: str, format_name: str) -> str:
        return "/sparql?" + urlencode({"query": query, "format": format_name})

    rows = listing.rows()
    return {
        "CSV": at_the_endpoint(rows, "csv"),
        "JSON": at_the_endpoint(rows, "json"),
        "Turtle": at_the_endpoint(listing.statements(), "ttl"),
    }
