"""That a file of a release is the one that was released, whatever is done to it while it is served."""

import os
from pathlib import Path

import pytest

from govsocial.errors import StoreError
from govsocial.publishing.files import ReleaseFile, new_file
from govsocial.publishing.proofs import Proofs

CONTENT = b"<http://x/s> <http://x/p> 1 .\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "tiny.ttl").write_bytes(CONTENT)
    return tmp_path / "tiny.ttl"


@pytest.fixture
def file() -> ReleaseFile:
    return new_file("tiny.ttl", "text/turtle", CONTENT, title="All").about


def test_a_file_as_it_was_released_is_proven_again_and_again(path: Path, file: ReleaseFile) -> None:
    proofs = Proofs()
    assert proofs.prove(path, file) == proofs.prove(path, file) == path.stat().st_mtime


@pytest.mark.parametrize("content", [CONTENT.replace(b"1", b"2"), CONTENT + b"\n", b""])
@pytest.mark.parametrize("was_proven", [True, False])
def test_a_file_that_was_written_to_is_found_out(
    path: Path, file: ReleaseFile, content: bytes, was_proven: bool
) -> None:
    proofs = Proofs()
    if was_proven:
        proofs.prove(path, file)
    path.write_bytes(content)
    os.utime(path, (1, 1))
    with pytest.raises(StoreError, match="changed or replaced"):
        proofs.prove(path, file)


def test_a_file_that_was_replaced_by_its_equal_is_proven_anew(path: Path, file: ReleaseFile) -> None:
    proofs = Proofs()
    proofs.prove(path, file)
    (path.parent / "new").write_bytes(CONTENT)
    (path.parent / "new").replace(path)
    assert proofs.prove(path, file) == path.stat().st_mtime


def test_a_file_that_is_gone_is_missed(path: Path, file: ReleaseFile) -> None:
    path.unlink()
    with pytest.raises(StoreError, match="no longer where it was"):
        Proofs().prove(path, file)
