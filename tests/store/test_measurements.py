"""What a store counts of itself."""

from govsocial.store.measurements import BUCKETS_SECONDS, Histogram, Measurements


def test_a_histogram_is_cumulative_and_a_bound_belongs_to_its_bucket() -> None:
    histogram = Histogram()
    for seconds in (0.0, 0.001, 0.0011, 30.0, 31.0):
        histogram.observe(seconds)
    assert histogram.cumulative == (2, 3, *[3] * (len(BUCKETS_SECONDS) - 3), 4, 5)
    assert histogram.sum_seconds == 61.0021


def test_all_begins_at_nothing() -> None:
    measurements = Measurements()
    assert measurements.durations["answered"].cumulative[-1] == 0
    assert measurements.writes["done"].cumulative[-1] == 0
    assert (measurements.kills.total(), measurements.started) == (0, 0)
