"""Who asks: the address that a request comes from, also behind proxies that the operator trusts.

A client can put any address into a header, so a header is believed only as far as a trusted proxy wrote it: from its
right end. See https://www.rfc-editor.org/rfc/rfc7239 and https://www.rfc-editor.org/rfc/rfc6177 for the /64.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

from govsocial.settings import Network

Address = IPv4Address | IPv6Address

UNKNOWN = "unknown"
"""Who comes without an address: all of them are one."""

_MOST_ADDRESSES = 16
_LONGEST = 64
_PORT = re.compile(r"^(?:\[([^]]*)\]|([^:]*))(?::[0-9]{1,5})?$")
_FOR = re.compile(r'(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)', re.IGNORECASE)


class Clients:
    """Names clients: the address for IPv4, the /64 for IPv6, where one customer has at least that many."""

    def __init__(self, trusted: tuple[Network, ...] = ()) -> None:
        self._trusted = trusted

    def is_trusted(self, host: str | None) -> bool:
        """Whether this is one of the operator's proxies, which many clients share."""
        address = _address(host or "")
        return address is not None and self._is_proxy(address)

    def of(self, peer: str | None, headers: Mapping[str, list[str]]) -> str:
        """The client behind a peer. `headers` has the values of X-Forwarded-For and Forwarded, in lower case.

        Where both are given and do not name the same client, one of them was not written by the proxy: then the
        request is the proxy's own.
        """
        address = _address(peer or "")
        if address is None or not self._is_proxy(address):
            return name_of(peer)
        found = {
            name_of(str(self._behind(address, hops)))
            for hops in (_forwarded_for(headers), _forwarded(headers))
            if hops is not None
        }
        return found.pop() if len(found) == 1 else name_of(peer)

    def of_scope(self, scope: Scope) -> str:
        """The client of a request."""
        peer = scope.get("client")
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            if name in (b"x-forwarded-for", b"forwarded"):
                headers.setdefault(name.decode(), []).append(value.decode("latin-1"))
        return self.of(peer[0] if peer else None, headers)

    def _behind(self, proxy: Address, hops: Iterator[Address | None]) -> Address:
        """The first address from the right that is no proxy of ours, as far as the header can be read."""
        for hop in hops:
            if hop is None:
                break
            proxy = hop
            if not self._is_proxy(hop):
                break
        return proxy

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def name_of(host: str | None) -> str:
    """What a client of this address is called: `192.0.2.1`, `2001:db8:1:2::/64`."""
    address = _address(host or "")
    if address is None:
        return UNKNOWN
    return str(address) if isinstance(address, IPv4Address) else str(IPv6Network((int(address), 64), strict=False))


def _address(host: str) -> Address | None:
    return _parsed(host) if len(host) <= _LONGEST else None


@lru_cache(1024)  # each request asks, mostly for one of the same few
def _parsed(host: str) -> Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _forwarded_for(headers: Mapping[str, list[str]]) -> Iterator[Address | None] | None:
    """The addresses from right to left, None for what is no address; None when there is no such header."""
    values = headers.get("x-forwarded-for")
    return None if values is None else (_node(node) for node in _from_the_right(values))


def _forwarded(headers: Mapping[str, list[str]]) -> Iterator[Address | None] | None:
    values = headers.get("forwarded")
    if values is None:
        return None
    found = (_FOR.search(element) for element in _from_the_right(values))
    return (None if match is None else _node(match[1].strip('"')) for match in found)


def _from_the_right(values: list[str]) -> list[str]:
    """The elements of a list, the last one first; those beyond the sixteenth stay together, and are no address."""
    return ",".join(values).rsplit(",", _MOST_ADDRESSES)[::-1]


def _node(text: str) -> Address | None:
    """An address with or without a port. See https://www.rfc-editor.org/rfc/rfc7239#section-6"""
    text = text.strip()
    match = _PORT.match(text)
    return _address(text if match is None else match[1] or match[2] or "")
