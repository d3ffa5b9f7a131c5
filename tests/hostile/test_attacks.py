"""Every attack against running servers: a proper answer in time, and afterwards a server that is as it was."""

import pytest
from tests.hostile.attacks import bodies, clients, costs, forgery, framing, limits, texts
from tests.hostile.siege import Attack, besiege, by_kind
from tests.hostile.target import Figures, Target

pytestmark = pytest.mark.alone

READING = by_kind(
    [
        *forgery.reading(),
        *texts.attacks(),
        *costs.attacks(),
        *framing.attacks(),
        *bodies.asking(),
        *clients.attacks(),
        *limits.attacks(),
    ]
)
WRITING = by_kind([*forgery.writing(), *bodies.writing()])


@pytest.mark.parametrize("attacks", READING.values(), ids=READING)
def test_a_read_only_server_survives(read_only: Target, at_rest: Figures, attacks: list[Attack]) -> None:
    besiege(read_only, attacks, at_rest)


@pytest.mark.parametrize("attacks", WRITING.values(), ids=WRITING)
def test_a_writable_server_survives(writable: Target, writable_at_rest: Figures, attacks: list[Attack]) -> None:
    besiege(writable, attacks, writable_at_rest)
