"""What was measured: one value of one system in one round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

RATE = "requests/s"
MILLISECONDS = "ms"
SECONDS = "s"
MIB = "MiB"
ROWS = "rows/s"

ROUNDS_A_RUN = 1000


@dataclass(frozen=True)
class Sample:
    """One value: of which measure, of which system, in which round. Values of one round are compared."""

    measure: str
    system: str
    round: int
    value: float
    unit: str = RATE


def by_round(samples: Iterable[Sample], measure: str, system: str) -> dict[int, float]:
    """The values of one measure of one system, by round; empty where it was not measured."""
    return {each.round: each.value for each in samples if each.measure == measure and each.system == system}


def samples_besides(earlier: Sequence[Sample], now: Sequence[Sample]) -> list[Sample]:
    """Those of an earlier run that no measure of now replaces, in rounds of their own: runs are not compared."""
    measures = {each.measure for each in now}
    return [replace(each, round=each.round + ROUNDS_A_RUN) for each in earlier if each.measure not in measures]
