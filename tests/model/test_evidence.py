"""Passages, their digests, and the words at their ends, on a short text of our own."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import EvidenceError
from govsocial.model.evidence import (
    Evidence,
    TextPositionSelector,
    digest,
    faults,
    first_words,
    last_words,
    passage,
    text_fragment,
)

TEXT = "One 🙂 office\n\n  • We use the café board, every day, and like it.\n  • We use the press-room too.\n"
BULLET = TextPositionSelector(14, 62)
WORDS = "  • We use the café board, every day, and like it."[1:-1]


def _selector(words: str) -> TextPositionSelector:
    start = TEXT.index(words)
    return TextPositionSelector(start, start + len(words))


def _evidence(words: str, first: str, last: str, fragment: str | None = None) -> Evidence:
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    return Evidence("urn:x-evidence", _selector(words), sha256, first, last, fragment)


def test_a_passage_counts_code_points_and_its_end_is_outside() -> None:
    assert passage(TEXT, TextPositionSelector(4, 12)) == "🙂 office"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 3), (0, 1000)])
def test_a_range_outside_the_source_is_refused(start: int, end: int) -> None:
    with pytest.raises(EvidenceError, match=rf"the range {start}-{end} is not within the source"):
        passage(TEXT, TextPositionSelector(start, end))


def test_the_digest_is_of_the_utf8_bytes() -> None:
    # echo -n é | sha256sum
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_words_at_the_ends_leave_bullets_out_and_stay_in_one_line() -> None:
    words = "• We use\nit every single day."
    assert (first_words(words), last_words(words)) == ("We use", "every single day.")


def test_evidence_that_fits_has_no_fault() -> None:
    evidence = _evidence("• We use the café board", "We use the", "café board", "https://e.org/#:~:text=We%20use,board")
    assert list(faults(evidence, TEXT)) == []


@pytest.mark.parametrize(
    ("evidence", "fault"),
    [
        (Evidence("urn:x", TextPositionSelector(90, 900), "0", "a", "b"), "the range 90-900 is not within the source"),
        (Evidence("urn:x", _selector("We use the"), "0" * 64, "We use", "the"), "the digest is 000"),
        (
            _evidence("We use the café", "use the", "café"),
            "the first words are not those with which the passage starts",
        ),
        (_evidence("We use the café", "We", "the"), "the last words are not those with which the passage ends"),
        (_evidence("We use the café", "We use the café", "café"), "the first words are 4 words"),
        (_evidence("We use the café", "", "café"), "the first words are 0 words"),
        (_evidence("We use the café", "We", "café", "#:~:text=We%20use%20the%20café"), "has more than 3 words"),
        (_evidence("We use the café", "We", "café", "https://e.org/#start"), "is not of the form"),
        (_evidence("We use the café", "We", "café", "#:~:text=One,café"), "are first found at 0-"),
        (_evidence("We use the café", "We", "café", "#:~:text=Nobody"), "are first found nowhere"),
        (_evidence("• We use the café", "We", "café", "#:~:text=%E2%80%A2%20We%20use,café"), "start at a word"),
        (_evidence("like it.\n  • We", "like", "We", "#:~:text=like%20it.%20%E2%80%A2,We"), "are first found nowhere"),
        (_evidence("the press-room", "the", "press-room", "#:~:text=press-room"), "has a bare '-'"),
    ],
)
def test_evidence_that_does_not_fit_is_named(evidence: Evidence, fault: str) -> None:
    assert any(fault in each for each in faults(evidence, TEXT))


def test_a_passage_longer_than_400_code_points_is_a_fault() -> None:
    text = "word " * 100
    long = Evidence("urn:x", TextPositionSelector(0, 401), digest(text[:401]), "word", "w")
    exact = Evidence("urn:x", TextPositionSelector(0, 400), digest(text[:400]), "word", "word")
    assert list(faults(long, text)) == ["the passage has 401 code points; point at 400 or fewer"]
    assert list(faults(exact, text)) == []


def test_a_fragment_is_made_of_the_words_at_the_ends() -> None:
    selector = _selector("• We use the café board, every day, and like it.")
    assert text_fragment(TEXT, selector) == "#:~:text=We%20use%20the,and%20like%20it."


def test_a_fragment_escapes_what_browsers_read_as_syntax() -> None:
    assert text_fragment(TEXT, _selector("press-room too")) == "#:~:text=press%2Droom%20too"


def test_words_that_are_found_elsewhere_first_make_no_fragment() -> None:
    assert text_fragment(TEXT, _selector("We use the press-room too.")) is None


@given(text=st.text(min_size=1), data=st.data())
def test_a_digest_proves_its_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = passage(text, TextPositionSelector(start, end))
    assert text.startswith(words, start)
    assert digest(words) == hashlib.sha256(text[start:end].encode()).hexdigest()
