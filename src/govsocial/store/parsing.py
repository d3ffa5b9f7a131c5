"""Documents that were sent to be written, as N-Triples that are ready to be loaded.

A worker does this, as some documents take all memory, all time or all of the stack of whoever parses them.
See https://www.w3.org/TR/n-triples/
"""

import gzip
import io
import secrets
import zlib
from collections.abc import Callable

from govsocial.errors import DocumentError, SourceError, TooLargeError
from govsocial.model import formats
from govsocial.store.base import Document
from govsocial.store.oxigraph import DefaultGraph, number_blank_nodes, parse_bytes

_ENTITY = b"<!ENTITY"
_LINES = 500
_MOST_TIMES_AS_LONG = 16
"""N-Triples write out each IRI: a document may grow by so much, and a bomb of long prefixes may not."""


def write_n_triples(document: Document, max_bytes: int, send: Callable[[bytes], object]) -> None:
    """Send the document's triples as N-Triples, with blank nodes that no other document has.

    `max_bytes` is the most that it may have when unpacked. Raises DocumentError or TooLargeError.
    """
    content = _unpacked(document, max_bytes)
    send = _bounded(send, _MOST_TIMES_AS_LONG * max_bytes)
    if document.syntax == formats.RDF_XML and _ENTITY in content:
        raise DocumentError("It declares XML entities, which are not read here: write them out.")
    try:
        quads = parse_bytes(content, document.syntax, base_iri=document.base_iri)
        lines: list[str] = []
        for quad in number_blank_nodes(quads, f"d{secrets.token_hex(8)}b"):
            if not isinstance(quad.graph_name, DefaultGraph):
                raise DocumentError(f"It has the named graph {quad.graph_name}; send triples of one graph.")
            lines.append(f"{quad.triple} .\n")
            if len(lines) == _LINES:
                send("".join(lines).encode())
                lines.clear()
    except SourceError as error:
        raise DocumentError(error.message, error.line, error.column) from error
    send("".join(lines).encode())


def _bounded(send: Callable[[bytes], object], most: int) -> Callable[[bytes], None]:
    sent = 0

    def send_within(data: bytes) -> None:
        nonlocal sent
        sent += len(data)
        if sent > most:
            raise TooLargeError(
                f"As N-Triples it has more than {most:,} bytes, the most that is written at once.", most
            )
        send(data)

    return send_within


def _unpacked(document: Document, max_bytes: int) -> bytes:
    content = _gunzip(document.content, max_bytes + 1) if document.is_gzip else document.content
    if len(content) > max_bytes:
        raise TooLargeError(f"It has more than {max_bytes:,} bytes when unpacked, the most that is read.", max_bytes)
    return content


def _gunzip(packed: bytes, most: int) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(packed)).read(most)
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError("Its encoding is gzip, but its content is not, or is damaged.") from error
