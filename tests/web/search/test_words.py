"""Texts as a search reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.search.words import Term, fold, marked, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twitter", ["twitter"]),
        ("Café CRÈME", ["cafe", "creme"]),
        ("cafe\u0301", ["cafe"]),
        ("Straße", ["strasse"]),
        ("\uff24\uff23\uff2d\uff33", ["dcms"]),
        ("The FCO\u2019s blog, the FCO's blog", ["the", "fco", "blog", "the", "fco", "blog"]),
        ("2009-06/dcms_twitter", ["2009", "06", "dcms", "twitter"]),
        ("Ελλάς ΕΛΛΑΣ", ["ελλασ", "ελλασ"]),
        ("שלום", ["שלום"]),
        ('a" OR NEAR(b*)\x00', ["a", "or", "near", "b"]),
        ("😀 -- ; \u202e", []),
    ],
)
def test_a_text_is_read_as_folded_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text())
def test_folded_text_is_not_changed_by_folding(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_hold_letters_and_digits_only(text: str) -> None:
    assert all(word.isalnum() for word in words(text))


def test_what_fits_is_marked_in_the_text_as_it_was_written() -> None:
    found = marked("Café, the café-bar: Kafé", [Term("cafe"), Term("bra", ("bar",))])
    assert [each.text for each in found if each.is_match] == ["Café", "café", "bar"]
    assert "".join(each.text for each in found) == "Café, the café-bar: Kafé"


def test_the_beginning_of_a_word_fits() -> None:
    assert Term("twit").fits("twitter")
    assert not Term("twitter").fits("twit")
    assert Term("twiter", ("twitter",)).fits_any({"x", "twitter"})
