"""The HTTP server around the web application: the socket, the signals that stop it, and the moment when it is ready.

See https://www.uvicorn.org/settings/ and https://docs.python.org/3/library/asyncio-eventloop.html#unix-signals
"""

import asyncio
import contextlib
import logging
import math
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from govsocial.cli.connection import Connection
from govsocial.cli.connections import Connections
from govsocial.errors import GovsocialError
from govsocial.settings import Settings
from govsocial.store.base import Store
from govsocial.web.lanes import Lanes
from govsocial.web.operations import Operations

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BACKLOG = 2048

_SWEEP_TICKS = 5
"""Of uvicorn's ticks of 0.1 s, between two looks for connections past their time."""

_CUT_SECONDS = 1.0
"""How long answers that were ended in the middle may take to say so."""

_OTHER_DESCRIPTORS = 512
"""Files and sockets beside the clients': workers, logs, the store."""


def listen(host: str, port: int, is_shared: bool = False) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises GovsocialError when that cannot be had.

    A shared one lets others of ours listen there too. See https://man7.org/linux/man-pages/man7/socket.7.html
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=is_shared)
    except OSError as error:
        raise GovsocialError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}. "
            "Give another --host or --port (0 takes any free port)."
        ) from error
    # asyncio turns Nagle off only where a socket names its protocol: without this, each answer on a connection that is
    # kept waits 40 ms for an acknowledgement (measured, 2026-11).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """The address under which this machine reaches the socket, such as http://127.0.0.1:8000, without a final slash."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # read here, not bound
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def allow_descriptors(settings: Settings) -> None:
    """Let this process open what so many connections may need, each with a file to send; warn where it may not."""
    wanted = 2 * settings.max_connections + _OTHER_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limits = [wanted, *(limit for limit in (hard,) if limit != resource.RLIM_INFINITY)]
    if soft != resource.RLIM_INFINITY and soft < min(limits):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limits), hard))
    if min(limits) < wanted:
        logger.warning("This process may open %d files; max_connections needs %d (see ulimit -n).", hard, wanted)


async def run_server(
    app: Callable[..., Any],  # Any: an ASGI application, as uvicorn takes it
    store: Store,
    listener: socket.socket,
    settings: Settings,
    when_ready: Callable[[], None],
    operations: Operations | None = None,
    lanes: Lanes | None = None,
) -> None:
    """Opens the store, serves until a signal comes, closes the store. Raises what opening the store raises.

    What operators look at, if given, hears of connections, and of the stop.

    At a signal, what runs gets `settings.grace` seconds to finish, and at a second one none.
    """
    allow_descriptors(settings)
    opening = asyncio.ensure_future(store.open())
    _on_stop_signals(opening.cancel)
    try:
        await opening
        server = _Server(_config(app, settings), settings, store, when_ready, operations, lanes)
        _on_stop_signals(server.stop)
        await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        return
    finally:
        await store.close()


def _on_stop_signals(stop: Callable[[], object]) -> None:
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop)


def _config(app: Callable[..., Any], settings: Settings) -> uvicorn.Config:  # Any: an ASGI application
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",  # the store is opened and closed here, where its errors reach the person who started us
        log_config=None,
        access_log=False,  # the application logs its requests
        server_header=False,
        proxy_headers=False,  # the application knows whom to believe
        timeout_graceful_shutdown=math.ceil(settings.grace + 2 * _CUT_SECONDS),
    )


class _Server(uvicorn.Server):
    """Uvicorn's server with bounds for its connections, which tells when it is ready, and leaves the signals to us."""

    def __init__(
        self,
        config: uvicorn.Config,
        settings: Settings,
        store: Store,
        when_ready: Callable[[], None],
        operations: Operations | None,
        lanes: Lanes | None,
    ) -> None:
        super().__init__(config)
        self.server_state = self._connections = Connections(settings, lanes)
        self._grace_seconds = settings.grace
        self._store = store
        self._when_ready = when_ready
        self._operations = operations
        if operations is not None:
            operations.metrics.count_connections(self._connections.counts, self._connections.__len__)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()

    async def on_tick(self, counter: int) -> bool:
        """As uvicorn has it, with a look at the connections."""
        if counter % _SWEEP_TICKS == 0:
            self._connections.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, and let what runs finish; in the end take the store from it, so that it fails visibly."""
        finishing = asyncio.ensure_future(super().shutdown(sockets))
        done, _ = await asyncio.wait([finishing], timeout=self._grace_seconds)
        if not done:
            self._connections.stop()
            await self._store.close()
            done, _ = await asyncio.wait([finishing], timeout=_CUT_SECONDS)
        if not done:
            self._connections.abort()
        await finishing

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn would raise the signal once more at its end, and we would die of it uncleanly."""
        yield

    def stop(self) -> None:
        """Finish what is running and end; when called again, end at once."""
        if self.should_exit:
            self._connections.abort()
        elif self._operations is not None:
            self._operations.readiness.withdraw()
        self.force_exit = self.should_exit
        self.should_exit = True
