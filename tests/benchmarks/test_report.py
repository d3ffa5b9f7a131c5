"""The sums of a report: ratios within a round, then their median; and what a target says of it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.benchmarks import report
from tests.benchmarks.agreement import require_agreement
from tests.benchmarks.picture import Bar, draw
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.samples import Sample, samples_besides
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


def test_what_is_kept_of_an_earlier_run_has_its_own_ratios_and_none_with_figures_of_now() -> None:
    now = [Sample("html", "govsocial", 1, 400)]
    kept = samples_besides([*ROUNDS, Sample("html", "govsocial", 1, 7)], now)
    html = Target("html", Figure("html"), 1, Figure("hot", "peer"))
    (outcome,) = report.outcomes([*kept, *now], [TWICE, html])
    assert (outcome.target, outcome.found.median) == (TWICE, 3)


def test_a_target_that_was_not_measured_is_left_out() -> None:
    assert report.outcomes([Sample("hot", "govsocial", 1, 100)], [TWICE]) == []


@pytest.mark.parametrize(("value", "is_met"), [(49.9, True), (50, True), (50.1, False)])
def test_an_upper_limit_is_met_up_to_the_limit(value: float, is_met: bool) -> None:
    (outcome,) = report.outcomes([Sample("growth", "govsocial", 1, value, "MiB")], [SMALL])
    assert outcome.is_met is is_met


@pytest.mark.parametrize(
    ("value", "text"), [(0.0034, "0.00340"), (0, "0.000"), (3.14159, "3.14"), (31.4159, "31.4"), (31415.9, "31,416")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert report.short(value) == text


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report.write(tmp_path, ROUNDS, {"what": "a test"})
    assert report.read(tmp_path / "report.json") == ROUNDS
    assert "| hot | peer | requests/s | 50.0 (30.0 to 100) | 3 |" in (tmp_path / "report.md").read_text()


def test_twice_as_good_as_wanted_is_twice_as_much_or_half_as_much() -> None:
    assert TWICE.advantage(4) == 2
    assert SMALL.advantage(25) == 2


def test_the_picture_is_well_formed_and_says_in_words_what_is_not_met() -> None:
    bars = [Bar("a < b", "0.65 times", 0.5, 0.4, 0.6), Bar("c", "8 times", 4, 3, 5)]
    picture = ElementTree.fromstring(draw(bars))  # noqa: S314 - ours
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a < b", "0.65 times: not met", "c", "8 times"} <= set(texts)


ONE = b'{"results": {"bindings": [{"n": {"type": "literal", "value": "1"}}, {"n": {"type": "literal", "value": "2"}}]}}'
TURNED = b'{"results": {"bindings": [{"n": {"value": "2"}}, {"n": {"value": "1"}}]}}'
OTHER = b'{"results": {"bindings": [{"n": {"value": "2"}}, {"n": {"value": "2"}}]}}'


def test_the_same_rows_in_another_order_agree() -> None:
    require_agreement("rows", {"one": ONE, "other": TURNED})


@pytest.mark.parametrize("other", [OTHER, b'{"results": {"bindings": []}}'])
def test_other_rows_end_the_run(other: bytes) -> None:
    with pytest.raises(BenchmarkError, match="rows: the systems do not give the same answer"):
        require_agreement("rows", {"one": ONE, "other": other})
