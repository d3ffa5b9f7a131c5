"""What is public is documented: each name occurs in its document, and the documents agree with one another.

Names are taken from the settings, the command line, the errors and the router themselves.
"""

import inspect
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest

from govsocial import errors
from govsocial.cli.main import COMMANDS, EXIT_CODES
from govsocial.errors import GovsocialError
from govsocial.settings import Settings, variable
from govsocial.store.live import LiveStore
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app
from govsocial.web.metrics import Metrics

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci/run").read_text(encoding="utf-8")

SETTINGS = [each.name for each in fields(Settings)]
ERRORS = [name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, GovsocialError)]


def code_lines(document: str) -> list[str]:
    """The lines inside the fenced blocks of a Markdown document."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


def has_word(document: str, word: str) -> bool:
    """Whether the word stands there by itself, not as a part of a longer one."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", document) is not None


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_readme_as_flag_and_variable(name: str) -> None:
    assert has_word(README, f"--{name.replace('_', '-')}")
    assert has_word(README, variable(name))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert has_word(README, f"govsocial {name}")


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_class_is_in_the_readme(name: str) -> None:
    assert has_word(README, name)


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_in_the_readme(code: int) -> None:
    assert re.search(rf"^\| *`?{code}`? *\|", README, re.MULTILINE)


def test_the_changelog_starts_with_the_version_that_is_installed() -> None:
    newest = re.search(r"^## \[([^]]+)\]", CHANGELOG, re.MULTILINE)
    assert newest is not None
    assert newest[1] == version("govsocial")


def test_the_readme_has_one_test_command_and_ci_runs_that_very_line() -> None:
    (command,) = [line for line in code_lines(README) if "bin/pytest -n auto" in line]
    assert command in CI.splitlines()


def test_the_readme_has_one_command_that_sets_up_and_serves() -> None:
    (command,) = [line for line in code_lines(README) if "-m venv" in line and "govsocial serve" in line]
    assert "pip install ." in command


def test_the_answer_that_the_readme_shows_is_the_one_that_is_given() -> None:
    """Compared word for word: how wide the columns are depends on the terminal."""
    prompt, *shown = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[0]
    script = Path(sys.executable).with_name("govsocial")
    given = subprocess.run(
        [str(script), *shlex.split(prompt)[1:], "--format", "table"],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    *rows, _count = given.stdout.splitlines()
    assert [line.split() for line in rows] == [line.split() for line in shown[0].splitlines()]


def test_every_metric_is_in_the_readme(tmp_path: Path) -> None:
    """By the name that it has at /metrics; what the Prometheus client itself adds is its own to document."""
    store = LiveStore(tmp_path, Settings())
    store.measurements.kills["timeout"] += 1
    store.measurements.durations["answered"].observe(1)
    store.measurements.writes["done"].observe(1)
    metrics = Metrics(store)
    metrics.count_connections({}, lambda: 0)
    types = re.findall(r"^# TYPE (govsocial_\w+) (\w+)", metrics.exposition(None)[0].decode(), re.MULTILINE)
    names = [name for name, kind in types if not name.endswith("_created")]
    assert len(names) >= 14
    assert [name for name in names if not has_word(README, name)] == []


def test_every_route_is_in_the_readme() -> None:
    """By its path, whatever its parameters are called; a path stands for its suffixes, a folder for its files."""
    routes = create_app(WorkerStore((), "none", Settings()), Settings(), (), None).openapi()["paths"]
    documented = {nameless(path) for path in re.findall(r"`(/[^` ]*)`", README)}
    missing = [
        route
        for route in routes
        if not route.startswith("/static/")
        and documented.isdisjoint(nameless(route).removesuffix(ending) for ending in ("", "{}", ".{}"))
    ]
    assert missing == []


def nameless(path: str) -> str:
    """The path with `{}` for each parameter, and without the suffixes that the README lists in brackets."""
    return re.sub(r"\{[^}]*\}", "{}", re.sub(r"\[[^\]]*\]", "", path))
