"""The relay by itself: who it answers, and which addresses it goes to."""

import asyncio
import socket

import pytest
from tests.store.conftest import run
from tests.store.endpoints import endpoint

from govsocial.errors import ServiceError
from govsocial.store.relay import Errand, Relay, is_public

POST = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nASK{}"


async def exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


def test_only_an_address_of_an_errand_under_way_is_answered() -> None:
    async def work() -> None:
        relay = Relay()
        await relay.open()
        async with endpoint() as other:
            errand = Errand((other.iri("right"),), (False,))
            (address,) = relay.begin(errand)
            path = address.removeprefix(f"http://127.0.0.1:{relay.port}")
            assert (await exchange(relay.port, POST % path.encode())).startswith(b"HTTP/1.1 200 OK")
            for wrong in (b"/", b"/x/0", path[:-1].encode() + b"1", path[:-1].encode() + b"-1", b"http://a/b"):
                assert not (await exchange(relay.port, POST % wrong)).startswith(b"HTTP/1.1 200")
            for nonsense in (b"", b"\r\n\r\n", b"GET\r\n\r\n", b"x" * 100_000, POST[:-8] % path.encode()):
                assert not (await exchange(relay.port, nonsense)).startswith(b"HTTP/1.1 200")
            relay.end(errand)
            assert (await exchange(relay.port, POST % path.encode())).startswith(b"HTTP/1.1 404")
            assert len(other.requests) == 1
        await relay.close()

    run(work)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1"])
def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    async def work() -> None:
        async def found(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [(2, 1, 6, "", (address, port))]

        relay = Relay()
        await relay.open()
        async with endpoint() as other:
            monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
            errand = Errand((f"http://rebound.example:{other.port}/right",), (False,))
            (where,) = relay.begin(errand)
            path = where.removeprefix(f"http://127.0.0.1:{relay.port}")
            reader, writer = await asyncio.open_connection(sock=_connected(relay.port))
            writer.write(POST % path.encode())
            assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 502")
            writer.close()
            assert isinstance(errand.failure, ServiceError)
            assert "not public" in errand.failure.message
            assert other.requests == []
        await relay.close()

    run(work)


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port))
