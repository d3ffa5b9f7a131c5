"""Slow, silent, endless and many clients, over real sockets, against a real server with short deadlines."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from govsocial.cli import connections
from govsocial.cli.connections import MAX_HEADER_BYTES, MAX_HEADERS, MAX_PIPELINED, MAX_TARGET_BYTES
from govsocial.cli.server import listen, run_server
from govsocial.settings import Settings
from govsocial.store.base import Answer, Capabilities, Query

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[..., Awaitable[Streams]]
Message = MutableMapping[str, Any]  # Any: what an ASGI scope or message holds

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
DEADLINE_SECONDS = 20


class Nothing:
    """A store that nobody asks."""

    revision = "none"
    capabilities = Capabilities(True, True, True, True, True, True)

    async def open(self) -> None:
        pass

    async def count(self, query: Query) -> bytes:
        raise NotImplementedError(query)

    async def query(self, query: Query) -> Answer:
        raise NotImplementedError(query)

    async def close(self) -> None:
        pass


class Application:
    """Says hello, much at /large, without end at /endless; reads bodies at /read; waits at /wait for `finish`."""

    def __init__(self) -> None:
        self.finish = asyncio.Event()
        self.running = 0
        self.has_begun = asyncio.Event()
        self.is_idle = asyncio.Event()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        self.running += 1
        self.has_begun.set()
        self.is_idle.clear()
        try:
            await self._answer(scope["path"], receive, send)
        finally:
            self.running -= 1
            if not self.running:
                self.is_idle.set()

    async def _answer(
        self, path: str, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if path == "/read":
            while (message := await receive()).get("more_body"):
                pass
            if message["type"] == "http.disconnect":
                return
        if path == "/wait":
            await self.finish.wait()
        if path == "/endless":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            leaving = asyncio.ensure_future(_gone(receive))
            while not leaving.done():
                await send({"type": "http.response.body", "body": b"#" * 65_536, "more_body": True})
            return
        body = b"#" * 32_000_000 if path == "/large" else b"hello"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})


async def _gone(receive: Callable[[], Awaitable[Message]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def serve(clients: Callable[[Connect, Application], Awaitable[None]], **settings: Any) -> None:  # Any: any setting
    """Run clients against a server, then stop it. They connect with `connect(source)` from any address of loopback."""

    async def main() -> None:
        app = Application()
        with listen("127.0.0.1", 0) as listener:
            host, port = listener.getsockname()

            async def work() -> None:
                async with AsyncExitStack() as stack, asyncio.timeout(DEADLINE_SECONDS):

                    async def connect(source: str = "127.0.0.1") -> Streams:
                        reader, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
                        stack.callback(writer.close)
                        return reader, writer

                    try:
                        await clients(connect, app)
                    finally:
                        app.finish.set()
                        os.kill(os.getpid(), signal.SIGTERM)

            tasks: list[asyncio.Task[None]] = []
            await run_server(
                app, Nothing(), listener, Settings(**settings), lambda: tasks.append(asyncio.create_task(work()))
            )
            await asyncio.gather(*tasks)

    asyncio.run(main())


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """One answer that has a length: its status, headers and body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
    return int(head[0].split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


async def asked(streams: Streams, request: bytes = GET) -> int:
    """The status of the answer to a request."""
    streams[1].write(request)
    return (await answer(streams[0]))[0]


async def refused(streams: Streams, status: int, error: str) -> None:
    """See that the next answer is this problem, and the last thing that is said."""
    found, headers, body = await answer(streams[0])
    document = json.loads(body)
    assert (found, headers["content-type"], headers["connection"]) == (status, "application/problem+json", "close")
    assert (document["status"], document["error"]) == (status, error)
    assert await streams[0].read() == b""


async def is_closed(streams: Streams) -> bool:
    """Whether the server has closed the connection, without a word."""
    try:
        return await streams[0].read() == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that a test can wait for."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connections, "STALL_SECONDS", 1.0)


@pytest.mark.usefixtures("short_deadlines")
def test_a_silent_client_is_left_and_a_slow_one_hears_why() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        silent, slow, later = await connect(), await connect(), await connect()
        slow[1].write(GET[:-3])
        assert await asked(later) == 200
        later[1].write(b"GET /further HTT")
        assert await is_closed(silent)
        await refused(slow, 408, "RequestTimeoutError")
        await refused(later, 408, "RequestTimeoutError")

    serve(clients)


@pytest.mark.usefixtures("short_deadlines")
def test_a_client_that_takes_nothing_and_asks_on_is_left() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        reader, writer = await connect()
        assert await asked((reader, writer)) == 200
        for _ in range(2):
            app.has_begun.clear()
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await app.has_begun.wait()
        async with asyncio.timeout(8):
            await app.is_idle.wait()

    serve(clients)


@pytest.mark.usefixtures("short_deadlines")
def test_a_client_that_sends_a_byte_now_and_then_is_slow_all_the_same() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.05)

    async def clients(connect: Connect, _app: Application) -> None:
        streams = await connect()
        streams[1].write(b"GET / HTTP/1.1\r\nx: ")
        dripping = asyncio.create_task(drip(streams[1]))
        await refused(streams, 408, "RequestTimeoutError")
        dripping.cancel()

    serve(clients)


