"""The documentation of the ontology and the schemes, as it is served, against the sources and against SPARQL."""

import html
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import httpx2
import pyoxigraph
import pytest
from tests.acceptance.conftest import BASE, Served

from govsocial.model.namespaces import SCHEMES, VOCABULARIES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
PATHS = ["/def/govsocial", *(f"/def/{scheme}" for scheme in SCHEMES)]
DEFINITION = pyoxigraph.NamedNode(VOCABULARIES["skos"] + "definition")
LABEL = pyoxigraph.NamedNode(VOCABULARIES["rdfs"] + "label")
SH, RDF, RDFS, OWL, SKOS, VOID = (VOCABULARIES[prefix] for prefix in ("sh", "rdf", "rdfs", "owl", "skos", "void"))


def source(path: str) -> pyoxigraph.Store:
    """The file that a document is made of."""
    name = path.removeprefix("/def/")
    store = pyoxigraph.Store()
    store.load(path=str(ONTOLOGY / ("govsocial.ttl" if name == "govsocial" else f"schemes/{name}.ttl")))
    return store


def text(store: pyoxigraph.Store, term: str, property_: pyoxigraph.NamedNode) -> str:
    (quad,) = store.quads_for_pattern(pyoxigraph.NamedNode(term), property_, None)
    assert isinstance(quad.object, pyoxigraph.Literal)
    return quad.object.value


def terms(store: pyoxigraph.Store, path: str) -> list[str]:
    """The terms that the file defines."""
    start = f"{BASE}{path.removeprefix('/')}#"
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, pyoxigraph.NamedNode)}
    return sorted(iri for iri in subjects if iri.startswith(start))


def told(page: str, term: str) -> str:
    """What the page tells of a term, without its markup."""
    section = page.partition(f'<h3 id="{term.partition("#")[2]}">')[2].partition("</section>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", section)).split())


def numbers(client: httpx2.Client, query: str) -> dict[str, int]:
    """The counts of a query of ?term ?count."""
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    return {row["term"]["value"]: int(row["count"]["value"]) for row in rows}


