"""The sums of a report: ratios within a round, then their median; and what a target says of it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.benchmarks import report
from tests.benchmarks.agreement import require_agreement
from tests.benchmarks.picture import Bar, draw
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.samples import Sample
from tests.benchmarks.targets import Figure, Target

TWICE = Target("twice as fast", Figure("hot"), 2, Figure("hot", "peer"))
SMALL = Target("small", Figure("growth"), 50, None, is_upper=True, unit="MiB")

ROUNDS = [
    *(Sample("hot", "govsocial", number, value) for number, value in enumerate((100, 300, 90), 1)),
    *(Sample("hot", "peer", number, value) for number, value in enumerate((50, 100, 30), 1)),
]
"""A noisy machine: ratios of 2, 3 and 3, though the ratio of the medians is 2."""


def test_a_ratio_is_of_one_round_and_the_median_of_those_counts() -> None:
    (outcome,) = report.outcomes(ROUNDS, [TWICE])
    assert (outcome.found.median, outcome.found.least, outcome.found.greatest) == (3, 2, 3)
    assert outcome.is_met


def test_a_round_that_only_one_system_has_gives_no_ratio() -> None:
    (outcome,) = report.outcomes([*ROUNDS, Sample("hot", "govsocial", 4, 1)], [TWICE])
    assert outcome.found.least == 2


def test_a_target_that_was_not_measured_is_left_out() -> None:
    assert report.outcomes([Sample("hot", "govsocial", 1, 100)], [TWICE]) == []


@pytest.mark.parametrize(("value", "is_met"), [(49.9, True), (50, True), (50.1, False)])
def test_an_upper_limit_is_met_up_to_the_limit(value: float, is_met: bool) -> None:
    (outcome,) = report.outcomes([Sample("growth", "govsocial", 1, value, "MiB")], [SMALL])
    assert outcome.is_met is is_met


@pytest.mark.parametrize(
    ("value", "text"), [(0.034, "0.03"), (3.14159, "3.14"), (31.4159, "31.4"), (31415.9, "31,416")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert report.short(value) == text


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report.write(tmp_path, ROUNDS, {"what": "a test"})
    assert report.read(tmp_path / "report.json") == ROUNDS
    assert "| hot | peer | requests/s | 50.0 (30.0 to 100) | 3 |" in (tmp_path / "report.md").read_text()


def test_a_bar_goes_to_the_right_where_the_target_is_met_whether_more_or_less_is_wanted() -> None:
    assert Bar("more", 2, False, "").advantage == 2
    assert Bar("less", 0.5, True, "").advantage == 2


def test_the_picture_is_well_formed_and_says_in_words_what_is_not_met() -> None:
    picture = ElementTree.fromstring(draw([Bar("a < b", 0.5, False, "0.65 times"), Bar("c", 4, False, "8 times")]))  # noqa: S314 - ours
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a < b", "0.65 times (not met)", "8 times"} <= set(texts)


ONE = b'{"results": {"bindings": [{"n": {"type": "literal", "value": "1"}}, {"n": {"type": "literal", "value": "2"}}]}}'
TURNED = b'{"results": {"bindings": [{"n": {"value": "2"}}, {"n": {"value": "1"}}]}}'
OTHER = b'{"results": {"bindings": [{"n": {"value": "2"}}, {"n": {"value": "2"}}]}}'


def test_the_same_rows_in_another_order_agree() -> None:
    require_agreement("rows", {"one": ONE, "other": TURNED})


@pytest.mark.parametrize("other", [OTHER, b'{"results": {"bindings": []}}'])
def test_other_rows_end_the_run(other: bytes) -> None:
    with pytest.raises(BenchmarkError, match="rows: the systems do not give the same answer"):
        require_agreement("rows", {"one": ONE, "other": other})
