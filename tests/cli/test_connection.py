"""Slow, silent and endless clients, over real sockets, against a real server with short deadlines."""

import asyncio
import os
import signal

import pytest
from tests.cli.clients import (
    GET,
    Application,
    Connect,
    answer,
    asked,
    is_closed,
    refused,
    serve,
)

from govsocial.cli import connection
from govsocial.cli.connection import MAX_HEADER_BYTES, MAX_HEADERS, MAX_PIPELINED, MAX_TARGET_BYTES


@pytest.fixture
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that a test can wait for."""
    monkeypatch.setattr(connection, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connection, "STALL_SECONDS", 1.0)


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


def test_a_body_that_is_still_coming_when_the_server_stops_is_not_waited_for() -> None:
    async def clients(connect: Connect, app: Application) -> None:
        streams = await connect()
        streams[1].write(b"POST /read HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        await app.has_begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await refused(streams, 503, "BusyError")

    serve(clients, grace=0.3)
