"""One run of the benchmarks: its sizes, its folder, its rounds, and the samples that it has taken."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.benchmarks import data
from tests.benchmarks.load import Load, Requests, drive, measure
from tests.benchmarks.samples import RATE, Sample
from tests.benchmarks.systems import System

T = TypeVar("T")

NUMBERS_A_WINDOW = 1_000_000_000


@dataclass
class Bench:
    """What is measured with, and what has been measured.

    `seconds` is how long a window of load lasts, `triples` how large the graph of most measures is, `rows` how large a
    result and a load are, `sizes` the graphs for growth, and `flags` what `govsocial serve` gets besides.
    """

    work: Path
    rounds: int
    seconds: float
    triples: int
    rows: int
    sizes: Sequence[int]
    connections: int = 8
    flags: Sequence[str] = ()
    samples: list[Sample] = field(default_factory=list)
    _windows: int = 0

    @property
    def things(self) -> int:
        """How many things the graph of most measures has."""
        return self.triples // data.TRIPLES_A_THING

    def data(self, triples: int) -> Path:
        """The file of so many triples."""
        return data.write(self.work, triples)

    def start(self) -> int:
        """The number from which a window of load counts up: one that nobody has had."""
        self._windows += 1
        return self._windows * NUMBERS_A_WINDOW

    def numbered_rounds(self) -> Iterator[int]:
        """The rounds, from 1."""
        return iter(range(1, self.rounds + 1))

    def load(self, requests: Requests, system: System, start: int, seconds: float, connections: int = 0) -> Load:
        """A window of load on one system."""
        return measure(requests, system, self.work, seconds, connections or self.connections, start)

    def drive(self, requests: Requests, system: System, start: int, seconds: float, connections: int) -> Load:
        """A window of load with no warm-up, on a server that may have more to do."""
        return drive(requests, system, self.work, seconds, connections, start)

    def record(self, measure: str, system: str, number: int, value: float, unit: str = RATE) -> None:
        """Take a sample, and say so."""
        self.samples.append(Sample(measure, system, number, value, unit))
        say(f"round {number}  {measure:32} {system:16} {value:,.2f} {unit}")


def in_turn(round_number: int, systems: Sequence[T]) -> list[T]:
    """The systems in the order of this round: forwards, then backwards, so that nobody always goes first."""
    return list(systems) if round_number % 2 else list(reversed(systems))


def say(line: str) -> None:
    """Progress, on stderr."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")
    sys.stderr.flush()
