"""Whatever is bounded, at its bound and over it: heads, targets, time to send, connections, and places to wait.

See https://www.rfc-editor.org/rfc/rfc9110#name-client-error-4xx and https://www.rfc-editor.org/rfc/rfc6585
"""

import asyncio
from collections.abc import Iterator, Sequence

from tests.hostile.attacks.costs import ENDLESS
from tests.hostile.siege import Attack, attack, flood
from tests.hostile.target import Target
from tests.hostile.wire import Reply, connected, get, query

from govsocial.cli.connection import HEAD_SECONDS
from govsocial.settings import Settings

ENDLESS_QUERY = query(ENDLESS["a product that is counted"])
PER_CLIENT = Settings().max_connections_per_client


SLOW = (
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9999\r\n\r\n",
)


async def _slowly(target: Target) -> Sequence[Reply]:
    """A head and a body of which a byte comes now and then."""
    return await asyncio.gather(*(_byte_by_byte(target, beginning) for beginning in SLOW))


async def _byte_by_byte(target: Target, beginning: bytes) -> Reply:
    async with connected(target) as line:
        answer = asyncio.create_task(line.reply())
        await line.send(beginning)
        while not answer.done() and await line.send(b"a"):
            await asyncio.wait([answer], timeout=0.05)
        return await answer


def attacks() -> Iterator[Attack]:
    """Each bound, passed by a little and by much."""
    yield Attack("limits: a slow head and a slow body", _slowly, frozenset({408}), seconds=HEAD_SECONDS + 3)
    for number in (70_000, 1_000_000):
        yield attack(f"limits: a target of {number:,} bytes", get("/doc/tool/" + "a" * number), answers=(414,))
        yield attack(f"limits: a header of {number * 4:,} bytes", get("/", "X-A: " + "a" * number * 4), answers=(431,))
        yield attack(f"limits: headers of {number * 4:,} bytes", get("/", *["X-A: aa"] * (number // 2)), answers=(431,))
    yield flood("limits: as many as may wait", [ENDLESS_QUERY] * 60, (503, 504))
    yield flood(
        "limits: more connections than a client may have", [ENDLESS_QUERY] * (3 * PER_CLIENT), (503, 504), bare=True
    )
