"""The HTTP server around the web application: the socket, the signals that stop it, and the moment when it is ready.

See https://www.uvicorn.org/settings/ and https://docs.python.org/3/library/asyncio-eventloop.html#unix-signals
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from govsocial.errors import GovsocialError
from govsocial.store.base import Store

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BACKLOG = 2048
GRACEFUL_SECONDS = 3
"""How long running answers may take to finish once the server is told to stop."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises GovsocialError when that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
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


async def run_server(
    app: Callable[..., Any], store: Store, listener: socket.socket, when_ready: Callable[[], None]
) -> None:  # Any: an ASGI application, as uvicorn takes it
    """Opens the store, serves until a signal comes, closes the store. Raises what opening the store raises.

    At a signal, running answers get GRACEFUL_SECONDS to finish, and at a second one none.
    """
    opening = asyncio.ensure_future(store.open())
    _on_stop_signals(opening.cancel)
    try:
        await opening
        server = _Server(_config(app), when_ready)
        _on_stop_signals(server.stop)
        await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        return
    finally:
        await store.close()


def _on_stop_signals(stop: Callable[[], object]) -> None:
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop)


def _config(app: Callable[..., Any]) -> uvicorn.Config:  # Any: an ASGI application
    return uvicorn.Config(
        app,
        lifespan="off",  # the store is opened and closed here, where its errors reach the person who started us
        log_config=None,
        access_log=False,  # the application logs its requests
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


class _Server(uvicorn.Server):
    """Uvicorn's server, which tells when it is ready, and leaves the signals to us."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn would raise the signal once more at its end, and we would die of it uncleanly."""
        yield

    def stop(self) -> None:
        """Finish what is running and end; when called again, end at once."""
        self.force_exit = self.should_exit
        self.should_exit = True
