"""Requests of the application to itself, over a real server."""

import re

import httpx2


def test_what_is_shown_as_an_answer_is_the_answer(client: httpx2.Client) -> None:
    """The example of the context, which does not change: its first lines are those that a client gets."""
    page = client.get("/api").text
    shown = re.search(r"/def/context\.jsonld.*?\n\n200 application/ld\+json\n\n(.*?)\n…</pre>", page, re.DOTALL)
    assert shown is not None
    assert client.get("/def/context.jsonld").text.startswith(shown[1].replace("&#34;", '"').replace("&#39;", "'"))
