"""Texts that kill are refused for a while."""

import pytest

from govsocial.errors import QueryMemoryError, QueryTooComplexError
from govsocial.store.quarantine import SECONDS, Quarantine


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


DEEP = QueryTooComplexError("Too deep.")


def test_after_two_deaths_a_text_is_refused_with_the_error_and_the_time_that_is_left() -> None:
    clock = Clock()
    quarantine = Quarantine(clock)
    quarantine.add("deep", QueryMemoryError("Too large.", 5))
    quarantine.check("deep")
    quarantine.add("deep", DEEP)
    quarantine.check("another")
    clock.now += 10.5
    with pytest.raises(QueryTooComplexError) as caught:
        quarantine.check("deep")
    assert caught.value.message == ("Too deep. It has ended 2 processes in a row, and is refused for 20 s more.")
    assert DEEP.message == "Too deep."


def test_after_that_time_it_may_try_again() -> None:
    clock = Clock()
    quarantine = Quarantine(clock)
    for _ in range(2):
        quarantine.add("deep", DEEP)
    clock.now += SECONDS
    quarantine.check("deep")
    quarantine.add("deep", DEEP)
    quarantine.check("deep")


def test_deaths_must_be_in_a_row() -> None:
    quarantine = Quarantine(Clock())
    quarantine.add("heavy", DEEP)
    quarantine.clear("heavy")
    quarantine.add("heavy", DEEP)
    quarantine.check("heavy")


def test_only_the_last_thousand_texts_are_remembered() -> None:
    quarantine = Quarantine(Clock())
    for number in range(1001):
        quarantine.add(f"text {number}", DEEP)
        quarantine.add(f"text {number}", DEEP)
    quarantine.check("text 0")
    with pytest.raises(QueryTooComplexError):
        quarantine.check("text 1")


def test_half_a_surrogate_pair_is_a_text_too() -> None:
    Quarantine(Clock()).check("\ud800")
