"""The parameters of stored queries as JSON Schema: for the description of the interface, and for agents.

See https://json-schema.org/draft/2020-12/json-schema-validation and https://spec.openapis.org/oas/v3.1.0#parameter-object
"""

from collections.abc import Iterable, Sequence

from govsocial.model.stored_queries import Kind, Parameter, StoredQuery
from govsocial.web.openapi import LABELS, QUESTION, QUESTION_FORMATS, Json, Operation, format_of
from govsocial.web.openapi import Parameter as Described
from govsocial.web.questions import written

_TYPES: dict[Kind, Json] = {
    Kind.IRI: {"type": "string", "format": "iri"},
    Kind.STRING: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
}


def schema_of(query: StoredQuery, parameter: Parameter, examples: Sequence[str] = ()) -> Json:
    """The schema of a value: an IRI may be written with a prefix of ours."""
    schema = dict(_TYPES[parameter.kind])
    if parameter.default_value:
        is_number = parameter.kind is Kind.INTEGER
        value = parameter.default_value
        schema["default"] = int(value) if is_number else written(value, query.names)
    if examples:
        schema["examples"] = list(examples)
    return schema


def operations(queries: Iterable[StoredQuery]) -> Json:
    """The paths of OpenAPI: for each stored query an operation with its own parameters."""
    return {f"/queries/{query.name}": {"get": _operation(query)} for query in queries}


def _operation(query: StoredQuery) -> Json:
    own = [
        Described(each.name, f"{each.label}: {each.description}", schema_of(query, each)) for each in query.parameters
    ]
    operation = Operation((*own, format_of(QUESTION_FORMATS), LABELS), gives=QUESTION.gives)
    return {
        "operationId": query.name,
        "summary": query.title,
        "description": " ".join(each for each in (query.summary, query.reading) if each),
        "tags": [query.topic],
        **operation.described(),
    }
