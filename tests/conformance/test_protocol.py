"""W3C's tests of the SPARQL Protocol: each request as its manifest spells it, over raw HTTP.

See https://www.w3.org/TR/sparql11-protocol/
"""

from collections.abc import Callable

import pytest
from tests.conformance import archive, cases, exchanges
from tests.conformance.cases import Dataset, HttpCase
from tests.conformance.datasets import Held
from tests.conformance.exchanges import Request
from tests.conformance.expectations import held_to_table
from tests.conformance.server import Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

CASES = cases.http_cases("ProtocolTest")
OF_QUERIES = [case for case in CASES if "update" not in case.name]
PREFIX = "/sparql/"


@pytest.mark.parametrize("case", held_to_table(CASES))
def test_a_request_of_the_protocol_to_a_server_that_takes_updates(
    writable: Server, held: Held, case: HttpCase, count_as: Callable[..., None]
) -> None:
    count_as("protocol", case, "writable")
    held.make(Dataset((), case.graphs))
    held.forget()
    exchanges.run(writable, case.entry, lambda request: target(writable, case, request))


@pytest.mark.parametrize("case", held_to_table(OF_QUERIES))
def test_a_request_of_the_protocol_to_a_server_that_takes_none(
    read_only: Server, case: HttpCase, count_as: Callable[..., None]
) -> None:
    count_as("protocol, queries", case, "read-only")
    exchanges.run(read_only, case.entry, lambda request: target(read_only, case, request))


def target(server: Server, case: HttpCase, request: Request) -> str:
    """The address for a request: an update has one of its own."""
    is_update = "update" in case.name and request.content_type != "application/sparql-query"
    assert request.path.startswith(PREFIX)
    return (server.paths.update if is_update else server.paths.query) + request.path.removeprefix(PREFIX)
