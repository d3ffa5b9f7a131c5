"""A dataset on disk that is written to, and its checkpoints."""

from pathlib import Path

import pytest

from govsocial.errors import (
    ForbiddenError,
    GovsocialError,
    PreconditionFailedError,
    QueryRefusedError,
    QuerySyntaxError,
    StoreError,
    UpdateConflictError,
)
from govsocial.model import formats
from govsocial.store import writable
from govsocial.store.base import ALWAYS, Precondition, Query, Update
from govsocial.store.oxigraph import Engine
from govsocial.store.writable import WritableDataset


@pytest.fixture
def dataset(tmp_path: Path) -> WritableDataset:
    return WritableDataset(tmp_path / "live")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document.nt"
    path.write_text('<x:a> <x:p> "1" .\n_:b <x:p> "2" .\n')
    return path


def rows(checkpoint: Path, text: str, is_union: bool = False) -> list[str]:
    """The lines of a CSV answer below the head, sorted, from a checkpoint that is opened read-only."""
    engine = Engine()
    engine.open(checkpoint, is_union)
    answer = bytearray()
    engine.evaluate(Query(text, formats.CSV, None)).write(answer.extend)
    return sorted(answer.decode().splitlines()[1:])


VALUES = "SELECT ?g ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def test_a_checkpoint_holds_what_was_written_before_it_and_nothing_later(
    dataset: WritableDataset, tmp_path: Path
) -> None:
    dataset.update(Update("INSERT DATA { <x:a> <x:p> 1 . GRAPH <x:g> { <x:a> <x:p> 2 } }"))
    dataset.checkpoint(tmp_path / "1")
    dataset.update(Update("PREFIX x: <x:> CLEAR ALL; INSERT DATA { <a> x:p 3 }", base_iri="http://x.org/"))
    dataset.checkpoint(tmp_path / "2")
    assert rows(tmp_path / "1", VALUES) == [",1", "x:g,2"]
    assert rows(tmp_path / "2", "SELECT ?s ?o { ?s ?p ?o }") == ["http://x.org/a,3"]


def test_the_engine_is_opened_anew_after_many_checkpoints_and_holds_what_it_held(
    dataset: WritableDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writable, "MOST_CHECKPOINTS", 2)
    for number in range(1, 8):
        dataset.update(Update(f"INSERT DATA {{ <x:a> <x:p> {number} . GRAPH <x:g> {{ <x:a> <x:p> {number} }} }}"))
        dataset.checkpoint(tmp_path / str(number))
        written = range(1, number + 1)
        assert rows(tmp_path / str(number), VALUES) == [f"{graph},{each}" for graph in ("", "x:g") for each in written]


def test_a_function_that_is_not_known_has_no_value_as_in_a_query(dataset: WritableDataset, tmp_path: Path) -> None:
    dataset.update(
        Update(
            "INSERT { <x:a> <x:p> ?x, ?y } WHERE { BIND(<x:f>(1) AS ?x) BIND(<x:g>(<x:f>(1)) AS ?z) BIND(1 AS ?y) };"
            "INSERT { <x:b> <x:p> 1 } WHERE { FILTER(<x:h>(1)) }"
        )
    )
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", "SELECT ?s ?o { ?s ?p ?o }") == ["x:a,1"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT DATA { <x:a> <x:p> 9 }; INSERT DATA {", QuerySyntaxError),
        ("INSERT DATA { <x:a> <x:p> 9 }; DROP GRAPH <x:none>", UpdateConflictError),
        ("INSERT DATA { <x:a> <x:p> 9 }; CREATE GRAPH <x:g>", UpdateConflictError),
        ("INSERT DATA { <x:a> <x:p> 9 }; LOAD <file:///etc/hostname>", ForbiddenError),
        ("INSERT DATA { <x:a> <x:p> 9 . <x:a> ex:p 1 }", QuerySyntaxError),
        ("INSERT DATA { <a> <x:p> 9 }", QuerySyntaxError),
        ("INSERT DATA { <x:a> <x:p> '\ud800' }", QuerySyntaxError),
        ("SELECT * { ?s ?p ?o }", QueryRefusedError),
    ],
)
def test_an_update_that_fails_changes_nothing(
    dataset: WritableDataset, tmp_path: Path, text: str, kind: type[GovsocialError]
) -> None:
    dataset.update(Update("INSERT DATA { GRAPH <x:g> { <x:a> <x:p> 1 } }"))
    with pytest.raises(GovsocialError) as caught:
        dataset.update(Update(text))
    assert type(caught.value) is kind
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", VALUES) == ["x:g,1"]


@pytest.mark.parametrize("graph", ["x:g", None])
def test_a_graph_is_put_added_to_and_deleted(
    dataset: WritableDataset, tmp_path: Path, document: Path, graph: str | None
) -> None:
    is_default = graph is None
    more = tmp_path / "more.nt"
    more.write_text('<x:a> <x:p> "3" .\n')
    assert dataset.post(graph, [document, more], ALWAYS) is is_default
    assert dataset.put(graph, [document], ALWAYS)
    assert dataset.post(graph, [document], ALWAYS)
    dataset.checkpoint(tmp_path / "1")
    # "2" is there twice: a blank node of one document is not that of another, even of the same label
    assert sorted(row.partition(",")[2] for row in rows(tmp_path / "1", VALUES)) == ["1", "2", "2"]
    assert dataset.delete(graph, ALWAYS)
    assert dataset.delete(graph, ALWAYS) is is_default
    dataset.checkpoint(tmp_path / "2")
    assert rows(tmp_path / "2", VALUES) == []


