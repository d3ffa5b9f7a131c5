"""The guide for language models, as the application gives it."""

import httpx2
from markdown_it import MarkdownIt


def test_it_leads_to_the_tools_and_to_each_question(client: httpx2.Client, address: str) -> None:
    response = client.get("/llms.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("# A tiny snapshot\n")
    assert f"]({address}/mcp)" in response.text
    assert (
        f"- [Which bodies speak of a tool?]({address}/queries/who-speaks.md): One row a claim. Parameters: tool."
        in (response.text)
    )


def test_every_link_in_it_resolves(client: httpx2.Client, address: str) -> None:
    tokens = MarkdownIt("commonmark").parse(client.get("/llms.txt").text)
    links = [str(each.attrGet("href")) for token in tokens for each in token.children or () if each.type == "link_open"]
    assert len(links) > 5
    for link in links:
        response = client.get(link.removeprefix(address))
        assert response.status_code == (405 if link.endswith("/mcp") else 200), link


def test_without_questions_and_release_it_has_no_such_sections(writable: httpx2.Client) -> None:
    text = writable.get("/llms.txt").text
    assert text.startswith("# govsocial\n")
    assert "## Questions" not in text
    assert "## Optional" not in text
