"""The graph as the world gets it: `govsocial serve` without arguments, in a process of its own, asked over HTTP."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pyoxigraph
import pytest

BASE = "https://w3id.org/govsocial/"
DEADLINE_SECONDS = 60

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


@dataclass(frozen=True)
class Served:
    """A running server, and what its dump holds: triples of the whole, with values spelled as a store spells them.

    The catalogue lies beside the dump.
    """

    address: str
    triples: frozenset[pyoxigraph.Triple]
    iris: frozenset[str]
    catalogue: frozenset[pyoxigraph.Triple]

    def about(self, documents: str) -> set[pyoxigraph.Triple]:
        """All triples in which an IRI or one of its fragments is subject or object."""
        return {each for each in self.triples if _is_of(each.subject, documents) or _is_of(each.object, documents)}


def _is_of(term: Node, document: str) -> bool:
    return isinstance(term, pyoxigraph.NamedNode) and term.value.partition("#")[0] == document


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The bundled graph, served."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            [str(Path(sys.executable).with_name("govsocial")), "serve", "--port", "0"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        )
        try:
            assert server.stdout is not None
            address = server.stdout.readline().partition(" at ")[2].partition(" ")[0]
            yield Served(address, *_dump(address), _catalogue(address))
        finally:
            server.terminate()
            server.communicate(timeout=DEADLINE_SECONDS)


def _dump(address: str) -> tuple[frozenset[pyoxigraph.Triple], frozenset[str]]:
    """The distinct triples of the dump, and all IRIs of ours in it."""
    store = pyoxigraph.Store()
    content = httpx2.get(f"{address}/dumps/govsocial.nq", timeout=DEADLINE_SECONDS).content
    store.bulk_load(content, pyoxigraph.RdfFormat.N_QUADS)
    quads = list(store)
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    iris = {term.value for term in terms if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(BASE)}
    return frozenset(quad.triple for quad in quads), frozenset(iris)


def _catalogue(address: str) -> frozenset[pyoxigraph.Triple]:
    store = pyoxigraph.Store()
    store.load(
        httpx2.get(f"{address}/dumps/catalog.nt", timeout=DEADLINE_SECONDS).content, pyoxigraph.RdfFormat.N_TRIPLES
    )
    return frozenset(quad.triple for quad in store)


@pytest.fixture(scope="session")
def client(served: Served) -> Iterator[httpx2.Client]:
    """A client that follows nothing by itself."""
    with httpx2.Client(base_url=served.address, timeout=DEADLINE_SECONDS) as client:
        yield client
