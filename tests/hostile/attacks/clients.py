"""Clients that do not keep to the conversation: they leave, stop reading, come in crowds, or never stop asking.

See https://www.rfc-editor.org/rfc/rfc9112#name-connection-management
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

from tests.hostile.attacks.costs import ENDLESS, ROWS, TRIPLES
from tests.hostile.siege import TRIVIAL, Attack, Delivery
from tests.hostile.target import TIMEOUT_SECONDS, Target
from tests.hostile.wire import BYSTANDER, Reply, connected, exchange, get, query

COUNTING = query(ENDLESS["a product that is counted"])
STREAMING = query(ROWS, "text/csv")
CROWD = 100


def leaving(message: bytes, number: int, read_bytes: int) -> Delivery:
    """So many clients that leave once they have sent this and read so many bytes."""

    async def leave(target: Target) -> None:
        async with connected(target) as line:
            await line.send(message)
            if read_bytes:
                await line.reader.read(read_bytes)

    async def deliver(target: Target) -> Sequence[Reply]:
        await asyncio.gather(*(leave(target) for _ in range(number)))
        return [await exchange(target, TRIVIAL, source=BYSTANDER)]

    return deliver


def one_after_the_other(message: bytes, number: int) -> Delivery:
    """So many clients, each of which leaves in the middle of its answer before the next comes."""

    async def deliver(target: Target) -> Sequence[Reply]:
        for _ in range(number):
            async with connected(target) as line:
                await line.send(message)
                await line.reader.read(1)
        return [await exchange(target, TRIVIAL, source=BYSTANDER)]

    return deliver


def staying(message: bytes, number: int, read_bytes: int = 0) -> Delivery:
    """So many clients that send this, read no more than that, and stay until others have been served."""

    async def deliver(target: Target) -> Sequence[Reply]:
        async with AsyncExitStack() as stack:
            lines = [await stack.enter_async_context(connected(target)) for _ in range(number)]
            for line in lines:
                await line.send(message)
                if read_bytes:
                    await line.reader.read(read_bytes)
            until = asyncio.get_running_loop().time() + TIMEOUT_SECONDS + 1
            replies = []
            while asyncio.get_running_loop().time() < until:
                replies.append(await exchange(target, TRIVIAL, source=BYSTANDER))
            return replies[-1:]

    return deliver


def half_closing(message: bytes) -> Delivery:
    """A client that says that it will send no more, and listens."""

    async def deliver(target: Target) -> Sequence[Reply]:
        async with connected(target) as line:
            await line.send(message)
            line.writer.write_eof()
            return [await line.reply()]

    return deliver


def attacks() -> Iterator[Attack]:
    """Each sort of client, one and many."""
    ok = frozenset({200})
    for name, message in (
        ("a count", COUNTING),
        ("rows", STREAMING),
        ("a graph", query(TRIPLES)),
        ("the overview", get("/", "Accept: text/html")),
    ):
        for number in (1, 30):
            yield Attack(
                f"clients: {number} clients leave before the first byte of {name}",
                leaving(message, number, 0),
                frozenset({200, 503}),
            )
            yield Attack(
                f"clients: {number} clients leave in the middle of {name}",
                leaving(message, number, 1),
                frozenset({200, 503}),
            )
    yield Attack("clients: ten clients leave, one after the other", one_after_the_other(STREAMING, 10), ok)
    for name, message in (
        ("rows", STREAMING),
        ("a dump", get("/dumps/govsocial.nq")),
        ("a page", get("/doc/claim", "Accept: text/html")),
    ):
        yield Attack(f"clients: one stops reading {name}", staying(message, 1, 1), ok)
        yield Attack(f"clients: twenty stop reading {name}", staying(message, 20), frozenset({200, 503}))
    yield Attack("clients: a hundred come and say nothing", staying(b"", CROWD), ok)
    yield Attack("clients: a hundred send half a head", staying(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-A: ", CROWD), ok)
    body = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nASK"
    )
    yield Attack("clients: a hundred send half a body", staying(body, CROWD), ok)
    yield Attack(
        "clients: one asks many times before it has heard",
        staying(get("/").replace(b"Connection: close\r\n", b"") * 50, 1),
        ok,
    )
    yield Attack(
        "clients: one asks for rows many times before it has heard",
        staying(STREAMING.replace(b"Connection: close\r\n", b"") * 20, 1),
        ok,
    )
    yield Attack("clients: one closes its half", half_closing(TRIVIAL), ok, may_be_bare=True)
