"""The store that someone else runs: any endpoint of SPARQL 1.1, behind the same contract as our own engine.

Nothing of what it answers is passed on unread: each answer is translated in a worker, so that it is whole, of the
format that was asked for, and within the limits. See https://www.w3.org/TR/sparql11-protocol/
"""

import asyncio
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from govsocial.errors import GovsocialError, QueryError, StoreError
from govsocial.model import formats
from govsocial.model.prologue import dataset_clauses, without_dataset_clauses
from govsocial.settings import Settings
from govsocial.store.base import Answer, Capabilities, Query
from govsocial.store.counting import Counting, whole
from govsocial.store.endpoint import Endpoint
from govsocial.store.plans import FilesPlan
from govsocial.store.pool import Pool
from govsocial.store.pooled import PooledStore
from govsocial.store.replicas import Replicas
from govsocial.store.transfer import Transfer

REVISION_SECONDS = 60.0
"""How long a revision lasts: nobody tells us when the store changes, so what is kept of it is renewed so often."""

MAX_NAMED_GRAPHS = 500
"""Graphs that are named in a request to make their union; with more, the default graph is what the store says."""

NO_GRAPH = "urn:govsocial:no-graph"
"""Named where a dataset has no graph of a sort: without any name, some stores would take all of theirs."""

# With DISTINCT in the place of GROUP BY, Virtuoso 7.2.5 takes 16 s for 10,000 triples in 60 graphs (measured, 2026-11).
_GRAPHS = f"SELECT ?graph {{ GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph LIMIT {MAX_NAMED_GRAPHS + 1}"
_SIZES = "SELECT ?graph (COUNT(*) AS ?size) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_IS_NO_UNION = "ASK { { SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1000 } FILTER NOT EXISTS { ?s ?p ?o } }"
_SEES_ANY = "ASK { { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } } }"
_KNOWS_TRIPLE_TERMS = "ASK { BIND(<<( <urn:s> <urn:p> <urn:o> )>> AS ?term) FILTER(isTRIPLE(?term)) }"

Dataset = tuple[tuple[str, ...], tuple[str, ...]]
"""The graphs of the default graph, and the named ones; with neither, it is the store's own."""


