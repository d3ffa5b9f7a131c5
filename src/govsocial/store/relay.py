"""The relay between workers that may call other endpoints, and those endpoints: the only thing a worker can reach.

A worker asks at an address that is made for one query; the relay asks the endpoint that it stands for, and hands on
nothing but whole results of SPARQL. See https://www.w3.org/TR/sparql11-federated-query/
"""

import asyncio
import contextlib
import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from importlib.metadata import version

import httpx2

from govsocial.errors import GovsocialError, QueryTooComplexError, ServiceError
from govsocial.model.formats import JSON, XML
from govsocial.settings import MEBIBYTE

MAX_BYTES = 16 * MEBIBYTE
"""Of one endpoint's answer; it is held here until it is whole, as the engine takes a cut one for what there is."""

MAX_CALLS = 100
"""Of one query: the engine calls once for each solution in some patterns."""

_MAX_HEAD_BYTES = 16_384
_RESULTS = (JSON.media_type, XML.media_type)
_HEADERS = {
    "Accept": f"{JSON.media_type}, {XML.media_type};q=0.9",
    "Accept-Encoding": "identity",
    "Content-Type": "application/sparql-query",
    "User-Agent": f"govsocial/{version('govsocial')}",
}


@dataclass(eq=False)
class Errand:
    """The calls of one query: its endpoints, which of them may fail unseen, and what became of them."""

    endpoints: tuple[str, ...]
    silent: tuple[bool, ...]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    calls: int = 0
    failure: GovsocialError | None = None
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)


class Relay:
    """A server on a loopback port of its own, for the processes of this machine that know an errand's key."""

    def __init__(self) -> None:
        self.port = 0
        self._errands: dict[str, tuple[Errand, int]] = {}
        self._server: asyncio.Server | None = None
        self._client: httpx2.AsyncClient | None = None

    async def open(self) -> None:
        """Listen, and get ready to ask."""
        self._client = httpx2.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # the query's own deadline ends a call
            # None is kept: the name that its certificate was checked for would not be looked at again.
            limits=httpx2.Limits(max_keepalive_connections=0),
        )
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MAX_HEAD_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening; what is under way fails."""
        for errand, _ in list(self._errands.values()):
            self.end(errand)
        if self._server is not None:
            self._server.close()
        if self._client is not None:
            await self._client.aclose()

    def begin(self, errand: Errand) -> list[str]:
        """The addresses at which its endpoints can be asked, in their order, until it ends."""
        paths = [f"/{errand.key}/{number}" for number in range(len(errand.endpoints))]
        self._errands.update({path: (errand, number) for number, path in enumerate(paths)})
        return [f"http://127.0.0.1:{self.port}{path}" for path in paths]

    def end(self, errand: Errand) -> None:
        """Answer no more of its calls, and give up those under way."""
        for number in range(len(errand.endpoints)):
            self._errands.pop(f"/{errand.key}/{number}", None)
        for task in errand.tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, IndexError, ValueError):
            try:
                await self._answer(reader, writer)
            finally:
                writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        found = self._errands.get(request_line.split(" ", 2)[1])
        if found is None:
            writer.write(_response(404, "text/plain", b"There is nothing here."))
            return
        errand, number = found
        text = await reader.readexactly(int(headers.get("content-length", "0")))
        task = asyncio.current_task()
        assert task is not None  # we are in it
        errand.tasks.add(task)
        try:
            writer.write(await self._call(errand, number, text))
            await writer.drain()
        finally:
            errand.tasks.discard(task)

    async def _call(self, errand: Errand, number: int, text: bytes) -> bytes:
        errand.calls += 1
        try:
            if errand.calls > MAX_CALLS:
                raise QueryTooComplexError(f"The query calls other endpoints more than {MAX_CALLS} times.")
            media_type, content = await self._ask(errand.endpoints[number], text)
        except GovsocialError as error:
            if not errand.silent[number]:
                errand.failure = errand.failure or error
            return _response(502, "text/plain", str(error).encode())
        return _response(200, media_type, content)

    async def _ask(self, endpoint: str, text: bytes) -> tuple[str, bytes]:
        assert self._client is not None, "open() comes first"
        url = httpx2.URL(endpoint)
        address = await _address(endpoint, url)
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
            content=text,
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            response = await self._client.send(request, stream=True)
        except (httpx2.HTTPError, OSError) as error:
            raise _failure(endpoint, "cannot be reached") from error
        try:
            return _media_type(endpoint, response), await _content(endpoint, response)
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise _failure(endpoint, "broke off its answer") from error
        finally:
            await response.aclose()


async def _address(endpoint: str, url: httpx2.URL) -> str:
    """An address of the endpoint's host, checked; the connection goes to it, whatever the name says later."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _failure(endpoint, "has no address") from error
    addresses = [str(each[4][0]) for each in found]
    if not _names_an_address(url.host) and not all(map(is_public, addresses)):
        raise _failure(endpoint, "has an address that is not public, and its name does not say so")
    return addresses[0]


def _names_an_address(host: str) -> bool:
    """Whether the operator, who allowed it, knew what it is: an address, or the name of this machine."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def is_public(address: str) -> bool:
    """Whether an address is of the public net, also where it carries one of IPv4 in itself."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


def _media_type(endpoint: str, response: httpx2.Response) -> str:
    if response.is_redirect:
        raise _failure(endpoint, "answers with a redirect, which is not followed")
    if response.status_code != 200:
        raise _failure(endpoint, f"answers with status {response.status_code}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _RESULTS or response.headers.get("content-encoding", "identity") != "identity":
        raise _failure(endpoint, f"answers with '{media_type[:60]}', which is no result of SPARQL that can be read")
    return str(media_type)


async def _content(endpoint: str, response: httpx2.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > MAX_BYTES:
            raise _failure(endpoint, f"answers with more than {MAX_BYTES:,} bytes")
    return bytes(content)


def _failure(endpoint: str, what: str) -> ServiceError:
    return ServiceError(f"SERVICE <{endpoint}> {what}.", endpoint)


def _response(status: int, media_type: str, content: bytes) -> bytes:
    reason = {200: "OK", 404: "Not Found", 502: "Bad Gateway"}[status]
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\nContent-Length: {len(content)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode("latin-1") + content
