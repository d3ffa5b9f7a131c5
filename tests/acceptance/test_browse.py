"""Lists of the bundled graph: what a facet promises is what its link gives, and no refusal passes for a use."""

import html
import re

import httpx2
import pytest

PAGE = {"Accept": "text/html"}
CHOICE = re.compile(r'<li><a href="(/doc/[^"]+)">[^<]*</a> <span class="note">([\d,]+)</span></li>')


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row"><a href="/doc/\w+/([^"]+)"', page)


@pytest.mark.parametrize("kind", ["organisation", "tool", "claim", "person", "initiative", "unit", "report"])
def test_a_choice_leaves_as_many_as_it_says(client: httpx2.Client, kind: str) -> None:
    page = client.get(f"/doc/{kind}", headers=PAGE).text
    choices = [(html.unescape(address), int(count.replace(",", ""))) for address, count in CHOICE.findall(page)]
    assert choices or kind == "person"
    for address, count in choices[::4]:
        assert len(rows_of(client.get(address, headers=PAGE).text)) == count, address


def test_who_uses_a_tool_is_who_is_said_to_in_one_claim(client: httpx2.Client) -> None:
    page = client.get("/doc/organisation?claim.tool=tool:twitter&claim.rdf:type=gs:ToolUse", headers=PAGE).text
    rows = client.get("/queries/who-uses-a-tool.json").json()["results"]["bindings"]
    assert sorted(rows_of(page)) == sorted({row["organisation"]["value"].rpartition("/")[2] for row in rows})
    assert "dcms" not in rows_of(page)
    mentioned = client.get("/doc/organisation?claim.tool=tool:twitter", headers=PAGE).text
    assert "dcms" in rows_of(mentioned)