class RemoteStore(PooledStore):
    """A `Store` at a URL. The default graph is the union of all named graphs, or of those that are given as `graphs`.

    With `graphs` the store has no others: what else is there stays out of reach. Several URLs are replicas: one of them
    is used as long as it has these graphs, of these sizes where they are given. `settings.workers` queries run at a
    time, each with a process that translates. `authorization` is sent as the header of that name.
    """

    def __init__(
        self,
        urls: str | Sequence[str],
        settings: Settings,
        authorization: str | None = None,
        graphs: Sequence[str] | Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(FilesPlan(settings.worker_memory, (), settings.base_iri), settings)
        most = settings.workers + settings.spares + 1  # for what is counted
        endpoints = [Endpoint(url, most, authorization) for url in ([urls] if isinstance(urls, str) else urls)]
        self._counting = Counting(self._pool, settings, self.measurements)
        self._endpoints = Replicas(endpoints, self._check, self._count_failover)
        self._sizes = graphs if isinstance(graphs, Mapping) else {}
        self._offered = None if graphs is None else tuple(graphs)
        self._dataset: Dataset = (self._offered or (), self._offered or ())
        self._capabilities: Capabilities | None = None
        self._name = secrets.token_hex(8)
        self._seen = -1
        self._looking = asyncio.Lock()

    @property
    def revision(self) -> str:
        """Names the minute that is answered from: REVISION_SECONDS after the last it changes, whatever happened."""
        return f"{self._name}-{self._period}"

    @property
    def capabilities(self) -> Capabilities:
        """What the store was seen to be able to when it was opened."""
        assert self._capabilities is not None, "open() comes first"
        most = self._endpoints.max_rows
        return self._capabilities if most is None else replace(self._capabilities, max_rows=most)

    async def open(self) -> None:
        """Start all workers, and ask the store what it can. Raises StoreError when it does not answer as one."""
        await self._pool.open()
        try:
            await self._endpoints.open()
            await self._look()
            self._capabilities = await self._probe()
        except BaseException as error:
            await self.close()
            if isinstance(error, QueryError):
                raise StoreError(f"It cannot be used: {error}") from error
            raise

    async def close(self) -> None:
        """Let go of everything; answers under way fail, further queries are an error."""
        await self._counting.close()
        await self._pool.close()
        await self._endpoints.close()

    async def query(self, query: Query) -> Answer:
        """As `Store` has it."""
        if self._seen != self._period and self._offered is None and not query.is_probe:
            await self._look_again()
        return await self._answer(query, self._dataset_of(query))

    async def count(self, query: Query) -> bytes:
        """As `Store` has it; how long the store itself goes on, it decides."""
        async with self._counting.pool() as pool:
            return await whole(await self._answer(query, self._dataset_of(query), pool=pool))

    async def graph_sizes(self) -> dict[str, int]:
        """The triples of each named graph. Raises QueryError, BusyError or StoreError."""
        return _sizes(await self._json(_SIZES, self._dataset))

    @property
    def _period(self) -> int:
        return int(time.monotonic() / REVISION_SECONDS)

    def _dataset_of(self, query: Query) -> Dataset:
        default, named = query.default_graphs, query.named_graphs
        if not default and not named:
            default, named = dataset_clauses(query.text, query.base_iri)
        if not default and not named:
            return self._dataset
        return self._known(default), self._known(named)

    def _known(self, graphs: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the graphs that the store is to have, each once; never none."""
        known = dict.fromkeys(iri for iri in graphs if self._offered is None or iri in self._offered)
        return tuple(known) or (NO_GRAPH,)

    async def _check(self, endpoint: Endpoint) -> None:
        """Raises an error when the endpoint does not answer, or has not what it should have."""
        if not self._sizes:
            await self._json("ASK {}", ((), ()), endpoint)
        elif _sizes(await self._json(_SIZES, self._dataset, endpoint)) != self._sizes:
            raise StoreError("It does not hold what the others hold.")

    def _count_failover(self) -> None:
        self.measurements.failovers += 1

    async def _answer(
        self, query: Query, dataset: Dataset, endpoint: Endpoint | None = None, pool: Pool | None = None
    ) -> Answer:
        """The dataset goes by the protocol, and by it alone: some stores add what FROM says to it."""
        base = f"BASE <{query.base_iri}>\n" if query.base_iri else ""
        transfer = Transfer(await (pool or self._pool).translate(query), endpoint or self._endpoints)
        return await transfer.answer(base + without_dataset_clauses(query.text), *dataset)

    async def _look_again(self) -> None:
        """See which graphs there are now; one at a time does it, and that it fails is for the query to find out."""
        if not self._looking.locked():
            async with self._looking:
                try:
                    await self._look()
                except GovsocialError:
                    return

    async def _look(self) -> None:
        if self._offered is None:
            rows = await self._select(_GRAPHS, ((), ()))
            graphs = tuple(sorted(row["graph"]["value"] for row in rows))
            self._dataset = (graphs, graphs) if len(graphs) <= MAX_NAMED_GRAPHS else ((), ())
        self._seen = self._period

    async def _probe(self) -> Capabilities:
        nothing: Dataset = ((NO_GRAPH,), (NO_GRAPH,))
        return Capabilities(
            union_default_graph=self._dataset != ((), ()) or not await self._ask(_IS_NO_UNION, ((), ())),
            exact_datasets=not await self._ask(_SEES_ANY, nothing),
            merges_graphs=False,
            lexical_forms=False,
            triple_terms=await self._is_answered(_KNOWS_TRIPLE_TERMS),
            streams=False,
            fixed_revisions=False,
        )

    async def _is_answered(self, text: str) -> bool:
        try:
            return await self._ask(text, ((), ()))
        except (QueryError, StoreError):
            return False

    async def _ask(self, text: str, dataset: Dataset) -> bool:
        return bool((await self._json(text, dataset))["boolean"])

    async def _select(self, text: str, dataset: Dataset) -> list[dict[str, dict[str, str]]]:
        rows: list[dict[str, dict[str, str]]] = (await self._json(text, dataset))["results"]["bindings"]
        return rows

    async def _json(
        self, text: str, dataset: Dataset, endpoint: Endpoint | None = None
    ) -> dict[str, Any]:  # Any: JSON values
        answer = await self._answer(Query(text, formats.JSON, None, is_probe=endpoint is not None), dataset, endpoint)
        async with aclosing(answer.chunks) as chunks:
            document: dict[str, Any] = json.loads(b"".join([chunk async for chunk in chunks]))
        return document


def _sizes(result: dict[str, Any]) -> dict[str, int]:  # Any: JSON values
    return {row["graph"]["value"]: int(row["size"]["value"]) for row in result["results"]["bindings"]}
