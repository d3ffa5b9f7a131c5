"""Mixed load with writes for many minutes, at a bounded rate: is every answer right, fresh and honest, and memory flat?

`python -m tests.benchmarks.soak --minutes 30` starts a writable `govsocial serve` on a store of its own, and `oxigraph
serve` in memory, which gets the same writes. Each writer has a graph of its own; after each of its writes a query that
never changes must tell what was written, and every so often both systems must have the same triples in the graph.
Readers ask for what readers ask; a share of their answers is compared too. Exits with 1 when anything was wrong.
"""

import argparse
import asyncio
import shutil
import statistics
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import httpx2
from tests.benchmarks.bench import say
from tests.benchmarks.clients import TOKEN, Findings, Soak, Writer, readers
from tests.benchmarks.data import BASE_IRI, TRIPLES_A_THING, write
from tests.benchmarks.loading import load_ours
from tests.benchmarks.processes import BYTES_A_MIB, BenchmarkError, end_properly_when_terminated, family
from tests.benchmarks.systems import System, govsocial, oxigraph_with

DEFAULTS = ("--queue", "32", "--queue-wait", "5", "--timeout", "10")
WRITERS = 3

WARM_UP_SHARE = 0.1
"""Of the time, before memory is looked at: caches fill, and all kinds of requests have been seen."""

LOOKS = 240
GROWTH_SHARE, GROWTH_BYTES = 0.1, 16 * BYTES_A_MIB
"""Memory is flat when the last third of the time has no more than the first third and this."""

SHOWN_FAULTS = 20


async def _read(soak: Soak, seconds: float, ask: Callable[[], Awaitable[object]]) -> None:
    while not soak.is_over:
        await ask()
        await soak.pause(seconds)


async def _watch(soak: Soak) -> None:
    """Note the memory of all processes, by role, again and again."""
    await asyncio.sleep(soak.seconds * WARM_UP_SHARE)
    while not soak.is_over:
        found: Counter[str] = Counter()
        for process in await asyncio.to_thread(family, soak.ours.pid):
            found[process.role] += process.proportional_bytes
        soak.findings.memory.append(found)
        await asyncio.sleep(soak.seconds * (1 - WARM_UP_SHARE) / LOOKS)


async def _soak(ours: System, native: System, seconds: float, things: int) -> Findings:
    async with httpx2.AsyncClient(timeout=60, trust_env=False) as client:
        soak = Soak(ours, native, client, seconds, things)
        writers = [Writer(soak, f"{BASE_IRI}graph/soak{number}") for number in range(WRITERS)]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_watch(soak))
            for each in readers(soak):
                tasks.create_task(_read(soak, *each))
            for writer in writers:
                tasks.create_task(writer.run())
        for writer in writers:
            await soak.compare("end", f"SELECT ?s ?p ?o {{ GRAPH <{writer.graph}> {{ ?s ?p ?o }} }}")
        await soak.compare("end", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return soak.findings


def growths(memory: Sequence[Mapping[str, int]]) -> dict[str, tuple[float, float]]:
    """Of each role the median bytes in the first and in the last third of the time, and of all together."""
    third = max(1, len(memory) // 3)
    roles = sorted({role for each in memory for role in each})
    first, last = memory[:third], memory[-third:]
    found = {role: (_median(first, role), _median(last, role)) for role in roles}
    totals = [{"all": sum(each.values())} for each in memory]
    return {**found, "all": (_median(totals[:third], "all"), _median(totals[-third:], "all"))}


def _median(memory: Sequence[Mapping[str, int]], role: str) -> float:
    return statistics.median(each.get(role, 0) for each in memory)


def is_flat(first: float, last: float) -> bool:
    """Whether memory has not grown by more than chance."""
    return last <= first * (1 + GROWTH_SHARE) + GROWTH_BYTES


def report(findings: Findings) -> str:
    """What was found, as Markdown."""
    lines = ["| requests | status | answers |", "| --- | --- | --- |"]
    lines += [f"| {kind} | {status} | {number:,} |" for (kind, status), number in sorted(findings.answers.items())]
    lines += ["", "| compared | answers |", "| --- | --- |"]
    lines += [f"| {kind} | {number:,} |" for kind, number in sorted(findings.compared.items())]
    lines += ["", "| memory (PSS) | first third, MiB | last third, MiB | flat |", "| --- | --- | --- | --- |"]
    for role, (first, last) in growths(findings.memory).items():
        flat = "yes" if is_flat(first, last) else "**no**"
        lines.append(f"| {role} | {first / BYTES_A_MIB:.1f} | {last / BYTES_A_MIB:.1f} | {flat} |")
    lines += ["", f"Faults: {len(findings.faults)}", *(f"- {each}" for each in findings.faults[:SHOWN_FAULTS])]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for the minutes that are asked for. Returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument("--triples", type=int, default=100_000, help="how large the store is at first (100000)")
    work = Path.home() / ".cache" / "govsocial-benchmarks"
    parser.add_argument("--work", type=Path, default=work, help="folder of data, stores and logs (%(default)s)")
    options = parser.parse_args(arguments)
    end_properly_when_terminated()
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        findings = _run(options.work, options.triples, options.minutes * 60)
    except BenchmarkError as error:
        say(f"stopped: {error}")
        return 1
    sys.stdout.write(report(findings))
    return 0 if not findings.faults else 1


def _run(work: Path, triples: int, seconds: float) -> Findings:
    store = work / "soak"
    shutil.rmtree(store, ignore_errors=True)
    file = write(work, triples)
    load_ours(work, store, file)
    arguments = ("--store", str(store), "--writable", *DEFAULTS)
    with govsocial(work, *arguments, token=TOKEN) as ours, oxigraph_with(work, file) as native:
        ours.wait()
        say(f"soaking for {seconds / 60:g} minutes")
        findings = asyncio.run(_soak(ours, native, seconds, triples // TRIPLES_A_THING))
    shutil.rmtree(store)
    for role, (first, last) in growths(findings.memory).items():
        if not is_flat(first, last):
            findings.blame(f"memory of {role} grows: {first / BYTES_A_MIB:.1f} MiB, then {last / BYTES_A_MIB:.1f}")
    return findings


if __name__ == "__main__":
    raise SystemExit(main())
