"""The store on disk that can be written to: one writer, and workers that read the newest revision.

The contract is `govsocial.store.base.WritableStore`.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from govsocial.errors import SettingError, StoreError
from govsocial.settings import Settings
from govsocial.store import writes
from govsocial.store.base import (
    ALWAYS,
    Answer,
    Capabilities,
    Document,
    GraphName,
    Pending,
    Precondition,
    Query,
    Update,
)
from govsocial.store.commits import Committer
from govsocial.store.counting import Counting, whole
from govsocial.store.federation import Federation
from govsocial.store.plans import CheckpointPlan
from govsocial.store.pool import capabilities
from govsocial.store.pooled import PooledStore
from govsocial.store.revisions import Revisions
from govsocial.store.writes import GraphWrite, Verb

_LEAST_MEMORY = 1024
"""MiB with which the engine can open a store on disk; 512 are too few (measured)."""

_CLAIM_SECONDS = 3.0
"""How long the processes of a server that was killed may take to go."""

_MOST_VERSIONS = 1000
"""Versions of graphs that are remembered until the next write."""

_SETTLE_SECONDS = 0.1
"""After a write, until idle workers follow and old revisions go; writes that come close are followed once."""


class LiveStore(PooledStore):
    """A `WritableStore` in a folder, which is made when there is none. No other server may use the folder.

    The default graph is the store's own, or with `settings.union_default_graph` for queries the union of all graphs;
    the WHERE of an update sees the store's own in any case.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        if settings.worker_memory < _LEAST_MEMORY:
            raise SettingError(
                f"Setting worker_memory is {settings.worker_memory}; a store on disk needs {_LEAST_MEMORY} or more."
            )
        super().__init__(_plan(folder, settings), settings)
        self._revisions = Revisions(folder)
        self._committer = Committer(self._revisions, settings, self.measurements, self._published)
        self._federation = Federation(self._pool, settings, self.measurements)
        self._counting = Counting(self._pool, settings, self.measurements)
        self._versions: dict[GraphName, str] = {}
        self._settling: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[dict[str, Any]]] = set()  # Any: JSON values

    @property
    def revision(self) -> str:
        """Names the state that a query sees which begins now."""
        current = self._revisions.current
        return "" if current is None else current.name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine; what it reads on disk, and not in memory, is sorted, and stays so."""
        is_union = self.settings.union_default_graph
        of_engine = capabilities(union_default_graph=is_union, services=self.settings.services)
        return replace(of_engine, keeps_order=not is_union)

    @property
    def waiting_writes(self) -> int:
        """The writes that wait for those before them."""
        return self._committer.waiting

    @property
    def writer_pid(self) -> int | None:
        """The writer, when there is one."""
        return self._committer.pid

    async def open(self) -> None:
        """Take the folder, and start the writer and all workers. Raises StoreError."""
        await self._claim()
        try:
            await self._committer.open()
            if self._revisions.current is not None:
                self._pool.plan = _plan(self._revisions.current, self.settings)
            await self._pool.open()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End all processes; what is under way fails."""
        if self._settling is not None:
            self._settling.cancel()
        await self._committer.close()
        await self._federation.close()
        await self._counting.close()
        await self._pool.close()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._revisions.release()

    def begin(self, query: Query) -> Pending | None:
        """As `PromptStore` has it."""
        return None if self.settings.services else self._pool.begin(query)

    async def query(self, query: Query) -> Answer:
        """As `Store` has it."""
        return await self._federation.query(query)

    async def count(self, query: Query) -> bytes:
        """As `Store` has it."""
        async with self._counting.pool() as pool:
            return await whole(await pool.query(query))

    async def graph_version(self, graph: GraphName, client: str = "") -> str | None:
        """As `WritableStore` has it."""
        revision = self.revision
        if graph not in self._versions:
            version = await self._pool.version(graph, client)
            if version is None or revision != self.revision or len(self._versions) >= _MOST_VERSIONS:
                return version
            self._versions[graph] = version
        return self._versions[graph]

    async def update(self, update: Update) -> None:
        """As `WritableStore` has it."""
        await self._committer.write(writes.encode_update(update), update.text)

    async def put_graph(
        self, graph: GraphName, documents: Sequence[Document], precondition: Precondition = ALWAYS
    ) -> bool:
        """As `WritableStore` has it."""
        return not await self._write_documents(Verb.PUT, graph, documents, precondition)

    async def post_graph(
        self, graph: GraphName, documents: Sequence[Document], precondition: Precondition = ALWAYS
    ) -> bool:
        """As `WritableStore` has it."""
        return not await self._write_documents(Verb.POST, graph, documents, precondition)

    async def delete_graph(self, graph: GraphName, precondition: Precondition = ALWAYS) -> bool:
        """As `WritableStore` has it."""
        write = GraphWrite(Verb.DELETE, graph, (), precondition)
        result = await self._committer.write(writes.encode_graph_write(write))
        return bool(result["existed"])

    async def _claim(self) -> None:
        for _ in range(int(_CLAIM_SECONDS / 0.05)):
            if self._revisions.claim():
                return
            await asyncio.sleep(0.05)
        raise StoreError(f"The store in {self._revisions.folder} is in use by another server.")

    async def _write_documents(
        self, verb: Verb, graph: GraphName, documents: Sequence[Document], precondition: Precondition
    ) -> bool:
        """Parse the documents, then write them all; whether the graph was there before."""
        files: list[Path] = []
        try:
            for document in documents:
                files.append(self._revisions.new_upload())
                await self._parse(document, files[-1])
        except BaseException as error:
            _remove(files)
            if isinstance(error, OSError):
                raise StoreError(f"The store cannot be written to: {error.strerror}.") from error
            raise
        write = GraphWrite(verb, graph, tuple(files), precondition)
        # From here on it does not matter whether who asked is still there: the files must stay until they are read.
        result = await asyncio.shield(self._keep(self._write_files(write)))
        return bool(result["existed"])

    async def _parse(self, document: Document, path: Path) -> None:
        async with aclosing((await self._pool.parse(document)).chunks) as chunks:
            with path.open("wb") as file:
                async for chunk in chunks:
                    file.write(chunk)

    async def _write_files(self, write: GraphWrite) -> dict[str, Any]:  # Any: JSON values
        try:
            return await self._committer.write(writes.encode_graph_write(write))
        finally:
            _remove(write.files)

    def _keep(self, work: Coroutine[Any, Any, dict[str, Any]]) -> asyncio.Task[dict[str, Any]]:  # Any: JSON values
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _published(self, revision: Path) -> None:
        """Every question from now on is answered from the new revision; who is at work goes on with an old one."""
        self._pool.plan = _plan(revision, self.settings)
        self._versions.clear()
        self._settle_in(_SETTLE_SECONDS)

    def _settle_in(self, seconds: float) -> None:
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(seconds, self._settle)

    def _settle(self) -> None:
        self._settling = None
        self._pool.refresh()
        self._federation.refresh()
        plans = self._pool.plans_in_use | self._federation.plans_in_use | self._counting.plans_in_use
        used = {plan.checkpoint for plan in plans if isinstance(plan, CheckpointPlan)}
        if self._revisions.sweep(used):
            self._settle_in(10 * _SETTLE_SECONDS)


def _plan(checkpoint: Path, settings: Settings) -> CheckpointPlan:
    return CheckpointPlan(settings.worker_memory, checkpoint, settings.union_default_graph)


def _remove(files: Sequence[Path]) -> None:
    """Remove them as far as can be; the next start does the rest."""
    for file in files:
        with suppress(OSError):
            file.unlink()
