"""Many clients and many connections, over real sockets: idle ones go first, and nobody is shut out."""

import asyncio

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
