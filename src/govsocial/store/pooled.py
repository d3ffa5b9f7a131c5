"""What every store has that answers by way of a pool of workers, and what it shows of them.

The contract is `govsocial.store.measurements.Measured`.
"""

from govsocial.settings import Settings
from govsocial.store.measurements import Measurements
from govsocial.store.plans import Plan
from govsocial.store.pool import Pool


class PooledStore:
    """A store's settings, what it counts, and its pool."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        self.settings = settings
        self.measurements = Measurements()
        self._pool = Pool(plan, settings, self.measurements)

    @property
    def running(self) -> int:
        """The questions that a worker is at."""
        return self._pool.admission.running

    @property
    def waiting(self) -> int:
        """The questions that wait for a worker."""
        return self._pool.admission.waiting

    @property
    def waiting_writes(self) -> int:
        """The writes that wait for those before them; none where nothing is written."""
        return 0

    @property
    def pids(self) -> list[int]:
        """The workers, busy or not."""
        return self._pool.pids
