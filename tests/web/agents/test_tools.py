"""The tools: their schemas, and the arguments that they take and refuse."""

import pytest

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.model.stored_queries import RESERVED, Kind, Parameter, StoredQuery
from govsocial.web.agents.tools import Tool, tools
from govsocial.web.questions import Choice

TOOL = Parameter("tool", "Tool", Kind.IRI, "The tool to ask about", "tool:twitter",
                 "https://w3id.org/govsocial/id/tool/twitter", of_class="http://x/Tool")  # fmt: skip
COUNT = Parameter("least", "At least", Kind.INTEGER, "How many at least", "2", "2")
QUERY = StoredQuery("who-uses", "tools", "Who uses it?", "One row a use.", ("a",), "", parameters=(TOOL, COUNT),
                    reading="Silence is not a no.")  # fmt: skip
CHOICES = {"http://x/Tool": (Choice("tool:a", "http://x/a", "A"), Choice("tool:b", "http://x/b", "B"))}
TOOLS = {each.name: each for each in tools((QUERY,), Names(), CHOICES)}


def test_there_is_a_tool_for_each_question_beside_those_whose_names_are_reserved() -> None:
    assert set(TOOLS) == {*RESERVED, "who-uses"}


def test_a_question_says_what_it_asks_what_it_gives_and_how_to_read_it() -> None:
    assert TOOLS["who-uses"].title == "Who uses it?"
    assert TOOLS["who-uses"].description == "Who uses it? One row a use. Silence is not a no."


def test_a_parameter_has_its_type_its_default_and_values_of_the_data() -> None:
    schema = TOOLS["who-uses"].schema
    assert schema["properties"]["tool"] == {
        "type": "string",
        "format": "iri",
        "default": "tool:twitter",
        "examples": ["tool:a", "tool:b"],
        "description": "Tool: The tool to ask about",
    }
    assert schema["properties"]["least"]["type"] == "integer"
    assert schema["properties"]["least"]["default"] == 2
    assert "required" not in schema
    assert schema["additionalProperties"] is False


def test_numbers_may_be_given_as_numbers() -> None:
    assert TOOLS["who-uses"].arguments({"least": 3, "tool": "tool:b"}) == {"least": "3", "tool": "tool:b"}


@pytest.mark.parametrize(
    ("tool", "given", "message"),
    [
        (TOOLS["who-uses"], {"other": "x"}, "takes no 'other'; it takes: tool, least"),
        (TOOLS["who-uses"], {"tool": ["a"]}, "give a text"),
        (TOOLS["who-uses"], {"tool": {"a": 1}}, "give a text"),
        (TOOLS["who-uses"], {"tool": True}, "give a text"),
        (TOOLS["who-uses"], {"tool": None}, "give a text"),
        (TOOLS["who-uses"], {"tool": "\ud800"}, "half a character"),
        (TOOLS["sparql"], {}, "needs 'query'"),
        (TOOLS["search"], {"words": ""}, "needs 'words'"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(tool: Tool, given: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        tool.arguments(given)
