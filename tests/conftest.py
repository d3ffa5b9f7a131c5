"""What tests of every layer share: other people's programs, and the files that lie outside the project."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.peers import Peers

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """`program("rapper")` is the path of that program.

    Without it the test is skipped, with the reason; where CI is set it fails, so that CI never passes by skipping.
    """

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"the program {name} is not installed")
        return path

    return find


@pytest.fixture(scope="session")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    """Stores that other people made; each is started when it is asked for."""
    started = Peers(tmp_path_factory.mktemp("peers"))
    yield started
    started.close()


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """`shared("source/snapshot-2009-06.txt")` is a file of the folder `shared` beside the project.

    These files are not ours to copy; a test that reads one is skipped where they are not at hand.
    """

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"{name} is not at hand: there is no {path}")
        return path

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each suite of W3C's tests that was run: how many of its tests passed."""
    outcomes: dict[str, list[bool]] = {}
    for outcome in ("passed", "failed", "xfailed"):
        for report in terminalreporter.getreports(outcome):
            for name, suite in getattr(report, "user_properties", ()):
                if name == "W3C suite" and report.when == "call":
                    outcomes.setdefault(suite, []).append(outcome == "passed")
    if outcomes:
        terminalreporter.section("W3C's SPARQL tests")
    for suite, passed in sorted(outcomes.items()):
        terminalreporter.line(f"{suite}: {sum(passed)}/{len(passed)}")
