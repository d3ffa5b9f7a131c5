"""Where a statement stands, by the graphs that it is in: stated by a source, derived, or brought in from elsewhere.

What is derived or from elsewhere can be left out of a page: `?without=derived`, `?without=enrichment`, or both.
See https://www.w3.org/TR/prov-o/#wasDerivedFrom
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import Enum

from govsocial.errors import RequestError
from govsocial.protocol.sparql import parse_parameters
from govsocial.web.descriptions import Description

PARAMETER = "without"


class Origin(Enum):
    """What a graph is for: its name in addresses and tags, the path of its graphs, and what it means."""

    STATED = ("stated", "", "as a source says it")
    DERIVED = ("derived", "/graph/derived/", "no source says it; the rules of the build derive it")
    ENRICHMENT = ("enrichment", "/graph/enrichment/", "from outside the source")

    def __init__(self, key: str, path: str, words: str) -> None:
        self.key = key
        self.path = path
        self.words = words


CAN_BE_LEFT_OUT = (Origin.DERIVED, Origin.ENRICHMENT)


def origin_of_graph(graph: str) -> Origin:
    """What one named graph is for."""
    return next((each for each in CAN_BE_LEFT_OUT if each.path in graph), Origin.STATED)


def origin_of(graphs: Iterable[str]) -> Origin:
    """Of all graphs that a statement is in: stated where one of them states it, or none is known."""
    origins = {origin_of_graph(graph) for graph in graphs} or {Origin.STATED}
    return next(each for each in (Origin.STATED, Origin.ENRICHMENT, Origin.DERIVED) if each in origins)


def wanted_without(query_string: bytes) -> frozenset[Origin]:
    """What a request wants left out. Raises RequestError for what cannot be."""
    by_key = {each.key: each for each in CAN_BE_LEFT_OUT}
    given = parse_parameters(query_string).get(PARAMETER, [])
    for key in given:
        if key not in by_key:
            raise RequestError(f"'{key[:40]}' cannot be left out; {PARAMETER} is one of: {', '.join(by_key)}.")
    return frozenset(by_key[key] for key in given)


def without_query(origins: Collection[Origin]) -> str:
    """The part of an address that leaves these out: `without=derived&without=enrichment`; empty for none."""
    return "&".join(f"{PARAMETER}={each.key}" for each in CAN_BE_LEFT_OUT if each in origins)


def leave_out(description: Description, origins: Collection[Origin]) -> Description:
    """The description without the statements of these origins."""
    if not origins:
        return description
    kept = tuple(each for each in description.statements if origin_of(each.graphs) not in origins)
    return replace(description, statements=kept)
