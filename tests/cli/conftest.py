"""The command line as a user has it: a process of its own, in an empty directory, with nothing in its environment."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCRIPT = str(Path(sys.executable).with_name("govsocial"))
DEADLINE_SECONDS = 60

LITERAL_BYTES = 15 * 1024 * 1024
LITERALS = 40


@pytest.fixture
def script() -> str:
    """The command `govsocial` that was installed beside this Python."""
    return SCRIPT


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder: where commands run."""
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """An empty folder: where commands have their temporary files."""
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.fixture
def environment(temporary: Path) -> dict[str, str]:
    """The environment of a command, without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    return {**kept, "TMPDIR": str(temporary), "NO_COLOR": "1", "COLUMNS": "100"}


@pytest.fixture
def run(scratch: Path, environment: dict[str, str]) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`run("query", "ASK {}")` is the finished command, its output as text."""

    def run_to_its_end(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [SCRIPT, *arguments],
            cwd=scratch,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=DEADLINE_SECONDS,
            check=False,
        )

    return run_to_its_end


@pytest.fixture
def start(scratch: Path, environment: dict[str, str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """`start("serve")` is the running command, in a process group of its own; it is gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def start_it(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [SCRIPT, *arguments],
            cwd=scratch,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start_it
    for process in started:
        process.kill()
        process.communicate(timeout=DEADLINE_SECONDS)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A Turtle file of three triples."""
    path = tmp_path / "tiny.ttl"
    path.write_text(
        """
        @prefix ex: <http://example.org/> .
        ex:a a ex:Thing ; ex:label "café"@fr ; ex:next ex:b .
        """,
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="session")
def too_large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of some kilobytes that holds 600 MB of literals, more than the smallest worker may use."""
    path = tmp_path_factory.mktemp("large") / "large.nt.gz"
    literal = b"a" * LITERAL_BYTES
    with gzip.open(path, "wb", compresslevel=1) as file:
        for number in range(LITERALS):
            file.write(b'<http://example.org/%d> <http://example.org/p> "%s%d" .\n' % (number, literal, number))
    return path
