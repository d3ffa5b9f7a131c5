"""The measuring and cutting of text."""

from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.figures import text
from govsocial.web.figures.words import in_one_line

WORDS = st.text(max_size=200)


@given(WORDS, st.integers(30, 400), st.integers(1, 3))
def test_no_line_is_wider_than_allowed_and_there_are_no_more_than_allowed(words: str, width: int, most: int) -> None:
    lines = text.lines(words, 14, width, most)
    assert len(lines) <= most
    assert all(text.width(line, 14) <= width for line in lines)


@given(WORDS)
def test_what_is_drawn_is_the_beginning_of_the_text(words: str) -> None:
    drawn = "".join(text.lines(words, 14, 100, 2)).replace(" ", "")
    whole = in_one_line(words).replace(" ", "")
    assert drawn == whole or (drawn.endswith("…") and whole.startswith(drawn[:-1]))


def test_a_word_that_is_too_long_goes_on_in_the_next_line() -> None:
    assert "".join(text.lines("a" * 20, 14, 100, 2)) == "a" * 20


def test_a_wide_letter_takes_more_room_than_a_narrow_one() -> None:
    assert text.width("WWW", 14) > text.width("iii", 14)
    assert text.width("社会", 14) >= 28
