"""Tests of govsocial.cli.files."""

import os
from pathlib import Path

import pytest

from govsocial.cli.files import check_file
from govsocial.errors import SourceError


def test_a_file_is_told_by_its_name(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.nq.gz"):
        (tmp_path / name).touch()
        check_file(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.ttl", "There is no such file"),
        ("folder.ttl", "This is a directory"),
        ("pipe.ttl", "This is no regular file"),
        ("a.doc", "Its name tells no RDF format; known are .ttl "),
    ],
)
def test_what_cannot_be_read_is_refused_before_any_work(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.ttl").mkdir()
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "a.doc").touch()
    with pytest.raises(SourceError, match=words):
        check_file(tmp_path / name)
