"""The cache, held against a model of it: what may be found, what never, and how many bytes there are."""

from collections.abc import Hashable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from govsocial.web.cache import codings
from govsocial.web.cache.entries import Cache, Entry, Kind, Shortcut, tag_in

KIND = Kind("GET", "/x", "/x", 200, "text/plain")
MANY = 1_000_000


class Edition:
    """One that the test moves on."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> Hashable:
        return self.number


def entry(body: bytes = b"body", tag: str = '"t"', media_type: str = "text/plain", status: int = 200) -> Entry:
    return Entry(status, ((b"content-type", b"text/plain"),), body, tag, "/x", media_type)


def shortcut(of: Entry, rest: bytes = b"rest") -> Shortcut:
    return Shortcut(of, b"HTTP/1.1 200 OK\r\n", rest, of.body, KIND)


def test_what_was_put_is_found_by_its_key_and_no_other() -> None:
    cache = Cache(Edition(), MANY)
    cache.put("a", kept := entry(), 0)
    assert cache.get("a") is kept
    assert cache.get("b") is None
    assert len(cache) == 1


def test_nothing_of_an_earlier_edition_is_found_or_counted() -> None:
    cache = Cache(edition := Edition(), MANY)
    cache.put("a", kept := entry(), 0)
    cache.shorten(b"raw", shortcut(kept))
    edition.number = 1
    assert (cache.get("a"), cache.shortcut(b"raw"), cache.bytes, len(cache)) == (None, None, 0, 0)


def test_what_was_made_from_an_earlier_edition_is_not_kept() -> None:
    cache = Cache(edition := Edition(), MANY)
    edition.number = 1
    cache.put("a", entry(), 0)
    assert cache.get("a") is None


def test_an_entry_that_has_gone_gets_no_shortcut_and_counts_no_coding() -> None:
    cache = Cache(edition := Edition(), MANY)
    cache.put("a", old := entry(b"x" * 2_000), 0)
    edition.number = 1
    cache.get("a")
    cache.shorten(b"raw", shortcut(old))
    cache.pack(old, "gzip")
    assert (cache.shortcut(b"raw"), cache.bytes) == (None, 0)


def test_the_one_not_asked_for_the_longest_goes_first_by_whichever_way_it_is_asked() -> None:
    cache = Cache(Edition(), 20_000)
    size = 2_000
    first, second = entry(b"1" * size), entry(b"2" * size)
    cache.put("first", first, 0)
    cache.put("second", second, 0)
    cache.shorten(b"first", shortcut(first))
    for number in range(20):
        assert cache.shortcut(b"first") is not None
        cache.put(number, entry(b"x" * size), 0)
    assert cache.get("first") is first
    assert cache.get("second") is None


def test_too_large_a_body_is_not_kept() -> None:
    cache = Cache(Edition(), MANY)
    cache.put("a", entry(b"x" * (cache.largest + 1)), 0)
    cache.put("b", entry(b"x" * cache.largest), 0)
    assert (cache.get("a"), cache.get("b") is None) == (None, False)


@pytest.mark.parametrize("key", [b"k" * 100_000, ("http", b"k" * 50_000, b"q" * 50_000, None, b"a")])
def test_keys_that_clients_make_long_count(key: Hashable) -> None:
    cache = Cache(Edition(), MANY)
    cache.put(key, entry(), 0)
    assert cache.bytes >= 100_000


def test_a_body_that_was_packed_before_it_is_kept_counts_as_well() -> None:
    cache = Cache(Edition(), MANY)
    body = bytes(range(256)) * 100
    kept = entry(body)
    packed = len(cache.pack(kept, "gzip"))
    cache.put("a", kept, 0)
    assert cache.bytes >= len(body) + packed
    cache.put("a", entry(), 0)
    assert 0 < cache.bytes < 3_000


def test_a_cache_of_no_bytes_keeps_nothing() -> None:
    cache = Cache(Edition(), 0)
    cache.put("a", entry(b""), 0)
    assert (cache.get("a"), cache.bytes) == (None, 0)


def test_tags_differ_by_coding() -> None:
    kept = entry()
    tags = {kept.tag_in(coding) for coding in (None, *codings.CODINGS)}
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    assert tag_in('"a"', "gzip") == '"a-gzip"'


@pytest.mark.parametrize(
    ("body", "media_type", "coding"),
    [
        (b"x" * codings.LEAST_BYTES, "text/turtle", "gzip"),
        (b"x" * (codings.LEAST_BYTES - 1), "text/turtle", None),
        (b"x" * codings.LEAST_BYTES, "image/png", None),
    ],
)
def test_short_bodies_and_pictures_stay_as_they_are(body: bytes, media_type: str, coding: str | None) -> None:
    assert entry(body, media_type=media_type).coding_for("gzip") == coding


@pytest.mark.parametrize(
    ("if_none_match", "accept_encoding", "known"),
    [
        ('"t"', "gzip", '"t"'),
        ('"t-gzip"', "gzip", '"t-gzip"'),
        ('W/"t-gzip"', "gzip", '"t-gzip"'),
        ('"other", W/"t"', "", '"t"'),
        ("*", "gzip", '"t-gzip"'),
        ("*", "", '"t"'),
        ('"t-zstd"', "gzip, zstd", '"t-zstd"'),
        ('"t-gzip"', "gzip, zstd", '"t-gzip"'),
        ('"t-gzip"', "", None),  # a cache between us would give it to a client that cannot read it
        ('"t-zstd"', "gzip", None),
        ('"other"', "gzip", None),
        ("t", "gzip", None),
        ("", "gzip", None),
    ],
)
def test_what_a_client_has_is_known_by_its_tag(if_none_match: str, accept_encoding: str, known: str | None) -> None:
    kept = entry(b"x" * 2_000)
    assert kept.tag_known_to({"if-none-match": if_none_match}, accept_encoding) == known


KEYS = st.sampled_from([b"a", b"b" * 500, ("t", b"c" * 900), ("t", b"d")])
RAWS = st.binary(min_size=1, max_size=2)


class CacheMachine(RuleBasedStateMachine):
    """A small cache, and all entries that were ever put into it, with the edition that they are of."""

    @initialize(max_bytes=st.sampled_from([0, 3_000, 12_000, MANY]))
    def begin(self, max_bytes: int) -> None:
        self.edition = Edition()
        self.cache = Cache(self.edition, max_bytes)
        self.put: list[tuple[Hashable, Entry, int]] = []
        self.shortened: list[tuple[bytes, Entry]] = []

    @rule(key=KEYS, size=st.integers(0, 4_000), age=st.integers(0, 1), packed=st.booleans())
    def keep(self, key: Hashable, size: int, age: int, packed: bool) -> None:
        kept = entry(b"x" * size)
        if packed:
            self.cache.pack(kept, "gzip")
        self.put.append((key, kept, self.edition.number - age))
        self.cache.put(key, kept, self.edition.number - age)

    @rule(key=KEYS)
    def look(self, key: Hashable) -> None:
        found = self.cache.get(key)
        of_key = [(kept, number) for each, kept, number in self.put if each == key]
        assert found is None or (found, self.edition.number) in of_key

    @rule(key=KEYS, coding=st.sampled_from(codings.CODINGS))
    def pack(self, key: Hashable, coding: str) -> None:
        if (found := self.cache.get(key)) is not None:
            self.cache.pack(found, coding)

    @rule(data=st.data(), coding=st.sampled_from(codings.CODINGS))
    def pack_any(self, data: st.DataObject, coding: str) -> None:
        if self.put:
            self.cache.pack(data.draw(st.sampled_from(self.put))[1], coding)

    @rule(data=st.data(), raw=RAWS, rest=st.binary(max_size=300))
    def shorten(self, data: st.DataObject, raw: bytes, rest: bytes) -> None:
        if self.put:
            kept = data.draw(st.sampled_from(self.put))[1]
            self.shortened.append((raw, kept))
            self.cache.shorten(raw, shortcut(kept, rest))

    @rule(raw=RAWS)
    def look_by_bytes(self, raw: bytes) -> None:
        found = self.cache.shortcut(raw)
        if found is not None:
            assert any(each == raw and kept is found.entry for each, kept in self.shortened)
            assert self.cache.get(found.entry.key) is found.entry

    @rule()
    def write(self) -> None:
        self.edition.number += 1
        assert not any(self.cache.get(key) for key, _, _ in self.put)
        assert self.cache.bytes == 0

    @invariant()
    def the_bound_holds_and_the_sum_is_right(self) -> None:
        if hasattr(self, "cache"):
            assert 0 <= self.cache.bytes <= self.cache.max_bytes
            assert (self.cache.bytes == 0) == (len(self.cache) == 0)

    def teardown(self) -> None:
        """What is put last drops all others, and then itself: nothing is left of the sum."""
        if hasattr(self, "cache") and self.cache.max_bytes:
            self.cache.get(None)
            while len(self.cache):
                self.cache._drop(next(iter(self.cache._entries)))  # the sum is what is tested
            assert self.cache.bytes == 0
            assert not self.cache._shortcuts


TestCache = CacheMachine.TestCase
TestCache.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
