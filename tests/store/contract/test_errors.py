"""What a store refuses, and in which words."""

import pytest
from tests.store.conftest import run
from tests.store.contract.conftest import Opened, Standing, ask

from govsocial.errors import NotAcceptableError, QueryRefusedError, QuerySyntaxError, StoreError


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {", 1, 10),
        ("SELECT *\nWHERE { ?s ex:name ?o }", 2, 12),
        ("SELECT *\nFROM <x:g>\nWHERE { ?s ?p ?o . ) }", 3, 20),
        ("", None, None),
    ],
)
def test_what_does_not_parse_is_told_with_its_place(
    standing: Standing, text: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        standing.ask(text, base_iri="http://example.org/")
    assert (raised.value.line, raised.value.column) == (line, column)
    assert standing.ask("ASK {}") == b"true"


@pytest.mark.parametrize("text", ["INSERT DATA { <x:a> <x:b> <x:c> }", "DROP ALL", "LOAD <http://example.org/>"])
def test_an_update_is_no_query(standing: Standing, text: str) -> None:
    with pytest.raises(QueryRefusedError):
        standing.ask(text)


def test_a_form_whose_formats_are_not_taken_is_refused(standing: Standing) -> None:
    with pytest.raises(NotAcceptableError):
        standing.ask("ASK {}", solutions_format=None)
    with pytest.raises(NotAcceptableError):
        standing.ask("CONSTRUCT WHERE { ?s ?p ?o }", graph_format=None)


def test_a_closed_store_answers_nothing(opened: Opened) -> None:
    async def work() -> None:
        async with opened() as store:
            assert store.revision
        with pytest.raises(StoreError):
            await ask(store, "ASK {}")

    run(work)


def test_equal_revisions_give_equal_answers(standing: Standing) -> None:
    text = "SELECT ?s ?p { ?s ?p ?o FILTER(isIRI(?s)) } ORDER BY ?s ?p"
    before, first = standing.store.revision, standing.ask(text)
    second, after = standing.ask(text), standing.store.revision
    assert after != before or first == second
