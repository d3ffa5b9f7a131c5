"""The neighbourhood of a thing as a picture: what it leads to, and what leads to it.

See https://www.w3.org/submissions/CBD/
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from starlette.responses import Response

from govsocial.model.namespaces import VOCABULARIES
from govsocial.web.descriptions import Description, Statement, property_rank
from govsocial.web.figures.node_link import MAX_NODES, Diagram, Edge, Node, ego
from govsocial.web.links import href
from govsocial.web.pages import figure_file
from govsocial.web.site import site_of
from govsocial.web.terms import curie, short

_TYPE = VOCABULARIES["rdf"] + "type"

Href = Callable[[str], str | None]
"""Where an IRI leads from the picture."""


@dataclass(frozen=True)
class Neighbourhood:
    """The picture with its title, and how many neighbours there are, of which it shows the first."""

    diagram: Diagram
    title: str
    total: int

    @property
    def shown(self) -> int:
        """How many of them it shows."""
        return min(self.total, MAX_NODES)


async def draw_neighbourhood(request: Request, _document: object, description: Description) -> Response:
    """The picture as a file."""
    found = neighbourhood(description, partial(href, names=site_of(request).names))
    return figure_file(
        "figures/node_link.svg", {"diagram": found.diagram, "figure": "neighbourhood", "title": found.title}
    )


def neighbourhood(description: Description, href: Href) -> Neighbourhood:
    """What a thing leads to and what refers to it, by IRIs: what is served here first, and what our properties say."""
    links = sorted(_links(description), key=partial(_order, description.iri, description.labels, href))
    joined: dict[str, list[Statement]] = {}
    for each in links:
        joined.setdefault(_other(each, description.iri), []).append(each)
    labels = description.labels
    nodes = [Node(iri, _name(iri, labels), href(iri), "own" if _is_ours(iri, href) else "foreign") for iri in joined]
    told = (each for own in joined.values() for each in _telling(own))
    edges = [Edge(each.subject.value, each.value.value, _name(each.property.value, labels)) for each in told]
    name = _name(description.iri, labels)
    diagram = ego(Node(description.iri, name, None, "centre"), nodes, edges)
    return Neighbourhood(diagram, f"The neighbourhood of {name}", len(nodes))


def _links(description: Description) -> Iterator[Statement]:
    """The statements that join the thing with another, both by their IRIs, but for its types."""
    for each in description.statements:
        ends = (each.subject, each.value)
        joins = each.subject != each.value and description.iri in (each.subject.value, each.value.value)
        if joins and all(end.is_iri for end in ends) and each.property.value != _TYPE:
            yield each


def _order(
    iri: str, labels: Mapping[str, str], href: Href, link: Statement
) -> tuple[bool, bool, int, bool, str, str, str]:
    """What is served here before the rest, what is stated before what is derived, our properties before others."""
    other, is_inward = _other(link, iri), link.value.value == iri
    rank, property_iri = property_rank(link.property.value)
    return (not _is_ours(other, href), _is_derived(link), rank, is_inward, property_iri, _name(other, labels), other)


def _telling(links: Sequence[Statement]) -> list[Statement]:
    """What joins two things: what is only derived follows from the rest, where there is any."""
    return [each for each in links if not _is_derived(each)] or list(links)


def _is_derived(link: Statement) -> bool:
    return bool(link.graphs) and all("/graph/derived/" in graph for graph in link.graphs)


def _other(link: Statement, iri: str) -> str:
    return link.subject.value if link.value.value == iri else link.value.value


def _is_ours(iri: str, href: Href) -> bool:
    return (href(iri) or "").startswith("/")


def _name(iri: str, labels: Mapping[str, str]) -> str:
    return labels.get(iri) or curie(iri) or short(iri)
