"""The form over the bundled graph, against the stored queries whose answers were worked out by hand."""

import httpx2
import pytest

TOOLS = ["twitter", "facebook", "flickr", "youtube", "bebo"]


def rows(client: httpx2.Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path).json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in answer]


@pytest.mark.parametrize("tool", TOOLS)
def test_it_agrees_with_the_stored_query_on_who_uses_a_tool(client: httpx2.Client, tool: str) -> None:
    asked = rows(client, f"/ask?show=organisation&tool=tool:{tool}&format=json")
    stored = rows(client, f"/queries/who-uses-a-tool.json?tool=tool:{tool}")
    assert {(row["organisation"], row["status"]) for row in asked} == {
        (row["organisation"], row["status"]) for row in stored
    }


def test_it_agrees_on_which_press_offices_check_before_publication(client: httpx2.Client) -> None:
    asked = rows(client, "/ask?show=person&involvement=involvement:checks-before-publication&format=json")
    stored = rows(client, "/queries/who-checks-before-publication.json")
    checks = [row for row in stored if row["involvement"].endswith("#checks-before-publication")]
    assert {(row["person"], row["claim"]) for row in asked} == {(row["reporter"], row["claim"]) for row in checks}


def test_all_claims_are_there_once_when_all_are_asked_for(client: httpx2.Client) -> None:
    asked = rows(client, "/ask?show=claim&status=any&format=json")
    members = client.get("/doc/claim.nt").text.count("<http://www.w3.org/2000/01/rdf-schema#member>")
    assert len({row["claim"] for row in asked}) == members


def test_every_choice_of_the_form_has_an_answer(client: httpx2.Client) -> None:
    shown = ["organisation", "tool", "person", "initiative", "practice", "claim"]
    for each in shown:
        for status in ("", "gs:IntendedUse", "status:considering", "any"):
            assert client.get(f"/ask?show={each}&status={status}&format=csv").status_code == 200
            asked = f"/ask?show={each}&status={status}&involvement=involvement:runs&tool=tool:twitter&format=csv"
            assert client.get(asked).status_code == 200
