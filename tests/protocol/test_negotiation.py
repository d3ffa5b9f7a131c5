"""Accept headers and the formats that they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import NotAcceptableError, RequestError
from govsocial.model.formats import CSV, GRAPH_FORMATS, HTML, JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from govsocial.protocol.negotiation import choose, choose_or_none, named, parse_accept

DESCRIPTION = (*GRAPH_FORMATS, HTML)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("application/*", N_TRIPLES),
        ("text/html", HTML),
        ("application/xhtml+xml", HTML),
        (FIREFOX, HTML),
        (JAVA, HTML),
        ("*/*;q=1, text/html;q=0.1", TURTLE),
        ("text/html;q=0.5, */*;q=0.1", HTML),
        ("text/html, text/turtle", TURTLE),
        ("text/turtle;q=0.8, application/rdf+xml;q=0.9", RDF_XML),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.900", TURTLE),
        ("application/ld+json", JSON_LD),
        ("application/json", JSON_LD),
        ("Application/LD+JSON", JSON_LD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ('application/ld+json;profile="a,b;c";q=0.5, text/turtle;q=0.4', JSON_LD),
        ("text/turtle;charset=utf-8", TURTLE),
        ("text/turtle;charset=iso-8859-1, application/n-triples;q=0.1", N_TRIPLES),
        ("text/turtle;version=1.2;q=0.1, text/turtle;q=0.9, application/rdf+xml;q=0.5", TURTLE),
        ("text/turtle;q=0, */*", N_TRIPLES),
        ("text/*;q=0.2, text/turtle;q=0.9, application/n-triples;q=0.5", TURTLE),
        ("*/*;q=0.9, text/turtle;q=0.1, application/n-triples;q=0.1", JSON_LD),
        ("garbage, text/turtle", TURTLE),
        ("text/turtle;q=2, application/rdf+xml;q=0.1", RDF_XML),
        ("text/turtle;q=abc, application/rdf+xml;q=0.1", RDF_XML),
        ("*/turtle, application/rdf+xml", RDF_XML),
        (",, ,application/rdf+xml,", RDF_XML),
        ("text/turtle ; q=0.1 , application/rdf+xml ; q=0.2", RDF_XML),
        ("nothing-well-formed", TURTLE),
        ("*", TURTLE),
    ],
)
def test_an_accept_header_gets_its_format(accept: str | None, expected: Format) -> None:
    assert choose(accept, DESCRIPTION) is expected


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/turtle;q=0",
        "*/*;q=0",
        "text/turtle;charset=utf-16",
        "application/ld+json;q=0, application/json",
    ],
)
def test_a_client_that_takes_nothing_here_is_told_what_there_is(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        choose(accept, (TURTLE, JSON_LD))
    assert caught.value.offered == ("text/turtle", "application/ld+json")
    assert choose_or_none(accept, (TURTLE, JSON_LD)) is None


def test_a_page_goes_to_a_client_that_takes_anything_only_when_there_is_nothing_else() -> None:
    assert choose("*/*", (HTML, TURTLE)) is TURTLE
    assert choose("*/*", (HTML,)) is HTML


def test_a_format_is_named() -> None:
    assert named("ttl", DESCRIPTION) is TURTLE


def test_a_name_that_no_format_has_is_the_clients_fault() -> None:
    with pytest.raises(RequestError, match="no format 'docx'"):
        named("docx", DESCRIPTION)


def test_a_format_that_is_not_offered_here_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptableError, match="no CSV of this"):
        named("csv", DESCRIPTION)


@given(st.text(max_size=200))
def test_any_header_gets_an_offered_format_or_a_refusal(accept: str) -> None:
    assert choose_or_none(accept, DESCRIPTION) in (*DESCRIPTION, None)


_QUALITIES = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@given(st.lists(_QUALITIES, min_size=3, max_size=3), st.permutations([0, 1, 2]))
def test_the_highest_quality_wins_in_whatever_order_the_ranges_stand(qualities: list[float], order: list[int]) -> None:
    offered = (JSON, CSV, TURTLE)
    ranges = [f"{each.media_type};q={quality:.3f}" for each, quality in zip(offered, qualities, strict=True)]
    chosen = choose_or_none(", ".join(ranges[index] for index in order), offered)
    best = max(qualities)
    assert chosen is (None if best == 0 else offered[qualities.index(best)])


def test_ranges_keep_their_parameters_without_their_quality() -> None:
    (only,) = parse_accept('text/turtle; a="x,y" ;q=0.5')
    assert (only.type, only.subtype, only.quality, only.parameters) == ("text", "turtle", 0.5, (("a", "x,y"),))


def test_a_header_of_very_many_ranges_is_not_read_to_its_end() -> None:
    assert len(parse_accept("text/csv," * 100_000)) == 100
    assert choose("a/b," * 99 + "text/turtle", GRAPH_FORMATS) is TURTLE
