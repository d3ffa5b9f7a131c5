"""A Graph Store that someone else runs, from the client's side: its named graphs, replaced and dropped.

By the Graph Store Protocol or by SPARQL Update. Content goes as N-Triples, which is Turtle and stands in updates too.
See https://www.w3.org/TR/sparql11-http-rdf-update/ and https://www.w3.org/TR/sparql11-update/
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

import httpx2

from govsocial.errors import StoreError
from govsocial.model import formats
from govsocial.settings import MEBIBYTE
from govsocial.store.endpoint import client

_REQUEST_SECONDS = 3600.0
_MAX_WORDS = 300
_DONE = (200, 201, 202, 204)

_REASONS = {
    401: "does not let us write; give credentials in GOVSOCIAL_STORE_AUTHORIZATION, such as 'Basic …' or 'Bearer …'",
    403: "does not let us write; these credentials have no right to, or nobody has",
    404: "takes no writes at this address; give the one that does by --graph-store or --update",
    405: "takes no writes at this address; give the one that does by --graph-store or --update",
    413: "finds a piece of this size too large",
    501: "takes no writes at this address; give the one that does by --graph-store or --update",
}


class GraphStore(ABC):
    """The named graphs at a URL. All raise StoreError naming the URL; what was written until then stays."""

    piece_bytes: ClassVar[int]
    """Of a graph that is written at once; what is larger goes in pieces, and has no blank nodes to tear apart."""

    def __init__(self, url: str, authorization: str | None = None) -> None:
        self._url = url
        self._client = client(url, authorization, 1, _REQUEST_SECONDS)

    async def __aenter__(self) -> "GraphStore":
        """Itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the connection."""
        await self._client.aclose()

    @abstractmethod
    async def put(self, graph: str, triples: bytes) -> None:
        """Make the triples the content of the graph."""

    @abstractmethod
    async def post(self, graph: str, triples: bytes) -> None:
        """Add the triples to the graph."""

    @abstractmethod
    async def delete(self, graph: str) -> None:
        """Drop the graph, if it is there."""

    async def _send(
        self, method: str, url: str, content: bytes | None, media_type: str, allowed: Sequence[int] = _DONE
    ) -> None:
        headers = {} if content is None else {"Content-Type": media_type}
        try:
            response = await self._client.request(method, url, content=content, headers=headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise StoreError(f"{self._url} cannot be reached.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise StoreError(f"{self._url} broke off, or does not speak HTTP; it may have written a part.") from error
        if response.status_code not in allowed:
            raise StoreError(f"{self._url} {_reason(response)}.")


class GraphStoreProtocol(GraphStore):
    """A request a graph: each is replaced wholly or not at all, where the store does as the protocol has it."""

    piece_bytes = 16 * MEBIBYTE

    async def put(self, graph: str, triples: bytes) -> None:
        """As `GraphStore` has it."""
        await self._send("PUT", self._of(graph), triples, formats.TURTLE.media_type)

    async def post(self, graph: str, triples: bytes) -> None:
        """As `GraphStore` has it."""
        await self._send("POST", self._of(graph), triples, formats.TURTLE.media_type)

    async def delete(self, graph: str) -> None:
        """As `GraphStore` has it."""
        await self._send("DELETE", self._of(graph), None, "", (*_DONE, 404))

    def _of(self, graph: str) -> str:
        sign = "&" if urlsplit(self._url).query else "?"
        return f"{self._url}{sign}{urlencode({'graph': graph})}"


class GraphUpdates(GraphStore):
    """An update a piece. Pieces are small: engines compile an update as they do a query."""

    piece_bytes = 128 * 1024

    async def put(self, graph: str, triples: bytes) -> None:
        """As `GraphStore` has it."""
        await self._update(f"DROP SILENT GRAPH <{graph}> ;\n".encode() + _insert(graph, triples))

    async def post(self, graph: str, triples: bytes) -> None:
        """As `GraphStore` has it."""
        await self._update(_insert(graph, triples))

    async def delete(self, graph: str) -> None:
        """As `GraphStore` has it."""
        await self._update(f"DROP SILENT GRAPH <{graph}>".encode())

    async def _update(self, text: bytes) -> None:
        await self._send("POST", self._url, text, "application/sparql-update")


def pieces(lines: Sequence[bytes], most_bytes: float) -> Iterator[tuple[int, bytes]]:
    """The lines in documents of at most so many bytes, if no line has more, each with the number of its lines."""
    start = size = 0
    for number, line in enumerate(lines):
        if size and size + len(line) > most_bytes:
            yield number - start, b"".join(lines[start:number])
            start, size = number, 0
        size += len(line)
    yield len(lines) - start, b"".join(lines[start:])


def _insert(graph: str, triples: bytes) -> bytes:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n".encode() + triples + b"} }"


def _reason(response: httpx2.Response) -> str:
    """What the status says, and where it says nothing the first words of the answer: they are for the same person."""
    status = response.status_code
    if status in _REASONS:
        return f"{_REASONS[status]} (status {status})"
    words = "".join(each if each.isprintable() else " " for each in response.text[: 4 * _MAX_WORDS])
    words = " ".join(words.split())[:_MAX_WORDS].rstrip(".")
    return f"failed with status {status}{': ' + words if words else ''}"