@pytest.fixture(scope="module")
def documents(client: httpx2.Client) -> dict[str, str]:
    """The page of each vocabulary."""
    return {path: client.get(path, headers={"Accept": "text/html"}).text for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_every_term_of_the_source_has_its_anchor_its_name_and_its_definition(
    documents: dict[str, str], client: httpx2.Client, path: str
) -> None:
    store, markdown = source(path), re.sub(r"\\(.)", r"\1", client.get(f"{path}.md").text)
    assert terms(store, path)
    for term in terms(store, path):
        label, definition = text(store, term, LABEL), " ".join(text(store, term, DEFINITION).split())
        assert told(documents[path], term).startswith(label), term
        assert definition in told(documents[path], term), term
        assert f"### {label}\n" in markdown
        assert f"<{term}>" in markdown
        assert definition in markdown


def test_every_rule_of_the_shapes_is_told_at_its_class_and_its_property(
    documents: dict[str, str], client: httpx2.Client
) -> None:
    """By the message of each shape, where the class or the property is ours."""
    shapes = pyoxigraph.Store()
    shapes.load(path=str(ONTOLOGY / "shapes.ttl"))
    rows = shapes.query(f"""
        PREFIX sh: <{SH}>
        SELECT ?class ?path ?message WHERE {{
          ?shape sh:targetClass ?class ; sh:property ?part . ?part sh:path ?path ; sh:message ?message
        }}
    """)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    page, markdown = documents["/def/govsocial"], re.sub(r"\\(.)", r"\1", client.get("/def/govsocial.md").text)
    ours, checked = f"{BASE}def/govsocial#", 0
    for row in rows:
        message = " ".join(row["message"].value.split())
        for term in (each.value for each in (row["class"], row["path"]) if each.value.startswith(ours)):
            assert message in told(page, term), (term, message)
            assert message in markdown
            checked += 1
    assert checked > 100


def test_the_words_of_rules_say_how_many_and_of_what(documents: dict[str, str]) -> None:
    page = documents["/def/govsocial"]
    assert "organisation : exactly one, of class org:FormalOrganization" in told(page, "#Claim")
    assert "On each Non-use : must not be there." in told(page, "#account")
    assert "audience : at most one, a concept of Audience" in told(page, "#Claim")


def test_the_numbers_of_classes_are_those_of_sparql_and_of_void(
    documents: dict[str, str], client: httpx2.Client
) -> None:
    counted = numbers(client, "SELECT ?term (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?term } GROUP BY ?term")
    published = numbers(client, f"SELECT ?term ?count WHERE {{ ?part <{VOID}class> ?term ; <{VOID}entities> ?count }}")
    assert published.items() <= counted.items()
    check(documents["/def/govsocial"], kinds(f"{OWL}Class"), counted, r"In the data ([\d,]+) things?")


def test_the_numbers_of_properties_are_those_of_sparql_and_of_void(
    documents: dict[str, str], client: httpx2.Client
) -> None:
    counted = numbers(client, "SELECT ?term (COUNT(*) AS ?count) WHERE { ?thing ?term ?value } GROUP BY ?term")
    published = numbers(
        client, f"SELECT ?term ?count WHERE {{ ?part <{VOID}property> ?term ; <{VOID}triples> ?count }}"
    )
    assert published.items() <= counted.items()
    properties = {*kinds(f"{OWL}ObjectProperty"), *kinds(f"{OWL}DatatypeProperty")}
    check(documents["/def/govsocial"], properties, counted, r"In the data ([\d,]+) statements?")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_numbers_of_claims_with_a_concept_are_those_of_sparql(
    documents: dict[str, str], client: httpx2.Client, scheme: str
) -> None:
    query = f"""
        PREFIX gs: <{BASE}def/govsocial#>
        SELECT ?term (COUNT(DISTINCT ?claim) AS ?count) WHERE {{ ?claim a gs:Claim ; ?property ?term }} GROUP BY ?term
    """
    counted = numbers(client, query)
    page, store = documents[f"/def/{scheme}"], source(f"/def/{scheme}")
    for term in terms(store, f"/def/{scheme}"):
        found = re.search(r"In the data ([\d,]+) claims?", told(page, term))
        assert (int(found[1].replace(",", "")) if found else 0) == counted.get(term, 0), term


def kinds(class_iri: str) -> set[str]:
    """The terms of the ontology's source of one class."""
    quads = source("/def/govsocial").quads_for_pattern(
        None, pyoxigraph.NamedNode(f"{RDF}type"), pyoxigraph.NamedNode(class_iri)
    )
    return {quad.subject.value for quad in quads if isinstance(quad.subject, pyoxigraph.NamedNode)}


def check(page: str, iris: Iterable[str], counted: dict[str, int], pattern: str) -> None:
    """Each term has its number on the page, and an example where it has any."""
    for iri in iris:
        found = re.search(pattern, told(page, iri))
        assert found is not None, iri
        assert int(found[1].replace(",", "")) == counted.get(iri, 0), iri
        assert ("; for example " in told(page, iri)) == (counted.get(iri, 0) > 0), iri


def test_every_example_is_in_the_data(documents: dict[str, str], served: Served) -> None:
    known = {triple.subject.value for triple in served.triples if isinstance(triple.subject, pyoxigraph.NamedNode)}
    examples = [
        html.unescape(each)
        for page in documents.values()
        for each in re.findall(r'; for example <a [^>]*title="([^"]*)"', page)
    ]
    assert len(examples) > 100
    assert set(examples) <= known


@pytest.mark.parametrize(
    "path", ["/def/govsocial.svg", "/def/status.svg", "/doc/tool/twitter.svg", "/doc/claim/2009-06/dcms-twitter.svg"]
)
def test_a_picture_is_xml_and_each_of_its_links_resolves(client: httpx2.Client, path: str) -> None:
    root = ElementTree.fromstring(client.get(path).content)  # noqa: S314  # ours
    links = [link.get("href", "") for link in root.iter("{http://www.w3.org/2000/svg}a")]
    assert len(links) > 5
    for link in {each for each in links if each.startswith("/")}:
        page = client.get(link.partition("#")[0], headers={"Accept": "text/html"}, follow_redirects=True)
        assert page.status_code == 200, link
        if "#" in link and link.startswith("/def/"):
            assert f'id="{link.partition("#")[2]}"' in page.text, link


def test_all_classes_of_the_ontology_are_in_its_picture(client: httpx2.Client) -> None:
    picture = client.get("/def/govsocial.svg").text
    assert {iri for iri in kinds(f"{OWL}Class") if f'href="{iri.removeprefix(BASE[:-1])}"' not in picture} == set()


def test_the_statuses_are_explained_by_the_claims_that_they_are_for(documents: dict[str, str]) -> None:
    store = source("/def/status")
    for path in ("/def/govsocial", "/def/status"):
        section = documents[path].partition('id="-statuses"')[2].partition("</section>")[0]
        plain = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", section)).split())
        for term in terms(store, "/def/status"):
            assert f"{text(store, term, LABEL)} : {text(store, term, DEFINITION)}" in plain, term
        for name in ("Tool use", "Intended use", "Non-use", "Coverage gap"):
            assert re.search(rf"{name} [\d,]+ in the data", plain)
