"""Tests of govsocial.cli.server."""

import asyncio
import os
import resource
import signal
import socket
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import pytest

from govsocial.cli.server import STOP_SIGNALS, address, allow_descriptors, listen, run_server
from govsocial.errors import GovsocialError, SourceError
from govsocial.settings import Settings
from govsocial.store.base import Answer, Capabilities, Query


class OpenAndClosed:
    """A store that notes when it is opened and closed, and asks nothing of a query."""

    revision = "none"
    capabilities = Capabilities(True, True, True, True, True, True)

    def __init__(self, fault: GovsocialError | None = None) -> None:
        self.events: list[str] = []
        self._fault = fault

    async def open(self) -> None:
        self.events.append("open")
        if self._fault is not None:
            raise self._fault

    async def count(self, query: Query) -> bytes:
        raise NotImplementedError(query)

    async def query(self, query: Query) -> Answer:
        raise NotImplementedError(query)

    async def close(self) -> None:
        self.events.append("close")


class NeverReady(OpenAndClosed):
    """A store whose opening only an interruption ends."""

    async def open(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()


async def hello(
    _scope: MutableMapping[str, Any],  # Any: an ASGI scope and its messages
    _receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """An ASGI application that says hello to everybody."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(GovsocialError, match=f"Cannot listen on 127.0.0.1, port {port}: .*Give another"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("256.0.0.1", 0), ("203.0.113.9", 0), ("no.such.host.invalid", 0)])
def test_an_address_that_cannot_be_had_is_refused(host: str, port: int) -> None:
    with pytest.raises(GovsocialError, match=f"Cannot listen on {host}, port {port}: "):
        listen(host, port)


def test_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_address_is_one_that_a_browser_can_open() -> None:
    with listen("0.0.0.0", 0) as listener:  # noqa: S104  # that address is what is tested
        assert address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
def test_an_address_of_ipv6_stands_in_brackets() -> None:
    with socket.socket(socket.AF_INET6) as unbound:
        try:
            unbound.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
    with listen("::1", 0) as listener:
        assert address(listener) == f"http://[::1]:{listener.getsockname()[1]}"


@pytest.mark.parametrize("stop", STOP_SIGNALS)
def test_a_signal_stops_the_server_after_it_has_answered_and_closes_the_store(stop: signal.Signals) -> None:
    store, answers = OpenAndClosed(), list[bytes]()

    async def ask_and_stop(url: str) -> None:
        answers.append(await asyncio.to_thread(_get, url))
        os.kill(os.getpid(), stop)

    async def serve() -> None:
        with listen("127.0.0.1", 0) as listener:
            asking: list[asyncio.Task[None]] = []
            await run_server(
                hello,
                store,
                listener,
                Settings(),
                lambda: asking.append(asyncio.create_task(ask_and_stop(address(listener)))),
            )
            await asyncio.gather(*asking)

    asyncio.run(serve())
    assert (answers, store.events) == ([b"hello"], ["open", "close"])


def test_a_signal_while_the_store_opens_ends_it_quietly() -> None:
    store = NeverReady()
    with listen("127.0.0.1", 0) as listener:
        asyncio.run(run_server(hello, store, listener, Settings(), lambda: pytest.fail("it was never ready")))
    assert store.events == ["close"]


def test_a_store_that_cannot_be_opened_says_why_and_is_closed() -> None:
    store = OpenAndClosed(SourceError("There is no such file.", "a.ttl"))
    with listen("127.0.0.1", 0) as listener, pytest.raises(SourceError, match=r"a\.ttl: There is no such file\."):
        asyncio.run(run_server(hello, store, listener, Settings(), lambda: pytest.fail("it was never ready")))
    assert store.events == ["open", "close"]


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as response:
        return bytes(response.read())


@pytest.fixture
def limited_descriptors() -> Iterator[int]:
    """A process that may have few files open, and could have more."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("limited_descriptors")
def test_there_are_descriptors_for_all_connections() -> None:
    allow_descriptors(Settings(max_connections=100))
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 200


def test_too_few_descriptors_are_told(limited_descriptors: int, caplog: pytest.LogCaptureFixture) -> None:
    allow_descriptors(Settings(max_connections=limited_descriptors))
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == limited_descriptors
    assert f"may open {limited_descriptors} files" in caplog.text
