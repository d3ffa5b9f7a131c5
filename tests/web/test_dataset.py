"""What the page about the dataset is made of."""

from pathlib import Path

import pytest
from tests.web.conftest import make_release

from govsocial.web.dataset import Part, cuts_of, parts_of, size, versions_of

BASE = "https://data.example.org/"


def test_graphs_are_told_by_what_is_in_them() -> None:
    sizes = {
        None: 15, f"{BASE}graph/derived/a": 1, f"{BASE}graph/snapshot/a": 2, f"{BASE}graph/snapshot/b": 3,
        f"{BASE}graph/own/b": 4, "http://x/graph/snapshot/c": 5,
    }  # fmt: skip
    found = parts_of(sizes, BASE)
    assert [(part.name, part.graphs, part.triples) for part in found] == [
        ("snapshot", 2, 5),
        ("derived", 1, 1),
        ("", 2, 9),
    ]
    assert parts_of({None: 0}, BASE) == ()
    assert found[2] == Part("", "other graphs", 2, 9)


def test_a_release_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    release = make_release(tmp_path / "release")
    newest, oldest = versions_of((release, release))
    assert (newest.more, oldest.more) == (0, None)
    assert newest.formats == ("Turtle", "N-Quads", "CSV")
    assert versions_of(()) == ()


def test_files_of_one_part_stand_together_without_their_compressed_copies(tmp_path: Path) -> None:
    (cut,) = cuts_of(make_release(tmp_path / "release").files)
    assert (cut.title, [file.name for file in cut.files]) == ("The whole graph", ["tiny.ttl"])


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (433_734, "434 kB"), (1_844_894, "1.84 MB"), (5e15, "5e+03 TB")],
)
def test_sizes_are_written_as_people_read_them(number: float, words: str) -> None:
    assert size(number) == words
