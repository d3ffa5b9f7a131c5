"""Loading into a store on disk, and starting: by the clock, from the command to its end or its first answer."""

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from tests.benchmarks.bench import Bench, in_turn, say
from tests.benchmarks.processes import BYTES_A_MIB, Run, run
from tests.benchmarks.questions import POINT
from tests.benchmarks.samples import MIB, SECONDS
from tests.benchmarks.systems import GOVSOCIAL, OXIGRAPH, System, govsocial, oxigraph, rdflib_endpoint

LARGE = 1_000_000
"""A load of more triples than this is done in one round only."""


def loads(bench: Bench) -> None:
    """Measure bulk loads, in turn, of a file that has just been read."""
    for triples in sorted({bench.rows, *(size for size in bench.sizes if size > LARGE)}):
        for number in bench.numbered_rounds():
            if triples <= LARGE or number == 1:
                _load_in_turn(bench, triples, number)


def _load_in_turn(bench: Bench, triples: int, number: int) -> None:
    file = bench.data(triples)
    for load in in_turn(number, (load_ours, _load_native)):
        _read(file)
        store = bench.work / "load"
        shutil.rmtree(store, ignore_errors=True)
        system, done = load(bench.work, store, file)
        bench.record(f"load of {triples:,}", system, number, done.seconds, SECONDS)
        bench.record(f"load of {triples:,}, peak", system, number, done.peak_bytes / BYTES_A_MIB, MIB)
        shutil.rmtree(store)


def load_ours(work: Path, store: Path, file: Path) -> tuple[str, Run]:
    """`govsocial load`."""
    return "govsocial", run([GOVSOCIAL, "load", "--store", str(store), str(file)], work / "load.log")


def _load_native(work: Path, store: Path, file: Path) -> tuple[str, Run]:
    return "oxigraph", run([OXIGRAPH, "load", "--location", str(store), "--file", str(file)], work / "load.log")


def _read(file: Path) -> None:
    """Bring the file into the page cache."""
    with file.open("rb") as opened:
        while opened.read(BYTES_A_MIB):
            pass


def starts(bench: Bench) -> None:
    """Measure how long it takes from the command to the first answer: with nothing to load, from disk, from a file."""
    file = bench.data(bench.triples)
    ours, native = bench.work / "start-govsocial", bench.work / "start-oxigraph"
    for folder in (ours, native):
        shutil.rmtree(folder, ignore_errors=True)
    say(f"loading {bench.triples:,} triples into stores on disk")
    load_ours(bench.work, ours, file)
    _load_native(bench.work, native, file)
    work = bench.work
    cases: Mapping[str, tuple[str, list[Callable[[], AbstractContextManager[System]]]]] = {
        "start, bundled or empty": ("ASK {}", [lambda: govsocial(work), lambda: oxigraph(work)]),
        "start, store on disk": (
            POINT.fill(1, 1),
            [lambda: govsocial(work, "--store", str(ours)), lambda: oxigraph(work, "--location", str(native))],
        ),
        "start, file": (
            POINT.fill(1, 1),
            [lambda: govsocial(work, "--data", str(file)), lambda: rdflib_endpoint(work, file)],
        ),
    }
    for number in bench.numbered_rounds():
        for measure, (query, systems) in cases.items():
            for started in in_turn(number, systems):
                _start(bench, measure, query, started, number)


def _start(
    bench: Bench, measure: str, query: str, started: Callable[[], AbstractContextManager[System]], number: int
) -> None:
    before = time.perf_counter()
    with started() as system:
        system.wait(query)
        bench.record(measure, system.name, number, time.perf_counter() - before, SECONDS)
