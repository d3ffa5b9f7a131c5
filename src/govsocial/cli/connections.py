"""All connections of a server within bounds: how many there may be, and which go first.

Uvicorn bounds none of it: hundreds of idle ones would shut all others out.
See https://www.rfc-editor.org/rfc/rfc9112#section-9.4 and https://www.uvicorn.org/server-behavior/
"""

import asyncio
from collections import Counter
from typing import Protocol

from uvicorn.server import ServerState

from govsocial.errors import BusyError, TooManyRequestsError
from govsocial.settings import Settings
from govsocial.web.clients import Clients
from govsocial.web.lanes import Lanes

_SPARE = 64
"""Connections beyond the bound, for those that are told that there is no place."""


class Bounded(Protocol):
    """One connection, as far as all of them are concerned."""

    client: tuple[str, int] | None
    transport: asyncio.Transport
    peer_name: str
    idle_since: float

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        ...

    def is_due(self, now: float) -> bool:
        """Whether its time is over."""
        ...

    def expire(self) -> None:
        """End it."""
        ...

    def stop(self) -> None:
        """Wait no longer for the rest of a request."""
        ...


class Connections(ServerState):
    """All connections of a server. A full one closes idle ones first, of the client that has the most of them."""

    def __init__(self, settings: Settings, lanes: Lanes | None = None) -> None:
        super().__init__()
        self.lanes = lanes
        self.counts: Counter[str] = Counter()
        """For metrics: connections `accepted`, `dropped` while idle, `refused`, and `expired`."""
        self._most = settings.max_connections
        self._most_per_client = settings.max_connections_per_client
        self._clients = Clients(settings.proxy_networks)
        self._open: dict[Bounded, None] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._open)

    def enter(self, connection: Bounded) -> None:
        """Count a new one in. Raises BusyError or TooManyRequestsError when all places are taken by those at work."""
        self.counts["accepted"] += 1
        client, peer = connection.peer_name, connection.client
        is_shared = self._clients.is_trusted(peer[0] if peer else None)
        own = () if is_shared else [each for each in self._open if each.peer_name == client]
        self._open[connection] = None
        if len(own) >= self._most_per_client and not self._drop_one_of(client):
            raise TooManyRequestsError(f"{len(own)} connections of yours are at work already; try again in 5 s.", 5)
        if len(self._open) > self._most and not self._drop_one_of(self._idlest()):
            raise BusyError(f"All {self._most} connections are at work; try again in 5 s.", 5)

    def leave(self, connection: Bounded) -> None:
        """Forget one that has ended."""
        self._open.pop(connection, None)

    @property
    def has_room(self) -> bool:
        """Whether one that is refused may stay until it has heard so."""
        return len(self._open) <= self._most + _SPARE

    def stop(self) -> None:
        """Wait for no more of the requests that are still coming."""
        for connection in list(self._open):
            connection.stop()

    def abort(self) -> None:
        """End all at once."""
        for connection in list(self._open):
            connection.transport.abort()

    def sweep(self, now: float) -> None:
        """End what is past its time."""
        for connection in list(self._open):
            if connection.is_due(now):
                self.counts["expired"] += 1
                connection.expire()

    def _idlest(self) -> str:
        """The client with the most idle connections."""
        idle = Counter(connection.peer_name for connection in self._open if connection.is_idle)
        return max(idle, key=idle.__getitem__, default="")

    def _drop_one_of(self, client: str) -> bool:
        """Close the client's oldest idle connection but the newest; whether there was one."""
        *others, _newest = self._open
        idle = [each for each in others if each.is_idle and each.peer_name == client]
        if not idle:
            return False
        self.counts["dropped"] += 1
        self.leave(oldest := min(idle, key=lambda each: each.idle_since))
        oldest.transport.abort()
        return True
