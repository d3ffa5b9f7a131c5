"""Requests a second of all systems with one graph in memory: repeated, cold, of pages, conditional, and mixed.

In each round each workload is put to each system in turn. The mix is put to servers that have just been started.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from tests.benchmarks.agreement import require_agreement
from tests.benchmarks.bench import Bench, in_turn, say
from tests.benchmarks.load import Mix, Repeated, Requests, Varied
from tests.benchmarks.processes import BenchmarkError, settle
from tests.benchmarks.questions import ANALYTICAL, JOIN, JSON, MIX_SIZE, POINT, TEXT, mix
from tests.benchmarks.systems import Reply, System, govsocial, nginx, oxigraph_with, rdflib_endpoint

PAGE = 500
"""The thing whose pages are asked for: none of the groups, which have long ones."""

MIX_WINDOWS = 6
"""The mix runs as long as so many windows, since it starts with nothing in the cache."""

SLOW_WINDOWS = 2
PROBES = 3
MIX_PROBES = 40

HOT = Repeated(POINT.fill(PAGE, 1))


@dataclass(frozen=True)
class Workload:
    """A kind of requests to each of some systems, and what they are answered with."""

    measure: str
    requests: Mapping[str, Requests]
    status: int = 200
    windows: int = 1


def throughput(bench: Bench, chosen: Callable[[str], bool]) -> None:
    """Measure the workloads that are chosen."""
    with ExitStack() as stack:
        fleet = _fleet(bench, stack)
        workloads = [each for each in _workloads(bench, fleet["govsocial"]) if chosen(each.measure)]
        for workload in workloads:
            _check(workload, fleet)
        for number in bench.numbered_rounds():
            for workload in workloads:
                _measure(bench, workload, fleet, number)


def _fleet(bench: Bench, stack: ExitStack) -> dict[str, System]:
    """All systems with the same graph; nginx has the answer of govsocial to the repeated query."""
    say(f"starting all systems with {bench.triples:,} triples")
    file = bench.data(bench.triples)
    ours = stack.enter_context(_ours(bench))
    native = stack.enter_context(oxigraph_with(bench.work, file))
    peer = stack.enter_context(rdflib_endpoint(bench.work, file))
    for system in (ours, native, peer):
        system.wait()
    answer = ours.get(HOT.target(ours, 0), Accept=JSON)
    web_server = stack.enter_context(nginx(bench.work, answer.body, answer.headers["content-type"]))
    return {system.name: system for system in (ours, native, peer, web_server)}


def _ours(bench: Bench) -> AbstractContextManager[System]:
    return govsocial(bench.work, "--data", str(bench.data(bench.triples)), *bench.flags)


def _workloads(bench: Bench, ours: System) -> Iterator[Workload]:
    peers = ("govsocial", "oxigraph", "rdflib-endpoint")
    yield Workload("hot", {**dict.fromkeys(peers, HOT), "nginx": Repeated("/answer")})
    for name, template in {"point": POINT, "join": JOIN}.items():
        yield Workload(name, dict.fromkeys(peers, Varied(template, bench.things)))
    for name, template in {"analytical": ANALYTICAL, "text": TEXT}.items():
        yield Workload(name, dict.fromkeys(peers, Varied(template, bench.things)), windows=SLOW_WINDOWS)
    yield from _pages(ours)


def _pages(ours: System) -> Iterator[Workload]:
    page = f"/doc/thing/e{PAGE}"
    turtle = {"Accept": "text/turtle"}
    html = {"Accept": "text/html"}
    compressed = {**html, "Accept-Encoding": "gzip, deflate, br, zstd"}
    described = f"DESCRIBE <http://example.org/id/thing/e{PAGE}>"
    yield Workload("describe", {"rdflib-endpoint": Repeated(described, turtle)})
    yield Workload("turtle", {"govsocial": Repeated(page, turtle)})
    yield Workload("html", {"govsocial": Repeated(page, compressed)})
    yield Workload("html, plain", {"govsocial": Repeated(page, html)})
    yield Workload("304, turtle", {"govsocial": _conditional(ours, page, turtle)}, status=304)
    yield Workload("304, html", {"govsocial": _conditional(ours, page, compressed)}, status=304)


def _conditional(system: System, target: str, headers: Mapping[str, str]) -> Requests:
    tag = _get(system, target, headers).headers["etag"]
    return Repeated(target, {**headers, "If-None-Match": tag})


def _get(system: System, target: str, headers: Mapping[str, str]) -> Reply:
    return system.get(target, **{name.replace("-", "_"): text for name, text in headers.items()})


def _check(workload: Workload, fleet: Mapping[str, System]) -> None:
    """Raises BenchmarkError when an answer is not what it should be, or the systems do not agree."""
    for probe in range(1, PROBES + 1):
        answers = {}
        for name, requests in workload.requests.items():
            reply = _get(fleet[name], requests.target(fleet[name], probe), requests.headers)
            if reply.status != workload.status:
                raise BenchmarkError(f"{workload.measure}: {name} answered {reply.status}: {reply.body[:500]!r}")
            answers[name] = reply.body
        if requests.headers["Accept"] == JSON:
            require_agreement(workload.measure, answers)


def _measure(bench: Bench, workload: Workload, fleet: Mapping[str, System], number: int) -> None:
    start = bench.start()
    for name, requests in in_turn(number, list(workload.requests.items())):
        load = bench.load(requests, fleet[name], start, bench.seconds * workload.windows)
        bench.record(workload.measure, name, number, load.rate)


def zipf_mix(bench: Bench) -> None:
    """Measure the mix, each time on a server that was just started, and has answered nothing."""
    systems: Sequence[Callable[[], AbstractContextManager[System]]] = (
        lambda: _ours(bench),
        lambda: oxigraph_with(bench.work, bench.data(bench.triples)),
    )
    _check_mix(bench)
    for number in bench.numbered_rounds():
        start = bench.start()
        for started in in_turn(number, systems):
            with started() as system:
                system.wait()
                settle(system.pid)
                load = bench.drive(Mix(), system, start, bench.seconds * MIX_WINDOWS, bench.connections)
                bench.record("zipf", system.name, number, load.rate)


def _check_mix(bench: Bench) -> None:
    """Raises BenchmarkError unless both systems answer some of the queries alike."""
    with _ours(bench) as ours, oxigraph_with(bench.work, bench.data(bench.triples)) as native:
        ours.wait()
        for query in mix()[:: MIX_SIZE // MIX_PROBES]:
            answers = {each.name: each.get(each.target(query), Accept=JSON).body for each in (ours, native)}
            require_agreement("zipf", answers)
