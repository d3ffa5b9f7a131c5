"""What was said against the first linked data of UK departments, in August 2010, asked of ours over HTTP.

No schema; a concept scheme that is 404; IRIs that do not dereference (the crawl shows that); no historical departments,
such as DIUS; no dates; no predecessor or successor.
"""

import httpx2
import pyoxigraph
import pytest
from tests.acceptance.conftest import BASE

GS = BASE + "def/govsocial#"
ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="module")
def read(client: httpx2.Client) -> "Reader":
    return Reader(client)


class Reader:
    """Follows IRIs as a linked-data client does, whatever host serves them."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def __call__(self, iri: str) -> pyoxigraph.Store:
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        response = self._client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert response.status_code == 200, iri
        store = pyoxigraph.Store()
        store.load(response.content, pyoxigraph.RdfFormat.TURTLE)
        return store


def values(store: pyoxigraph.Store, subject: str, predicate: str) -> list[str]:
    pattern = (pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(predicate), None)
    return [str(getattr(quad.object, "value", "")) for quad in store.quads_for_pattern(*pattern)]


def subjects(store: pyoxigraph.Store, predicate: str, value: str) -> list[str]:
    pattern = (None, pyoxigraph.NamedNode(predicate), pyoxigraph.NamedNode(value))
    return [str(getattr(quad.subject, "value", "")) for quad in store.quads_for_pattern(*pattern)]


def test_there_is_a_schema(read: Reader) -> None:
    schema = read(GS + "ToolUse")
    assert values(schema, GS + "ToolUse", SKOS + "definition")
    assert values(schema, GS + "tool", "http://www.w3.org/2000/01/rdf-schema#label")


def test_the_concept_schemes_are_there_with_their_concepts(read: Reader) -> None:
    claim = read(BASE + "id/claim/2009-06/dcms-yammer")
    (status,) = values(claim, BASE + "id/claim/2009-06/dcms-yammer", GS + "status")
    scheme = read(status)
    assert values(scheme, status, SKOS + "inScheme") == [BASE + "def/status"]
    assert values(scheme, status, SKOS + "definition")


def test_departments_that_are_gone_are_there(read: Reader) -> None:
    dius = read(BASE + "id/organisation/dius")
    assert values(dius, BASE + "id/organisation/dius", "http://www.w3.org/2000/01/rdf-schema#label") == ["DIUS"]


def test_there_are_dates(read: Reader) -> None:
    dius = read(BASE + "id/organisation/dius")
    assert [
        each
        for each in values(dius, BASE + "id/organisation/dius", "https://schema.org/dissolutionDate")
        if each[:4] == "2009"
    ]
    snapshot = read(BASE + "id/snapshot/2009-06")
    assert values(snapshot, BASE + "id/snapshot/2009-06", "http://purl.org/dc/terms/date") == ["2009-06-08"]


def test_there_are_predecessors_and_successors(read: Reader) -> None:
    dius = read(BASE + "id/organisation/dius")
    (event,) = subjects(dius, ORG + "originalOrganization", BASE + "id/organisation/dius")
    change = read(event)
    (successor,) = values(change, event, ORG + "resultingOrganization")
    predecessors = set(values(change, event, ORG + "originalOrganization"))
    assert predecessors == {BASE + "id/organisation/dius", BASE + "id/organisation/berr"}
    assert event in subjects(read(successor), ORG + "resultingOrganization", successor)
