"""Preconditions of a write, as If-Match and If-None-Match have them."""

import pytest

from govsocial.store.base import ALWAYS, Precondition


@pytest.mark.parametrize(
    ("precondition", "when_absent", "when_v1", "when_v2"),
    [
        (ALWAYS, True, True, True),
        (Precondition(exists=True), False, True, True),
        (Precondition(exists=False), True, False, False),
        (Precondition(one_of=("v1",)), False, True, False),
        (Precondition(one_of=("v1", "v2")), False, True, True),
        (Precondition(none_of=("v1",)), True, False, True),
    ],
)
def test_a_precondition_holds_or_not(
    precondition: Precondition, when_absent: bool, when_v1: bool, when_v2: bool
) -> None:
    assert [precondition.holds_for(version) for version in (None, "v1", "v2")] == [when_absent, when_v1, when_v2]
