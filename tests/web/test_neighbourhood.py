"""The neighbourhood of a thing: what is in the picture, in which order, and that it is a file too."""

import re
from xml.etree import ElementTree

import httpx2

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.web.descriptions import Description, Statement
from govsocial.web.figures.node_link import MAX_NODES
from govsocial.web.neighbourhood import Neighbourhood, neighbourhood
from govsocial.web.terms import Term

SVG = "{http://www.w3.org/2000/svg}"
THING = "http://x/id/tool/t"
DERIVED = ("http://x/graph/derived/entailment",)


def statement(subject: str, property_iri: str, value: str, *graphs: str) -> Statement:
    return Statement(Term("uri", subject), Term("uri", property_iri), Term("uri", value), graphs)


def draw(*statements: Statement) -> Neighbourhood:
    def href(iri: str) -> str | None:
        return iri.removeprefix("http://x") if iri.startswith("http://x/") else None

    return neighbourhood(Description(THING, (THING,), statements, labels={THING: "Tool"}), href)


def keys(found: Neighbourhood) -> list[str]:
    return [box.node.key for box in found.diagram.boxes][1:]


def words(found: Neighbourhood) -> set[str]:
    return {label.words for label in found.diagram.labels}


def test_what_is_served_here_comes_before_the_rest_and_our_properties_before_others() -> None:
    found = draw(
        statement(THING, "http://p/seeAlso", "http://other/"),
        statement("http://x/id/claim/1", "http://p/about", THING),
        statement("http://x/id/claim/2", GS + "tool", THING),
        statement(THING, GS + "toolKind", "http://x/def/tool-kind#a"),
    )
    assert [box.node.kind for box in found.diagram.boxes] == ["centre", "own", "foreign", "own", "own"]
    assert set(keys(found)) == {
        "http://other/",
        "http://x/id/claim/1",
        "http://x/id/claim/2",
        "http://x/def/tool-kind#a",
    }
    assert keys(found).index("http://x/id/claim/2") < keys(found).index("http://x/id/claim/1")


def test_what_is_only_derived_is_not_told_beside_what_is_stated() -> None:
    stated = statement(THING, GS + "inReport", "http://x/id/report/1", "http://x/graph/snapshot/a")
    derived = statement(THING, "http://p/derivedFrom", "http://x/id/report/1", *DERIVED)
    assert words(draw(stated, derived)) == {"gs:inReport"}
    assert words(draw(derived)) == {"derivedFrom"}


def test_texts_types_and_blank_nodes_are_no_neighbours() -> None:
    found = draw(
        Statement(Term("uri", THING), Term("uri", "http://p/name"), Term("literal", "Tool")),
        Statement(Term("uri", THING), Term("uri", "http://p/part"), Term("bnode", "b0")),
        statement(THING, VOCABULARIES["rdf"] + "type", "http://x/def/govsocial#Tool"),
        statement("http://x/id/claim/1", "http://p/about", THING + "#part"),
    )
    assert (found.total, found.shown, keys(found)) == (0, 0, [])


def test_of_many_the_first_are_shown_and_all_are_counted() -> None:
    found = draw(*(statement(f"http://x/id/claim/{number:03}", GS + "tool", THING) for number in range(100)))
    assert (found.total, found.shown, len(keys(found))) == (100, MAX_NODES, MAX_NODES)
    assert f"http://x/id/claim/{MAX_NODES - 1:03}" in keys(found)


def test_the_picture_is_on_the_page_and_a_file_with_the_same_links(client: httpx2.Client) -> None:
    page = client.get("/doc/tool/twitter.html").text
    inside = page.partition('id="neighbourhood"')[2].partition("</figure>")[0]
    file = client.get("/doc/tool/twitter.svg")
    root = ElementTree.fromstring(file.content)  # noqa: S314  # ours
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("group", "The neighbourhood of Twitter")
    addresses = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert set(addresses) == {"/doc/claim/fco-twitter", "/doc/claim/dcms-twitter"}
    assert addresses == re.findall(r'<a class="box [^"]*" href="([^"]*)"', inside)
    assert 'href="/doc/tool/twitter.svg"' in inside
    assert all(client.get(str(each), headers={"Accept": "text/html"}).status_code == 200 for each in addresses)


def test_what_is_linked_with_nothing_has_no_picture_on_its_page(client: httpx2.Client) -> None:
    assert 'id="neighbourhood"' not in client.get("/doc/tool/name.ttl.html").text
    assert client.get("/doc/tool/name.ttl.svg").status_code == 200
