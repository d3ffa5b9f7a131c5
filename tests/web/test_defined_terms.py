"""What is told of a query with a term that is not defined."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from govsocial.protocol.spelling import terms
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.defined_terms import DefinedTerms

GS = "https://w3id.org/govsocial/def/govsocial#"
MISSPELT = f"PREFIX gs: <{GS}> SELECT ?tool {{ ?body gs:useTool ?tool }}"
RIGHT = MISSPELT.replace("useTool", "usesTool")
SENTENCE = "gs:useTool is not defined; did you mean gs:usesTool?"


def test_a_program_is_told_in_a_header_beside_the_answer(client: httpx2.Client) -> None:
    answer = client.get("/sparql", params={"query": MISSPELT})
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])
    assert answer.headers["govsocial-notice"] == f'"{SENTENCE}"'
    assert "Govsocial-Notice" in answer.headers["access-control-expose-headers"]


def test_a_person_is_told_on_the_page(browser: httpx2.Client) -> None:
    assert SENTENCE in browser.get("/sparql", params={"query": MISSPELT}).text


@pytest.mark.parametrize("query", [RIGHT, "ASK { }", "ASK { ?s <http://other/def/x#useTool> ?o }"])
def test_of_what_is_right_nothing_is_told(client: httpx2.Client, query: str) -> None:
    assert "govsocial-notice" not in client.get("/sparql", params={"query": query}).headers


def test_a_store_that_defines_nothing_or_cannot_tell_says_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<http://x/s> <http://x/p> 1 .")
    store = WorkerStore([other], "r", Settings(workers=1, spares=1))

    async def ask() -> list[list[str]]:
        not_open = await DefinedTerms(store).notices(terms(MISSPELT, None))
        await store.open()
        try:
            return [not_open, await DefinedTerms(store).notices(terms(MISSPELT, None))]
        finally:
            await store.close()

    assert asyncio.run(ask()) == [[], []]
