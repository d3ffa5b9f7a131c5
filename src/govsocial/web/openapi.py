"""What the routes take and give, as the OpenAPI description says it beside what the framework finds out itself.

See https://spec.openapis.org/oas/v3.1.0#operation-object and https://www.rfc-editor.org/rfc/rfc9457
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from govsocial.model.formats import (
    BY_NAME,
    DOCUMENT_FORMATS,
    GRAPH_FORMATS,
    HTML,
    LINKSET_FORMATS,
    MARKDOWN,
    SOLUTION_FORMATS,
    SPARQL_QUERY,
    SVG,
    Format,
)

Json = dict[str, Any]  # Any: JSON values, as OpenAPI has them

_IN_PATH = re.compile(r"\{(\w+)(?::path)?\}")
_TEXT: Json = {"type": "string"}
_IRI: Json = {"type": "string", "format": "iri"}
_IRIS: Json = {"type": "array", "items": _IRI, "maxItems": 20}
_PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "error": {"type": "string", "description": "The class of the error, as the README names them."},
    },
}
# Any route can be asked for what it has not, by a client that takes nothing, or while all is busy.
_ANYWHERE = (400, 404, 406, 429, 503, 504)


@dataclass(frozen=True)
class Parameter:
    """One parameter of the query string; each of several values is given as `name=value`."""

    name: str
    description: str
    schema: Mapping[str, Any]  # Any: as in Json
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    """What a route takes, by parameters and as bodies by media type, and what it gives by status.

    `gives` has the media types of each status (none: an answer without a body); `problems` are statuses beside those
    that every route may answer. `needs_token` where only those with the token are served.
    """

    parameters: Sequence[Parameter] = ()
    bodies: Mapping[str, Mapping[str, Any]] | None = None  # Any: as in Json
    gives: Mapping[int, Sequence[str]] | None = None
    problems: Sequence[int] = ()
    needs_token: bool = False

    def on(self, path: str) -> dict[str, Any]:  # Any: arguments of add_api_route
        """The arguments with which the framework describes this operation on a path."""
        extra: Json = {"parameters": [*_in_path(path), *(_parameter(each) for each in self.parameters)]}
        if self.bodies:
            content = {media_type: {"schema": schema} for media_type, schema in self.bodies.items()}
            extra["requestBody"] = {"required": True, "content": content}
        if self.needs_token:
            extra["security"] = [{"token": []}]
        responses = self._responses()
        first = min(responses)  # else the framework says 200
        return {"responses": responses, "status_code": first, "openapi_extra": extra, "response_class": Response}

    def described(self) -> Json:
        """The parameters and responses of a GET, as a document of OpenAPI has them."""
        responses = {str(status): response for status, response in self._responses().items()}
        return {"parameters": [_parameter(each) for each in self.parameters], "responses": responses}

    def _responses(self) -> dict[int, Json]:
        gives = {200: media_types(HTML)} if self.gives is None else self.gives
        problem: Json = {"application/problem+json": {"schema": _PROBLEM}, HTML.media_type: {}}
        contents: dict[int, Json] = {status: dict(problem) for status in (*_ANYWHERE, *self.problems)}
        for status, types in gives.items():
            contents.setdefault(status, {}).update({each: {} for each in types})
        return {status: _response(status, content) for status, content in contents.items()}


def media_types(*formats: Format) -> tuple[str, ...]:
    """The media types of formats."""
    return tuple(each.media_type for each in formats)


def form(*parameters: Parameter) -> Json:
    """The schema of a form with these parameters."""
    return {
        "type": "object",
        "properties": {each.name: dict(each.schema) for each in parameters},
        "required": [each.name for each in parameters if each.is_required],
    }


def format_of(formats: Sequence[Format]) -> Parameter:
    """The parameter that decides for one of these formats."""
    names = [name for name, each in BY_NAME.items() if each in formats]
    return Parameter("format", "Decides the format, instead of Accept.", {"type": "string", "enum": names})


QUERY = Parameter("query", "The query. Without one, this address describes itself.", _TEXT)
UPDATE = Parameter("update", "The update.", _TEXT, is_required=True)
DATASET = (
    Parameter("default-graph-uri", "A graph of the default graph.", _IRIS),
    Parameter("named-graph-uri", "A named graph.", _IRIS),
)
TIMEOUT = Parameter("timeout", "Seconds; may lower the server's own limit.", {"type": "number", "exclusiveMinimum": 0})
USING = (
    Parameter("using-graph-uri", "A graph of the default graph of each WHERE.", _IRIS),
    Parameter("using-named-graph-uri", "A named graph of each WHERE.", _IRIS),
)
GRAPH = (
    Parameter("graph", "The graph of this name.", _IRI),
    Parameter("default", "The default graph; without a value.", {"type": "string", "enum": [""]}),
)
ANSWERS = media_types(*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML)
WITHOUT = Parameter(
    "without",
    "What a page or Markdown leaves out: what is derived, what is from outside the source, or both.",
    {"type": "array", "items": {"type": "string", "enum": ["derived", "enrichment"]}, "maxItems": 2},
)
DOCUMENT = Operation(
    (format_of(DOCUMENT_FORMATS), WITHOUT), gives={200: media_types(*DOCUMENT_FORMATS), 303: (), 304: ()}
)
LABELS = Parameter(
    "labels",
    "Whether CSV has a column of labels beside each column of IRIs; without them it is that of the SPARQL standard.",
    {"type": "string", "enum": ["yes", "no"], "default": "yes"},
)
QUESTION_FORMATS = (*SOLUTION_FORMATS, HTML, MARKDOWN, SPARQL_QUERY, *GRAPH_FORMATS, SVG, *LINKSET_FORMATS)
QUESTION = Operation((format_of(QUESTION_FORMATS), LABELS), gives={200: media_types(*QUESTION_FORMATS), 304: ()})
PAGE = Operation()
ANY_TYPE = ("*/*",)

COMPONENTS: Json = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}


def _in_path(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _IN_PATH.findall(path)
    ]


def _parameter(parameter: Parameter) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "required": parameter.is_required,
        "schema": dict(parameter.schema),
        "style": "form",
        "explode": True,
    }


def _response(status: int, content: Json) -> Json:
    return {"description": HTTPStatus(status).phrase, **({"content": content} if content else {})}
