"""W3C's tests of the service description, which its manifest has as names only.

See https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode
from tests.conformance import archive, cases, results
from tests.conformance.archive import RDF, Term
from tests.conformance.cases import HttpCase
from tests.conformance.expectations import held_to_table
from tests.conformance.results import Graph
from tests.conformance.server import Response, Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
SYNTAXES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")

CLASS_OF = {
    "defaultDataset": "Dataset",
    "availableGraphs": "GraphCollection",
    "defaultGraph": "Graph",
    "namedGraph": "NamedGraph",
    "graph": "Graph",
}
"""Properties whose values must be described, and be of a class."""

NAMES = ("endpoint", "feature", "supportedLanguage", "resultFormat", "inputFormat", "extensionFunction",
         "extensionAggregate", "languageExtension", "propertyFeature", "name", "entailmentRegime",
         "supportedEntailmentProfile", "defaultEntailmentRegime", "defaultSupportedEntailmentProfile")  # fmt: skip
"""Properties whose values must be IRIs."""

SUBCLASSES = {"Dataset": ("GraphCollection",)}


@pytest.mark.parametrize("case", held_to_table(cases.http_cases("ServiceDescriptionTest")))
@pytest.mark.parametrize("kind", ["read_only", "writable"])
def test_the_service_description(
    request: pytest.FixtureRequest, kind: str, case: HttpCase, count_as: Callable[..., None]
) -> None:
    count_as("service description", case, kind.replace("_", "-"))
    server: Server = request.getfixturevalue(kind)
    CHECKS[case.name.rpartition("/")[2]](server)


def returns_rdf(server: Server) -> None:
    for syntax in SYNTAXES:
        response = described(server, syntax)
        assert response.media_type == syntax, str(response)
        assert triples(server, response)


def has_endpoint_triple(server: Server) -> None:
    endpoint = NamedNode(server.address + server.paths.query)
    assert endpoint in [triple.object for triple in graph(server) if triple.predicate.value == SD + "endpoint"]


def conforms_to_schema(server: Server) -> None:
    description = graph(server)
    services = instances(description, "Service")
    assert services == subjects(description, "endpoint")
    assert len(services) == 1
    for triple in description:
        name = triple.predicate.value.removeprefix(SD)
        if triple.predicate.value.startswith(SD):
            assert name in CLASS_OF or name in NAMES, f"sd: has no {name}"
        if name in NAMES:
            assert isinstance(triple.object, NamedNode), str(triple)
        if name in CLASS_OF:
            assert triple.object in instances(description, CLASS_OF[name]), str(triple)
    assert instances(description, "NamedGraph") == subjects(description, "name")


CHECKS: dict[str, Callable[[Server], None]] = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


def described(server: Server, syntax: str) -> Response:
    response = server.send("GET", server.paths.query, [("Accept", syntax)])
    assert response.status == 200, str(response)
    return response


def triples(server: Server, response: Response) -> Graph:
    return results.from_rdf(response.body, response.media_type, server.address + server.paths.query)


def graph(server: Server) -> Graph:
    return triples(server, described(server, "text/turtle"))


def subjects(description: Graph, name: str) -> set[Term]:
    return {triple.subject for triple in description if triple.predicate.value == SD + name}


def instances(description: Graph, name: str) -> set[Term]:
    classes = [SD + name, *(SD + other for other in SUBCLASSES.get(name, ()))]
    return {
        triple.subject
        for triple in description
        if triple.predicate.value == RDF + "type" and getattr(triple.object, "value", None) in classes
    }
