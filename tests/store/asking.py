"""Queries, and what is asked of a store with them."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

from govsocial.model import formats
from govsocial.store.base import Answer, Query, Store

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"
"""A count of 5 to the 12th rows or more."""

EVERYTHING = "SELECT * { ?s ?p ?o }"
EX = "https://example.org/"


def query(text: str, **fields: object) -> Query:
    """A query that takes JSON or Turtle where nothing else is said."""
    return Query(**{"text": text, "solutions_format": formats.JSON, "graph_format": formats.TURTLE, **fields})  # type: ignore[arg-type]  # fields of Query, by name


async def ask(store: Store, text: str, **fields: object) -> bytes:
    """The whole answer to a query."""
    async with aclosing((await store.query(query(text, **fields))).chunks) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def drained(answer: Answer, received: list[bytes] | None = None) -> None:
    """Read to the end, or to the error."""
    kept = [] if received is None else received
    async for chunk in answer.chunks:
        kept.append(chunk)  # what came before an error must be seen


async def values(store: Store, text: str, **fields: object) -> list[str]:
    """The first column of a CSV answer, sorted."""
    lines = (await ask(store, text, solutions_format=formats.CSV, **fields)).decode().split("\r\n")
    return sorted(lines[1:-1])


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something, with a deadline."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, f"not so after 10 s: {what}"
        await asyncio.sleep(0.005)
