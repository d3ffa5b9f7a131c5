"""Tests of govsocial.cli.main."""

import signal
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from govsocial.cli import main
from govsocial.cli.main import COMMANDS, EXIT_CODES
from govsocial.errors import Fault, NotFoundError, SettingError, ValidationError

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]

DEADLINE_SECONDS = 30


def fail_with(error: BaseException) -> Callable[..., None]:
    """A command line that ends in this error, whatever is asked of it."""

    def fail(**_: object) -> None:
        raise error

    return fail


def test_the_help_names_every_command_and_every_exit_code(run: Run) -> None:
    shown = run("--help").stdout
    for name in COMMANDS:
        assert f"│ {name} " in shown
    for code in EXIT_CODES:
        assert f"Exit code {code}: " in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_that_teaches(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Example" in shown.stdout
    assert f" govsocial {name}" in shown.stdout.split("Example")[1]


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    shown = run()
    assert shown.returncode == 2
    assert (shown.stdout + shown.stderr).count("Usage: govsocial ") == 1


def test_the_version_is_shown(run: Run) -> None:
    assert run("--version").stdout == f"govsocial {version('govsocial')}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serv",), "No such command 'serv'"),
        (("query",), "Missing argument"),
        (("query", "ASK {}", "--no-such-flag"), "No such option"),
        (("query", "ASK {}", "--timeout", "soon"), "--timeout"),
        (("query", "ASK {}", "--timeout", "0"), "Setting timeout is 0.0; give 0.001 to 86400."),
        (("serve", "--port", "65536"), "Setting port is 65536; give 0 to 65535."),
        (("serve", "--base-iri", "example.org"), "Setting base_iri is 'example.org'; give an http or https IRI"),
    ],
)
def test_a_misuse_is_told_in_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    finished = run(*arguments)
    (line,) = finished.stderr.splitlines()
    assert line.startswith("govsocial: ")
    assert said in line
    assert (finished.stdout, finished.returncode) == ("", 2)


def test_a_variable_that_cannot_be_used_is_named(run: Run) -> None:
    finished = run("query", "ASK {}", GOVSOCIAL_TIMEOUT="soon")
    assert finished.returncode == 2
    assert "GOVSOCIAL_TIMEOUT" in finished.stderr


@pytest.mark.parametrize(
    ("error", "exit_code", "told"),
    [
        (NotFoundError("Nothing is known of it."), 1, "govsocial: Nothing is known of it.\n"),
        (SettingError("Setting port is 0."), 2, "govsocial: Setting port is 0.\n"),
        (MemoryError(), 1, "govsocial: there is not enough memory for that\n"),
        (
            ValidationError("One fault.", (Fault("a.ttl", "claim/x", "It has no label.", 3),)),
            1,
            "govsocial: One fault.\n  a.ttl:3: claim/x: It has no label.\n",
        ),
        (
            ZeroDivisionError("division by zero"),
            70,
            "govsocial: a fault of ours (ZeroDivisionError); please report it with what --debug shows\n",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    exit_code: int,
    told: str,
) -> None:
    monkeypatch.setattr(main, "command_line", lambda _names: fail_with(error))
    assert main.run(["query"]) == exit_code
    assert capsys.readouterr() == ("", told)


def test_a_fault_of_ours_is_shown_whole_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "command_line", lambda _names: fail_with(ZeroDivisionError("division by zero")))
    assert main.run(["--debug", "query"]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("stop", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_leaves_nothing_behind(
    start: Start, temporary: Path, stop: signal.Signals, exit_code: int
) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    process = start("query", query, "--timeout", "600")
    workers = wait_for_children(process.pid)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=DEADLINE_SECONDS)
    assert (process.returncode, errors) == (exit_code, "")
    assert list(temporary.iterdir()) == []
    wait_for_the_end(workers)


def wait_for_children(pid: int) -> list[str]:
    """The processes that this one has started, as soon as there is one."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return children
    raise TimeoutError(f"process {pid} started none within {DEADLINE_SECONDS} seconds")


def wait_for_the_end(pids: list[str]) -> None:
    """Waits until there is none of these processes any more: the kernel, too, takes a moment."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, f"some of {pids} still run"
