"""Questions as they are asked: values that read back as they were given, and headings from variables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.model.iris import Names
from govsocial.model.stored_queries import Kind, Parameter, StoredQuery
from govsocial.web.questions import Question, heading, whole_iri, written

NAMES = Names("https://data.example.org/")
TOOL = Parameter("tool", "Tool", Kind.IRI, "A tool", "tool:twitter", "https://data.example.org/id/tool/twitter")
QUERY = StoredQuery("who", "tools", "Who?", "Who.", ("a",), "SELECT * { VALUES ?tool { tool:twitter } }",
                    parameters=(TOOL,), names=NAMES)  # fmt: skip


def test_a_value_is_written_with_a_prefix_whatever_the_base() -> None:
    assert written("https://data.example.org/id/tool/a%20b", NAMES) == "tool:a%20b"
    assert written("https://w3id.org/govsocial/def/status#pilot", NAMES) == "status:pilot"
    assert written("http://elsewhere.example/x", NAMES) == "http://elsewhere.example/x"


@given(st.sampled_from(["id/tool/", "id/claim/2009-06/", "def/status#", ""]), st.text("ab:/#.%20é", max_size=6))
def test_what_is_written_reads_back_as_the_iri(path: str, key: str) -> None:
    for base in (NAMES.base, "https://w3id.org/govsocial/", "urn:"):
        assert whole_iri(written(base + path + key, NAMES), NAMES) == base + path + key


def test_a_question_stands_for_its_defaults_until_something_else_is_given() -> None:
    assert Question(QUERY, {}).value(TOOL) == TOOL.default_value
    assert Question(QUERY, {"tool": ""}).value(TOOL) == TOOL.default_value
    assert Question(QUERY, {"tool": "tool:x"}).value(TOOL) == "https://data.example.org/id/tool/x"


def test_the_search_has_what_is_given_escaped() -> None:
    assert Question(QUERY, {"tool": ""}).search == ""
    assert Question(QUERY, {"tool": "http://x/é?a&b"}).search == "?tool=http%3A%2F%2Fx%2F%C3%A9%3Fa%26b"


@pytest.mark.parametrize(
    ("variable", "words"), [("organisation", "Organisation"), ("relatedTool", "Related tool"), ("a_b", "A b")]
)
def test_a_variable_is_a_heading(variable: str, words: str) -> None:
    assert heading(variable) == words
