"""The API as people read it, made from a description."""

from dataclasses import replace

from govsocial.model.formats import BY_NAME
from govsocial.settings import Settings, help_text
from govsocial.web.api import Answer, Operation, Parameter, error_statuses, formats, in_groups, limits, operations

DOCUMENT = {
    "paths": {
        "/things/{key}": {
            "get": {
                "summary": "Get",
                "description": "One thing.",
                "parameters": [
                    {"name": "key", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
                    {"name": "format", "in": "query", "description": "How.", "schema": {"enum": ["csv", ""]}},
                    {"name": "graph", "in": "query", "schema": {"type": "array", "items": {"format": "iri"}}},
                ],
                "responses": {"404": {"content": {}}, "303": {}, "200": {"content": {"text/csv": {}}}},
            },
            "put": {
                "summary": "Put",
                "requestBody": {"content": {"text/turtle": {}}},
                "security": [{"token": []}],
                "responses": {"204": {}, "401": {}},
            },
        },
        "/other.json": {"get": {"responses": {}}},
    }
}


def test_each_operation_has_what_the_description_says_of_it() -> None:
    get, put, other = operations(DOCUMENT)
    assert get == Operation(
        "GET",
        "/things/{key}",
        "One thing.",
        (
            Parameter("key", "path", "string", "", True),
            Parameter("format", "query", "one of csv, (empty)", "How.", False),
            Parameter("graph", "query", "IRI, may be repeated", "", False),
        ),
        (),
        (Answer(200, "OK", ("text/csv",)), Answer(303, "See Other", ())),
        (404,),
        needs_token=False,
    )
    assert (put.bodies, put.needs_token, put.description) == (("text/turtle",), True, "Put")
    assert [each.anchor for each in (get, put, other)] == ["get-things-key", "put-things-key", "get-other-json"]


def test_operations_stand_in_groups_by_the_start_of_their_paths() -> None:
    assert {name: len(found) for name, found in in_groups(operations(DOCUMENT)).items()} == {"/things": 2, "/other": 1}


def test_every_status_of_an_error_is_explained_once() -> None:
    assert [(each.status, each.phrase) for each in error_statuses(operations(DOCUMENT))] == [
        (401, "Unauthorized"),
        (404, "Not Found"),
    ]


def test_every_format_is_listed_once_by_what_it_carries() -> None:
    found = formats()
    assert sorted(each.name for group in found.values() for each in group) == sorted(BY_NAME)
    assert all(each.carries is carries for carries, group in found.items() for each in group)


def test_limits_are_those_of_the_settings() -> None:
    shown = {each.name: each for each in limits(replace(Settings(), timeout=2.5, max_query_bytes=1000))}
    assert shown["timeout"].value == "2.5"
    assert shown["max_query_bytes"].value == "1,000"
    assert shown["max_upload_bytes"].value == "67,108,864"
    assert shown["service_allow"].value == "none"
    assert shown["queue"].meaning == help_text("queue")
