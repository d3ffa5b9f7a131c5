"""When a job takes so long that others go first."""

import pytest

from govsocial.store.patience import LEAST_SECONDS, MOST_SECONDS, Patience


def after(*jobs: tuple[int, float]) -> float:
    """The patience after so many jobs of so many seconds."""
    patience = Patience()
    for times, seconds in jobs:
        for _ in range(times):
            patience.observe(seconds)
    return patience.seconds


def test_among_quick_ones_it_is_short() -> None:
    assert after() == after((1_000, 0.001)) == LEAST_SECONDS


def test_where_all_take_as_long_nobody_makes_room() -> None:
    assert after((100, 0.045)) > 0.06


def test_it_has_an_end() -> None:
    assert after((10_000, 30.0)) == MOST_SECONDS


def test_four_that_take_as_long_as_they_may_change_little() -> None:
    assert after((100, 0.001), (4, 30.0)) < 1.5 * LEAST_SECONDS


def test_it_is_short_again_after_some_quick_ones() -> None:
    assert after((1_000, 0.05), (60, 0.001)) == LEAST_SECONDS


@pytest.mark.parametrize("part", [2, 5])
def test_a_few_slow_ones_among_quick_ones_make_room(part: int) -> None:
    assert after(*[(part - 1, 0.001), (1, 0.03)] * 100) < 0.035
