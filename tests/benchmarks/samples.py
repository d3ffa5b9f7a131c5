"""What was measured: one value of one system in one round."""

from collections.abc import Iterable
from dataclasses import dataclass

RATE = "requests/s"
MILLISECONDS = "ms"
SECONDS = "s"
MIB = "MiB"
ROWS = "rows/s"


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
