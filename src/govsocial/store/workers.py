"""The store over files: workers hold them in memory, each query in a process of its own.

The contract is `govsocial.store.base.Store`.
"""

from collections.abc import Sequence
from pathlib import Path

from govsocial.settings import Settings
from govsocial.store.base import Answer, Capabilities, GraphName, Pending, Query
from govsocial.store.counting import whole
from govsocial.store.federation import Federation
from govsocial.store.plans import FilesPlan
from govsocial.store.pool import capabilities
from govsocial.store.pooled import PooledStore


class WorkerStore(PooledStore):
    """A `Store` over files, held in memory by `settings.workers` processes and the spares.

    The default graph is the union of all graphs, without repetition; `triples` are those in it.
    """

    def __init__(self, files: Sequence[Path], revision: str, settings: Settings) -> None:
        super().__init__(FilesPlan(settings.worker_memory, tuple(files), settings.base_iri), settings)
        self._revision = revision
        self._calls_others = bool(settings.services)
        self._federation = Federation(self._pool, settings, self.measurements)

    @property
    def revision(self) -> str:
        """Names the files that are answered from."""
        return self._revision

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine; the union is made at load."""
        return capabilities(union_default_graph=True, services=self.settings.services)

    @property
    def triples(self) -> int:
        """The distinct triples of the default graph."""
        return self._pool.triples

    async def open(self) -> None:
        """Start all workers. Raises the SourceError or StoreError of the first that cannot."""
        await self._pool.open()

    def begin(self, query: Query) -> Pending | None:
        """As `PromptStore` has it."""
        return None if self._calls_others else self._pool.begin(query)

    async def query(self, query: Query) -> Answer:
        """The answer, from its first bytes on. Raises QueryError, NotAcceptableError, BusyError or StoreError."""
        return await self._federation.query(query)

    async def count(self, query: Query) -> bytes:
        """As `Store` has it. What fits into memory is counted in the time of a query."""
        return await whole(await self._pool.query(query))

    async def graph_version(self, graph: GraphName, client: str = "") -> str | None:
        """As `WritableStore` has it."""
        return await self._pool.version(graph, client)

    async def close(self) -> None:
        """Kill and reap all workers; answers under way fail, further queries are an error."""
        await self._federation.close()
        await self._pool.close()
