"""In which file and on which line a subject stands, however the file spells it."""

from pathlib import Path

import pytest

from govsocial.model.sources import SourceFile
from govsocial.publishing.assembly import read_file
from govsocial.publishing.places import Places

CLAIM = "https://w3id.org/govsocial/id/claim/2009-06/a"
PREFIXES = """@prefix ex: <https://example.org/> .
@prefix claim: <https://w3id.org/govsocial/id/claim/> .
@prefix c: <https://w3id.org/govsocial/id/claim/2009-06/> .
"""


def _file(folder: Path, body: str) -> SourceFile:
    path = folder / "tea.ttl"
    path.write_text(PREFIXES + body)
    return SourceFile(path, "data/snapshots/2009-06/tea.ttl", "snapshot/2009-06/tea")


def _line(file: SourceFile, iri: str) -> int | None:
    places = Places([read_file(file)])
    assert list(places.files(iri)) == [file]
    return places.line(file, iri)


@pytest.mark.parametrize("spelling", [f"<{CLAIM}>", "c:a", "claim:2009-06\\/a"])
def test_a_subject_is_found_where_it_starts(spelling: str, tmp_path: Path) -> None:
    body = f"c:ab ex:p c:a-b , <{CLAIM}/x> .\nc:b ex:p {spelling} .\n{spelling} ex:p 1 .\n"
    assert _line(_file(tmp_path, body), CLAIM) == 6


def test_what_is_only_mentioned_is_found_there(tmp_path: Path) -> None:
    assert _line(_file(tmp_path, "c:b ex:p 1 ;\n  ex:q c:a .\n"), CLAIM) == 5


def test_a_file_speaks_of_its_own_graph_as_of_this(tmp_path: Path) -> None:
    assert _line(_file(tmp_path, "\n<> ex:p 1 .\n"), "https://w3id.org/govsocial/graph/snapshot/2009-06/tea") == 5


def test_a_subject_that_no_file_has_is_nowhere(tmp_path: Path) -> None:
    file = _file(tmp_path, "c:b ex:p 1 .\n")
    places = Places([read_file(file)])
    assert list(places.files(CLAIM)) == []
    assert places.line(file, CLAIM) is None


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('c:a ex:p "[ _:x (" , <https://example.org/[> . # [ _:x (\n', None),
        ('c:a ex:p """[\n[""" ;\n ex:q [] .\n', 6),
        ("c:a ex:p 1 .\n_:b ex:p 2 .\n", 5),
        ("c:a ex:p\n (1 2) .\n", 5),
    ],
)
def test_the_first_blank_node_is_found(body: str, line: int | None, tmp_path: Path) -> None:
    file = _file(tmp_path, body)
    assert Places([]).blank_node_line(file) == line
