"""Memento: from a date to a snapshot, over real sockets and by the table of the RFC."""

from datetime import UTC, datetime

import httpx2
import pytest
from httplink import parse_link_header

from govsocial.errors import RequestError
from govsocial.web.memento import choose
from govsocial.web.publication import Snapshot

FIRST = Snapshot("http://x/1", datetime(2009, 6, 8, tzinfo=UTC))
SECOND = Snapshot("http://x/2", datetime(2011, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("accept_datetime", "expected"),
    [
        (None, SECOND),
        ("Thu, 26 Nov 2026 12:00:00 GMT", SECOND),
        ("Tue, 01 Feb 2011 00:00:00 GMT", SECOND),
        ("Mon, 31 Jan 2011 23:59:59 GMT", FIRST),
        ("Mon, 08 Jun 2009 00:00:00 GMT", FIRST),
        ("Mon, 01 Jan 1990 00:00:00 GMT", FIRST),
    ],
)
def test_the_state_at_a_date_is_the_last_one_before_it(accept_datetime: str | None, expected: Snapshot) -> None:
    assert choose((FIRST, SECOND), accept_datetime) is expected


@pytest.mark.parametrize("text", ["", "yesterday", "2009-06-08T00:00:00Z", "Mon, 99 Jun 2009 00:00:00 GMT"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        choose((FIRST,), text)


def test_the_original_names_its_timegate_and_timemap(client: httpx2.Client) -> None:
    links = client.get("/dataset").links
    assert (links["timegate"]["url"], links["timemap"]["url"]) == ("/timegate/dataset", "/timemap/dataset")
    assert links["original"]["url"] == "/dataset"


@pytest.mark.parametrize(
    ("headers", "location"),
    [
        ({"Accept-Datetime": "Wed, 01 Jul 2009 00:00:00 GMT"}, "/doc/snapshot/2009-06"),
        ({"Accept-Datetime": "Wed, 01 Jul 1998 00:00:00 GMT"}, "/doc/snapshot/2009-06"),
        ({}, "/doc/snapshot/2011-02"),
    ],
)
def test_the_timegate_leads_to_a_memento(client: httpx2.Client, headers: dict[str, str], location: str) -> None:
    response = client.get("/timegate/dataset", headers=headers)
    assert (response.status_code, response.headers["location"]) == (302, location)
    assert response.headers["vary"].lower() == "accept-datetime"
    assert {"original", "timemap"} <= response.links.keys()
    assert "memento-datetime" not in response.headers


def test_a_date_that_is_none_is_400(client: httpx2.Client) -> None:
    assert client.get("/timegate/dataset", headers={"Accept-Datetime": "soon"}).status_code == 400


@pytest.mark.parametrize("suffix", ["", ".ttl", ".html", ".csv"])
def test_a_memento_tells_its_date_and_its_original(client: httpx2.Client, suffix: str) -> None:
    response = client.get(f"/doc/snapshot/2009-06{suffix}")
    assert response.headers["memento-datetime"] == "Mon, 08 Jun 2009 00:00:00 GMT"
    assert response.links["original"]["url"] == "/dataset"
    assert "memento-datetime" not in client.get("/doc/tool/twitter").headers


def test_the_timemap_lists_all_mementos(client: httpx2.Client, address: str) -> None:
    response = client.get("/timemap/dataset")
    assert response.headers["content-type"] == "application/link-format"
    links = parse_link_header(response.text.replace("\n", " ")).links
    mementos = {each.target: each["datetime"] for each in links if "memento" in each.rel}
    assert mementos == {
        f"{address}/doc/snapshot/2009-06": "Mon, 08 Jun 2009 00:00:00 GMT",
        f"{address}/doc/snapshot/2011-02": "Tue, 01 Feb 2011 00:00:00 GMT",
    }
    assert {rel for each in links for rel in each.rel} == {"original", "self", "timegate", "memento", "first", "last"}


def test_without_snapshots_there_is_no_timegate(writable: httpx2.Client) -> None:
    assert writable.get("/timegate/dataset").status_code == 404
