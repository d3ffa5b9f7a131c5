"""The API as people read it: what the OpenAPI description says of each operation, the formats and the limits.

See https://spec.openapis.org/oas/v3.1.0
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from govsocial.model.formats import BY_NAME, Carries, Format
from govsocial.settings import Settings, help_text

Json = Mapping[str, Any]  # Any: values of JSON

_METHODS = ("get", "post", "put", "delete", "patch")
_LIMITS = (
    "timeout", "queue", "queue_wait", "workers", "max_query_bytes", "max_result_bytes", "update_timeout",
    "max_upload_bytes", "max_connections_per_client", "service_allow",
)  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One parameter, in the path or in the query string."""

    name: str
    place: str
    kind: str
    description: str
    is_required: bool


@dataclass(frozen=True)
class Answer:
    """A status with what it means, and the media types that it comes in."""

    status: int
    phrase: str
    media_types: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[str, ...]
    answers: tuple[Answer, ...]
    errors: tuple[int, ...]
    needs_token: bool

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        words = "".join(sign if sign.isalnum() else "-" for sign in f"{self.method} {self.path}".lower())
        return "-".join(each for each in words.split("-") if each)


@dataclass(frozen=True)
class Limit:
    """A setting as it is here."""

    name: str
    value: str
    meaning: str


def operations(document: Json) -> tuple[Operation, ...]:
    """All operations of an OpenAPI description, in its order."""
    return tuple(
        _operation(method, path, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    )


def in_groups(found: Sequence[Operation]) -> dict[str, list[Operation]]:
    """The operations by the first segment of their paths."""
    groups: dict[str, list[Operation]] = {}
    for each in found:
        first = each.path.split("/")[1].partition(".")[0] or each.path.split("/")[1]
        groups.setdefault("/" + first, []).append(each)
    return groups


def error_statuses(found: Sequence[Operation]) -> tuple[Answer, ...]:
    """Every status of an error that an operation may end in, in order."""
    statuses = sorted({status for each in found for status in each.errors})
    return tuple(Answer(status, HTTPStatus(status).phrase, ()) for status in statuses)


def formats() -> dict[Carries, list[Format]]:
    """The formats, by what they carry."""
    found: dict[Carries, list[Format]] = {}
    for each in BY_NAME.values():
        found.setdefault(each.carries, []).append(each)
    return found


def limits(settings: Settings) -> tuple[Limit, ...]:
    """What bounds a client of this server."""
    return tuple(Limit(name, _value(getattr(settings, name)), help_text(name)) for name in _LIMITS)


def _value(value: object) -> str:
    return f"{value:,g}" if isinstance(value, int | float) and value < 1e6 else f"{value:,}" if value else "none"


def _operation(method: str, path: str, said: Json) -> Operation:
    responses = {int(status): response for status, response in said["responses"].items() if status.isdigit()}
    answers = (
        Answer(status, HTTPStatus(status).phrase, tuple(response.get("content", ())))
        for status, response in sorted(responses.items())
        if status < 400
    )
    return Operation(
        method=method.upper(),
        path=path,
        description=said.get("description") or said.get("summary", ""),
        parameters=tuple(_parameters(said.get("parameters", ()))),
        bodies=tuple(said.get("requestBody", {}).get("content", ())),
        answers=tuple(answers),
        errors=tuple(sorted(status for status in responses if status >= 400)),
        needs_token=bool(said.get("security")),
    )


def _parameters(said: Sequence[Json]) -> Iterator[Parameter]:
    for each in said:
        description = each.get("description", "")
        yield Parameter(
            each["name"], each["in"], _kind(each.get("schema", {})), description, each.get("required", False)
        )


def _kind(schema: Json) -> str:
    """What a value must be, in words."""
    if choices := schema.get("enum"):
        return "one of " + ", ".join(str(each) or "(empty)" for each in choices)
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}, may be repeated"
    return str(schema.get("format") or schema.get("type") or "anything").replace("iri", "IRI")
