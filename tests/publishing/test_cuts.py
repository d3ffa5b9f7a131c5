"""Which graphs each cut has, and which it leaves out."""

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.cuts import ONTOLOGY, STATED, WHOLE, Cut, cuts_of, snapshot_cut
from govsocial.store.oxigraph import DefaultGraph, Literal, NamedNode, Quad

BASE = "https://data.example.org/"


def _graphs(cut: Cut, sources: Sources, names: Names | None = None) -> set[str]:
    names = names or Names()
    quads = cut.of(assemble(sources, names).quads, names)
    iris = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    return {iri.removeprefix(f"{names.base}graph/") for iri in iris}


def test_the_whole_has_every_graph(sources: Sources) -> None:
    assembly = assemble(sources, Names())
    assert WHOLE.of(assembly.quads, Names()) == list(assembly.quads)


def test_the_stated_part_has_nothing_inferred_and_nothing_from_elsewhere(sources: Sources) -> None:
    (sources.root / "data/enrichment").mkdir()
    (sources.root / "data/enrichment/more.ttl").write_text("<http://x/s> <http://x/p> 1 .")
    assert "enrichment/more" in _graphs(WHOLE, sources)
    assert _graphs(STATED, sources) == {
        "ontology", "shapes", "scheme/status", "dataset", "reference/all",
        "snapshot/2009-06/snapshot", "snapshot/2009-06/tea", "snapshot/2009-06/cake",
    }  # fmt: skip


def test_the_ontology_comes_with_its_schemes_and_shapes(sources: Sources) -> None:
    assert _graphs(ONTOLOGY, sources) == {"ontology", "shapes", "scheme/status"}


def test_a_snapshot_has_its_own_claims_and_the_bodies_but_no_other_snapshot(sources: Sources) -> None:
    folder = sources.root / "data/snapshots"
    (folder / "2009-06x").mkdir()
    (folder / "2009-06x/other.ttl").write_text("<http://x/s> <http://x/p> 1 .")
    assert _graphs(snapshot_cut("2009-06"), sources, Names(BASE)) == {
        "dataset", "reference/all", "snapshot/2009-06/snapshot", "snapshot/2009-06/tea", "snapshot/2009-06/cake",
    }  # fmt: skip
    keys = [cut.key for cut in cuts_of(assemble(sources, Names(BASE)).quads, Names(BASE))]
    assert keys == ["whole", "stated", "2009-06", "2009-06x", "ontology"]


def test_a_quad_of_no_graph_is_in_the_whole_alone() -> None:
    quad = Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("o"), DefaultGraph())
    assert [bool(cut.of([quad], Names())) for cut in (WHOLE, STATED, ONTOLOGY)] == [True, False, False]
