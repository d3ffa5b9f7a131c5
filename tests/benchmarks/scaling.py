"""How answers get slower: with more connections, with more triples, and beside queries that run away."""

import http.client
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.benchmarks.bench import Bench, in_turn, say
from tests.benchmarks.data import TRIPLES_A_THING
from tests.benchmarks.load import Varied
from tests.benchmarks.loading import LARGE, load_ours
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.questions import ANALYTICAL, JSON, POINT, RUNAWAY, TRIVIAL
from tests.benchmarks.samples import MILLISECONDS
from tests.benchmarks.systems import System, govsocial, oxigraph_with

CONNECTIONS = (1, 8, 64)
REPEATS = 3
"""Analytical queries in a round, where they take no minutes."""

RUNAWAYS = 4
RUNAWAY_SECONDS = 2
"""The time limit that they are killed at."""

RUNAWAY_WINDOWS = 4


def latencies(bench: Bench) -> None:
    """Measure milliseconds of cold point look-ups with few and many connections."""
    file = bench.data(bench.triples)
    with govsocial(bench.work, "--data", str(file), *bench.flags) as ours, oxigraph_with(bench.work, file) as native:
        ours.wait()
        for number in bench.numbered_rounds():
            for connections in CONNECTIONS:
                start = bench.start()
                for system in in_turn(number, (ours, native)):
                    load = bench.load(Varied(POINT, bench.things), system, start, bench.seconds, connections)
                    bench.record(f"p50, connections: {connections}", system.name, number, load.p50, MILLISECONDS)
                    bench.record(f"p99, connections: {connections}", system.name, number, load.p99, MILLISECONDS)


def growth(bench: Bench) -> None:
    """Measure one look-up and one analytical query at a time, on graphs of ever more triples, in memory and on disk."""
    for triples in bench.sizes:
        if triples <= LARGE:  # with more, each process that answers takes some gigabytes
            _measure_served(bench, triples, "in memory", "--data", bench.data(triples))
        store = bench.work / f"growth-{triples}"
        shutil.rmtree(store, ignore_errors=True)
        say(f"loading {triples:,} triples into a store on disk")
        load_ours(bench.work, store, bench.data(triples))
        _measure_served(bench, triples, "on disk", "--store", store)
        shutil.rmtree(store)


def _measure_served(bench: Bench, triples: int, where: str, flag: str, path: Path) -> None:
    with govsocial(bench.work, flag, str(path), *bench.flags, "--timeout", "600") as system:
        system.wait()
        _require_triples(system, triples)
        for number in bench.numbered_rounds():
            _measure_size(bench, system, triples, where, number)


def _require_triples(system: System, triples: int) -> None:
    reply = system.get(system.target("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), Accept="text/csv")
    if reply.body.split()[1:] != [str(triples).encode()]:
        raise BenchmarkError(f"the store of {triples:,} triples has others: {reply.status} {reply.body[:200]!r}")


def _measure_size(bench: Bench, system: System, triples: int, where: str, number: int) -> None:
    look_up = bench.load(Varied(POINT, triples // TRIPLES_A_THING), system, bench.start(), bench.seconds, 1)
    bench.record(f"look-up of {triples:,} {where}", system.name, number, look_up.p50, MILLISECONDS)
    queries = [ANALYTICAL.fill(0, bench.start()) for _ in range(REPEATS if triples <= LARGE else 1)]
    milliseconds = statistics.median(_milliseconds(system, query) for query in queries)
    bench.record(f"analytical of {triples:,} {where}", system.name, number, milliseconds, MILLISECONDS)


def _milliseconds(system: System, query: str) -> float:
    """Until the whole answer is there. By the query, as a window may be too short for one of them."""
    started = time.perf_counter()
    reply = system.get(system.target(query), Accept=JSON)
    if reply.status != 200:
        raise BenchmarkError(f"{system.name} answered {reply.status} to an analytical query: {reply.body[:300]!r}")
    return (time.perf_counter() - started) * 1e3


def runaways(bench: Bench) -> None:
    """Measure trivial queries, one at a time, while four clients ask what never ends, again as soon as it is killed.

    With a process for each of them and two more, and with as many as there are by default.
    """
    for name, flags in {"roomy": ("--workers", str(RUNAWAYS + 2)), "default": ()}.items():
        limits = (*bench.flags, "--timeout", str(RUNAWAY_SECONDS), *flags)
        with govsocial(bench.work, "--data", str(bench.data(bench.triples)), *limits) as system:
            system.wait()
            for number in bench.numbered_rounds():
                _measure_beside_runaways(bench, system, name, number)


def _measure_beside_runaways(bench: Bench, system: System, name: str, number: int) -> None:
    start, seconds = bench.start(), bench.seconds * RUNAWAY_WINDOWS
    alone = bench.load(Varied(TRIVIAL, 1), system, start, bench.seconds, 1)
    bench.record(f"trivial p99 alone, {name}", system.name, number, alone.p99, MILLISECONDS)
    with _running_away(system) as statuses:
        beside = bench.drive(Varied(TRIVIAL, 1), system, start, seconds, 1)
    bench.record(f"trivial p99 beside runaways, {name}", system.name, number, beside.p99, MILLISECONDS)
    if not statuses or set(statuses) - {503, 504}:
        raise BenchmarkError(f"runaway queries should be killed, with 504 or 503, and were answered {statuses}")


@contextmanager
def _running_away(system: System) -> Iterator[list[int]]:
    """Four clients that ask runaway queries until the end of the context; with the statuses of the answers."""
    statuses: list[int] = []
    ended = threading.Event()
    threads = [threading.Thread(target=_run_away, args=(system, each, ended, statuses)) for each in range(RUNAWAYS)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _run_away(system: System, client: int, ended: threading.Event, statuses: list[int]) -> None:
    """From an address of its own, so that it has a fair share of its own."""
    number = client
    while not ended.is_set():
        number += RUNAWAYS
        source = (f"127.0.1.{client + 1}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=60, source_address=source)
        with suppress(ConnectionError):
            connection.request("GET", system.target(RUNAWAY.fill(0, number + 1)))
            statuses.append(connection.getresponse().status)
        connection.close()
        ended.wait(0.01)  # a server that refuses at once is not to be flooded
