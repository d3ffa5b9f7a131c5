"""Questions that pages ask of the store, answered as solutions, and ended when the client leaves.

See https://www.w3.org/TR/sparql11-results-json/
"""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from typing import TypeVar, cast

from fastapi import Request

from govsocial.errors import BusyError, GovsocialError
from govsocial.model.formats import JSON
from govsocial.model.iris import is_iri
from govsocial.store import description
from govsocial.store.base import Answer, Pending, Query
from govsocial.web.disconnect import unless_gone
from govsocial.web.exchange import exchange_of
from govsocial.web.inspection import SHORT
from govsocial.web.site import site_of
from govsocial.web.terms import Solution, Solutions, best_labels, read_solutions, read_table

MAX_PAGE_BYTES = 4 * 1024 * 1024
MAX_TABLE_BYTES = 1024 * 1024
_MAX_LABELS_AT_ONCE = 1_000

T = TypeVar("T")


def chunks_of(answer: Answer) -> AsyncGenerator[bytes, None]:
    """The chunks of an answer, as what can be closed: the contract of Answer says that they can."""
    return cast(AsyncGenerator[bytes, None], answer.chunks)


async def ask_store(request: Request, query: Query, begun: Pending | None = None) -> Answer:
    """The answer for who asks, its first bytes being there; of a query that has been begun, if it has been.

    Raises ClientDisconnect when the client leaves before.
    """
    exchange = exchange_of(request.scope)
    asking = site_of(request).store.query(query._replace(client=exchange.client)) if begun is None else begun.answer()
    exchange.asked_store = True
    before = 0.0 if begun else exchange.seconds
    try:
        answer = await unless_gone(request.scope, request.receive, asking)
    except BusyError:
        exchange.queue_seconds += exchange.seconds - before
        raise
    except GovsocialError:
        exchange.execution_seconds += exchange.seconds - before
        raise
    exchange.queue_seconds += answer.waited_seconds
    exchange.execution_seconds += exchange.seconds - before - answer.waited_seconds
    return answer


async def inspect(request: Request, size: int, look: Callable[[], T]) -> T:
    """What a look at a text of this size gives; a long one waits for its turn, away from the event loop.

    The request's body must have been read. Raises what the look raises; for a long text also BusyError, and
    ClientDisconnect when the client leaves.
    """
    if size <= SHORT:
        return look()
    client = exchange_of(request.scope).client
    return await unless_gone(request.scope, request.receive, site_of(request).inspector.inspect(look, client))


async def read(answer: Answer, max_bytes: int) -> tuple[bytes, bool]:
    """The bytes of an answer up to a limit, and whether that is all of it."""
    if answer.whole is not None:
        return answer.whole[:max_bytes], len(answer.whole) <= max_bytes
    read_bytes = bytearray()
    async with aclosing(chunks_of(answer)) as chunks:
        async for chunk in chunks:
            read_bytes += chunk
            if len(read_bytes) > max_bytes:
                del read_bytes[max_bytes:]
                return bytes(read_bytes), False
    return bytes(read_bytes), True


async def select(
    request: Request, text: str, max_rows: int | None = None, max_bytes: int = MAX_PAGE_BYTES
) -> Solutions:
    """The solutions of a query of ours; `is_complete` tells whether they are all."""
    answer = await ask_store(request, Query(text, JSON, None))
    results, _ = await unless_gone(request.scope, request.receive, read(answer, max_bytes))
    return read_solutions(results, max_rows)


async def tabulate(request: Request, answer: Answer) -> Solutions:
    """The solutions of anybody's query, as many as a page shows. Raises ResultTooLargeError."""
    results, _ = await unless_gone(request.scope, request.receive, read(answer, MAX_TABLE_BYTES))
    return await inspect(request, len(results), lambda: read_table(results))


async def names_of(request: Request, iris: Iterable[str]) -> list[Solution]:
    """The names of the IRIs that have any, as rows of ?thing ?property ?label."""
    ordered = sorted(iri for iri in set(iris) if is_iri(iri))
    rows: list[Solution] = []
    for start in range(0, len(ordered), _MAX_LABELS_AT_ONCE):
        rows += (await select(request, description.labels(ordered[start : start + _MAX_LABELS_AT_ONCE]))).rows
    return rows


async def labels_of(request: Request, iris: Iterable[str]) -> dict[str, str]:
    """The label of each of the IRIs that has one."""
    return best_labels(await names_of(request, iris))


def iris_in(solutions: Solutions) -> set[str]:
    """All IRIs in the solutions."""
    return {term.value for row in solutions.rows for term in row.values() if term.is_iri}
