"""Which tests are missed, and why: the table `misses.toml`, and the marks that hold the tests to it.

A listed test that passes fails the run, as does one that is not listed and misses.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.cases import Case

TABLE = Path(__file__).with_name("misses.toml")


@cache
def misses() -> dict[str, str]:
    """The name of each test that is missed, and the reason."""
    return _listed("miss")


@cache
def compared_by_value() -> dict[str, str]:
    """The name of each test whose numbers come with the right value in another spelling, and the reason."""
    return _listed("by_value")


def held_to_table(cases: Iterable[Case]) -> list[object]:
    """The cases as parameters, those in the table marked as expected to miss: strictly, and by no other error."""
    return [pytest.param(case, id=case.name, marks=_marks(case)) for case in cases]


def _marks(case: Case) -> tuple[pytest.MarkDecorator, ...]:
    reason = misses().get(case.name)
    return () if reason is None else (pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True),)


def _listed(kind: str) -> dict[str, str]:
    table: dict[str, list[dict[str, Any]]] = tomllib.loads(TABLE.read_text())  # Any: as TOML has it
    return {test: group["reason"] for group in table[kind] for test in group["tests"]}
