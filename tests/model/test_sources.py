"""Where the sources lie, and which named graph each file is."""

from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.model.iris import Names
from govsocial.model.sources import Sources, graph_name, read_text


def _tree(root: Path, *names: str) -> Path:
    for name in ("ontology/govsocial.ttl", "data/dataset.ttl", *names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n")
    return root


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("ontology/govsocial.ttl", "ontology"),
        ("ontology/shapes.ttl", "shapes"),
        ("ontology/schemes/status.ttl", "scheme/status"),
        ("ontology/alignments/org.ttl", "alignment/org"),
        ("data/dataset.ttl", "dataset"),
        ("data/snapshots/2009-06/dius.ttl", "snapshot/2009-06/dius"),
        ("data/reference/tools.ttl", "reference/tools"),
        ("data/enrichment/departments.ttl", "enrichment/departments"),
        ("data/imports/publicbodies/gb.ttl", "import/publicbodies/gb"),
    ],
)
def test_each_file_has_a_named_graph_after_its_place(name: str, graph: str) -> None:
    assert graph_name(name) == graph


def test_files_are_read_in_one_order_and_examples_and_rules_are_left_out(tmp_path: Path) -> None:
    root = _tree(
        tmp_path,
        "data/reference/tools.ttl",
        "data/snapshots/2009-06/dius.ttl",
        "ontology/shapes.ttl",
        "ontology/schemes/status.ttl",
        "ontology/examples/valid/use.ttl",
        "ontology/rules/note.ttl",
    )
    assert [file.name for file in Sources(root).rdf_files()] == [
        "ontology/govsocial.ttl",
        "ontology/shapes.ttl",
        "ontology/schemes/status.ttl",
        "data/dataset.ttl",
        "data/snapshots/2009-06/dius.ttl",
        "data/reference/tools.ttl",
    ]


def test_a_graph_is_named_under_the_base_of_the_publication(tmp_path: Path) -> None:
    file = Sources(_tree(tmp_path)).rdf_files()[0]
    assert file.graph_iri(Names("https://data.example.org/")) == "https://data.example.org/graph/ontology"


def test_two_files_of_one_named_graph_are_refused(tmp_path: Path) -> None:
    sources = Sources(_tree(tmp_path, "ontology/shapes.ttl", "data/shapes.ttl"))
    with pytest.raises(SourceError, match=r"data/shapes\.ttl: its named graph would be that of ontology/shapes\.ttl"):
        sources.rdf_files()


@pytest.mark.parametrize("name", ["data/reference/tools.nt", "data/reference/tools.ttl.gz", "data/tools.TTL"])
def test_data_in_another_syntax_is_refused_and_not_left_out(name: str, tmp_path: Path) -> None:
    sources = Sources(_tree(tmp_path, name))
    with pytest.raises(SourceError, match=r"sources are Turtle, in files that end in \.ttl") as raised:
        sources.rdf_files()
    assert raised.value.path == str(tmp_path / name)


def test_a_folder_without_sources_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no folder 'ontology' here") as raised:
        Sources(tmp_path)
    assert raised.value.path == str(tmp_path)


def test_the_digest_changes_with_a_byte_and_with_a_name_and_with_nothing_else(tmp_path: Path) -> None:
    first = Sources(_tree(tmp_path / "a", "queries/tools/all.rq"))
    same = Sources(_tree(tmp_path / "b", "queries/tools/all.rq"))
    assert first.digest() == same.digest()
    (same.root / "queries/tools/all.rq").rename(same.root / "queries/tools/every.rq")
    assert first.digest() != same.digest()


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes(b"# fine\n# caf\xe9\n")
    with pytest.raises(SourceError, match=r"latin\.ttl:2: is not UTF-8 text"):
        read_text(path)


def test_the_checkout_has_sources_of_its_own() -> None:
    assert (Sources.bundled().root / "ontology/govsocial.ttl").is_file()


def test_a_file_tells_which_sources_it_is_one_of(tmp_path: Path) -> None:
    (tmp_path / "tree/ontology").mkdir(parents=True)
    (tmp_path / "tree/ontology/govsocial.ttl").touch()
    (tmp_path / "tree/data/reference").mkdir(parents=True)
    around = Sources.around(tmp_path / "tree/data/reference/tools.ttl")
    assert around is not None
    assert around.root == (tmp_path / "tree").resolve()
    assert Sources.around(tmp_path / "elsewhere.ttl") is None
