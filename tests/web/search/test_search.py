"""The search of a store: one index for each revision, and none for another."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.settings import Settings
from govsocial.store.base import Update
from govsocial.store.live import LiveStore
from govsocial.web.inspection import Inspector
from govsocial.web.search.search import MAX_CHARACTERS, MAX_HITS, Search

BASE = "https://w3id.org/govsocial/id/tool/"


LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_NAMES = " ".join(f'<{BASE}n{number}> {LABEL} "number {number}" .' for number in range(8_000))
MANY = Update(f"INSERT DATA {{ {_NAMES} }}")
"""Names for four pages."""


def insert(name: str) -> Update:
    return Update(f'INSERT DATA {{ <{BASE}{name.lower()}> {LABEL} "{name}" }}')


def queries_of(store: LiveStore) -> int:
    """How many queries were answered so far."""
    return store.measurements.durations["answered"].cumulative[-1]


def with_live_store(folder: Path, work: Callable[[LiveStore, Search], Awaitable[None]]) -> None:
    async def working() -> None:
        settings = Settings(workers=1, spares=1)
        store = LiveStore(folder / "store", settings)
        await store.open()
        try:
            await work(store, Search(store, Names(), Inspector(settings)))
        finally:
            await store.close()

    asyncio.run(working())


def test_what_was_written_is_found_and_what_was_deleted_is_not(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        assert (await search.find("Yammer")).total == 0
        await store.update(insert("Yammer"))
        results = await search.find("Yammer")
        assert [hit.iri for hit in results.hits] == [BASE + "yammer"]
        assert results.revision == store.revision
        await store.update(Update("DELETE WHERE { ?s ?p ?o }"))
        assert (await search.find("Yammer")).total == 0

    with_live_store(tmp_path, work)


def test_it_is_known_that_nothing_can_be_found_once_it_was_looked(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        assert not search.is_known_to_be_empty
        await search.find("anything")
        assert search.is_known_to_be_empty
        await store.update(insert("Bebo"))
        assert not search.is_known_to_be_empty

    with_live_store(tmp_path, work)


def test_an_answer_while_it_is_written_is_of_a_state_that_was_there(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        async def write() -> None:
            for number in range(12):
                await store.update(insert(f"Tool{number}"))

        writing = asyncio.create_task(write())
        seen = 0
        while not writing.done():
            before = store.revision
            results = await search.find("tool", MAX_HITS)
            if results.revision == before == store.revision:
                assert results.total >= seen
                seen = results.total
        await writing
        assert (await search.find("tool", MAX_HITS)).total == 12

    with_live_store(tmp_path, work)


def test_a_name_is_found_once_it_was_written_however_much_is_written_meanwhile(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        await store.update(MANY)
        missed: list[tuple[int, int]] = []
        written = asked = 0

        async def write() -> None:
            nonlocal written
            for number in range(12):
                await store.update(insert(f"Tool{number}"))
                written = number + 1

        async def look() -> None:
            nonlocal asked
            while not writing.done():
                least = written
                results = await search.find("tool", MAX_HITS)
                asked += 1
                if results.total < least:
                    missed.append((least, results.total))

        writing = asyncio.create_task(write())
        await asyncio.gather(writing, *(look() for _ in range(4)))
        assert not missed
        assert asked >= 4
        assert (await search.find("tool", MAX_HITS)).total == 12

    with_live_store(tmp_path, work)


def test_names_are_read_once_for_those_who_ask_though_it_is_written_meanwhile(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        await store.update(MANY)
        answered = queries_of(store)
        asking = asyncio.create_task(search.find("number 7"))
        while queries_of(store) == answered:
            await asyncio.sleep(0.001)
        await store.update(insert("Yammer"))
        assert (await asking).total
        assert queries_of(store) - answered == 5  # how many texts, and four pages of labels
        assert (await search.find("yammer")).total == 1

    with_live_store(tmp_path, work)


def test_many_who_ask_at_once_wait_for_one_index(tmp_path: Path) -> None:
    async def work(store: LiveStore, search: Search) -> None:
        await store.update(insert("Bebo"))
        answered = queries_of(store)
        results = await asyncio.gather(*(search.find("bebo", client=str(number)) for number in range(20)))
        assert {each.total for each in results} == {1}
        assert queries_of(store) - answered == 2  # how many texts, and the labels

    with_live_store(tmp_path, work)


@pytest.mark.parametrize(
    ("text", "limit", "message"),
    [("a" * (MAX_CHARACTERS + 1), 1, "201 characters"), ("a", 0, "limit is 0"), ("a", MAX_HITS + 1, "limit is 201")],
)
def test_what_is_too_much_is_refused_before_anything_is_read(
    tmp_path: Path, text: str, limit: int, message: str
) -> None:
    async def work(_store: LiveStore, search: Search) -> None:
        with pytest.raises(RequestError, match=message):
            await search.find(text, limit)

    with_live_store(tmp_path, work)
