"""Memento: from a date to a snapshot, over real sockets and by the table of the RFC."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest
from httplink import parse_link_header
from tests.web.conftest import DATA, DEADLINE_SECONDS, make_release, serving

from govsocial.errors import RequestError
from govsocial.publishing.archive import open_archive
from govsocial.settings import Settings
from govsocial.web.memento import History, Memento

FIRST = Memento("/1", datetime(2009, 6, 8, tzinfo=UTC))
SECOND = Memento("/2", datetime(2011, 2, 1, tzinfo=UTC))


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
def test_the_state_at_a_date_is_the_last_one_before_it(accept_datetime: str | None, expected: Memento) -> None:
    assert History("/x", (FIRST, SECOND)).choose(accept_datetime) is expected


@pytest.mark.parametrize("text", ["", "yesterday", "2009-06-08T00:00:00Z", "Mon, 99 Jun 2009 00:00:00 GMT"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        History("/x", (FIRST,)).choose(text)


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


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client of a server that keeps a release of June and one of November."""
    folder = tmp_path_factory.mktemp("releases")
    make_release(folder / "old", "2026-06-08")
    make_release(folder / "new", "2026-11-23")
    with (
        serving((DATA,), Settings(workers=1), folder / "none", *open_archive(folder)) as url,
        httpx2.Client(base_url=url, headers={"Accept": "*/*"}, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def names(kept: httpx2.Client) -> list[str]:
    """What the releases are called, the newest first."""
    return [each["release"] for each in kept.get("/dumps/").json()["releases"]]


@pytest.mark.parametrize("file", ["", "tiny.ttl", "SHA256SUMS"])
@pytest.mark.parametrize(
    ("accept_datetime", "index"),
    [
        (None, 0),
        ("Tue, 24 Nov 2026 00:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 23:59:59 GMT", 1),
        ("Mon, 08 Jun 2026 00:00:00 GMT", 1),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 1),
    ],
)
def test_a_date_leads_to_the_release_of_that_time_and_to_its_file(
    kept: httpx2.Client, names: list[str], file: str, accept_datetime: str | None, index: int
) -> None:
    headers = {} if accept_datetime is None else {"Accept-Datetime": accept_datetime}
    gate = kept.get(kept.get(f"/dumps/{file}").links["timegate"]["url"], headers=headers)
    assert (gate.status_code, gate.headers["location"]) == (302, f"/dumps/{names[index]}/{file}")
    assert gate.headers["vary"].lower() == "accept-datetime"
    assert gate.links["original"]["url"] == f"/dumps/{file}"
    memento = kept.get(gate.headers["location"])
    assert memento.status_code == 200
    assert memento.headers["memento-datetime"] == (
        "Mon, 23 Nov 2026 00:00:00 GMT" if index == 0 else "Mon, 08 Jun 2026 00:00:00 GMT"
    )
    assert memento.links["original"]["url"] == f"/dumps/{file}"
    assert "memento-datetime" not in kept.get(f"/dumps/{file}").headers


def test_the_file_of_an_older_release_is_what_it_was(kept: httpx2.Client, names: list[str]) -> None:
    newest, older = (kept.get(f"/dumps/{name}/manifest.json") for name in names)
    assert (newest.json()["issued"], older.json()["issued"]) == ("2026-11-23", "2026-06-08")
    assert older.headers["cache-control"].endswith("immutable")
    assert kept.get("/dumps/manifest.json").content == newest.content


@pytest.mark.parametrize("file", ["", "tiny.ttl"])
def test_the_timemap_of_the_releases_lists_each_in_both_formats(
    kept: httpx2.Client, names: list[str], file: str
) -> None:
    response = kept.get(f"/timemap/dumps/{file}")
    assert response.headers["content-type"] == "application/link-format"
    found = [each for each in parse_link_header(response.text.replace("\n", " ")).links if "memento" in each.rel]
    here = str(kept.base_url).rstrip("/")
    expected = {
        f"{here}/dumps/{names[1]}/{file}": "Mon, 08 Jun 2026 00:00:00 GMT",
        f"{here}/dumps/{names[0]}/{file}": "Mon, 23 Nov 2026 00:00:00 GMT",
    }
    assert {each.target: each["datetime"] for each in found} == expected
    (context,) = kept.get(f"/timemap/dumps/{file}", headers={"Accept": "application/linkset+json"}).json()["linkset"]
    assert context["anchor"] == f"{here}/dumps/{file}"
    assert {each["href"]: each["datetime"] for each in context["memento"]} == expected


@pytest.mark.parametrize("path", ["/timegate/dumps/none.ttl", "/timemap/dumps/none.ttl", "/timemap/dumps/x/y"])
def test_what_no_release_has_has_no_history(kept: httpx2.Client, path: str) -> None:
    assert kept.get(path).status_code == 404


def test_an_older_release_is_the_predecessor_of_a_newer(kept: httpx2.Client, names: list[str]) -> None:
    links = kept.get("/dumps/").links
    assert links["predecessor-version"]["url"] == f"/dumps/{names[1]}/"
    assert links["latest-version"]["url"] == "/dumps/"
    assert "predecessor-version" not in kept.get(f"/dumps/{names[1]}/").links
