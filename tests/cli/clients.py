"""A server over an application that does nothing, in this process, and clients of it over real sockets."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from typing import Any

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
