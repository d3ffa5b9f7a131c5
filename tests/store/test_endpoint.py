"""An endpoint that fails in every way: each is an error of the tree, in time, that tells nothing of the inside."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.store.conftest import run
from tests.store.contract.conftest import ask, whole
from tests.store.misbehaving import (
    FALSE,
    HEAD_OF_ROWS,
    NO_ROWS,
    ROW,
    Misbehaving,
    Script,
    head,
    misbehaving,
    says,
    then_nothing,
    writes,
)

from govsocial.errors import (
    BusyError,
    GovsocialError,
    QueryRefusedError,
    QueryTimeoutError,
    ResultTooLargeError,
    SettingError,
    StoreError,
)
from govsocial.model import formats
from govsocial.settings import Settings
from govsocial.store.base import Query
from govsocial.store.endpoint import Endpoint
from govsocial.store.remote import RemoteStore

SELECT = "SELECT ?graph { GRAPH ?graph { ?s ?p ?o } }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"
N_TRIPLES = "application/n-triples"
TRIPLE = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"
BOMB = b'<!DOCTYPE x [<!ENTITY a "secret"><!ENTITY b "&a;&a;&a;">]>' + NO_ROWS.replace(b"graph", b"&b;")


@asynccontextmanager
async def over_tcp(**settings: Any) -> AsyncIterator[tuple[RemoteStore, Misbehaving]]:  # Any: values of Settings
    async with misbehaving() as endpoint:
        store = RemoteStore(endpoint.url, Settings(**{"workers": 1, "spares": 1, **settings}))
        await store.open()
        try:
            yield store, endpoint
        finally:
            await store.close()


@pytest.fixture(scope="module")
def standing() -> Iterator[tuple[asyncio.Runner, RemoteStore, Misbehaving]]:
    """A store that stays open from fault to fault, its endpoint, and the loop in which both live."""
    with asyncio.Runner() as runner:
        context = over_tcp(timeout=1.5)
        store, endpoint = runner.run(context.__aenter__())
        yield runner, store, endpoint
        runner.run(context.__aexit__(None, None, None))


FAULTS: dict[str, tuple[str, Script, type[GovsocialError]]] = {
    "no HTTP": (ASK, writes(b"hello, this is secret\r\n\r\n"), StoreError),
    "not a word": (ASK, writes(), StoreError),
    "half a head": (ASK, writes(b"HTTP/1.1 200 OK\r\nContent-Ty"), StoreError),
    "endless headers": (ASK, writes(b"HTTP/1.1 200 OK\r\n", *([b"X-Secret: 1\r\n" * 1000] * 200)), StoreError),
    "a page": (ASK, says(b"<html>secret</html>", media_type="text/html"), StoreError),
    "a page in the place of results": (ASK, says(b"<html>secret</html>"), StoreError),
    "no content": (ASK, says(b"", 204), StoreError),
    "an empty body": (ASK, says(b""), StoreError),
    "no media type": (ASK, writes(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), StoreError),
    "another media type": (ASK, says(b"true", media_type="text/csv"), StoreError),
    "bytes that are no text": (SELECT, says(bytes(range(256))), StoreError),
    "truth for a table": (SELECT, says(FALSE), StoreError),
    "results for a graph": (CONSTRUCT, says(NO_ROWS), StoreError),
    "entities": (SELECT, says(BOMB), StoreError),
    "gzip that was not asked for": (ASK, says(gzip.compress(FALSE), Content_Encoding="gzip"), StoreError),
    "something after the end": (SELECT, says(NO_ROWS + b" secret"), StoreError),
    "a length that is not kept": (ASK, says(FALSE, Content_Length="5000"), StoreError),
    "chunks without an end": (ASK, writes(head(Transfer_Encoding="chunked"), b"5\r\n<spar\r\n"), StoreError),
    "a whole document in chunks without an end": (
        SELECT,
        writes(head(Transfer_Encoding="chunked"), b"%x\r\n%b\r\n" % (len(NO_ROWS), NO_ROWS)),
        StoreError,
    ),
    "a document that is not finished": (SELECT, says(NO_ROWS[:-12]), StoreError),
    "rows that are not finished": (SELECT, says(HEAD_OF_ROWS + ROW * 3), StoreError),
    "JSON that is not finished": (
        SELECT,
        says(b'{"head":{"vars":["graph"]},"results":{"bindings":[', media_type="application/sparql-results+json"),
        StoreError,
    ),
    "a graph without its length": (CONSTRUCT, writes(head(N_TRIPLES), TRIPLE), StoreError),
    "a triple that is not finished": (CONSTRUCT, says(TRIPLE + TRIPLE[:30], media_type=N_TRIPLES), StoreError),
    "a graph in chunks without an end": (
        CONSTRUCT,
        writes(head(N_TRIPLES, Transfer_Encoding="chunked"), b"%x\r\n%b\r\n" % (len(TRIPLE), TRIPLE)),
        StoreError,
    ),
    "a part": (ASK, says(FALSE, 206), StoreError),
    "a redirect": (ASK, says(b"", 302, Location="http://127.0.0.1:1/secret"), StoreError),
    "a redirect of a POST": (ASK, says(b"", 307, Location="http://127.0.0.1:1/secret"), StoreError),
    "400": (ASK, says(b"secret", 400), QueryRefusedError),
    "401": (ASK, says(b"secret", 401, WWW_Authenticate='Basic realm="secret"'), StoreError),
    "403": (ASK, says(b"secret", 403), StoreError),
    "404": (ASK, says(b"secret", 404), StoreError),
    "408": (ASK, says(b"secret", 408), QueryTimeoutError),
    "429": (ASK, says(b"secret", 429), BusyError),
    "500": (ASK, says(b"secret", 500), StoreError),
    "502": (ASK, says(b"secret", 502), StoreError),
    "503": (ASK, says(b"secret", 503), BusyError),
    "504": (ASK, says(b"secret", 504), QueryTimeoutError),
    "rows that were left out": (SELECT, says(NO_ROWS, X_SPARQL_MaxRows="10000"), ResultTooLargeError),
    "a query that was stopped": (SELECT, says(NO_ROWS, X_SQL_State="S1TAT"), QueryTimeoutError),
    "silence": (ASK, then_nothing(), QueryTimeoutError),
    "silence after the head": (ASK, then_nothing(head(Content_Length="100")), QueryTimeoutError),
    "silence in the middle": (SELECT, then_nothing(head(Content_Length="9999"), HEAD_OF_ROWS + ROW), QueryTimeoutError),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_an_error_that_tells_nothing_of_the_inside(
    standing: tuple[asyncio.Runner, RemoteStore, Misbehaving], fault: str
) -> None:
    runner, store, endpoint = standing
    text, script, error = FAULTS[fault]

    async def work() -> None:
        endpoint.script = script
        try:
            with pytest.raises(error) as raised:
                await asyncio.wait_for(ask(store, text), 10)
        finally:
            endpoint.script = None
        assert type(raised.value) is error
        assert "secret" not in str(raised.value)
        assert "127.0.0.1" not in str(raised.value)
        assert await ask(store, ASK) == b"false"
        assert store.running == store.waiting == 0

    runner.run(work())


def test_an_endpoint_that_is_down_is_an_error_until_it_is_back() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint:
            store = RemoteStore(endpoint.url, Settings(workers=1, spares=1))
            await store.open()
        try:
            with pytest.raises(StoreError, match="cannot be reached"):
                await ask(store, ASK)
        finally:
            await store.close()

    run(work)


def test_a_store_over_nothing_does_not_open() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint:
            pass
        store = RemoteStore(endpoint.url, Settings(workers=1, spares=1))
        with pytest.raises(StoreError):
            await store.open()
        await store.close()

    run(work)


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("7", 7), ("0", 1), ("999999", 3600), ("Fri, 27 Nov 2026 08:00:00 GMT", 1), ("-3", 1)]
)
def test_when_to_come_again_is_handed_on(retry_after: str, seconds: int) -> None:
    async def work() -> None:
        async with over_tcp() as (store, endpoint):
            endpoint.script = says(b"", 503, Retry_After=retry_after)
            with pytest.raises(BusyError) as raised:
                await ask(store, ASK)
            assert raised.value.retry_after_seconds == seconds

    run(work)


@pytest.mark.parametrize("rows", [20_000, None])
def test_what_ends_too_early_after_its_beginning_is_cut(rows: int | None) -> None:
    async def work() -> None:
        async with over_tcp(timeout=3.0, max_result_bytes=50_000_000) as (store, endpoint):
            endpoint.script = endpoint.rows(rows)
            answer = await store.query(Query(SELECT, formats.CSV, None))
            assert await anext(aiter(answer.chunks))
            with pytest.raises(StoreError if rows else (ResultTooLargeError, QueryTimeoutError)):
                await whole(answer)

    run(work)


def test_an_endless_answer_is_cut_at_the_byte_limit() -> None:
    async def work() -> None:
        async with over_tcp(timeout=30.0, max_result_bytes=1_000_000) as (store, endpoint):
            endpoint.script = endpoint.rows()
            with pytest.raises(ResultTooLargeError):
                await ask(store, SELECT)
            async with asyncio.timeout(10):
                await endpoint.was_left.wait()

    run(work)


def test_who_reads_slowly_makes_the_endpoint_slow_and_who_leaves_closes_its_connection() -> None:
    async def work() -> None:
        async with over_tcp(timeout=30.0) as (store, endpoint):
            endpoint.script = endpoint.rows()
            answer = await store.query(Query(SELECT, formats.CSV, None))
            await anext(aiter(answer.chunks))
            before = -1
            while endpoint.sent_bytes != before:  # it goes on until all buffers on the way are full
                before = endpoint.sent_bytes
                await asyncio.sleep(0.3)
            assert endpoint.sent_bytes < 20_000_000
            await answer.chunks.aclose()
            async with asyncio.timeout(10):
                await endpoint.was_left.wait()

    run(work)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async def work() -> None:
        async with over_tcp() as (store, _endpoint):
            assert await ask(store, ASK) == b"false"

    run(work)


def test_a_redirect_is_not_followed_and_a_cookie_is_not_kept() -> None:
    async def work() -> None:
        async with over_tcp() as (store, endpoint):
            endpoint.requests.clear()
            endpoint.script = says(b"", 307, Location=f"{endpoint.url}/else", Set_Cookie="a=b")
            with pytest.raises(StoreError):
                await ask(store, ASK)
            assert len(endpoint.requests) == 1
            endpoint.script = None
            await ask(store, ASK)
            assert b"cookie" not in endpoint.requests[-1].lower()

    run(work)


def test_credentials_are_sent_and_connections_are_kept() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint:
            store = RemoteStore(endpoint.url, Settings(workers=1, spares=1), "Bearer abc")
            await store.open()
            try:
                assert all(b"authorization: bearer abc\r\n" in request.lower() for request in endpoint.requests)
                assert len(endpoint.requests) >= 3
            finally:
                await store.close()

    run(work)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "http:///sparql",
        "http://example.org:port/",
        "http://[::1/",
        "http://example.org/#there",
        "http://exa mple.org/",
        "http://user:secret@example.org/",
        "",
    ],
)
def test_a_url_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(SettingError) as raised:
        Endpoint(url, 1)
    assert "secret" not in str(raised.value)


def test_credentials_that_are_no_header_are_told() -> None:
    with pytest.raises(SettingError) as raised:
        Endpoint("http://example.org/", 1, "Bearer secret\r\nX: y")
    assert "secret" not in str(raised.value)
