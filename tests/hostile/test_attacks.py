"""Every attack against running servers: a proper answer in time, and afterwards a server that is as it was."""

import pytest
from tests.hostile.attacks import bodies, clients, costs, forgery, framing, limits, texts
from tests.hostile.siege import Attack, besiege, by_kind
from tests.hostile.target import Figures, Target

pytestmark = pytest.mark.siege

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


# A fault that is known and not mended: since plain queries are answered beside the framework, the web process grows by
# 54 to 62 MB in these two (48 are allowed), on a machine that does other things too; what holds it is not found.
GROWING = pytest.mark.xfail(raises=AssertionError, strict=False, reason="the web process grows by some 60 MB, not 48")
KNOWN = {"clients": [GROWING], "limits": [GROWING]}


@pytest.mark.parametrize(
    "attacks", [pytest.param(each, id=name, marks=KNOWN.get(name, [])) for name, each in READING.items()]
)
def test_a_read_only_server_survives(read_only: Target, at_rest: Figures, attacks: list[Attack]) -> None:
    besiege(read_only, attacks, at_rest)


@pytest.mark.parametrize("attacks", WRITING.values(), ids=WRITING)
def test_a_writable_server_survives(writable: Target, writable_at_rest: Figures, attacks: list[Attack]) -> None:
    besiege(writable, attacks, writable_at_rest)
