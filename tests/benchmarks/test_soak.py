"""What the soak says of memory: flat or growing."""

from tests.benchmarks.soak import growths, is_flat

MIB = 1024 * 1024


def test_memory_is_compared_by_medians_of_the_first_and_the_last_third() -> None:
    memory = [{"web": size} for size in (1, 9, 1, 5, 5, 5, 2, 2, 90)]
    assert growths(memory)["web"] == (1, 2)


def test_all_processes_are_added_up_before_the_median_is_taken() -> None:
    memory = [{"web": 1, "worker": 10}, {"web": 5, "worker": 5}, {"web": 10, "worker": 1}]
    assert growths(memory) == {"web": (1, 10), "worker": (10, 1), "all": (11, 11)}


def test_a_role_that_came_later_had_nothing_before() -> None:
    assert growths([{"web": 1}, {"web": 1}, {"web": 1, "writer": 4}])["writer"] == (0, 4)


def test_memory_is_flat_within_a_tenth_and_sixteen_mebibytes() -> None:
    assert is_flat(200 * MIB, 235 * MIB)
    assert not is_flat(200 * MIB, 237 * MIB)
