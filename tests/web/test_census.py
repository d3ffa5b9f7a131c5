"""What is counted over a whole store: shown at once where that is quick, else later, and never of another state."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from rdflib import Graph, Namespace
from tests.store.conftest import living, run
from tests.web.conftest import DATA, DEADLINE_SECONDS, TOKEN, UNPACKED, running, serving
from tests.web.test_sitemaps import locations

from govsocial.errors import CountingError, QueryTimeoutError
from govsocial.settings import Settings
from govsocial.store.base import Query, Update
from govsocial.store.live import LiveStore
from govsocial.web import census
from govsocial.web.app import create_app
from govsocial.web.census import Census
from govsocial.web.site import Writing

VOID = Namespace("http://rdfs.org/ns/void#")
BASE = "https://data.example.org/"
TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PAIRS = "SELECT (COUNT(*) AS ?n) { ?a <x:p> ?x . ?b <x:p> ?y FILTER(?x + ?y >= 0) }"
NUMBERS = f"INSERT DATA {{ {' '.join(f'<x:s{i}> <x:p> {i} .' for i in range(3_000))} }}"
TOOLS = " ".join(f"<{BASE}id/tool/t{i}> a <http://x/Tool> ." for i in range(5))
PAGE, RDF = {"Accept": "text/html"}, {"Accept": "text/turtle"}


@pytest.fixture
def may_count(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is set, all counts take longer."""
    event, answer = threading.Event(), Census._answer

    async def held(self: Census, query: Query) -> bytes:
        while not event.is_set():
            await asyncio.sleep(0.01)
        return await answer(self, query)

    monkeypatch.setattr(Census, "_answer", held)
    return event


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, may_count: threading.Event) -> Iterator[httpx2.Client]:
    """A client of a store on disk with five tools, whose pages wait for no count."""
    monkeypatch.setattr(census, "WAIT_SECONDS", 0.0)
    settings = Settings(workers=1, spares=1, base_iri=BASE)
    store = LiveStore(tmp_path / "store", settings)
    with (
        running(create_app(store, settings, (), None, Writing(store, TOKEN))) as url,
        httpx2.Client(base_url=url, headers=UNPACKED, timeout=DEADLINE_SECONDS) as client,
    ):
        write(client, f"INSERT DATA {{ {TOOLS} }}")
        yield client
        may_count.set()


