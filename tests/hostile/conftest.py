"""Servers to attack: one that only reads, and one that can be written to."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.hostile.siege import TRIVIAL
from tests.hostile.target import Figures, Target, running
from tests.hostile.wire import exchange, get


@pytest.fixture(scope="session")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server of the bundled graph, once its release has been written: until then, some pages are waited for."""
    with running(tmp_path_factory.mktemp("read-only")) as target:
        assert asyncio.run(exchange(target, get("/dumps/"))).status == 200
        yield target


@pytest.fixture(scope="session")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with a store on disk, empty at first, that those with the token can write to."""
    folder = tmp_path_factory.mktemp("writable")
    with running(folder, "--store", str(folder / "store"), "--writable") as target:
        yield target


@pytest.fixture(scope="session")
def at_rest(read_only: Target) -> Figures:
    """What the read-only server has once it is warm and nobody asks."""
    return _warm(read_only)


@pytest.fixture(scope="session")
def writable_at_rest(writable: Target) -> Figures:
    """What the writable server has once it is warm and nobody asks."""
    return _warm(writable)


def _warm(target: Target) -> Figures:
    for message in (TRIVIAL, get("/"), get("/sparql", "Accept: text/html"), get("/sparql", "Accept: text/turtle")):
        assert asyncio.run(exchange(target, message)).status == 200
    return target.figures()
