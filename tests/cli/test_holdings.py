"""What a store holds of a release, by the sizes of graphs."""

import pytest

from govsocial.cli.holdings import Holdings, compared

WANTED = {"x:a": 1, "x:b": 2}


@pytest.mark.parametrize(
    ("found", "holdings", "words"),
    [
        ({"x:a": 1, "x:b": 2, "x:c": 3}, Holdings(WANTED), "holds the 2 graphs"),
        ({"x:a": 1}, Holdings(WANTED, lacking=("x:b",)), "in 1 of 2 graphs (<x:b> is not there)"),
        ({"x:a": 1, "x:b": 3}, Holdings(WANTED, differing=("x:b",)), "<x:b> has other triples"),
        ({"x:c": 1}, Holdings(WANTED, lacking=("x:a", "x:b")), "holds no graph of the release"),
    ],
)
def test_holdings_follow_from_the_sizes_of_graphs(found: dict[str, int], holdings: Holdings, words: str) -> None:
    assert compared(WANTED, found) == holdings
    assert words in str(holdings)
    assert holdings.is_whole == ("holds the" in words)
    assert holdings.is_nothing == ("holds no graph" in words)
