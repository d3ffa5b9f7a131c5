"""Each stored query as an operation of OpenAPI, as the application describes it."""

from typing import Any

import httpx2
import pytest

from govsocial.model.iris import Names
from govsocial.model.stored_queries import Kind, Parameter, StoredQuery
from govsocial.web.question_schemas import operations, schema_of


def _query(kind: Kind, default: str, value: str) -> StoredQuery:
    parameter = Parameter("x", "X", kind, "A value", default, value)
    return StoredQuery("q", "t", "Q?", "S.", (), "", parameters=(parameter,), names=Names("https://data.example.org/"))


@pytest.mark.parametrize(
    ("kind", "default", "value", "schema"),
    [
        (Kind.IRI, "tool:a", "https://data.example.org/id/tool/a",
         {"type": "string", "format": "iri", "default": "tool:a"}),
        (Kind.IRI, "UNDEF", "", {"type": "string", "format": "iri"}),
        (Kind.INTEGER, "3", "3", {"type": "integer", "default": 3}),
        (Kind.DATE, '"2009-06-08"', "2009-06-08", {"type": "string", "format": "date", "default": "2009-06-08"}),
        (Kind.STRING, '"a"', "a", {"type": "string", "default": "a"}),
    ],
)  # fmt: skip
def test_a_parameter_has_its_type_and_default(kind: Kind, default: str, value: str, schema: dict[str, Any]) -> None:
    query = _query(kind, default, value)
    assert schema_of(query, query.parameters[0]) == schema
    (parameter, *_) = operations([query])["/queries/q"]["get"]["parameters"]
    assert parameter["schema"] == schema


def test_the_interface_has_an_operation_for_each_question(client: httpx2.Client) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/queries/who-speaks"]["get"]
    assert operation["operationId"] == "who-speaks"
    assert operation["summary"] == "Which bodies speak of a tool?"
    assert [each["name"] for each in operation["parameters"]] == ["tool", "format", "labels"]
    assert {"text/csv", "text/turtle", "text/html"} <= set(operation["responses"]["200"]["content"])
    ids = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(set(ids)) == len(ids)
