"""Dumps into a store on disk: all or nothing, beside what is there, and not under a server."""

import gzip
from pathlib import Path

import pytest
from tests.store.asking import values
from tests.store.conftest import living, run

from govsocial.errors import SourceError, StoreError
from govsocial.store.base import Update
from govsocial.store.loading import Dumps, Loaded, Progress, load
from govsocial.store.revisions import Revisions

BASE = "https://example.org/"


def loaded(store: Path, *files: Path, graph: str | None = None) -> Loaded:
    return load(store, Dumps(files, BASE, graph), lambda _progress: None)


def written(path: Path, text: str) -> Path:
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def in_store(store: Path, query: str) -> list[str]:
    found: list[str] = []

    async def work() -> None:
        async with living(store) as opened:
            found.extend(await values(opened, query))

    run(work)
    return found


def test_files_of_any_syntax_are_loaded_beside_what_is_there(tmp_path: Path) -> None:
    store = tmp_path / "store"

    async def write() -> None:
        async with living(store) as opened:
            await opened.update(Update("INSERT DATA { <x:old> <x:p> 0 }"))

    run(write)
    result = loaded(
        store,
        written(tmp_path / "a.ttl", "<x:s> <x:p> 1 ."),
        written(tmp_path / "b.nq.gz", "<x:s> <x:p> <x:2> <x:g> .\n<x:s> <x:p> <x:3> .\n"),
        written(tmp_path / "c.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    )
    assert result.triples == 3
    assert result.revision.startswith("3-")
    assert in_store(store, "SELECT ?o { ?s ?p ?o }") == ["0", "1", "x:3"]
    assert in_store(store, "SELECT ?o { GRAPH <x:g> { ?s ?p ?o } }") == ["x:2"]


def test_triples_go_to_the_graph_that_is_named_and_named_graphs_stay(tmp_path: Path) -> None:
    trig = written(tmp_path / "a.trig", "<> <x:p> <x:1> . <x:h> { <x:s> <x:p> <x:2> }")
    loaded(tmp_path / "store", trig, graph="https://example.org/g")
    assert in_store(tmp_path / "store", "SELECT (CONCAT(STR(?g), ' ', STR(?s)) AS ?x) { GRAPH ?g { ?s ?p ?o } }") == [
        "https://example.org/g https://example.org/g",
        "x:h x:s",
    ]
    assert in_store(tmp_path / "store", "SELECT ?s { ?s ?p ?o }") == []


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.nt", "_:a <x:p> _:a .\n") for name in "ab"]
    loaded(tmp_path / "store", *files)
    assert in_store(tmp_path / "store", "SELECT (COUNT(?s) AS ?n) { ?s <x:p> ?s }") == ["2"]


def test_a_blank_node_is_one_in_all_of_its_file_also_in_triple_terms_and_as_a_graph(tmp_path: Path) -> None:
    filler = "".join(f"_:a <x:q> <x:{number}> .\n" for number in range(25_000))  # more than is read at a time
    dump = written(tmp_path / "a.nq", f"_:a <x:p> <x:o> .\n{filler}<x:s> <x:r> <<( _:a <x:p> <x:o> )>> _:a .\n")
    loaded(tmp_path / "store", dump)
    query = "SELECT (COUNT(*) AS ?n) { ?a <x:p> <x:o> GRAPH ?a { <x:s> <x:r> <<( ?a <x:p> <x:o> )>> } }"
    assert in_store(tmp_path / "store", query) == ["1"]
    assert in_store(tmp_path / "store", "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a <x:q> ?o }") == ["1"]


def test_a_fault_in_any_file_loads_nothing(tmp_path: Path) -> None:
    store, good = tmp_path / "store", written(tmp_path / "a.ttl", "<x:s> <x:p> 1 .")
    first = loaded(store, good)
    many = written(tmp_path / "b.nt", "".join(f"<x:s{number}> <x:p> <x:o> .\n" for number in range(50_000)) + "<x:a> .")
    with pytest.raises(SourceError) as caught:
        loaded(store, many)
    assert (caught.value.path, caught.value.line) == (str(many), 50_001)
    revisions = Revisions(store)
    assert revisions.claim()
    assert revisions.current is not None
    assert revisions.current.name == first.revision
    revisions.release()
    assert in_store(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["1"]


def test_a_store_that_a_server_has_is_left_alone(tmp_path: Path) -> None:
    file = written(tmp_path / "a.ttl", "<x:s> <x:p> 1 .")

    async def work() -> None:
        async with living(tmp_path / "store") as opened:
            with pytest.raises(StoreError, match="in use by a server"):
                loaded(tmp_path / "store", file)
            await opened.update(Update("INSERT DATA { <x:s> <x:p> 2 }"))
            assert await values(opened, "SELECT ?o { ?s ?p ?o }") == ["2"]

    run(work)


def test_what_was_read_is_reported(tmp_path: Path) -> None:
    reports: list[Progress] = []
    files = [written(tmp_path / f"{name}.nt", f"<x:{name}> <x:p> <x:o> .\n") for name in "ab"]
    load(tmp_path / "store", Dumps(files, BASE), reports.append)
    size = len("<x:a> <x:p> <x:o> .\n")
    assert reports == [
        Progress("a.nt", 0, 0, 2 * size),
        Progress("a.nt", 1, size, 2 * size),
        Progress("b.nt", 1, size, 2 * size),
        Progress("b.nt", 2, 2 * size, 2 * size),
        Progress(None, 2, 2 * size, 2 * size),
    ]


def test_progress_in_a_compressed_file_is_by_its_bytes_on_disk(tmp_path: Path) -> None:
    reports: list[Progress] = []
    dump = written(tmp_path / "a.nt.gz", "".join(f"<x:{number}> <x:p> <x:o> .\n" for number in range(30_000)))
    load(tmp_path / "store", Dumps([dump], BASE), reports.append)
    read = [progress.bytes_read for progress in reports]
    assert read == sorted(read)
    assert 0 < read[1] < read[-1] == dump.stat().st_size == reports[0].bytes_in_all
