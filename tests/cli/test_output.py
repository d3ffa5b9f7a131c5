"""Tests of govsocial.cli.output."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from govsocial.cli.output import write_result
from govsocial.errors import GovsocialError, ResultTooLargeError


def cut_off() -> Iterator[bytes]:
    yield b"first"
    raise ResultTooLargeError("Cut.")


def test_a_result_goes_to_stdout_as_it_is(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_result([b"a\r\n", b"\xff"])
    assert capfdbinary.readouterr().out == b"a\r\n\xff"


def test_a_result_goes_to_a_file_that_others_may_read(tmp_path: Path) -> None:
    out = tmp_path / "dump.nq"
    write_result([b"a", b"b"], out)
    assert out.read_bytes() == b"ab"
    assert out.stat().st_mode & 0o777 == 0o644


def test_a_result_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    out = tmp_path / "dump.nq"
    out.write_bytes(b"older and longer")
    write_result([b"new"], out)
    assert out.read_bytes() == b"new"


def test_a_result_that_is_cut_off_leaves_the_older_one_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "dump.nq"
    out.write_bytes(b"older")
    with pytest.raises(ResultTooLargeError):
        write_result(cut_off(), out)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"older"]


@pytest.mark.parametrize("name", ["absent/dump.nq", "folder"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(GovsocialError, match=f"{name} cannot be written: "):
        write_result([b"x"], tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
