"""How long a job may take before it makes room for others.

To have more at work than there are processors costs a tenth, so what takes as long as the others do keeps its place:
nobody gains who is let in by one of a kind. What takes long among what is quick moves aside soon.
"""

LEAST_SECONDS = 0.02
MOST_SECONDS = 0.1

_MEMORY = 32
"""Jobs; a few that take long, and end together, change little."""


class Patience:
    """That of one pool, from the time that its jobs took."""

    def __init__(self) -> None:
        self._usual_seconds = 0.0

    @property
    def seconds(self) -> float:
        """Twice what is usual, within bounds."""
        return min(max(2 * self._usual_seconds, LEAST_SECONDS), MOST_SECONDS)

    def observe(self, seconds: float) -> None:
        """Take note of a job that has ended. What takes longest weighs no more than what takes long."""
        self._usual_seconds += (min(seconds, MOST_SECONDS) - self._usual_seconds) / _MEMORY
