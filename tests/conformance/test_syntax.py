"""W3C's tests of syntax, over HTTP: a query or an update is read, or refused as malformed.

See https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from collections.abc import Callable

import pytest
from tests.conformance import archive, cases
from tests.conformance.cases import SyntaxCase
from tests.conformance.datasets import NOTHING, Held
from tests.conformance.expectations import held_to_table
from tests.conformance.server import Server

if not archive.is_at_hand():
    pytest.skip(archive.ABSENT, allow_module_level=True)

CASES = cases.syntax_cases()
QUERIES = [case for case in CASES if not case.is_update]
UPDATES = [case for case in CASES if case.is_update]

MALFORMED = 400
READ_BUT_NOT_DONE = (403, 404, 409)
"""LOAD is refused, and an update may not fit what the store holds: what is answered so has been read."""


@pytest.mark.parametrize("case", held_to_table(QUERIES))
def test_a_query_is_answered_if_and_only_if_it_is_well_formed(
    read_only: Server, case: SyntaxCase, count_as: Callable[..., None]
) -> None:
    count_as("syntax", case)
    response = read_only.query(case.text, "*/*", [("default-graph-uri", NOTHING)])
    assert response.status == (200 if case.is_valid else MALFORMED), f"{case.text.decode()}\n{response}"


@pytest.mark.parametrize("case", held_to_table(UPDATES))
def test_an_update_is_read_if_and_only_if_it_is_well_formed(
    writable: Server, held: Held, case: SyntaxCase, count_as: Callable[..., None]
) -> None:
    count_as("syntax", case)
    held.forget()
    response = writable.update(case.text)
    is_read = response.is_done or response.status in READ_BUT_NOT_DONE
    assert (is_read, response.status == MALFORMED) == (case.is_valid, not case.is_valid), (
        f"{case.text.decode()}\n{response}"
    )
