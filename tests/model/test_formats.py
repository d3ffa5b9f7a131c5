"""The table of formats: no name, extension or media type is ambiguous where it must not be."""

from itertools import chain

import pytest

from govsocial.model import formats
from govsocial.model.formats import (
    BY_NAME,
    GRAPH_FORMATS,
    HTML,
    LINK_FORMAT,
    LINKSET_FORMATS,
    MARKDOWN,
    RDF_FORMATS,
    SOLUTION_FORMATS,
    SPARQL_QUERY,
    SVG,
    Carries,
    Format,
)


def test_every_name_stands_for_one_format() -> None:
    named = [*SOLUTION_FORMATS, *RDF_FORMATS, HTML, MARKDOWN, SVG, SPARQL_QUERY, *LINKSET_FORMATS, LINK_FORMAT]
    assert len(BY_NAME) == len(named) == len({each.media_type for each in named})


@pytest.mark.parametrize("group", [SOLUTION_FORMATS, GRAPH_FORMATS])
def test_within_a_group_no_media_type_means_two_formats(group: tuple[Format, ...]) -> None:
    types = list(chain.from_iterable((each.media_type, *each.also_known_as) for each in group))
    assert len(types) == len(set(types))


def test_what_is_for_solutions_carries_no_triples() -> None:
    assert {each.carries for each in SOLUTION_FORMATS} == {Carries.SOLUTIONS}
    assert Carries.SOLUTIONS not in {each.carries for each in RDF_FORMATS}


def test_a_text_type_says_its_charset_and_others_do_not() -> None:
    assert formats.TURTLE.content_type == "text/turtle; charset=utf-8"
    assert formats.JSON_LD.content_type == "application/ld+json"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.ttl", formats.TURTLE),
        ("folder.nq/A.TTL.gz", formats.TURTLE),
        ("a.n3", formats.TURTLE),
        ("a.owl", formats.RDF_XML),
        ("a.rdf", formats.RDF_XML),
        ("a.nq.gz", formats.N_QUADS),
        ("a.json", formats.JSON_LD),
        ("a.csv", None),
        ("a.gz", None),
        ("ttl", None),
        ("", None),
    ],
)
def test_a_file_name_tells_its_syntax(path: str, expected: Format | None) -> None:
    assert formats.of_path(path) is expected
