"""The table of misses against the bars: how many of W3C's tests must pass, and what is not run.

The table is enough to know the counts: a listed test that passes fails, and so does an unlisted one that misses.
The bars are what Oxigraph 0.5.13 passes where the engine decides, and everything where we decide.
"""

from collections.abc import Sequence

import pytest
from tests.conformance import archive, cases
from tests.conformance.cases import Case
from tests.conformance.expectations import compared_by_value, misses

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

QUERY_CASES = cases.query_cases()
SYNTAX_CASES = cases.syntax_cases()
UPDATE_CASES = cases.update_cases()


def of_version(found: Sequence[Case], *versions: str) -> list[Case]:
    return [case for case in found if case.name.startswith(versions) and case.folder not in cases.RESULT_FORMATS]


@pytest.mark.parametrize(
    ("found", "total", "bar"),
    [
        pytest.param(of_version(QUERY_CASES, "sparql10", "sparql11"), 508, 484, id="query evaluation"),
        pytest.param(of_version(QUERY_CASES, "sparql12"), 63, 61, id="query evaluation of SPARQL 1.2"),
        pytest.param([case for case in QUERY_CASES if case.folder in cases.RESULT_FORMATS], 10, 9, id="result formats"),
        pytest.param(of_version(UPDATE_CASES, "sparql11"), 94, 94, id="update evaluation"),
        pytest.param(of_version(UPDATE_CASES, "sparql12"), 3, 3, id="update evaluation of SPARQL 1.2"),
        pytest.param(of_version(SYNTAX_CASES, "sparql10"), 199, 198, id="syntax of SPARQL 1.0"),
        pytest.param(of_version(SYNTAX_CASES, "sparql11"), 166, 166, id="syntax of SPARQL 1.1"),
        pytest.param(of_version(SYNTAX_CASES, "sparql12"), 203, 203, id="syntax of SPARQL 1.2"),
        pytest.param(cases.http_cases("ProtocolTest"), 34, 34, id="protocol"),
        pytest.param(cases.http_cases("GraphStoreProtocolTest"), 13, 13, id="Graph Store Protocol"),
        pytest.param(cases.http_cases("ServiceDescriptionTest"), 3, 3, id="service description"),
    ],
)
def test_a_suite_reaches_its_bar(found: Sequence[Case], total: int, bar: int) -> None:
    assert len(found) == total
    assert sum(case.name not in misses() for case in found) >= bar


def test_the_table_names_tests_that_there_are_and_each_once() -> None:
    listed = [*misses(), *compared_by_value()]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {case.name for case in (*QUERY_CASES, *SYNTAX_CASES, *UPDATE_CASES)}


@pytest.mark.parametrize(("folder", "total"), [(name, number) for name, number in cases.not_run().items()])
def test_what_is_not_run_is_skipped_with_its_reason(folder: str, total: int) -> None:
    pytest.skip(f"{total} tests of {folder} are not run: {cases.NOT_RUN[folder]}")
