"""Requests that are answered beside the application, counted and logged as the others are: a moment later, and those
that are alike together, as to tell of one costs more than to answer it.

See https://prometheus.io/docs/practices/instrumentation/#performance
"""

import asyncio
import logging
from collections import defaultdict
from typing import NamedTuple

from govsocial.web.cache.entries import Kind
from govsocial.web.metrics import Metrics

logger = logging.getLogger("govsocial.web.observation")  # they are requests like those that it tells of

_TELL_SECONDS = 0.1


class Answered(NamedTuple):
    """One request: when it came (seconds since 1970), who asked, how long it took, and the bytes of its body."""

    came_at: float
    id: str
    client: str
    seconds: float
    bytes: int


class Tally:
    """What was answered since it was last told."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._answered: defaultdict[Kind, list[Answered]] = defaultdict(list)
        self._telling: asyncio.TimerHandle | None = None
        metrics.before_exposition(self.tell)

    def add(self, kind: Kind, answered: Answered) -> None:
        """One more."""
        self._answered[kind].append(answered)
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(_TELL_SECONDS, self.tell)

    def tell(self) -> None:
        """Count and log all of them."""
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        told, self._answered = self._answered, defaultdict(list)
        for kind, answered in told.items():
            self._metrics.count_answered(kind, [(each.seconds, each.bytes) for each in answered])
            fields = {**kind._asdict(), "complete": True}
            logger.info(
                "%s %s %s", kind.method, kind.route, kind.status, extra={"fields": fields, "answered": answered}
            )