@pytest.mark.parametrize(
    ("request_bytes", "status", "error"),
    [
        (b"GET /" + b"a" * MAX_TARGET_BYTES + b" HTTP/1.1\r\n\r\n", 414, "AddressTooLongError"),
        (b"GET /?" + b"a" * 1_000_000, 414, "AddressTooLongError"),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * MAX_HEADER_BYTES + b"\r\n\r\n", 431, "HeaderTooLargeError"),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 1_000_000, 431, "HeaderTooLargeError"),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * (MAX_HEADERS + 1) + b"\r\n", 431, "HeaderTooLargeError"),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 100_000, 431, "HeaderTooLargeError"),
        (b"BREW / HTTP/1.1\r\n\r\n", 501, "UnknownMethodError"),
        (b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", 501, "UnknownMethodError"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 501, "UnknownMethodError"),
        (b"GET / HTTP/1.1\r\nHost x\r\n\r\n", 400, "RequestError"),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "RequestError"),
        (
            b"POST /read HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc",
            400,
            "RequestError",
        ),
        (b"POST /read HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "RequestError"),
    ],
)
def test_what_is_too_large_or_no_http_is_a_problem(request_bytes: bytes, status: int, error: str) -> None:
    async def clients(connect: Connect, app: Application) -> None:
        streams = await connect()
        streams[1].write(request_bytes)
        await refused(streams, status, error)
        await app.is_idle.wait() if app.has_begun.is_set() else None

    serve(clients)


def test_another_protocol_that_is_asked_for_is_not_taken_up() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        streams = await connect()
        streams[1].write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + GET)
        assert (await answer(streams[0]))[2] == b"hello"
        assert await is_closed(streams)

    serve(clients)


def test_the_largest_header_and_address_are_taken() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        target = b"/" + b"a" * (MAX_TARGET_BYTES - 1)
        header = b"x: " + b"a" * (MAX_HEADER_BYTES - 1)
        assert await asked(await connect(), b"GET %b HTTP/1.1\r\n%b\r\n\r\n" % (target, header)) == 200

    serve(clients)


def test_requests_in_a_row_are_answered_in_order_and_what_is_wrong_after_them_is_not_written_between() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        streams = await connect()
        streams[1].write(GET.replace(b"/ ", b"/wait ") + GET * 2 + b"NONSENSE\r\n\r\n")
        await app.has_begun.wait()
        app.finish.set()
        for _ in range(3):
            assert (await answer(streams[0]))[2] == b"hello"
        assert await is_closed(streams)

    serve(clients)


def test_of_very_many_requests_in_a_row_the_first_are_answered() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        streams = await connect()
        streams[1].write(GET * (2 * MAX_PIPELINED))
        for _ in range(MAX_PIPELINED):
            assert (await answer(streams[0]))[0] == 200
        await streams[0].read()

    serve(clients)


@pytest.mark.usefixtures("short_deadlines")
def test_who_does_not_read_an_answer_is_left_and_the_application_hears_of_it() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        streams = await connect()
        streams[1].write(GET.replace(b"/ ", b"/endless "))
        await app.has_begun.wait()
        await app.is_idle.wait()

    serve(clients)


def test_an_answer_is_heard_before_the_body_has_come_and_the_rest_is_thrown_away() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        streams = await connect()
        streams[1].write(b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\nConnection: close\r\n\r\n")
        for _ in range(20):
            streams[1].write(b"#" * 100_000)
            await streams[1].drain()
        assert (await answer(streams[0]))[2] == b"hello"
        assert await streams[0].read() == b""

    serve(clients)


def test_hundreds_of_idle_connections_shut_nobody_out() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        idle = [await connect() for _ in range(300)]
        half = [await connect("127.0.0.3") for _ in range(300)]
        for _, writer in half:
            writer.write(b"GET / HTTP/1.1\r\n")
        assert await asked(await connect()) == 200
        assert await asked(await connect("127.0.0.2")) == 200
        assert await asked(await connect("127.0.0.3")) == 200
        assert await is_closed(idle[0])
        assert await is_closed(half[0])

    serve(clients, max_connections=100, max_connections_per_client=60)


def test_a_client_whose_connections_are_all_at_work_is_refused_and_others_are_not() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        busy = [await connect() for _ in range(10)]
        for _, writer in busy:
            writer.write(GET.replace(b"/ ", b"/wait "))
        while app.running < len(busy):
            await asyncio.sleep(0)
        await refused(await connect(), 429, "TooManyRequestsError")
        assert await asked(await connect("127.0.0.2")) == 200
        app.finish.set()
        for reader, _ in busy:
            assert (await answer(reader))[0] == 200
        assert await asked(await connect()) == 200

    serve(clients, max_connections=20, max_connections_per_client=10)


def test_a_server_whose_connections_are_all_at_work_says_so() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        busy = [await connect(f"127.0.0.{number}") for number in range(1, 9)]
        for _, writer in busy:
            writer.write(GET.replace(b"/ ", b"/wait "))
        while app.running < len(busy):
            await asyncio.sleep(0)
        await refused(await connect("127.0.0.20"), 503, "BusyError")

    serve(clients, max_connections=8)


def test_a_trusted_proxy_may_have_all_connections() -> None:
    async def clients(connect: Connect, _app: Application) -> None:
        kept = [await connect() for _ in range(15)]
        for streams in kept:
            assert await asked(streams) == 200
        assert await asked(kept[0]) == 200

    serve(clients, max_connections=20, max_connections_per_client=2, trusted_proxies="127.0.0.1")


def test_a_body_that_is_still_coming_when_the_server_stops_is_not_waited_for() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        streams = await connect()
        streams[1].write(b"POST /read HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        await app.has_begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await refused(streams, 503, "BusyError")

    serve(clients, grace=0.3)
