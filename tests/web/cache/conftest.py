"""Servers with all that lies before the application: one of the bundled graph, one that can be written to."""

from collections.abc import Iterator

import pytest
from tests.web.cache.wire import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the bundled graph."""
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of an empty store that takes writes."""
    folder = tmp_path_factory.mktemp("written")
    with serving(folder, "--store", str(folder / "store"), "--writable") as server:
        yield server
