"""Several endpoints that hold the same: a query is asked at one of them, and at the next when that one is gone.

They take turns. One that cannot be reached, or breaks off before the first byte of an answer, is set aside, and asked
nothing but whether it is back and still holds what it should: a store that was started anew may be empty.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from govsocial.errors import BusyError, GovsocialError, StoreError
from govsocial.store.base import AnswerKind
from govsocial.store.endpoint import Endpoint, Reply, is_gone, was_asked

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks whether an endpoint that was set aside is back."""

_FRESH_SECONDS = 0.5
"""How long a look is good for, where nothing else is left and many queries want to know."""

_MAX_BREAKS = 2
"""Endpoints that may break off over one query: it may be the query that they die of, and others are to live."""

Check: TypeAlias = Callable[[Endpoint], Awaitable[None]]
"""Raises an error of the tree when the endpoint is not to be used."""

_Question: TypeAlias = Callable[[Endpoint], AbstractAsyncContextManager[Reply]]


@dataclass(eq=False)
class _Replica:
    endpoint: Endpoint
    name: str
    is_up: bool = True
    looked_at: float = float("-inf")
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    returning: asyncio.Task[None] | None = None


class Replicas:
    """The endpoints, asked as one. A single one is asked whatever has happened, and never checked.

    `check` is what one of several must pass before it is used; `count_failover` hears of each query that goes on to the
    next endpoint.
    """

    def __init__(self, endpoints: Sequence[Endpoint], check: Check, count_failover: Callable[[], None]) -> None:
        self._replicas = [
            _Replica(endpoint, f"store {number} of {len(endpoints)}") for number, endpoint in enumerate(endpoints, 1)
        ]
        self._check = check
        self._count_failover = count_failover
        self._turn = 0

    @property
    def max_rows(self) -> int | None:
        """Where one of them was seen to cut its answers; the least."""
        return min((each.endpoint.max_rows for each in self._replicas if each.endpoint.max_rows), default=None)

    async def open(self) -> None:
        """Check all of several; those that are gone may come later. Raises StoreError when none is there."""
        if len(self._replicas) == 1:
            return
        for each in self._replicas:
            each.is_up = False
        await self._look_at_all()
        for each in self._replicas:
            if not each.is_up:
                self._set_aside(each)
        self._candidates()

    @asynccontextmanager
    async def ask(
        self, kind: AnswerKind, text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> AsyncIterator[Reply]:
        """As `Endpoint.ask`, with a reply of which the first bytes are there."""

        def question(endpoint: Endpoint) -> AbstractAsyncContextManager[Reply]:
            return endpoint.ask(kind, text, default_graphs, named_graphs)

        if not any(each.is_up for each in self._replicas):
            await self._look_at_all()
        async with AsyncExitStack() as stack:
            yield await self._reply(question, stack)

    async def close(self) -> None:
        """Let go of all."""
        looks = [each.returning for each in self._replicas if each.returning is not None]
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        for each in self._replicas:
            await each.endpoint.close()

    async def _reply(self, question: _Question, stack: AsyncExitStack) -> Reply:
        """The first reply to a question; the stack ends it. Raises what the last endpoint that was asked raised."""
        breaks = 0
        failure: GovsocialError | None = None
        for replica in self._candidates():
            if failure is not None:
                self._count_failover()
            try:
                async with AsyncExitStack() as attempt:
                    reply = await _begun(await attempt.enter_async_context(question(replica.endpoint)))
                    stack.push_async_callback(attempt.pop_all().aclose)
                    return reply
            except (StoreError, BusyError) as error:  # of this endpoint; what the query is to blame for goes through
                failure = error
            if is_gone(failure):
                self._set_aside(replica)
                breaks += was_asked(failure)
                if breaks == _MAX_BREAKS:
                    break
        assert failure is not None, "there is a candidate"
        raise failure

    def _candidates(self) -> list[_Replica]:
        """Those that are up, from the one whose turn it is. Raises StoreError when there is none."""
        up = [each for each in self._replicas if each.is_up]
        if not up:
            raise StoreError(f"None of the {len(self._replicas)} stores behind this server can be used.")
        self._turn += 1
        first = self._turn % len(up)
        return up[first:] + up[:first]

    def _set_aside(self, replica: _Replica) -> None:
        if len(self._replicas) == 1 or replica.returning is not None:
            return
        replica.is_up = False
        logger.warning("The %s is set aside until it is back.", replica.name)
        replica.returning = asyncio.get_running_loop().create_task(self._await_return(replica))

    async def _await_return(self, replica: _Replica) -> None:
        while not replica.is_up:
            await asyncio.sleep(LOOK_SECONDS)
            await self._look_at(replica)
        logger.warning("The %s is back.", replica.name)
        replica.returning = None

    async def _look_at_all(self) -> None:
        await asyncio.gather(*(self._look_at(each) for each in self._replicas))

    async def _look_at(self, replica: _Replica) -> None:
        """Have the replica up if it passes the check; one look at a time is enough for all who want to know."""
        async with replica.looking:
            now = asyncio.get_running_loop().time()
            if replica.is_up or now - replica.looked_at < _FRESH_SECONDS:
                return
            try:
                await self._check(replica.endpoint)
                replica.is_up = True
            except GovsocialError as error:
                logger.info("The %s is not used: %s", replica.name, error)
            replica.looked_at = asyncio.get_running_loop().time()


async def _begun(reply: Reply) -> Reply:
    """The reply once its first bytes are here. Raises StoreError when they do not come."""
    first = await anext(reply.chunks, b"")
    return Reply(reply.format, _joined(first, reply.chunks))


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
