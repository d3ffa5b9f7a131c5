"""Who asks, whatever headers say, and that nobody's greed keeps another from an answer."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest
from tests.web.conftest import DATA, DEADLINE_SECONDS, serving

from govsocial.settings import Settings
from govsocial.web.clients import UNKNOWN, Clients, name_of

PROXIES = Clients(Settings(trusted_proxies="10.0.0.0/8, 2001:db8:ff::1").proxy_networks)
ENDLESS = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"
SCRIPT, PERSON = "127.0.0.1", "127.0.0.2"


def found(peer: str | None, headers: Sequence[tuple[str, str]] = (), clients: Clients = PROXIES) -> str:
    """Who it is that comes from this peer with these headers."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return clients.of_scope({"type": "http", "client": None if peer is None else (peer, 1234), "headers": raw})


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one_customer(host: str | None, name: str) -> None:
    assert name_of(host) == name


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
@pytest.mark.parametrize("clients", [PROXIES, Clients()])
def test_a_header_of_a_stranger_changes_nothing(header: str, clients: Clients) -> None:
    assert found("192.0.2.1", [(header, "for=198.51.100.7")], clients) == "192.0.2.1"


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7, 10.2.3.4", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8:1:2::3", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::3]:80", "2001:db8:1:2::/64"),
        ("10.9.9.9", "10.9.9.9"),
        ("6.6.6.6, unknown", "10.0.0.1"),
        ("6.6.6.6, unknown, 10.2.3.4", "10.2.3.4"),
        ("", "10.0.0.1"),
        (", ".join(["6.6.6.6"] + ["10.0.0.2"] * 1000), "10.0.0.2"),
        ("\x00\xff" * 99, "10.0.0.1"),
    ],
)
def test_behind_a_trusted_proxy_the_first_stranger_from_the_right_asks(header: str, client: str) -> None:
    assert found("10.0.0.1", [("x-forwarded-for", header)]) == client


def test_several_headers_are_one_list() -> None:
    headers = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.7")]
    assert found("10.0.0.1", headers) == "198.51.100.7"


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ('for=6.6.6.6, For="[2001:db8:1:2::3]:80";proto=https', "2001:db8:1:2::/64"),
        ("proto=https;for=198.51.100.7;by=10.0.0.1", "198.51.100.7"),
        ("for=198.51.100.7, for=10.4.4.4", "198.51.100.7"),
        ("for=6.6.6.6, for=_hidden", "2001:db8:ff::/64"),
        ('for=6.6.6.6, for="198.51.100.7, 6.6.6.6', "2001:db8:ff::/64"),
        ("by=10.0.0.1", "2001:db8:ff::/64"),
    ],
)
def test_the_header_of_the_standard_is_read_alike(header: str, client: str) -> None:
    assert found("2001:db8:ff::1", [("forwarded", header)]) == client


def test_of_two_headers_that_do_not_agree_one_is_forged_and_none_is_believed() -> None:
    agreeing = [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.7")]
    assert found("10.0.0.1", agreeing) == "198.51.100.7"
    assert found("10.0.0.1", [*agreeing, ("x-forwarded-for", "6.6.6.6")]) == "10.0.0.1"


async def ask(address: str, source: str, query: str) -> httpx2.Response:
    """The answer to a query that comes from a source address, over a connection of its own."""
    transport = httpx2.AsyncHTTPTransport(local_address=source)
    async with httpx2.AsyncClient(transport=transport, timeout=DEADLINE_SECONDS) as client:
        return await client.get(f"{address}/sparql", params={"query": query})


def test_a_greedy_client_is_sent_away_and_does_not_keep_another_from_its_answer(tmp_path: Path) -> None:
    settings = Settings(workers=1, spares=1, long_queries=0, timeout=1, queue=5, queue_wait=20)

    async def greed_and_patience(address: str) -> tuple[list[httpx2.Response], list[httpx2.Response]]:
        script = [asyncio.ensure_future(ask(address, SCRIPT, f"{ENDLESS} # {number}")) for number in range(20)]
        await asyncio.wait(script, return_when=asyncio.FIRST_COMPLETED)  # the queue is full of it
        person = [await ask(address, PERSON, "ASK {}") for _ in range(2)]
        return await asyncio.gather(*script), person

    with serving((DATA,), settings, tmp_path, None) as address:
        script, person = asyncio.run(greed_and_patience(address))
    assert [(response.status_code, response.text) for response in person if response.status_code != 200] == []
    assert {response.status_code for response in script} == {429, 503, 504}
    for response in script:
        if response.status_code == 429:
            assert int(response.headers["retry-after"]) >= 1
            assert response.json()["error"] == "TooManyRequestsError"
