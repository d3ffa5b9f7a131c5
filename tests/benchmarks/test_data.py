"""The data that is measured with: as much as was asked for, the same each time, and answers that are never empty."""

from pathlib import Path

import pyoxigraph
import pytest
from tests.benchmarks.data import TRIPLES_A_THING, statements, thing, write
from tests.benchmarks.questions import ANALYTICAL, JOIN, POINT, TEXT


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """Two hundred things."""
    store = pyoxigraph.Store()
    store.load("".join(statements(200)).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def count_rows(store: pyoxigraph.Store, query: str) -> int:
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return len(list(solutions))


def test_each_thing_has_five_triples_and_none_is_said_twice(store: pyoxigraph.Store) -> None:
    assert len(store) == 200 * TRIPLES_A_THING
    subject = pyoxigraph.NamedNode(thing(199))
    assert len(list(store.quads_for_pattern(subject, None, None))) == TRIPLES_A_THING


def test_a_file_has_the_triples_that_were_asked_for(tmp_path: Path) -> None:
    assert len(write(tmp_path, 1000).read_text().splitlines()) == 1000


def test_a_file_is_written_once(tmp_path: Path) -> None:
    first = write(tmp_path, 1000).stat().st_mtime_ns
    assert write(tmp_path, 1000).stat().st_mtime_ns == first


def test_a_look_up_finds_all_that_is_said_of_a_thing(store: pyoxigraph.Store) -> None:
    assert count_rows(store, POINT.fill(150, 1)) == TRIPLES_A_THING


@pytest.mark.parametrize("entity", [0, 7, 199])
def test_a_join_finds_one_row_from_each_thing(store: pyoxigraph.Store, entity: int) -> None:
    assert count_rows(store, JOIN.fill(entity, 1)) == 1


def test_the_analytical_query_has_a_row_for_each_group(store: pyoxigraph.Store) -> None:
    assert count_rows(store, ANALYTICAL.fill(0, 1_000_000)) == 100


@pytest.mark.parametrize("entity", [1, 19, 199])
def test_the_text_filter_finds_one_thing(store: pyoxigraph.Store, entity: int) -> None:
    assert count_rows(store, TEXT.fill(entity, 1)) == 1
