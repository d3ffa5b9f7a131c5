"""The OpenAPI description: it names what a client must know of each route, and nothing that is not there."""

import httpx2
import pytest

from govsocial.model.formats import GRAPH_FORMATS, SOLUTION_FORMATS


@pytest.fixture
def paths(client: httpx2.Client) -> dict[str, dict[str, dict[str, object]]]:
    described: dict[str, dict[str, dict[str, object]]] = client.get("/openapi.json").json()["paths"]
    return described


def test_a_query_is_described_with_its_parameters_bodies_and_formats(client: httpx2.Client) -> None:
    by_get, by_post = (client.get("/openapi.json").json()["paths"]["/sparql"][method] for method in ("get", "post"))
    names = {"query", "default-graph-uri", "named-graph-uri", "format", "timeout"}
    assert {each["name"] for each in by_get["parameters"]} == names
    assert set(by_post["requestBody"]["content"]) == {"application/x-www-form-urlencoded", "application/sparql-query"}
    media_types = {each.media_type for each in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert media_types < set(by_get["responses"]["200"]["content"])


@pytest.mark.parametrize(("path", "method"), [("/update", "post"), ("/graphs", "put"), ("/graphs/{name}", "delete")])
def test_what_needs_the_token_is_described_so(client: httpx2.Client, path: str, method: str) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"][path][method]
    ((scheme,),) = operation["security"]
    assert document["components"]["securitySchemes"][scheme] == {"type": "http", "scheme": "bearer"}
    assert {"401", "403"} < set(operation["responses"])


def test_every_parameter_of_a_path_is_described(paths: dict[str, dict[str, dict[str, object]]]) -> None:
    for path, operations in paths.items():
        for operation in operations.values():
            parameters = operation["parameters"]
            assert isinstance(parameters, list)
            described = [each["name"] for each in parameters if each["in"] == "path"]
            assert all(f"{{{name}}}" in path for name in described)
            assert path.count("{") == len(described)


def test_every_route_says_how_it_tells_of_problems(paths: dict[str, dict[str, dict[str, object]]]) -> None:
    for operations in paths.values():
        for operation in operations.values():
            responses = operation["responses"]
            assert isinstance(responses, dict)
            assert "application/problem+json" in responses["400"]["content"]
