"""Tests of govsocial.errors."""

import inspect
import json
from dataclasses import fields

import pytest

from govsocial import errors
from govsocial.errors import (
    BusyError,
    Fault,
    GovsocialError,
    NotAcceptableError,
    QuerySyntaxError,
    SourceError,
    ValidationError,
    from_record,
    to_record,
)

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, GovsocialError) and each is not GovsocialError
]


@pytest.mark.parametrize("error_class", CLASSES, ids=lambda each: each.__name__)
def test_every_class_is_drawn_in_the_tree(error_class: type[GovsocialError]) -> None:
    assert error_class.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("error_class", CLASSES, ids=lambda each: each.__name__)
def test_every_class_can_be_made_from_its_message_alone(error_class: type[GovsocialError]) -> None:
    assert error_class("A sentence.").message == "A sentence."


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("Expected '}'.", line=3, column=7, token="LIMIT", hint="Close the group."),
        NotAcceptableError("Nothing fits.", offered=("text/turtle", "text/csv")),
        BusyError("All workers are taken.", retry_after_seconds=3),
        SourceError("is empty", path="data/é.ttl", line=1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_a_socket_as_a_record_and_is_rebuilt(error: GovsocialError) -> None:
    rebuilt = from_record(json.loads(json.dumps(to_record(error))))
    assert type(rebuilt) is type(error)
    assert [getattr(rebuilt, each.name) for each in fields(rebuilt)] == [
        getattr(error, each.name) for each in fields(error)
    ]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SourceError("is not Turtle", path="a.ttl", line=3, column=9), "a.ttl:3:9: is not Turtle"),
        (SourceError("is not Turtle", path="a.ttl", line=3), "a.ttl:3: is not Turtle"),
        (SourceError("is a directory", path="data"), "data: is a directory"),
    ],
)
def test_a_source_error_says_where(error: SourceError, sentence: str) -> None:
    assert str(error) == sentence


def test_a_validation_error_shows_each_fault_on_a_line_of_its_own() -> None:
    error = ValidationError(
        "Two faults.",
        (Fault("a.ttl", "claim/x", "has no label", line=4), Fault("b.ttl", "claim/y", "has two statuses")),
    )
    assert str(error).splitlines() == [
        "Two faults.",
        "  a.ttl:4: claim/x: has no label",
        "  b.ttl: claim/y: has two statuses",
    ]