def write(client: httpx2.Client, update: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    assert client.post("/update", content=update, headers=headers).is_success


def finished(client: httpx2.Client, path: str, headers: dict[str, str]) -> httpx2.Response:
    """The answer that has all that was being counted."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        response = client.get(path, headers=headers)
        if response.status_code == 200 and response.headers["cache-control"] != "no-store":
            return response
    raise AssertionError(f"{path} is never finished")


@pytest.mark.parametrize(
    ("path", "words"),
    [("/", "5 triples."), ("/browse", "<strong>5</strong> Tool"), ("/doc/tool", "t4</a>")],
)
def test_a_page_says_that_it_is_being_counted_and_has_the_numbers_later(
    impatient: httpx2.Client, may_count: threading.Event, path: str, words: str
) -> None:
    first = impatient.get(path, headers=PAGE)
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
    assert "being counted" in first.text
    assert "etag" not in first.headers
    may_count.set()
    page = finished(impatient, path, PAGE)
    assert words in page.text
    assert "being counted" not in page.text
    assert impatient.get(path, headers={**PAGE, "If-None-Match": page.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_rdf_leaves_out_what_is_not_counted_yet(
    impatient: httpx2.Client, may_count: threading.Event, path: str
) -> None:
    first = impatient.get(path, headers=RDF)
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in first.headers
    assert (None, VOID.triples, None) not in Graph().parse(data=first.text, format="turtle")
    assert impatient.get(path, headers={**RDF, "If-None-Match": "*"}).status_code == 200
    may_count.set()
    counted = Graph().parse(data=finished(impatient, path, RDF).text, format="turtle")
    assert {int(str(number)) for number in counted.objects(None, VOID.triples)} == {5}


@pytest.mark.parametrize("path", ["/sitemap.xml", "/figures/classes.csv"])
def test_what_is_nothing_without_the_count_is_to_be_asked_for_again(
    impatient: httpx2.Client, may_count: threading.Event, path: str
) -> None:
    response = impatient.get(path)
    assert (response.status_code, response.json()["error"]) == (503, "CountingError")
    assert int(response.headers["retry-after"]) > 0
    may_count.set()
    deadline = time.monotonic() + DEADLINE_SECONDS
    while impatient.get(path).status_code != 200:
        assert time.monotonic() < deadline


def test_a_set_has_no_last_page_before_it_is_counted(impatient: httpx2.Client, may_count: threading.Event) -> None:
    more = " ".join(f"<{BASE}id/body/b{i}> a <http://x/Body> ." for i in range(2_500))
    write(impatient, f"INSERT DATA {{ {more} }}")
    links = [impatient.get(f"/doc/body?page={number}", headers=RDF).links for number in (1, 2)]
    assert all("next" in each and "last" not in each for each in links)
    assert impatient.get("/doc/body?page=4", headers=RDF).status_code == 404
    assert impatient.get("/doc/body?sort=-name", headers=PAGE).status_code == 503
    may_count.set()
    assert "?page=3" in finished(impatient, "/doc/body", RDF).links["last"]["url"]
    pages = [impatient.get(f"/doc/body?page={number}", headers=RDF) for number in (1, 2, 3)]
    graphs = [Graph().parse(data=page.text, format="turtle") for page in pages]
    assert sum(len(set(graph.subjects())) - 1 for graph in graphs) >= 2_500
    assert len(set().union(*(set(map(str, graph.subjects())) for graph in graphs))) >= 2_500


def test_no_number_outlives_a_write(impatient: httpx2.Client, may_count: threading.Event) -> None:
    may_count.set()
    for triples in range(6, 12):
        write(impatient, f"INSERT DATA {{ <http://x/{triples}> <http://x/p> 1 }}")
        assert f"{triples} triples." in finished(impatient, "/", PAGE).text


def test_a_site_map_of_many_documents_has_each_of_them(
    impatient: httpx2.Client, may_count: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_count.set()
    monkeypatch.setattr("govsocial.web.sitemaps._ABOUT_A_FILE", 2)
    parts = locations(finished(impatient, "/sitemap.xml", {}).text)
    assert len(parts) == 3
    found = [str(each) for part in parts for each in locations(impatient.get(str(part)).text)]
    assert {f"{impatient.base_url}/doc/tool/t{number}".replace("//doc", "/doc") for number in range(5)} <= set(found)


def test_a_small_store_is_counted_while_its_first_visitor_waits(tmp_path: Path) -> None:
    with serving((DATA,), Settings(workers=1), tmp_path, None) as url, httpx2.Client(base_url=url) as client:
        for path, headers in (("/", PAGE), ("/browse", PAGE), ("/sparql", RDF), ("/.well-known/void", RDF)):
            response = client.get(path, headers=headers)
            assert "no-store" not in response.headers["cache-control"], path


async def in_the_end(counts: Census, text: str) -> str:
    while (found := (await counts.counted(text))[0]) is None:
        await asyncio.sleep(0.05)
    return found.rows[0]["n"].value


def test_a_count_that_takes_long_is_made_beside_the_queries(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", timeout=0.3) as store:
            await store.update(Update(NUMBERS))
            counts = Census(store, 0.3)
            assert await in_the_end(counts, TRIPLES) == "3000"
            few, many = await counts.counted(TRIPLES, PAIRS)
            assert few is not None
            assert many is None
            with pytest.raises(CountingError):
                await counts.needed(PAIRS)
            assert await in_the_end(counts, PAIRS) == "9000000"

    run(work)


def test_those_who_ask_at_the_same_time_and_later_share_one_count(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store") as store:
            await store.update(Update(f"INSERT DATA {{ {TOOLS} }}"))
            counts = Census(store, 10.0)
            found = await asyncio.gather(*(counts.counted(TRIPLES, TRIPLES) for _ in range(50)))
            assert {each.rows[0]["n"].value for pair in found for each in pair if each is not None} == {"5"}
            await counts.needed(TRIPLES)
            assert store.measurements.durations["answered"].cumulative[-1] == 1

    run(work)


def test_what_cannot_be_counted_in_its_time_is_not_tried_again_before_a_write(tmp_path: Path) -> None:
    async def work() -> None:
        async with living(tmp_path / "store", timeout=0.1, count_timeout=0.1) as store:
            await store.update(Update(NUMBERS))
            counts = Census(store, 10.0)
            assert await counts.counted(PAIRS) == [None]
            killed = store.measurements.kills["timeout"]
            with pytest.raises(QueryTimeoutError):
                await counts.needed(PAIRS)
            assert store.measurements.kills["timeout"] == killed == 2

    run(work)
