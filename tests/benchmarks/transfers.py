"""Large results: rows a second until the last byte, and what they cost in memory.

See https://www.w3.org/TR/sparql11-results-csv-tsv/ and https://www.w3.org/TR/sparql11-results-json/
"""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.benchmarks.bench import Bench, in_turn, say
from tests.benchmarks.processes import BYTES_A_MIB, BenchmarkError, family, forget_peaks, settle
from tests.benchmarks.questions import Template
from tests.benchmarks.samples import MIB, ROWS
from tests.benchmarks.systems import START_SECONDS, System, govsocial, oxigraph_with

EVERYTHING = Template("SELECT ?s ?p ?oNUMBER { ?s ?p ?oNUMBER }")
"""All triples; no text comes twice."""

FORMATS = {"CSV": "text/csv", "JSON": "application/sparql-results+json"}


def large_results(bench: Bench) -> None:
    """Measure a result of all triples, in each format, read by curl."""
    say(f"starting two systems with {bench.rows:,} triples")
    with _systems(bench) as systems:
        at_rest = {system.name: _at_rest(system) for system in systems}
        for number in bench.numbered_rounds():
            for name, media_type in FORMATS.items():
                query = EVERYTHING.fill(0, bench.start())
                for system in in_turn(number, systems):
                    _measure(bench, system, query, (name, media_type), at_rest[system.name], number)
        for name, media_type in FORMATS.items():
            for system in systems:
                _require_rows(system, name, media_type, bench.rows)


def _at_rest(system: System) -> dict[int, int]:
    """The memory of each process before it had anything to do."""
    settle(system.pid)
    return {each.pid: each.resident_bytes for each in family(system.pid)}


@contextmanager
def _systems(bench: Bench) -> Iterator[list[System]]:
    file = bench.data(bench.rows)
    arguments = ("--data", str(file), *bench.flags, "--timeout", "600")
    with govsocial(bench.work, *arguments) as ours, oxigraph_with(bench.work, file) as native:
        ours.wait("ASK { ?s ?p ?o }")
        yield [ours, native]


def _require_rows(system: System, name: str, media_type: str, rows: int) -> None:
    """Looked at last, so that nothing has grown before it is measured."""
    reply = system.get(system.target(EVERYTHING.fill(0, 0)), Accept=media_type)
    found = reply.body.count(b"\n") - 1 if name == "CSV" else reply.body.count(b'"p":{')
    if reply.status != 200 or found != rows:
        raise BenchmarkError(f"{system.name} gave {found} rows of {rows} as {name} (status {reply.status})")


def _measure(
    bench: Bench, system: System, query: str, form: tuple[str, str], at_rest: Mapping[int, int], number: int
) -> None:
    """Rows a second, and by how much the processes were at most larger meanwhile than at rest."""
    name, media_type = form
    settle(system.pid)
    forget_peaks(system.pid)
    seconds = _read_all(system, query, media_type)
    bench.record(f"large {name}", system.name, number, bench.rows / seconds, ROWS)
    growth = {"web": 0, "workers": 0}
    for each in family(system.pid):
        part = "web" if each.role == "web" else "workers"
        growth[part] += max(0, each.peak_bytes - at_rest.get(each.pid, each.peak_bytes))
    for part, grown in growth.items():
        if part == "web" or system.name == "govsocial":
            bench.record(f"large {name}, {part} growth", system.name, number, grown / BYTES_A_MIB, MIB)


def _read_all(system: System, query: str, media_type: str) -> float:
    """Seconds until the last byte. Raises BenchmarkError when it does not come."""
    url = f"http://{system.host}{system.target(query)}"
    command = ["curl", "--silent", "--show-error", "--fail", "--max-time", str(START_SECONDS), "--output", "/dev/null"]
    started = time.perf_counter()
    done = subprocess.run([*command, "--header", f"Accept: {media_type}", url], stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise BenchmarkError(f"{system.name} broke off a large result: {done.stderr.decode()}")
    return time.perf_counter() - started
