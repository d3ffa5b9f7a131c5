"""The index: what is found, in which order, whatever is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsocial.web.search.index import MAX_WORDS, Index
from govsocial.web.search.names import NamedThing, NamedThings

THINGS = (
    NamedThing("http://x/twitter", "Twitter", "tool", 0, "twitter"),
    NamedThing("http://x/youtube", "YouTube", "tool", 0, "youtube", ("You Tube",)),
    NamedThing("http://x/channel", "Twitter channel of the FCO", "account", 0, "fco-twitter"),
    NamedThing("http://x/fco", "FCO", "organisation", 0, "fco", ("Foreign & Commonwealth Office",), ("D13",)),
    NamedThing("http://x/blog", "Blog", "tool-kind", 1, "blog", (), (), ("A diary on the web, unlike Twitter.",)),
    NamedThing("http://x/claim", "Twitter is used by the FCO", "claim", 2, "2009-06/fco-twitter"),
    NamedThing("http://x/cafe", "Café", "tool", 0, "café"),
)
INDEX = Index(NamedThings(THINGS), "r1")


def found(text: str, kind: str | None = None) -> list[str]:
    return [hit.iri.rpartition("/")[2] for hit in INDEX.find(text, 10, kind).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("twitter", "twitter"), ("TWITTER", "twitter"), ("twit", "twitter"), ("twiter", "twitter"),
        ("you tube", "youtube"),
        ("you tub", "youtube"), ("twit ter", "twitter"), ("yuotube", "youtube"), ("foreign office", "fco"),
        ("foriegn ofice", "fco"),
        ("D13", "fco"), ("fco twitter", "channel"), ("blogs", "blog"), ("cafe", "cafe"), ("CAFÉ", "cafe"),
        ("2009 06", "claim"), ("diary", "blog"),
    ],
)  # fmt: skip
def test_what_is_meant_comes_first(text: str, first: str) -> None:
    assert found(text)[0] == first


def test_things_called_so_come_before_what_only_speaks_of_them() -> None:
    assert found("twitter") == ["twitter", "channel", "claim", "blog"]


def test_a_word_that_nothing_is_called_by_is_told_with_what_stood_in_for_it() -> None:
    results = INDEX.find("flicker twiter", 10)
    assert results.corrections == {"twiter": ("twitter",)}
    assert results.is_partial
    assert INDEX.find("twitter", 10).corrections == {}


def test_all_are_counted_and_as_many_given_as_were_asked_for() -> None:
    results = INDEX.find("twitter", 2)
    assert (len(results.hits), results.total) == (2, 4)
    assert results.counts == {"account": 1, "claim": 1, "tool": 1, "tool-kind": 1}


def test_things_of_one_kind_can_be_asked_for() -> None:
    assert found("twitter", "claim") == ["claim"]
    assert found("twitter", "none") == []


def test_the_nearest_names_are_suggested_where_nothing_is_found() -> None:
    results = INDEX.find("Twtterr chanel", 10)
    assert results.total or results.suggestions
    results = INDEX.find("tvvitter", 10)
    assert next(hit.label for hit in (*results.hits, *results.suggestions)) == "Twitter"


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '"" OR ""', "NEAR(a b)", "*", "^a", "{label} : x", "label:twitter", "-", "a*", "'; DROP TABLE thing",
     "\x00", "\ud800", "😀", "\u202eabc", "AND OR NOT", "(", "a" * 200, "a " * 100, "ﷺ" * 20],
)  # fmt: skip
def test_nothing_that_is_asked_is_read_as_a_query(text: str) -> None:
    INDEX.find(text, 10)
    assert found("twitter")[0] == "twitter"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    results = INDEX.find(text, 3)
    assert len(results.hits) <= 3
    assert len(results.hits) <= results.total


def test_no_more_words_are_looked_for_than_an_index_bears() -> None:
    assert len(INDEX.find(" ".join(map(str, range(100))), 1).terms) == MAX_WORDS


def test_an_index_of_nothing_finds_nothing() -> None:
    results = Index(NamedThings((), is_complete=False)).find("twitter", 5)
    assert (results.total, results.suggestions, results.indexed, results.is_complete) == (0, (), 0, False)
