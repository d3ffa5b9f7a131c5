"""Several releases in one folder: all are found, and the newest is known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.model.sources import Sources
from govsocial.publishing.archive import open_archive
from govsocial.publishing.build import build

Edit = Callable[[str, str, str], Path]


def test_a_release_is_an_archive_of_one(sources: Sources, tmp_path: Path) -> None:
    release = build(sources, tmp_path / "release", validate=False)
    assert open_archive(tmp_path / "release") == (release,)


def test_the_release_that_was_issued_last_comes_first(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    newer = build(sources, tmp_path / "releases/a", validate=False)
    edit("data/dataset.ttl", "2009-06-09", "2009-06-08")
    older = build(sources, tmp_path / "releases/b", validate=False)
    (tmp_path / "releases/notes").mkdir()
    assert open_archive(tmp_path / "releases") == (newer, older)


def test_of_two_of_one_day_the_folder_decides(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    first = build(sources, tmp_path / "releases/2009-06-09", validate=False)
    edit("data/dataset.ttl", "A tiny dataset", "A tiny data set")
    second = build(sources, tmp_path / "releases/2009-06-09b", validate=False)
    assert open_archive(tmp_path / "releases") == (second, first)


def test_a_copy_is_there_once(sources: Sources, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        build(sources, tmp_path / "releases" / folder, validate=False)
    assert len(open_archive(tmp_path / "releases")) == 1


@pytest.mark.parametrize(("folder", "message"), [("", "no folder of releases"), ("missing", "this is no release")])
def test_a_folder_without_releases_is_refused(folder: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=message):
        open_archive(tmp_path / folder)
