"""Tests of govsocial.cli.progress."""

import io
import re

import pytest
from rich.console import Console

from govsocial.cli.progress import loading_bar, measuring_bar, progress_bar
from govsocial.store.loading import Progress


def test_nothing_of_the_bar_is_in_a_pipe_or_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as progress:
        progress("Read the sources", 1, 2)
        progress("Check them", 2, 2)
    assert capfd.readouterr() == ("", "")


def test_a_person_sees_the_step_and_how_far_it_is() -> None:
    terminal = io.StringIO()
    with progress_bar(Console(file=terminal, force_terminal=True, width=100)) as progress:
        progress("Read the sources", 1, 2)
        progress("Check them", 2, 2)
    assert "Check them" in terminal.getvalue()
    assert "1/2" in terminal.getvalue()


def test_a_person_sees_how_much_is_loaded_how_fast_and_how_long_it_will_take() -> None:
    terminal = io.StringIO()
    with loading_bar(Console(file=terminal, force_terminal=True, width=100)) as report:
        report(Progress("dump.nq", 0, 0, 4_000_000))
        report(Progress("dump.nq", 12_345, 1_000_000, 4_000_000))
    shown = terminal.getvalue()
    assert all(part in shown for part in ("dump.nq", "12,345 triples, ", "/s ", "0:00:00", "left", "-:--:--")), shown


def test_a_person_sees_that_the_files_are_read_while_the_engine_ends_its_work() -> None:
    terminal = io.StringIO()
    with loading_bar(Console(file=terminal, force_terminal=True, width=100)) as report:
        report(Progress("dump.nq", 12_345, 1_000_000, 4_000_000))
        report(Progress(None, 49_380, 4_000_000, 4_000_000))
        assert re.search(r"the index .* 49,380 triples", terminal.getvalue())


def test_nothing_of_loading_is_in_a_pipe_or_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    with loading_bar() as report:
        report(Progress("dump.nq", 12_345, 1_000_000, 4_000_000))
    assert capfd.readouterr() == ("", "")


def test_a_person_sees_how_much_is_done_of_what_is_known_and_what_is_left() -> None:
    terminal = io.StringIO()
    with measuring_bar("triples", Console(file=terminal, force_terminal=True, width=120)) as bar:
        bar.begin(20_000)
        bar("graph/void", 12_345)
    assert "graph/void" in terminal.getvalue()
    assert "12,345 triples" in terminal.getvalue()
    assert "-:--:--" in terminal.getvalue()  # nobody knows yet
