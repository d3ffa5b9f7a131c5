"""The sources as rdflib reads them: independent of the engine that the project itself uses."""

from pathlib import Path

import pytest
from rdflib import Dataset, Graph, URIRef

from govsocial.model.iris import Names
from govsocial.model.sources import Sources

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sources() -> Dataset:
    """All source files, each in its named graph, with the union of all as the default graph."""
    dataset = Dataset(default_union=True)
    for file in Sources(ROOT).rdf_files():
        iri = file.graph_iri(Names())
        dataset.graph(URIRef(iri)).parse(file.path, publicID=iri)
    return dataset


@pytest.fixture(scope="session")
def union(sources: Dataset) -> Graph:
    """All source files as one graph."""
    graph = Graph()
    for subject, predicate, value, _ in sources.quads():
        graph.add((subject, predicate, value))
    return graph
