"""The pages of descriptions: of things by their class, of ontologies and schemes.

See https://www.w3.org/submissions/CBD/
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import Request
from starlette.responses import Response

from govsocial.model.formats import DESCRIPTION_FORMATS, HTML, MARKDOWN
from govsocial.web.descriptions import Description, Statement, property_rank
from govsocial.web.documents import Document
from govsocial.web.links import href
from govsocial.web.neighbourhood import neighbourhood
from govsocial.web.origins import CAN_BE_LEFT_OUT, origin_of, without_query
from govsocial.web.pages import page
from govsocial.web.signposts import address
from govsocial.web.site import site_of
from govsocial.web.structured_data import structured_data
from govsocial.web.terms import Term
from govsocial.web.things.checks import checks_of
from govsocial.web.things.entity import by_kind, by_property, by_topic, entity_of
from govsocial.web.things.markdown import entity_markdown

Groups = list[tuple[Term, list[tuple[Term, list[Term]]]]]


@dataclass(frozen=True)
class Switch:
    """Whether something is left out of a page, and the address of the page where it is the other way round."""

    key: str
    words: str
    is_out: bool
    address: str


async def show_thing(request: Request, document: Document, description: Description) -> Response:
    """The page of a thing or of a named graph."""
    entity = await entity_of(request, description)
    shown = shared(document, description)
    context = {
        **shown,
        "entity": entity,
        "name": entity.name,
        "labels": entity.labels,
        "switches": _switches(document, description),
        "rest": without_query(document.without),
        "checks": checks_of(entity.passages, site_of(request).names) if entity.page in ("claim", "evidence") else (),
        "by_property": by_property,
        "by_topic": by_topic,
        "by_kind": by_kind,
        "neighbourhood": neighbourhood(description, partial(href, names=site_of(request).names)),
    }
    return page(request, f"things/{entity.page}.html", context)


async def tell_thing(request: Request, document: Document, description: Description) -> Response:
    """What the page of a thing tells, in Markdown."""
    entity = await entity_of(request, description)
    text = entity_markdown(entity, checks_of(entity.passages, site_of(request).names), document.without)
    return Response(text, headers={"Content-Type": MARKDOWN.content_type})


def _switches(document: Document, description: Description) -> list[Switch]:
    """A switch for each origin that is on the page, or is left out of it."""
    there = {origin_of(each.graphs) for each in description.statements} | document.without
    switches = []
    for origin in CAN_BE_LEFT_OUT:
        if origin in there:
            query = without_query(document.without ^ {origin})
            parts = [f"page={description.page}"] if description.page > 1 else []
            address = "&".join([*parts, *([query] if query else [])])
            here = document.path + (f"?{address}" if address else "")
            switches.append(Switch(origin.key, origin.words, origin in document.without, here))
    return switches


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
