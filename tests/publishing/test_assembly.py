"""The dataset of the sources: graphs, counts, catalogue, and the IRIs of another publication."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble, revision
from govsocial.publishing.software import Software
from govsocial.store.oxigraph import Dataset

Edit = Callable[[str, str, str], Path]
BASE = "https://w3id.org/govsocial/"
VOID_TRIPLES = f"SELECT ?n WHERE {{ <{BASE}dataset> <http://rdfs.org/ns/void#triples> ?n }}"


def test_each_triple_is_in_one_named_graph_and_void_counts_them_all(sources: Sources) -> None:
    assembly = assemble(sources, Names())
    triples = Counter(quad.triple for quad in assembly.quads)
    assert set(triples.values()) == {1}
    dataset = Dataset(assembly.quads)
    assert [str(row["n"]) for row in dataset.select(VOID_TRIPLES)] == [str(row["n"]) for row in dataset.select(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")]  # fmt: skip
    assert assembly.counts.triples == len(triples)


def test_there_is_a_graph_for_each_file_and_four_that_the_build_makes(sources: Sources) -> None:
    names = {str(quad.graph_name)[1:-1].removeprefix(BASE + "graph/") for quad in assemble(sources, Names()).quads}
    assert names == {
        "ontology", "shapes", "scheme/status", "dataset", "reference/all",
        "snapshot/2009-06/snapshot", "snapshot/2009-06/tea", "snapshot/2009-06/cake",
        "derived/entailment", "derived/shortcut", "provenance", "void",
    }  # fmt: skip


def test_things_are_counted_by_kind(sources: Sources) -> None:
    things = assemble(sources, Names()).counts.things
    assert {kind: number for kind, number in things.items() if number} == {
        "snapshot": 1, "source": 1, "claim": 3, "evidence": 3, "organisation": 2, "tool": 1,
    }  # fmt: skip


def test_a_title_is_given_only_where_the_sources_give_none(sources: Sources, edit: Edit) -> None:
    assert assemble(sources, Names()).about.title == "A tiny dataset"
    edit("data/dataset.ttl", 'dcterms:title "A tiny dataset"@en ;', "")
    assembly = assemble(sources, Names())
    (title,) = [quad for quad in assembly.quads if quad.predicate.value == "http://purl.org/dc/terms/title"]
    assert str(title.graph_name) == f"<{BASE}graph/void>"


def test_another_publication_has_its_own_things_and_the_shared_terms(sources: Sources) -> None:
    base = "https://data.example.org/"
    assembly = assemble(sources, Names(base))
    text = "\n".join(str(quad) for quad in assembly.quads)
    ours = [word for word in text.split() if word.startswith("<" + BASE)]
    assert ours
    assert all(word.startswith(f"<{BASE}def/") for word in ours)
    assert f"<{base}id/claim/2009-06/tea-twitter>" in text
    assert assembly.counts == assemble(sources, Names()).counts
    assert Dataset(assembly.quads).select(f"SELECT * WHERE {{ ?who <{BASE}def/govsocial#usesTool> ?tool }}")


def test_the_revision_names_sources_base_and_software(sources: Sources, edit: Edit) -> None:
    software = Software("1.0", "a" * 40)
    first = revision(sources, Names(), software)
    assert first == revision(sources, Names(), software)
    assert first != revision(sources, Names("https://data.example.org/"), software)
    assert first != revision(sources, Names(), Software("1.0", "b" * 40))
    edit("data/dataset.ttl", "Tiny", "Tinier")
    assert first != revision(sources, Names(), software)


def test_a_file_that_does_not_parse_is_named_with_its_line(sources: Sources, edit: Edit) -> None:
    path = edit("data/reference/all.ttl", "tool:twitter a gs:Tool ;", "tool:twitter a gs:Tool ; ;;; a a a")
    with pytest.raises(SourceError) as raised:
        assemble(sources, Names())
    assert (raised.value.path, raised.value.line) == (str(path), 16)
