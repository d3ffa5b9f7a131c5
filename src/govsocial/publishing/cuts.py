"""Cuts: the parts of a dataset that have dumps of their own, each a choice of named graphs.

See https://www.w3.org/TR/dwbp/#ProvideSubsets
"""

from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.model.iris import Names
from govsocial.store.oxigraph import NamedNode, Quad

_ONTOLOGY = ("ontology", "shapes", "scheme/", "alignment/")
_COMMON = ("dataset", "reference/")


@dataclass(frozen=True)
class Cut:
    """One part. `graphs` are names below `graph/`, folders with a final slash; None stands for the whole dataset."""

    key: str
    title: str
    graphs: tuple[str, ...] | None

    def stem(self, dataset: str) -> str:
        """The name of its files without extension: that of the dataset for the whole."""
        return dataset if self.graphs is None else f"{dataset}-{self.key}"

    def of(self, quads: Iterable[Quad], names: Names) -> list[Quad]:
        """The quads of this part, in their order."""
        return [quad for quad in quads if self._has(quad, names)]

    def _has(self, quad: Quad, names: Names) -> bool:
        if self.graphs is None:
            return True
        if not isinstance(quad.graph_name, NamedNode):
            return False
        name = quad.graph_name.value.removeprefix(names.base + "graph/")
        return any(name.startswith(each) if each.endswith("/") else name == each for each in self.graphs)


WHOLE = Cut("whole", "The whole graph", None)
STATED = Cut(
    "stated",
    "What the sources state, with the ontology: nothing inferred, nothing from elsewhere",
    (*_ONTOLOGY, *_COMMON, "snapshot/"),
)
ONTOLOGY = Cut("ontology", "The ontology with its concept schemes, alignments and shapes", _ONTOLOGY)


def snapshot_cut(name: str) -> Cut:
    """What one snapshot says, and the bodies, tools and people that it may speak of."""
    return Cut(name, f"The snapshot {name} alone, with the bodies, tools and people", (*_COMMON, f"snapshot/{name}/"))


def cuts_of(quads: Iterable[Quad], names: Names) -> tuple[Cut, ...]:
    """The cuts of a dataset: the whole, the stated part, each snapshot in order, the ontology."""
    start = f"{names.base}graph/snapshot/"
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    snapshots = {iri.removeprefix(start).partition("/")[0] for iri in graphs if iri.startswith(start)}
    return (WHOLE, STATED, *(snapshot_cut(name) for name in sorted(snapshots)), ONTOLOGY)
