"""The SERVICEs in a query, however they are written."""

import pytest

from govsocial.model.services import service_calls, with_endpoints

PREFIX = "PREFIX ex: <http://e/> PREFIX : <http://e/> BASE <http://b/> "


def calls(text: str) -> list[tuple[str | None, bool, bool]]:
    return [(call.endpoint, call.is_silent, call.is_hidden) for call in service_calls(PREFIX + text, None)]


@pytest.mark.parametrize(
    ("text", "endpoint", "is_silent"),
    [
        ("ASK { SERVICE <http://a/s> { ?s ?p ?o } }", "http://a/s", False),
        ("ASK { service<http://a/s>{ ?s ?p ?o } }", "http://a/s", False),
        ("ASK { Service # <no>\n silent # {\n ex:s { ?s ?p ?o } }", "http://e/s", True),
        ("ASK { SERVICE <s> { ?s ?p ?o } }", "http://b/s", False),
        ("ASK { SERVICE <http://a/\\u0073> { ?s ?p ?o } }", "http://a/s", False),
        ("ASK { { SELECT * { OPTIONAL { SERVICE ex:s { ?s ?p ?o } } } } }", "http://e/s", False),
        ("ASK { FILTER EXISTS { ?s ?p ?o } SERVICE ex:s { ?s ?p ?o } }", "http://e/s", False),
    ],
)
def test_a_target_is_resolved(text: str, endpoint: str, is_silent: bool) -> None:
    assert calls(text) == [(endpoint, is_silent, False)]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE ?where { ?s ?p ?o } }",
        "ASK { SERVICE SILENT ?where { ?s ?p ?o } }",
        "ASK { SERVICE undeclared:s { ?s ?p ?o } }",
        "ASK { SERVICE:s { ?s ?p ?o } }",
        "ASK { SERVICEex:s{ ?s ?p ?o } }",
        "PREFIX SILENTex: <http://e/> ASK { SERVICE SILENTex:s { ?s ?p ?o } }",
        "ASK { ?s ?p trueSERVICE<http://a/s>{ ?s ?p ?o } }",
        "ASK { \\u0053ERVICE <http://a/s> { ?s ?p ?o } }",
        "ASK { BIND('\\u0027 SERVICE <http://a/s> { } #' AS ?x) }",
        "ASK { SERVICE <http://a/s> ?s ?p ?o }",
        "ASK { SERVICE",
    ],
)
def test_what_is_not_certain_has_no_endpoint(text: str) -> None:
    assert [endpoint for endpoint, _, _ in calls(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER EXISTS { SERVICE ex:s { ?s ?p ?o } } }",
        "ASK { FILTER NOT EXISTS { ?s ?p ?o { SERVICE ex:s { ?s ?p ?o } } } }",
        "ASK { FILTER(?a || NOT EXISTS{SERVICE ex:s { ?s ?p ?o } }) }",
        "ASK { ?s ?p ?o MINUS { SERVICE ex:s { ?s ?p ?o } } }",
    ],
)
def test_one_whose_failure_would_not_be_seen_is_hidden(text: str) -> None:
    assert calls(text) == [("http://e/s", False, True)]


def test_one_in_another_is_hidden() -> None:
    text = "ASK { SERVICE ex:s { SERVICE ex:t { ?s ?p ?o } } SERVICE ex:u { } }"
    assert [is_hidden for _, _, is_hidden in calls(text)] == [False, True, False]


def test_only_the_targets_are_replaced() -> None:
    text = "ASK { SERVICE <http://a/s> { ?s ?p <http://a/s> } SERVICE SILENT <http://a/t> { } }"
    found = service_calls(text, None)
    assert with_endpoints(text, [(call, f"http://r/{number}") for number, call in enumerate(found)]) == (
        "ASK { SERVICE <http://r/0> { ?s ?p <http://a/s> } SERVICE SILENT <http://r/1> { } }"
    )
