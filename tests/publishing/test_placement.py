"""A directory is written whole or not at all, and what it replaces goes away whole."""

from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.publishing.placement import _rename_twice, place


def test_a_directory_takes_the_place_of_the_one_that_is_there(tmp_path: Path) -> None:
    place({"old.txt": b"old"}, tmp_path / "deep/out")
    place({"new.txt": b"new"}, tmp_path / "deep/out")
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "deep", "deep/out", "deep/out/new.txt",
    ]  # fmt: skip


def test_what_cannot_be_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    place({"old.txt": b"old"}, tmp_path / "out")
    with pytest.raises(SourceError, match="cannot be written"):
        place({"new.txt": b"new", "no/such/folder.txt": b""}, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out/old.txt").read_bytes() == b"old"


def test_directories_change_places_by_two_renames_where_the_system_has_no_exchange(tmp_path: Path) -> None:
    for name in ("new", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    _rename_twice(tmp_path / "new", tmp_path / "out")
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["out", "out/new"]