def test_a_blank_node_of_a_large_document_is_one_node(dataset: WritableDataset, tmp_path: Path) -> None:
    large = tmp_path / "large.nt"
    lines = (f"_:b <x:p> <x:{number}{'x' * 100_000}> .\n" for number in range(200))
    large.write_text("".join(lines))  # 20 MB, which the engine divides among its parsers where there are four cores
    dataset.post(None, [large], ALWAYS)
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <x:p> ?o }") == ["1"]


def test_to_optimize_changes_nothing_that_can_be_asked(
    dataset: WritableDataset, tmp_path: Path, document: Path
) -> None:
    dataset.post("x:g", [document], ALWAYS)
    dataset.optimize()
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", "SELECT ?o { GRAPH <x:g> { ?s ?p ?o } }") == ["1", "2"]


def test_an_empty_graph_is_a_graph(dataset: WritableDataset, tmp_path: Path) -> None:
    assert not dataset.put("x:g", [], ALWAYS)
    assert dataset.put("x:g", [], ALWAYS)
    for number, is_union in enumerate([False, True]):
        dataset.checkpoint(tmp_path / str(number))
        assert rows(tmp_path / str(number), "SELECT ?g { GRAPH ?g {} }", is_union) == ["x:g"]


def version_of(dataset: WritableDataset, graph: str) -> str | None:
    with pytest.raises(PreconditionFailedError) as caught:
        dataset.post(graph, [], Precondition(one_of=("nobody's",)))
    return caught.value.version


def test_a_version_is_of_the_content_alone(dataset: WritableDataset) -> None:
    dataset.update(Update("INSERT DATA { GRAPH <x:g> { <x:a> <x:p> 1, 2 } GRAPH <x:h> { <x:a> <x:p> 1 } }"))
    version = version_of(dataset, "x:g")
    assert version
    assert version_of(dataset, "x:none") is None
    assert version_of(dataset, "x:h") != version
    dataset.update(Update("DELETE DATA { GRAPH <x:g> { <x:a> <x:p> 1 } }; CLEAR GRAPH <x:h>"))
    assert version_of(dataset, "x:g") != version
    dataset.update(Update("INSERT DATA { GRAPH <x:g> { <x:a> <x:p> 1 } }"))
    assert version_of(dataset, "x:g") == version


def test_a_write_whose_precondition_fails_changes_nothing(
    dataset: WritableDataset, tmp_path: Path, document: Path
) -> None:
    dataset.update(Update("INSERT DATA { GRAPH <x:g> { <x:a> <x:p> 1 } }"))
    version = version_of(dataset, "x:g") or ""
    for precondition in (Precondition(exists=False), Precondition(one_of=("v",)), Precondition(none_of=(version,))):
        for write in (dataset.put, dataset.post):
            with pytest.raises(PreconditionFailedError) as caught:
                write("x:g", [document], precondition)
            assert caught.value.version == version
        with pytest.raises(PreconditionFailedError):
            dataset.delete("x:g", precondition)
    with pytest.raises(PreconditionFailedError):
        dataset.put("x:new", [document], Precondition(exists=True))
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", VALUES) == ["x:g,1"]
    assert dataset.delete("x:g", Precondition(exists=True, one_of=("v", version)))


def test_a_folder_that_another_has_open_is_refused(dataset: WritableDataset, tmp_path: Path) -> None:
    dataset.update(Update("INSERT DATA { <x:a> <x:p> 1 }"))
    with pytest.raises(StoreError, match="The store cannot be written to"):
        WritableDataset(tmp_path / "live")


def test_a_checkpoint_that_is_there_already_is_an_error(dataset: WritableDataset, tmp_path: Path) -> None:
    dataset.checkpoint(tmp_path / "1")
    with pytest.raises(StoreError):
        dataset.checkpoint(tmp_path / "1")


def test_a_union_on_disk_repeats_nothing(dataset: WritableDataset, tmp_path: Path) -> None:
    triple = "<x:a> <x:p> 1"
    dataset.update(Update(f"INSERT DATA {{ {triple} GRAPH <x:g> {{ {triple} }} GRAPH <x:h> {{ {triple}, 2 }} }}"))
    dataset.checkpoint(tmp_path / "1")
    assert rows(tmp_path / "1", "SELECT ?o { ?s ?p ?o }", is_union=True) == ["1", "2"]
    assert rows(tmp_path / "1", "SELECT ?o { ?s ?p ?o }") == ["1"]
    for is_union in (False, True):
        assert rows(tmp_path / "1", "SELECT ?o FROM <x:g> FROM <x:h> { ?s ?p ?o }", is_union) == ["1", "2"]
        assert rows(tmp_path / "1", "SELECT ?o FROM <x:g> { ?s ?p ?o }", is_union) == ["1"]
