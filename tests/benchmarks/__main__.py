"""The command: `python -m tests.benchmarks`, from the folder of the project."""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.benchmarks import loading, report, scaling, transfers, workloads
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.processes import BenchmarkError, end_properly_when_terminated
from tests.benchmarks.samples import Sample, samples_besides
from tests.benchmarks.systems import require_programs, versions

THROUGHPUT = (
    *("hot", "point", "join", "analytical", "text"),
    *("describe", "turtle", "html", "html, plain", "304, turtle", "304, html"),
)
"""Workloads that are measured in one fleet of servers."""

EXPERIMENTS: Mapping[str, Callable[[Bench], None]] = {
    "zipf": workloads.zipf_mix,
    "latency": scaling.latencies,
    "large": transfers.large_results,
    "load": loading.loads,
    "start": loading.starts,
    "growth": scaling.growth,
    "runaways": scaling.runaways,
}

HELP = """\
Compares govsocial with the native Oxigraph server, rdflib-endpoint and nginx on this machine.

All get the same data, the same requests and the same connections, one system at a time, in several rounds; ratios are
of one round each, and their median is compared with what is wanted. An answer that is not as it should be ends the run.
Measure on a quiet machine: look at the least and the greatest beside each median.
"""

EXAMPLES = f"""\
measures, for --only:
  {", ".join(each for each in THROUGHPUT if "," not in each)}
  ("html" and "304" with their variants)
  {", ".join(EXPERIMENTS)}

examples:
  python -m tests.benchmarks --quick                     small and short: does everything work?
  python -m tests.benchmarks --out benchmarks            the whole run, about an hour
  python -m tests.benchmarks --only load growth --large  with 10,000,000 triples too
  python -m tests.benchmarks --only hot html describe    the ratio of html needs hot and describe
  python -m tests.benchmarks --flags '--workers 4'       with other settings of govsocial serve
  python -m tests.benchmarks.soak --minutes 30           mixed load with writes, and the answers compared
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and report. Returns 0, 1 when figures could not be had, 2 when something is missing."""
    options = _parser().parse_args(arguments)
    end_properly_when_terminated()
    try:
        require_programs()
    except BenchmarkError as error:
        say(str(error))
        return 2
    bench = _bench(options)
    kept = report.read(options.out / "report.json") if options.keep else []
    try:
        for done in _experiments(bench, options.only):
            _report(bench, kept, options.out)
            say(f"== {done}: done")
    except (BenchmarkError, KeyboardInterrupt) as error:
        say(f"stopped: {str(error) or 'interrupted'}")
        _report(bench, kept, options.out)
        return 1
    sys.stdout.write((options.out / "report.md").read_text(encoding="utf-8"))
    say(f"report.md, report.json and report.svg are in {options.out}")
    return 0


def _experiments(bench: Bench, only: Sequence[str]) -> Iterator[str]:
    """Run what is chosen, and tell after each what it was."""

    def is_chosen(measure: str) -> bool:
        return not only or measure.partition(",")[0] in only

    if any(map(is_chosen, THROUGHPUT)):
        workloads.throughput(bench, is_chosen)
        yield "throughput"
    for name, experiment in EXPERIMENTS.items():
        if is_chosen(name):
            experiment(bench)
            yield name


def _report(bench: Bench, kept: Sequence[Sample], folder: Path) -> None:
    """Write what there is until now, so that little is lost when a run is stopped."""
    samples = [*samples_besides(kept, bench.samples), *bench.samples]
    report.write(folder, samples, _about(bench))


def _bench(options: argparse.Namespace) -> Bench:
    options.work.mkdir(parents=True, exist_ok=True)
    is_quick = options.quick
    sizes = [10_000, 100_000, *([] if is_quick else [1_000_000]), *([10_000_000] if options.large else [])]
    return Bench(
        work=options.work,
        rounds=options.rounds or (1 if is_quick else 5),
        seconds=options.seconds or (1 if is_quick else 5),
        triples=10_000 if is_quick else 100_000,
        rows=100_000 if is_quick else 1_000_000,
        sizes=sizes,
        flags=shlex.split(options.flags),
    )


def _about(bench: Bench) -> dict[str, str]:
    return {
        **versions(bench.work),
        "sizes": f"{bench.triples:,} triples; results and loads of {bench.rows:,}; {bench.connections} connections",
        "rounds": f"{bench.rounds}, with windows of {bench.seconds:g} s",
        "flags of govsocial serve": shlex.join(bench.flags) or "none",
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=HELP,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = {each.partition(",")[0]: None for each in (*THROUGHPUT, *EXPERIMENTS)}
    parser.add_argument(
        "--only", nargs="+", choices=list(names), default=[], metavar="MEASURE", help="not all measures"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, one round, windows of a second")
    parser.add_argument("--large", action="store_true", help="load and growth with 10,000,000 triples too")
    parser.add_argument("--rounds", type=int, help="how often all is measured (5)")
    parser.add_argument("--seconds", type=float, help="how long one window of load lasts (5)")
    parser.add_argument("--flags", default="", metavar="FLAGS", help="further flags of govsocial serve, in one text")
    parser.add_argument("--keep", action="store_true", help="keep what the report has of other measures")
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"), help="folder of the report (%(default)s)")
    work = Path.home() / ".cache" / "govsocial-benchmarks"
    parser.add_argument(
        "--work", type=Path, default=work, help="folder of data, stores, logs and rdflib-endpoint (%(default)s)"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
