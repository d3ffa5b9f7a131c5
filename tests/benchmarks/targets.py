"""What the figures are to show: the ratios that are wanted, and the limits that hold by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.samples import Sample, by_round

TINY = 1e-6
"""Stands for what was measured as nothing, such as the growth of a process."""


@dataclass(frozen=True)
class Figure:
    """One measure of one system."""

    measure: str
    system: str = "govsocial"


@dataclass(frozen=True)
class Target:
    """What is wanted of one figure, by itself or as a multiple of another in the same round."""

    title: str
    ours: Figure
    bound: float
    against: Figure | None = None
    is_upper: bool = False
    unit: str = "times"

    def values(self, samples: Sequence[Sample]) -> list[float]:
        """The value, or the ratio, of each round that has it."""
        ours = by_round(samples, self.ours.measure, self.ours.system)
        if self.against is None:
            return list(ours.values())
        theirs: Mapping[int, float] = by_round(samples, self.against.measure, self.against.system)
        return [value / theirs[number] for number, value in ours.items() if number in theirs]

    def advantage(self, value: float) -> float:
        """How many times better than wanted this value is."""
        ratio = max(value, TINY) / self.bound
        return 1 / ratio if self.is_upper else ratio

    def is_met(self, value: float) -> bool:
        """Whether this value is good enough."""
        return value <= self.bound if self.is_upper else value >= self.bound

    @property
    def wanted(self) -> str:
        """The bound, as it is read."""
        return f"{'≤' if self.is_upper else '≥'} {self.bound:g} {self.unit}"


def _at_least(title: str, measure: str, system: str, bound: float, their_measure: str = "") -> Target:
    return Target(title, Figure(measure), bound, Figure(their_measure or measure, system))


_SIZES = {"10⁴": 10_000, "10⁵": 100_000, "10⁶": 1_000_000, "10⁷": 10_000_000}


def _growing(what: str, larger: str, smaller: str, bound: float, where: str) -> Target:
    """How many times as long it takes in the larger graph."""
    large, small = (Figure(f"{what} of {_SIZES[size]:,} {where}") for size in (larger, smaller))
    return Target(f"{what} p50, {larger} : {smaller} {where}", large, bound, small, is_upper=True)


NATIVE, PEER, WEB_SERVER = "oxigraph", "rdflib-endpoint", "nginx"

TARGETS = (
    _at_least("repeated query : oxigraph", "hot", NATIVE, 1.3),
    _at_least("repeated query : nginx, same bytes", "hot", WEB_SERVER, 0.4),
    _at_least("repeated query : rdflib-endpoint", "hot", PEER, 40),
    _at_least("Zipf mix : oxigraph", "zipf", NATIVE, 40),
    _at_least("cold point look-up : oxigraph", "point", NATIVE, 0.4),
    _at_least("cold point look-up : rdflib-endpoint", "point", PEER, 30),
    _at_least("cold join : oxigraph", "join", NATIVE, 0.5),
    _at_least("cold join : rdflib-endpoint", "join", PEER, 50),
    _at_least("cold analytical : oxigraph", "analytical", NATIVE, 1.2),
    _at_least("cold analytical : rdflib-endpoint", "analytical", PEER, 10),
    _at_least("entity as Turtle : oxigraph's repeated query", "turtle", NATIVE, 1.3, "hot"),
    _at_least("entity as Turtle : rdflib-endpoint's DESCRIBE", "turtle", PEER, 40, "describe"),
    _at_least("entity as HTML : oxigraph's repeated query", "html", NATIVE, 1.3, "hot"),
    _at_least("entity as HTML : rdflib-endpoint's DESCRIBE", "html", PEER, 40, "describe"),
    _at_least("large result as CSV : oxigraph", "large CSV", NATIVE, 0.8),
    _at_least("large result as JSON : oxigraph", "large JSON", NATIVE, 0.8),
    Target("web process, growth by large CSV", Figure("large CSV, web growth"), 50, None, True, "MiB"),
    Target("web process, growth by large JSON", Figure("large JSON, web growth"), 50, None, True, "MiB"),
    Target(
        "load of 1,000,000, time : oxigraph",
        Figure("load of 1,000,000"),
        1.2,
        Figure("load of 1,000,000", NATIVE),
        True,
    ),
    Target("trivial p99 beside runaways", Figure("trivial p99 beside runaways, roomy"), 50, None, True, "ms"),
    _growing("look-up", "10⁶", "10⁵", 2, "in memory"),
    _growing("look-up", "10⁶", "10⁵", 2, "on disk"),
    _growing("look-up", "10⁷", "10⁵", 2, "on disk"),
    _growing("analytical", "10⁵", "10⁴", 10, "in memory"),
    _growing("analytical", "10⁶", "10⁵", 10, "in memory"),
    _growing("analytical", "10⁶", "10⁵", 10, "on disk"),
    _growing("analytical", "10⁷", "10⁶", 10, "on disk"),
)
