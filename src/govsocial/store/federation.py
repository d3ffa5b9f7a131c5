"""Queries that call other endpoints: in workers of their own, which reach the relay and nothing else.

Nothing of it is started before the first such query. See https://www.w3.org/TR/sparql11-federated-query/
"""

import asyncio
from dataclasses import replace

from govsocial.errors import GovsocialError, QueryRefusedError, QuerySyntaxError, ServiceError, SettingError, StoreError
from govsocial.model.services import ServiceCall, service_calls, with_endpoints
from govsocial.settings import Settings
from govsocial.store import fence
from govsocial.store.base import Answer, Chunks, Query
from govsocial.store.measurements import Measurements
from govsocial.store.plans import CheckpointPlan, FilesPlan, Plan
from govsocial.store.pool import Pool
from govsocial.store.relay import Errand, Relay


class Federation:
    """Queries with SERVICE, over what a pool answers from. With no endpoint allowed, it has nothing to do with any.

    Raises SettingError where the system cannot hold a worker to the relay.
    """

    def __init__(self, pool: Pool, settings: Settings, measurements: Measurements) -> None:
        if settings.services and not fence.can_limit_connections():
            raise SettingError(
                "Setting service_allow needs Linux 6.7 or newer with Landlock, which keeps a query from all other "
                "addresses; leave the setting out on this system."
            )
        self._ordinary = pool
        self._settings = replace(settings, spares=1)
        self._measurements = measurements
        self._relay = Relay()
        self._pool: Pool | None = None
        self._opening: asyncio.Task[Pool] | None = None

    @property
    def plans_in_use(self) -> set[Plan]:
        """As Pool has it."""
        return set() if self._pool is None else self._pool.plans_in_use

    async def query(self, query: Query) -> Answer:
        """The answer of the pool, or for a query with SERVICE of a worker that may call. Raises ServiceError too."""
        calls = service_calls(query.text, query.base_iri) if self._settings.services else []
        if not calls:
            return await self._ordinary.query(query)
        endpoints = tuple(self._endpoint(call) for call in calls)
        pool = await self._calling_pool()
        errand = Errand(endpoints, tuple(call.is_silent for call in calls))
        addresses = self._relay.begin(errand)
        text = with_endpoints(query.text, list(zip(calls, addresses, strict=True)))
        try:
            answer = await pool.query(query._replace(text=text), known_as=query.text)
        except QuerySyntaxError as error:
            self._relay.end(errand)
            if errand.calls:
                raise _explained(error, errand) from error
            return await self._ordinary.query(query)  # it reads as badly, and is told so with the client's own places
        except BaseException as error:
            self._relay.end(errand)
            if isinstance(error, GovsocialError):
                raise _explained(error, errand) from error
            raise
        if errand.failure is not None:
            await answer.chunks.aclose()
            self._relay.end(errand)
            raise errand.failure
        return answer._replace(chunks=_Watched(answer.chunks, errand, self._relay), whole=None)

    def refresh(self) -> None:
        """As Pool has it."""
        if self._pool is not None:
            self._follow(self._pool)
            self._pool.refresh()

    async def close(self) -> None:
        """Kill and reap all that was started."""
        if self._opening is not None:
            await asyncio.wait([self._opening])
            if self._pool is not None:
                await self._pool.close()
            await self._relay.close()

    def _endpoint(self, call: ServiceCall) -> str:
        if call.endpoint not in self._settings.services or call.is_hidden:
            raise QueryRefusedError(f"SERVICE {call.written[:200]} is not allowed.")
        assert call.endpoint is not None  # None is no endpoint that is allowed
        return call.endpoint

    async def _calling_pool(self) -> Pool:
        if self._pool is None:
            if self._opening is None or self._opening.done():
                self._opening = asyncio.get_running_loop().create_task(self._open())
            return await asyncio.shield(self._opening)
        self._follow(self._pool)
        return self._pool

    async def _open(self) -> Pool:
        if not self._relay.port:
            await self._relay.open()
        pool = Pool(self._plan(), self._settings, self._measurements)
        await pool.open()
        self._pool = pool
        return pool

    def _follow(self, pool: Pool) -> None:
        pool.plan = self._plan()

    def _plan(self) -> Plan:
        plan = self._ordinary.plan
        assert isinstance(plan, FilesPlan | CheckpointPlan)  # a pool answers by one of them
        return replace(plan, relay_port=self._relay.port)


class _Watched:
    """The chunks of an answer, which is whole only when no call has failed."""

    def __init__(self, chunks: Chunks, errand: Errand, relay: Relay) -> None:
        self._chunks = chunks
        self._errand = errand
        self._relay = relay

    def __aiter__(self) -> "_Watched":
        """Itself."""
        return self

    async def __anext__(self) -> bytes:
        """The next chunk. Raises as Chunks has it, and ServiceError."""
        try:
            return await self._chunks.__anext__()
        except StopAsyncIteration:
            self._relay.end(self._errand)
            if self._errand.failure is not None:
                raise self._errand.failure from None
            raise
        except GovsocialError as error:
            self._relay.end(self._errand)
            raise _explained(error, self._errand) from error

    async def aclose(self) -> None:
        """Give it up."""
        self._relay.end(self._errand)
        await self._chunks.aclose()


def _explained(error: GovsocialError, errand: Errand) -> GovsocialError:
    """What a failed call was about, or what the engine could not read of an answer, instead of the engine's words."""
    if errand.failure is not None:
        return errand.failure
    if errand.calls and isinstance(error, QuerySyntaxError | QueryRefusedError | StoreError):
        endpoints = " or ".join(f"<{endpoint}>" for endpoint in dict.fromkeys(errand.endpoints))
        return ServiceError(f"SERVICE {endpoints} gave an answer that cannot be read.", errand.endpoints[0])
    return error
