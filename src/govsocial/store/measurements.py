"""What a store counts of itself: how long things took, by how they ended.

The histograms are cumulative when read, as https://prometheus.io/docs/concepts/metric_types/#histogram has them.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import accumulate
from typing import Protocol, runtime_checkable

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The upper bounds; what took longer is in the last bucket, without a bound."""


UNHARMED = ("answered", "refused")
"""The outcomes after which a worker lives on; all others are causes of a kill."""


class Histogram:
    """How many took how long."""

    def __init__(self) -> None:
        self.sum_seconds = 0.0
        self._counts = [0] * (len(BUCKETS_SECONDS) + 1)

    def observe(self, seconds: float) -> None:
        """Count one."""
        self.sum_seconds += seconds
        self._counts[bisect_left(BUCKETS_SECONDS, seconds)] += 1

    @property
    def cumulative(self) -> tuple[int, ...]:
        """For each bound how many took no longer, and at the end how many there were."""
        return tuple(accumulate(self._counts))


class Measurements:
    """What one store has counted since it was opened.

    `durations` are by outcome: `answered`, `refused` (an error of the question), or the cause of a kill. `kills` are by
    cause: timeout, memory, complex (the stack), died (no reason known), too large, left (the client), closed. `writes`,
    with the time until they were true, are by outcome: done, refused, failed. `started` counts processes, `failovers`
    the queries that went on from one replica of a store of others to the next.
    """

    def __init__(self) -> None:
        self.durations: defaultdict[str, Histogram] = defaultdict(Histogram)
        self.kills: Counter[str] = Counter()
        self.writes: defaultdict[str, Histogram] = defaultdict(Histogram)
        self.started = 0
        self.failovers = 0


@runtime_checkable
class Measured(Protocol):
    """A store that counts what it does."""

    measurements: Measurements

    @property
    def running(self) -> int:
        """The queries that are being answered."""
        ...

    @property
    def waiting(self) -> int:
        """The queries that wait for their turn."""
        ...

    @property
    def waiting_writes(self) -> int:
        """The writes that wait for those before them."""
        ...

    @property
    def pids(self) -> list[int]:
        """The worker processes that there are, at work or not."""
        ...
