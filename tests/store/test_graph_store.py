"""Tests of govsocial.store.graph_store: what is asked of a Graph Store, and how it fails. Real ones: tests/cli."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from tests.store.conftest import run
from tests.store.misbehaving import Script, misbehaving, says, writes

from govsocial.errors import SettingError, StoreError
from govsocial.store.graph_store import GraphStore, GraphStoreProtocol, GraphUpdates, pieces

BASIC = "Basic dTpw"  # u:p
TRIPLE = b"<x:s> <x:p> <x:o> .\n"

Made = Callable[[str, str | None], GraphStore]


def test_each_operation_is_a_request_of_the_graph_store_protocol() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint, GraphStoreProtocol(f"{endpoint.url}?db=1", "Bearer abc") as there:
            endpoint.script = says(b"", 204)
            for operation in (there.put("x:g&h", TRIPLE), there.post("x:g&h", TRIPLE), there.delete("x:g&h")):
                await operation
            firsts = [unquote(request.split(b"\r\n")[0].decode()) for request in endpoint.requests]
            assert firsts == [
                f"{method} /secret/path?db=1&graph=x:g&h HTTP/1.1" for method in ("PUT", "POST", "DELETE")
            ]
            assert all(b"authorization: bearer abc\r\n" in request.lower() for request in endpoint.requests)
            assert [request.partition(b"\r\n\r\n")[2] for request in endpoint.requests] == [TRIPLE, TRIPLE, b""]

    run(work)


def test_each_operation_is_an_update() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint, GraphUpdates(endpoint.url) as there:
            endpoint.script = says(b"", 204)
            for operation in (there.put("x:g", TRIPLE), there.post("x:g", TRIPLE), there.delete("x:g")):
                await operation
            insert = b"INSERT DATA { GRAPH <x:g> {\n" + TRIPLE + b"} }"
            assert [request.partition(b"\r\n\r\n")[2] for request in endpoint.requests] == [
                b"DROP SILENT GRAPH <x:g> ;\n" + insert,
                insert,
                b"DROP SILENT GRAPH <x:g>",
            ]

    run(work)


@pytest.mark.parametrize("make", [GraphStoreProtocol, GraphUpdates])
@pytest.mark.parametrize(
    ("script", "words"),
    [
        (says(b"", 401), "does not let us write; give credentials in GOVSOCIAL_STORE_AUTHORIZATION"),
        (says(b"", 403), "have no right to"),
        (says(b"", 404), "by --graph-store or --update"),
        (says(b"", 405), "by --graph-store or --update"),
        (says(b"", 413), "too large (status 413)"),
        (says(b"", 302, Location="http://127.0.0.1:1/"), "failed with status 302."),
        (says(b"The disk\r\n is\0 full.", 500), "failed with status 500: The disk is full."),
        (writes(b"hello\r\n\r\n"), "broke off, or does not speak HTTP; it may have written a part."),
    ],
)
def test_a_failure_names_the_address_and_the_reason(make: Made, script: Script, words: str) -> None:
    async def work() -> None:
        async with misbehaving() as endpoint, make(endpoint.url, None) as there:
            endpoint.script = script
            with pytest.raises(StoreError) as raised:
                await there.put("x:g", TRIPLE)
            assert str(raised.value).startswith(endpoint.url)
            assert words in str(raised.value)

    run(work)


def test_a_graph_that_is_not_there_is_dropped_all_the_same() -> None:
    async def work() -> None:
        async with misbehaving() as endpoint, GraphStoreProtocol(endpoint.url) as there:
            endpoint.script = says(b"", 404)
            await there.delete("x:g")

    run(work)


def test_what_is_not_there_cannot_be_reached() -> None:
    async def work() -> None:
        async with GraphStoreProtocol("http://127.0.0.1:1/store") as there:
            with pytest.raises(StoreError, match=r"^http://127\.0\.0\.1:1/store cannot be reached"):
                await there.put("x:g", TRIPLE)

    run(work)


def test_credentials_that_are_refused_as_basic_are_not_sent_so_again() -> None:
    """Virtuoso asks for Digest where nothing is given, and for nothing where Basic is: see tests/cli."""

    async def work() -> None:
        async with misbehaving() as endpoint, GraphStoreProtocol(endpoint.url, BASIC) as there:
            endpoint.script = says(b"", 401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth"')
            with pytest.raises(StoreError, match="does not let us write"):
                await there.put("x:g", TRIPLE)
            kinds = [request.lower().partition(b"authorization: ")[2].split(b" ")[0] for request in endpoint.requests]
            assert kinds == [b"basic", b"", b"digest"]

    run(work)


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://user:secret@example.org/", ""])
def test_a_url_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(SettingError) as raised:
        GraphStoreProtocol(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("most", "wanted"),
    [
        (100, [(3, b"aaabbbccc")]),
        (6, [(2, b"aaabbb"), (1, b"ccc")]),
        (5, [(1, b"aaa"), (1, b"bbb"), (1, b"ccc")]),
        (1, [(1, b"aaa"), (1, b"bbb"), (1, b"ccc")]),
    ],
)
def test_pieces_have_no_more_bytes_than_they_may_and_no_line_in_two(most: int, wanted: list[tuple[int, bytes]]) -> None:
    assert list(pieces([b"aaa", b"bbb", b"ccc"], most)) == wanted
