"""A SPARQL endpoint over real TCP that answers well until it is told how to fail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

XML = "application/sparql-results+xml"
_BEGINNING = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
HEAD_OF_ROWS = _BEGINNING + b'<variable name="graph"/></head><results>'
NO_ROWS = HEAD_OF_ROWS + b"</results></sparql>"
FALSE = _BEGINNING + b"</head><boolean>false</boolean></sparql>"
ROW = b'<result><binding name="graph"><uri>http://example.org/' + b"long" * 20 + b"</uri></binding></result>\n"

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Misbehaving:
    """One endpoint; it notes the requests, and how many bytes it could send."""

    def __init__(self) -> None:
        self.url = ""
        self.script: Script | None = None
        self.requests: list[bytes] = []
        self.sent_bytes = 0
        self.was_left = asyncio.Event()
        self._tasks: set[asyncio.Task[object]] = set()

    async def stop(self) -> None:
        """Close all connections."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read requests, and answer them as the script says, or well."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                request = await _read_request(reader)
                self.requests.append(request)
                if self.script is not None:
                    await self.script(writer)
                    break
                await answer(writer, FALSE if b"query=ASK" in request else NO_ROWS)
        writer.close()

    def rows(self, count: int | None = None) -> Script:
        """A table of so many rows, in chunked coding; it never ends when no number is given."""

        async def send(writer: asyncio.StreamWriter) -> None:
            writer.write(_head(200, {"Content-Type": XML, "Transfer-Encoding": "chunked"}) + _chunk(HEAD_OF_ROWS))
            rows = 0
            try:
                while count is None or rows < count:
                    writer.write(_chunk(ROW * 100))
                    await writer.drain()
                    rows += 100
                    self.sent_bytes += len(ROW) * 100
            except ConnectionError:
                self.was_left.set()
                raise

        return send


@asynccontextmanager
async def misbehaving() -> AsyncIterator[Misbehaving]:
    """An endpoint that behaves until its `script` is set."""
    endpoint = Misbehaving()
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
    endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret/path"
    try:
        yield endpoint
    finally:
        server.close()
        await endpoint.stop()


async def answer(
    writer: asyncio.StreamWriter, body: bytes, status: int = 200, media_type: str = XML, **headers: str
) -> None:
    """A whole answer; `headers` are written with `_` for `-`, and may give another Content-Length."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    writer.write(_head(status, {"Content-Type": media_type, "Content-Length": str(len(body)), **named}) + body)
    await writer.drain()


def says(body: bytes, status: int = 200, media_type: str = XML, **headers: str) -> Script:
    """A script that answers so."""
    return lambda writer: answer(writer, body, status, media_type, **headers)


def writes(*pieces: bytes) -> Script:
    """A script that writes raw bytes and closes the connection."""

    async def write(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return write


def then_nothing(*pieces: bytes) -> Script:
    """A script that writes raw bytes and then keeps the connection open without a word."""

    async def write(writer: asyncio.StreamWriter) -> None:
        await writes(*pieces)(writer)
        await asyncio.Event().wait()

    return write


def head(media_type: str = XML, **headers: str) -> bytes:
    """The head of a good answer."""
    return _head(
        200, {"Content-Type": media_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Anything", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    first = await reader.readuntil(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in first.split(b"\r\n")[1:] if b": " in line)
    return first + await reader.readexactly(int(lines.get(b"content-length", b"0")))
