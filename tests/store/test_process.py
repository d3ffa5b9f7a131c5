"""Workers as processes: they start, say why they cannot, and leave nothing behind."""

import tempfile
from pathlib import Path

import pytest
from tests.store.conftest import run

from govsocial.errors import SourceError, StoreError
from govsocial.store.plans import FilesPlan
from govsocial.store.process import Process


def plan(*files: Path) -> FilesPlan:
    return FilesPlan(512, files, "https://example.org/")


def test_a_worker_counts_its_triples_and_dies_when_told(dataset: Path) -> None:
    async def work() -> None:
        with tempfile.TemporaryFile() as log:
            worker = await Process.start(plan(dataset), log)
            assert worker.ready["triples"] == 5
            assert not worker.is_gone
            worker.kill()
            assert worker.is_gone
            assert await worker.reap() == -9

    run(work)


def test_a_worker_ends_when_its_front_lets_go(dataset: Path) -> None:
    async def work() -> None:
        with tempfile.TemporaryFile() as log:
            worker = await Process.start(plan(dataset), log)
            worker.connection.close()
            assert await worker.reap() == 0

    run(work)


def test_a_broken_file_is_reported_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<x:a> <x:b> .\n")

    async def work() -> None:
        with tempfile.TemporaryFile() as log, pytest.raises(SourceError) as caught:
            await Process.start(plan(path), log)
        assert (caught.value.path, caught.value.line, caught.value.column) == (str(path), 1, 13)

    run(work)


def test_a_file_larger_than_memory_is_a_source_error_that_names_the_setting(tmp_path: Path) -> None:
    path = tmp_path / "large.nt"
    with path.open("w") as file:
        for number in range(1400):
            file.write(f'<x:s{number}> <x:p> "{number}{"x" * 400_000}" .\n')

    async def work() -> None:
        with tempfile.TemporaryFile() as log, pytest.raises(SourceError) as caught:
            await Process.start(plan(path), log)
        assert "512 MiB" in caught.value.message
        assert "worker_memory" in caught.value.message
        assert caught.value.path == str(path)

    run(work)


def test_a_worker_that_cannot_start_says_why(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")

    async def work() -> None:
        with tempfile.TemporaryFile() as log, pytest.raises(StoreError, match="exit code 1"):
            await Process.start(plan(dataset), log)

    run(work)


def test_a_worker_does_not_get_the_token(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVSOCIAL_TOKEN", "secret-of-the-test")

    async def work() -> None:
        with tempfile.TemporaryFile() as log:
            worker = await Process.start(plan(dataset), log)
            environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
            worker.kill()
            await worker.reap()
        assert b"PYTHONPATH=" in environment
        assert b"secret-of-the-test" not in environment

    run(work)
