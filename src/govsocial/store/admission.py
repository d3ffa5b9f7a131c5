"""Who may ask a store now, who waits, and who is sent away: so many at a time behind a bounded queue, in fair shares.

The next to be let in is of the client that has the fewest in; and when the queue is full, the client with the most in
it makes room for one that has fewer (longest queue drop). A client alone may use all there is.
See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after for what is told to those who are sent away.
"""

import asyncio
import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from govsocial.errors import BusyError, GovsocialError, TooManyRequestsError
from govsocial.settings import Settings


class Ticket(ABC):
    """One who waits for a place. Who is let in begins, or withdraws; whoever is sent away is out."""

    def __init__(self, client: str = "") -> None:
        self.client = client
        self.has_place = False

    @abstractmethod
    def let_in(self) -> None:
        """There is a place now."""

    @abstractmethod
    def send_away(self, error: GovsocialError) -> None:
        """Others go before."""


class _Turn(Ticket):
    """One that a coroutine waits for."""

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self.come: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def let_in(self) -> None:
        if not self.come.done():
            self.come.set_result(None)

    def send_away(self, error: GovsocialError) -> None:
        if not self.come.done():
            self.come.set_exception(error)


class Admission:
    """Lets `settings.workers` in at a time and `settings.queue` wait, each no longer than `settings.queue_wait`.

    For metrics: those that are `running` and `waiting`.
    """

    def __init__(self, settings: Settings) -> None:
        self.running = self.waiting = 0
        self._settings = settings
        self._free = settings.workers
        self._places: Counter[str] = Counter()
        self.queue: list[Ticket] = []
        self._mean_seconds = 0.0

    def line_up(self, ticket: Ticket) -> None:
        """Let it in, now or when its turn comes; until it begins or withdraws, it waits.

        Raises BusyError when the queue is full, and TooManyRequestsError when it is the client's own that fill it while
        others wait; the same may befall a ticket later.
        """
        if not self._free and len(self.queue) >= self._settings.queue:
            self._make_room(ticket.client)
        self.waiting += 1
        if self._free:
            self._let_in(ticket)
        else:
            self.queue.append(ticket)

    def begin(self) -> None:
        """Count one that was let in as running."""
        self.waiting -= 1
        self.running += 1

    def withdraw(self, ticket: Ticket) -> None:
        """Wait no more, or do without the place that it was given."""
        if ticket.has_place:
            self.give_up_place(ticket)
        elif ticket in self.queue:
            self.queue.remove(ticket)
        self.waiting -= 1

    def give_up_place(self, ticket: Ticket) -> None:
        """Let the next one in, though this one may go on."""
        if ticket.has_place:
            ticket.has_place = False
            self._free += 1
            self._places[ticket.client] -= 1
            if not self._places[ticket.client]:
                del self._places[ticket.client]
            if self.queue:
                following = min(self.queue, key=lambda each: self._places[each.client])  # the first among equals
                self.queue.remove(following)
                self._let_in(following)

    def leave(self, ticket: Ticket, seconds: float) -> None:
        """It has ended, after so many seconds."""
        self.running -= 1
        self._mean_seconds += (seconds - self._mean_seconds) / 8
        self.give_up_place(ticket)

    @asynccontextmanager
    async def entering(self, client: str = "") -> AsyncIterator[Ticket]:
        """Wait for a place. What the block does is part of the wait; who leaves it well is in, until `leave`.

        Raises what `line_up` raises, and BusyError when the wait is too long.
        """
        ticket = _Turn(client)
        self.line_up(ticket)
        try:
            async with asyncio.timeout(self._settings.queue_wait):
                await ticket.come
                yield ticket
        except BaseException as error:
            self.withdraw(ticket)
            if isinstance(error, TimeoutError):
                raise self.busy() from None
            raise
        self.begin()

    def busy(self) -> BusyError:
        """What is told to who has waited too long, or finds the queue full."""
        seconds = self._retry_after_seconds()
        return BusyError(f"All workers are taken; try again in {seconds} s.", seconds)

    def _let_in(self, ticket: Ticket) -> None:
        self._free -= 1
        self._places[ticket.client] += 1
        ticket.has_place = True
        ticket.let_in()

    def _make_room(self, client: str) -> None:
        """Send away the last one of the client with the most waiting, if that is fair; else whoever comes now."""
        waiting = Counter(ticket.client for ticket in self.queue)
        greediest = max(waiting, key=waiting.__getitem__, default=client)
        if waiting[greediest] > waiting[client] + 1:
            last = next(ticket for ticket in reversed(self.queue) if ticket.client == greediest)
            self.queue.remove(last)
            last.send_away(self._too_many(waiting[greediest]))
        elif len(waiting) > 1 and waiting[client] * len(waiting) >= len(self.queue):
            raise self._too_many(waiting[client])
        else:
            raise self.busy()

    def _too_many(self, own: int) -> TooManyRequestsError:
        seconds = self._retry_after_seconds()
        message = f"{own} requests of yours are waiting already, and so are others; try again in {seconds} s."
        return TooManyRequestsError(message, seconds)

    def _retry_after_seconds(self) -> int:
        """When those before us will be through, if they take as long as the last few did."""
        seconds = self._mean_seconds * (self.waiting + 1) / self._settings.workers
        return max(1, min(math.ceil(seconds), math.ceil(self._settings.timeout)))
