"""The queries that are asked: cold ones never twice, and a mix by Zipf's law of which a fifth is analytical."""

import pytest
from tests.benchmarks.questions import (
    ANALYTICAL,
    JOIN,
    POINT,
    RUNAWAY,
    TEXT,
    TRIVIAL,
    Template,
    is_analytical,
    mix,
    zipf,
)

COLD = {
    "point": POINT,
    "join": JOIN,
    "analytical": ANALYTICAL,
    "text": TEXT,
    "runaway": RUNAWAY,
    "trivial": TRIVIAL,
}


@pytest.mark.parametrize("template", COLD.values(), ids=COLD)
def test_a_cold_query_about_the_same_thing_is_another_text_each_time(template: Template) -> None:
    assert len({template.fill(1, number) for number in range(100)}) == 100


@pytest.mark.parametrize("template", COLD.values(), ids=COLD)
def test_pieces_with_the_places_filled_in_are_the_encoded_query(template: Template) -> None:
    pieces = "".join({"ENTITY": "17", "NUMBER": "4"}.get(piece, piece) for piece in template.pieces())
    assert "%20" in pieces
    assert pieces == Template(template.fill(17, 4)).pieces()[0]


def test_the_mix_has_a_thousand_queries_of_which_none_is_the_same() -> None:
    assert len(set(mix())) == len(mix()) == 1000


def test_a_fifth_of_the_queries_is_analytical_and_about_a_fifth_of_the_requests() -> None:
    analytical = [rank for rank in range(1, 1001) if is_analytical(rank)]
    assert len(analytical) == 200
    assert all("GROUP BY" in mix()[rank - 1] for rank in analytical)
    assert sum(1 / rank for rank in analytical) / sum(1 / rank for rank in range(1, 1001)) == pytest.approx(
        0.2, abs=0.02
    )


def test_by_zipfs_law_the_first_of_three_is_asked_six_times_of_eleven() -> None:
    """1 : 1/2 : 1/3 is 6 : 3 : 2."""
    assert zipf(3) == pytest.approx([6 / 11, 9 / 11, 1])
