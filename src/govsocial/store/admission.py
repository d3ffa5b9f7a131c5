"""Who may ask a store now, who waits, and who is sent away: so many at a time behind a bounded queue, in fair shares.

The next to be let in is of the client that has the fewest in; and when the queue is full, the client with the most in
it makes room for one that has fewer (longest queue drop). A client alone may use all there is.
See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after for what is told to those who are sent away.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from govsocial.errors import BusyError, TooManyRequestsError
from govsocial.settings import Settings


@dataclass(eq=False)
class _Ticket:
    """One who waits; `turn` is done when there is a place, and fails when others go before."""

    client: str
    turn: asyncio.Future[None]

    @property
    def has_place(self) -> bool:
        return self.turn.done() and not self.turn.cancelled() and self.turn.exception() is None


class Admission:
    """Lets `settings.workers` in at a time and `settings.queue` wait, each no longer than `settings.queue_wait`.

    For metrics: those that are `running` and `waiting`.
    """

    def __init__(self, settings: Settings) -> None:
        self.running = self.waiting = 0
        self._settings = settings
        self._free = settings.workers
        self._places: Counter[str] = Counter()
        self._queue: list[_Ticket] = []
        self._mean_seconds = 0.0

    @asynccontextmanager
    async def entering(self, client: str = "") -> AsyncIterator[None]:
        """Wait for a place. What the block does is part of the wait; who leaves it well is in, until `leave`.

        Raises BusyError when the queue is full or the wait too long, and TooManyRequestsError when it is the client's
        own that fill the queue while others wait.
        """
        ticket = self._line_up(client)
        self.waiting += 1
        try:
            async with asyncio.timeout(self._settings.queue_wait):
                await ticket.turn
                yield
        except BaseException as error:
            self._withdraw(ticket)
            if isinstance(error, TimeoutError):
                raise self._busy() from None
            raise
        finally:
            self.waiting -= 1
        self.running += 1

    def leave(self, seconds: float, client: str = "") -> None:
        """Give the place back after so many seconds."""
        self.running -= 1
        self._mean_seconds += (seconds - self._mean_seconds) / 8
        self._give_back(client)

    def _line_up(self, client: str) -> _Ticket:
        ticket = _Ticket(client, asyncio.get_running_loop().create_future())
        if self._free:
            self._let_in(ticket)
            return ticket
        if len(self._queue) >= self._settings.queue:
            self._make_room(client)
        self._queue.append(ticket)
        return ticket

    def _let_in(self, ticket: _Ticket) -> None:
        self._free -= 1
        self._places[ticket.client] += 1
        ticket.turn.set_result(None)

    def _withdraw(self, ticket: _Ticket) -> None:
        if ticket in self._queue:
            self._queue.remove(ticket)
        elif ticket.has_place:
            self._give_back(ticket.client)

    def _give_back(self, client: str) -> None:
        self._free += 1
        self._places[client] -= 1
        if not self._places[client]:
            del self._places[client]
        self._queue = [ticket for ticket in self._queue if not ticket.turn.done()]  # a cancelled one is on its way out
        if self._queue:
            following = min(self._queue, key=lambda ticket: self._places[ticket.client])  # the first among equals
            self._queue.remove(following)
            self._let_in(following)

    def _make_room(self, client: str) -> None:
        """Send away the last one of the client with the most waiting, if that is fair; else whoever comes now."""
        waiting = Counter(ticket.client for ticket in self._queue)
        greediest = max(waiting, key=waiting.__getitem__, default=client)
        if waiting[greediest] > waiting[client] + 1:
            last = next(ticket for ticket in reversed(self._queue) if ticket.client == greediest)
            self._queue.remove(last)
            if not last.turn.done():
                last.turn.set_exception(self._too_many(waiting[greediest]))
        elif len(waiting) > 1 and waiting[client] * len(waiting) >= len(self._queue):
            raise self._too_many(waiting[client])
        else:
            raise self._busy()

    def _busy(self) -> BusyError:
        seconds = self._retry_after_seconds()
        return BusyError(f"All workers are taken; try again in {seconds} s.", seconds)

    def _too_many(self, own: int) -> TooManyRequestsError:
        seconds = self._retry_after_seconds()
        message = f"{own} requests of yours are waiting already, and so are others; try again in {seconds} s."
        return TooManyRequestsError(message, seconds)

    def _retry_after_seconds(self) -> int:
        """When those before us will be through, if they take as long as the last few did."""
        seconds = self._mean_seconds * (self.waiting + 1) / self._settings.workers
        return max(1, min(math.ceil(seconds), math.ceil(self._settings.timeout)))
