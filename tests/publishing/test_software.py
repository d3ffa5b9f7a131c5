"""The version and the commit of what runs: as a wheel has them, as a checkout has them, and unknown."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

from govsocial.publishing.software import Software, installed_code, installed_software

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false")
    run = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, program: Callable[[str], str]) -> Path:
    """A checkout of one commit, with a tag, which must not take the commit's place."""
    program("git")
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "file").write_text("one")
    git(folder, "init", "-q")
    git(folder, "add", "file")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1")
    return folder


def test_the_version_is_that_of_the_package() -> None:
    assert installed_software().version == version("govsocial")


def test_a_wheel_tells_the_commit_that_it_was_made_from(tmp_path: Path, checkout: Path) -> None:
    (tmp_path / "COMMIT").write_text(COMMIT + "\n")
    software = installed_software(tmp_path, checkout)
    assert software.commit == COMMIT
    assert software.identifier == f"swh:1:rev:{COMMIT}"
    assert str(software).endswith(f", commit {COMMIT}")


def test_a_checkout_tells_its_commit_and_whether_files_were_changed(tmp_path: Path, checkout: Path) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    assert installed_software(tmp_path, checkout).commit == commit
    (checkout / "file").write_text("two")
    changed = installed_software(tmp_path, checkout)
    assert changed.commit == f"{commit}-dirty"
    assert changed.identifier is None
    assert str(changed).endswith(f"commit {commit} with changes")


def test_a_folder_within_another_checkout_is_not_taken_for_it(tmp_path: Path, checkout: Path) -> None:
    (checkout / "site-packages").mkdir()
    assert installed_software(tmp_path, checkout / "site-packages").commit is None


def test_without_git_or_record_the_commit_is_unknown(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed_software(tmp_path, tmp_path).commit is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed_software(tmp_path, checkout).commit is None
    assert str(Software("1.0", None)) == "govsocial 1.0, commit unknown"


@pytest.mark.parametrize("content", [b"", b"main\n", b"\xff", COMMIT[:12].encode(), b"$Format:%H$\n"])
def test_a_record_that_is_no_commit_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "COMMIT").write_bytes(content)
    assert installed_software(tmp_path, tmp_path).commit is None


def test_an_empty_checkout_has_no_commit(tmp_path: Path, program: Callable[[str], str]) -> None:
    program("git")
    git(tmp_path, "init", "-q")
    assert installed_software(tmp_path, tmp_path).commit is None


def test_the_digest_of_the_code_changes_with_any_file_that_answers_are_made_with(tmp_path: Path) -> None:
    (tmp_path / "web" / "templates").mkdir(parents=True)
    page = tmp_path / "web" / "templates" / "page.html"
    page.write_text("one")
    first = installed_code(tmp_path)
    page.write_text("two")
    os.utime(page, (2_000_000_000, 2_000_000_000))
    second = installed_code(tmp_path)
    assert first.digest != second.digest
    assert second.modified == datetime(2033, 5, 18, 3, 33, 20, tzinfo=UTC)
    page.rename(page.with_name("other.html"))
    assert installed_code(tmp_path).digest != second.digest


def test_what_is_built_from_and_compiled_is_no_part_of_the_code(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("x = 1")
    before = installed_code(tmp_path).digest
    for name in ("__pycache__", "frontend", "content"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    assert installed_code(tmp_path).digest == before
