"""W3C's tests of the Graph Store Protocol: each request as its manifest spells it, over raw HTTP.

See https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Callable

import pytest
from tests.conformance import archive, cases, exchanges
from tests.conformance.cases import HttpCase
from tests.conformance.datasets import Held
from tests.conformance.expectations import held_to_table
from tests.conformance.server import Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

PREFIX = "/gsp"


@pytest.mark.parametrize("case", held_to_table(cases.http_cases("GraphStoreProtocolTest")))
def test_requests_of_the_graph_store_protocol(
    writable: Server, held: Held, case: HttpCase, count_as: Callable[..., None]
) -> None:
    count_as("Graph Store Protocol", case)
    held.clear()
    held.forget()
    exchanges.run(writable, case.entry, lambda request: writable.paths.graphs + request.path.removeprefix(PREFIX))
