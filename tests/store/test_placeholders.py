"""Terms in the place of variables."""

import pytest

from govsocial.errors import RequestError
from govsocial.store.placeholders import fill, iri_literal, iri_term, iri_terms


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    filled = fill("SELECT ?thing { ?thing ?p ?other }", {"thing": "<http://x/?other>", "other": "<http://x/o>"})
    assert filled == "SELECT <http://x/?other> { <http://x/?other> ?p <http://x/o> }"


def test_iris_are_written_as_sparql_writes_them() -> None:
    assert iri_terms(["http://x/a", "http://x/é"]) == "<http://x/a> <http://x/é>"
    assert iri_literal("http://x/id/") == '"http://x/id/"'


@pytest.mark.parametrize("text", ["", "tool", "http://x/> } INSERT", 'http://x/"', "http://x/a b", "http://x/{"])
def test_what_is_no_iri_never_enters_a_query(text: str) -> None:
    for write in (iri_term, iri_literal, lambda each: iri_terms([each])):
        with pytest.raises(RequestError):
            write(text)
