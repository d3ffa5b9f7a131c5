"""W3C's tests of query evaluation, over HTTP: on a server that takes no writes, and on a store that is written to.

See https://www.w3.org/TR/sparql11-query/ and https://www.w3.org/2009/sparql/docs/tests/README.html#queryevaltests
"""

from collections.abc import Callable, Iterable

import pytest
from tests.conformance import archive, cases, datasets, results
from tests.conformance.cases import QueryCase
from tests.conformance.datasets import Held
from tests.conformance.expectations import compared_by_value, held_to_table
from tests.conformance.results import Result
from tests.conformance.server import Response, Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

MEDIA_TYPES = {
    "srx": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""In which syntax an answer is asked for: that of the result which the test wants; JSON for any other."""

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"

CASES = sorted(cases.query_cases(), key=lambda case: sorted(case.dataset.files))  # a dataset is loaded once


@pytest.mark.parametrize("case", held_to_table(CASES))
def test_a_query_over_preloaded_graphs(read_only: Server, case: QueryCase, count_as: Callable[..., None]) -> None:
    count_as(suite_of(case), case, "read-only")
    hold(case, ask(read_only, case, datasets.parameters(case)))


@pytest.mark.parametrize("case", held_to_table(CASES))
def test_a_query_over_graphs_that_were_put(
    writable: Server, held: Held, case: QueryCase, count_as: Callable[..., None]
) -> None:
    count_as(suite_of(case), case, "writable")
    held.make(case.dataset)
    hold(case, ask(writable, case))


def suite_of(case: QueryCase) -> str:
    return "result formats" if case.folder in cases.RESULT_FORMATS else "query evaluation"


def ask(server: Server, case: QueryCase, parameters: Iterable[tuple[str, str]] = ()) -> Response:
    """The answer to the query of a test."""
    is_graph = isinstance(results.expected(case.result), frozenset)
    accept = N_TRIPLES if is_graph else MEDIA_TYPES.get(case.result.rpartition(".")[2], JSON)
    response = server.query(case.text, accept, parameters)
    assert response.status == 200, str(response)
    assert response.media_type == accept, str(response)
    return response


def hold(case: QueryCase, response: Response) -> None:
    """The answer is the one that the test wants."""
    wanted, actual = results.expected(case.result), read(response)
    if case.name in compared_by_value():
        assert not is_same(actual, wanted, case), "it no longer needs to be compared by value"
        wanted, actual = results.by_value(wanted), results.by_value(actual)
    results.assert_same(actual, wanted, case.is_lax)


def is_same(actual: Result, wanted: Result, case: QueryCase) -> bool:
    try:
        results.assert_same(actual, wanted, case.is_lax)
    except AssertionError:
        return False
    return True


def read(response: Response) -> Result:
    match response.media_type:
        case "application/sparql-results+xml":
            return results.from_xml(response.body)
        case "text/csv":
            return results.from_csv(response.body)
        case "text/tab-separated-values":
            return results.from_tsv(response.body)
        case "application/sparql-results+json":
            return results.from_json(response.body)
    return results.from_rdf(response.body, response.media_type)
