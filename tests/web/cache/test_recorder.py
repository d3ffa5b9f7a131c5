"""Answers that come in pieces: whole, cut or slow, in each coding."""

import time
from collections.abc import Iterator

import pytest
from tests.web.cache.wire import Answered, Served, query, serving


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_a_large_streamed_answer_is_whole_in_each_coding(served: Served, coding: str) -> None:
    text = "SELECT ?a ?b ?c { ?a a ?b . ?c a ?b } LIMIT 60000"
    lines = served.ask(query(text, f"Accept-Encoding: {coding}", accept="text/csv"))
    assert lines.headers.get("content-encoding", "identity") == coding
    assert lines.is_whole
    assert lines.unpacked.count(b"\r\n") == 60_001


@pytest.fixture(scope="module")
def cutting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("cutting"), "--max-result-bytes", "300000") as server:
        yield server


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_a_cut_answer_is_seen_as_cut_in_each_coding_and_not_kept(cutting: Served, coding: str) -> None:
    request = query("SELECT ?a ?b ?c { ?a a ?b . ?c a ?b }", f"Accept-Encoding: {coding}", accept="text/csv")
    for _ in range(2):
        answer = cutting.ask(request)
        assert (answer.status, answer.is_whole, answer.is_kept) == (200, False, False)
        assert answer.unpacked.count(b"\r\n") > 0


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_the_first_rows_of_a_slow_query_come_early_in_a_coding(served: Served, coding: str) -> None:
    text = "SELECT ?a ?b ?c ?d { ?a a ?b . ?c a ?d . ?e a ?f }"
    with served.connect() as wire:
        started = time.monotonic()
        wire.send(query(text, f"Accept-Encoding: {coding}", accept="text/csv"))
        head = wire.head()
        assert f"content-encoding: {coding}".encode() in head
        rows = Answered(200, {"content-encoding": coding}, wire.chunk()).unpacked
        assert rows.startswith(b"a,b,c,d\r\n")
        assert time.monotonic() - started < 5
