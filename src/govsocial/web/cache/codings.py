"""Content codings: which one a client takes, and bodies in it, whole or as they come.

See https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding and https://www.rfc-editor.org/rfc/rfc8878
"""

import re
import sys
import zlib
from functools import lru_cache
from typing import Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = ("zstd", "gzip")
"""The best first: zstd packs as well in a fifth of the time."""

LEAST_BYTES = 1_000
"""What is shorter fits into one packet as it is."""

_GZIP_WINDOW = 31  # with gzip's own head and end
_GZIP_LEVEL = 5
_PACKS_WELL = re.compile(
    r"text/(?!event-stream)|application/.*(?:json|xml|javascript|n-triples|n-quads|trig|sparql|linkset)|image/svg"
)
_MEMBER = re.compile(r"\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*(?:;\s*[qQ]\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*(?:,|$)")


class Packer(Protocol):
    """A body that is packed as it comes."""

    def pack(self, data: bytes) -> bytes:
        """What is to be sent now, so that the client can unpack all that came so far."""
        ...

    def end(self) -> bytes:
        """The rest."""
        ...


@lru_cache(256)  # clients send the same few
def chosen(accept_encoding: str) -> str | None:
    """The coding for a client that sends this header; None where it is best left alone."""
    qualities = _qualities(accept_encoding)
    offered = {each: qualities.get(each, qualities.get("*", 0.0)) for each in CODINGS}
    best = max(CODINGS, key=offered.__getitem__)  # the first among equals
    return best if offered[best] > 0 and offered[best] >= qualities.get("identity", 0.0) else None


@lru_cache(256)
def accepted(accept_encoding: str) -> tuple[str, ...]:
    """All that a client takes that sends this header, the body as it is aside."""
    qualities = _qualities(accept_encoding)
    return tuple(each for each in CODINGS if qualities.get(each, qualities.get("*", 0.0)) > 0)


def packs_well(content_type: str) -> bool:
    """Whether it is text of some sort."""
    return _PACKS_WELL.match(content_type) is not None


def packed(coding: str, body: bytes) -> bytes:
    """The whole body in a coding."""
    if coding == "zstd":
        return zstd.compress(body)
    packer = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    return packer.compress(body) + packer.flush()


def packer(coding: str) -> Packer:
    """For a body that comes in pieces."""
    return _Zstd() if coding == "zstd" else _Gzip()


def _qualities(accept_encoding: str) -> dict[str, float]:
    qualities: dict[str, float] = {}
    for match in _MEMBER.finditer(accept_encoding):
        qualities.setdefault(match[1].lower(), float(match[2] or 1))
    return qualities


class _Zstd:
    def __init__(self) -> None:
        self._compressor = zstd.ZstdCompressor()

    def pack(self, data: bytes) -> bytes:
        return self._compressor.compress(data, mode=zstd.ZstdCompressor.FLUSH_BLOCK)

    def end(self) -> bytes:
        return self._compressor.flush()


class _Gzip:
    def __init__(self) -> None:
        self._compressor = zlib.compressobj(1, wbits=_GZIP_WINDOW)

    def pack(self, data: bytes) -> bytes:
        return self._compressor.compress(data) + self._compressor.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._compressor.flush()
