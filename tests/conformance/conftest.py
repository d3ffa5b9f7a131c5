"""Servers of govsocial that W3C's tests are run against: one of each sort for each process that runs tests."""

from collections.abc import Callable, Iterator

import pytest
from tests.conformance import cases, datasets
from tests.conformance.cases import Case, Dataset
from tests.conformance.datasets import Held
from tests.conformance.server import Server, running


@pytest.fixture(scope="session")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that holds the data of all tests in named graphs, and takes no writes."""
    folder = tmp_path_factory.mktemp("read-only")
    protocol = [Dataset((), case.graphs) for case in cases.http_cases("ProtocolTest")]
    data = folder / "tests.nq"
    data.write_bytes(datasets.preloaded([*(case.dataset for case in cases.query_cases()), *protocol]))
    with running(folder / "log", "--data", str(data)) as server:
        yield server


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a store on disk, empty at first, that those with the token can write to."""
    folder = tmp_path_factory.mktemp("writable")
    with running(folder / "log", "--store", str(folder / "store"), "--writable") as server:
        yield server


@pytest.fixture(scope="session")
def held(writable: Server) -> Held:
    """What the store of the writable server holds."""
    return Held(writable)


@pytest.fixture
def count_as(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`count_as("syntax", case)` notes the suite of a test, for the terminal summary (see tests/conftest.py)."""

    def note(suite: str, case: Case, server: str = "") -> None:
        version = " of SPARQL 1.2" if case.name.startswith("sparql12") else ""
        record_property("W3C suite", f"{suite}{version}{f', {server} server' if server else ''}")

    return note
