"""The examples of the ontology: valid ones keep all shapes, invalid ones break the one shape in their file name."""

from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Node

EXAMPLES = Path(__file__).parents[2] / "ontology/examples"
SHAPES = Path(__file__).parents[2] / "ontology/shapes.ttl"


def _name(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def broken_shapes(union: Graph) -> dict[Node, set[str]]:
    """The names of the node shapes that each node breaks, once all examples are added to the sources."""
    shapes, data = Graph().parse(SHAPES), Graph() + union
    for path in EXAMPLES.rglob("*.ttl"):
        data.parse(path)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    broken: dict[Node, set[str]] = defaultdict(set)
    for result in set(report.subjects(RDF.type, SH.ValidationResult)) - set(report.objects(None, SH.detail)):
        node, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        assert node is not None
        assert shape is not None
        broken[node] |= _node_shapes(shapes, shape, _classes(data, node))
    return broken


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("valid/*.ttl")), ids=_name)
def test_a_valid_example_breaks_no_shape(path: Path, broken_shapes: dict[Node, set[str]]) -> None:
    assert _shapes_broken_in(path, broken_shapes) == set()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("invalid/*.ttl")), ids=_name)
def test_an_invalid_example_breaks_the_shape_in_its_name_and_no_other(
    path: Path, broken_shapes: dict[Node, set[str]]
) -> None:
    assert _shapes_broken_in(path, broken_shapes) == {path.stem.split("-")[0]}


def test_nothing_but_the_examples_breaks_a_shape(broken_shapes: dict[Node, set[str]]) -> None:
    invalid = {subject for path in EXAMPLES.glob("invalid/*.ttl") for subject in Graph().parse(path).subjects()}
    assert set(broken_shapes) <= invalid


def test_every_shape_with_a_target_has_an_invalid_example() -> None:
    shapes = Graph().parse(SHAPES)
    targeted = {_local_name(shape) for shape in shapes.subjects(SH.targetClass)}
    assert targeted == {path.stem.split("-")[0] for path in EXAMPLES.glob("invalid/*.ttl")}


def _shapes_broken_in(path: Path, broken_shapes: dict[Node, set[str]]) -> set[str]:
    subjects = set(Graph().parse(path).subjects())
    return {shape for subject in subjects for shape in broken_shapes.get(subject, set())}


def _node_shapes(shapes: Graph, shape: Node, classes: set[Node]) -> set[str]:
    """The node shapes that a broken shape belongs to, of those that speak of one of the classes."""
    owners = {shape} if (shape, RDF.type, SH.NodeShape) in shapes else set(shapes.subjects(SH.property, shape))
    return {_local_name(owner) for owner in owners if classes & set(shapes.objects(owner, SH.targetClass))}


def _classes(data: Graph, node: Node) -> set[Node]:
    """The classes of a node, with all above them."""
    found = (data.transitive_objects(direct, RDFS.subClassOf) for direct in data.objects(node, RDF.type))
    return {each for above in found for each in above if each is not None}


def _local_name(iri: Node) -> str:
    return str(iri).rpartition("#")[2]
