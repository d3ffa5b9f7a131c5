"""The folder of a store: who has it, which revision is the truth, and what is swept away."""

from pathlib import Path

import pytest

from govsocial.errors import StoreError
from govsocial.store.revisions import Revisions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "store"


def claimed(folder: Path) -> Revisions:
    revisions = Revisions(folder)
    assert revisions.claim()
    return revisions


def made(revisions: Revisions) -> Path:
    """A revision as the writer makes it."""
    path = revisions.new()
    path.mkdir()
    (path / "table.sst").touch()
    return path


def claimed_again(revisions: Revisions) -> Revisions:
    revisions.release()
    return claimed(revisions.folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "revisions").iterdir())


def test_a_new_folder_has_no_revision(folder: Path) -> None:
    assert claimed(folder).current is None


def test_the_newest_published_revision_is_found_again_and_the_rest_is_gone(folder: Path) -> None:
    revisions = claimed(folder)
    for _ in range(11):
        made(revisions)
        newest = revisions.publish()
    (folder / "revisions" / "12-00000000.tmp").mkdir()
    (folder / "uploads" / "half.nt").touch()
    revisions.release()
    again = claimed(folder)
    assert again.current == newest
    assert newest.name.startswith("11-")
    assert names(folder) == [newest.name]
    assert list((folder / "uploads").iterdir()) == []


def test_an_abandoned_revision_never_becomes_the_truth(folder: Path) -> None:
    revisions = claimed(folder)
    made(revisions)
    newest = revisions.publish()
    made(revisions)
    revisions.abandon()
    revisions.release()
    assert claimed(folder).current == newest


def test_an_abandoned_revision_that_is_removed_by_half_is_not_the_truth(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revisions = claimed(folder)
    made(revisions)
    newest = revisions.publish()
    made(revisions)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda *_, **__: None)  # as if we were killed there
        revisions.abandon()
    assert claimed_again(revisions).current == newest
    assert names(folder) == [newest.name]


def test_what_is_published_after_an_abandoned_revision_that_stays_is_the_newest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("Read-only file system")

    revisions = claimed(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        for _ in range(9):
            made(revisions)
            revisions.abandon()
    made(revisions)
    newest = revisions.publish()
    assert claimed_again(revisions).current == newest


def test_what_is_used_or_in_the_making_is_not_swept_away(folder: Path) -> None:
    revisions = claimed(folder)
    made(revisions)
    old = revisions.publish()
    made(revisions)
    used = revisions.publish()
    made(revisions)
    current = revisions.publish()
    beside = revisions.new().with_suffix(".tmp")
    beside.mkdir()
    assert revisions.sweep([used]) == 1
    assert names(folder) == sorted(path.name for path in (used, current, beside))
    assert not old.exists()
    assert revisions.sweep([]) == 0


def test_a_name_is_given_once_even_where_its_number_is_given_again(folder: Path) -> None:
    revisions = claimed(folder)
    first = revisions.new()
    revisions.abandon()
    second = revisions.new()
    again = claimed_again(revisions).new()
    assert [path.name.partition("-")[0] for path in (first, second, again)] == ["1", "2", "1"]
    assert first != again


def test_a_folder_has_one_owner(folder: Path) -> None:
    owner = claimed(folder)
    assert not Revisions(folder).claim()
    owner.release()
    claimed(folder)


def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    letter = tmp_path / "uploads" / "letter.nt"
    letter.parent.mkdir()
    letter.touch()
    with pytest.raises(StoreError, match="is no store; name an empty or a new one"):
        Revisions(tmp_path).claim()
    assert letter.exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StoreError, match=f"The folder {path} cannot be used as a store"):
        Revisions(path).claim()
