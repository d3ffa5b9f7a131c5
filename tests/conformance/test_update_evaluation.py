"""W3C's tests of updates, over HTTP: graphs are put, updated, and got.

See https://www.w3.org/TR/sparql11-update/ and https://www.w3.org/2009/sparql/docs/tests/README.html#updateevaltests
"""

from collections.abc import Callable

import pytest
from tests.conformance import archive, cases, datasets, results
from tests.conformance.cases import UpdateCase
from tests.conformance.datasets import GraphName, Held
from tests.conformance.expectations import held_to_table
from tests.conformance.results import Graph
from tests.conformance.server import Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

N_TRIPLES = "application/n-triples"
NAMED_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?subject ?predicate ?object } }"


@pytest.mark.parametrize("case", held_to_table(cases.update_cases()))
def test_an_update_leaves_the_wanted_graphs_and_no_others(
    writable: Server, held: Held, case: UpdateCase, count_as: Callable[..., None]
) -> None:
    count_as("update evaluation", case)
    held.make(case.before)
    held.forget()
    response = writable.update(case.text)
    assert response.is_done, str(response)
    wanted = {name: frozenset(quad.triple for quad in quads) for name, quads in datasets.graphs(case.after).items()}
    for name, triples in wanted.items():
        results.assert_same(graph(writable, name), triples)
    assert named_graphs(writable) == {name for name, triples in wanted.items() if name is not None and triples}


def graph(server: Server, name: GraphName) -> Graph:
    """A graph of the store; one that is not there is empty."""
    response = server.get_graph(name)
    if response.status == 404:
        return frozenset()
    assert (response.status, response.media_type) == (200, N_TRIPLES), str(response)
    return results.from_rdf(response.body, N_TRIPLES)


def named_graphs(server: Server) -> set[str]:
    """The names of the graphs that hold a triple."""
    solutions = results.from_json(server.query(NAMED_GRAPHS, "application/sparql-results+json").body)
    assert not isinstance(solutions, bool)
    return {getattr(row["graph"], "value", "") for row in solutions.rows}
