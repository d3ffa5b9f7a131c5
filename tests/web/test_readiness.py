"""Ready is who answers, however busy: neither load nor a crowd that asks makes it otherwise."""

import asyncio
import os
import signal
from contextlib import suppress

from tests.web.conftest import DATA

from govsocial.errors import BusyError, StoreError
from govsocial.model.formats import JSON
from govsocial.settings import Settings
from govsocial.store.base import Answer, Capabilities, Query
from govsocial.store.workers import WorkerStore
from govsocial.web.readiness import PROBE_SECONDS, Readiness

ENDLESS = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"


class Counting:
    """A store that answers nothing and counts who asks."""

    revision = "none"
    capabilities = Capabilities(True, True, True, True, True, True)

    def __init__(self) -> None:
        self.asked: list[Query] = []

    async def open(self) -> None:
        pass

    async def count(self, query: Query) -> bytes:
        raise NotImplementedError(query)

    async def query(self, query: Query) -> Answer:
        self.asked.append(query)
        await asyncio.sleep(0)
        raise StoreError("It is gone.")

    async def close(self) -> None:
        pass


def test_load_alone_does_not_make_it_unready() -> None:
    async def work() -> None:
        store = WorkerStore([DATA], "r", Settings(workers=1, spares=1, queue=1, timeout=60, queue_wait=60))
        await store.open()
        busy = [asyncio.create_task(store.query(Query(ENDLESS, JSON, None))) for _ in range(3)]
        await asyncio.wait(busy, return_when=asyncio.FIRST_EXCEPTION)
        assert [type(task.exception()) for task in busy if task.done()] == [BusyError]
        assert await Readiness(store).fault() is None
        assert (store.running, store.waiting) == (1, 1)
        await store.close()
        await asyncio.gather(*busy, return_exceptions=True)

    asyncio.run(work())


def test_workers_that_do_not_answer_make_it_unready_until_others_do() -> None:
    async def work() -> None:
        store = WorkerStore([DATA], "r", Settings(workers=1, spares=1))
        await store.open()
        readiness = Readiness(store)
        assert await readiness.fault() is None
        stopped = store.pids
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        fresh = Readiness(store)
        assert await fresh.fault() == f"No worker answered within {PROBE_SECONDS:g} s."
        for pid in set(stopped) & set(store.pids):
            with suppress(ProcessLookupError):  # reaped a moment ago, by a thread
                os.kill(pid, signal.SIGCONT)
        async with asyncio.timeout(20):
            while await fresh.fault() is not None:
                await asyncio.sleep(0)
        await store.close()
        assert (await Readiness(store).fault() or "").startswith("The store does not answer: ")

    asyncio.run(work())


def test_however_many_ask_the_store_is_asked_once() -> None:
    async def work() -> None:
        store = Counting()
        readiness = Readiness(store)
        faults = await asyncio.gather(*(readiness.fault() for _ in range(100)))
        assert set(faults) == {"The store does not answer: It is gone."}
        assert await readiness.fault() == faults[0]
        assert [query.is_probe for query in store.asked] == [True]

    asyncio.run(work())


def test_a_server_that_stops_is_not_ready() -> None:
    async def work() -> None:
        store = Counting()
        readiness = Readiness(store)
        readiness.withdraw()
        assert await readiness.fault() == "The server is stopping."
        assert store.asked == []

    asyncio.run(work())
