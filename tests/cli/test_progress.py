"""Tests of govsocial.cli.progress."""

import io

import pytest
from rich.console import Console

from govsocial.cli.progress import counting_bar, progress_bar


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


def test_a_person_sees_how_much_is_done_of_what_has_no_known_end() -> None:
    terminal = io.StringIO()
    with counting_bar("triples", Console(file=terminal, force_terminal=True, width=100)) as report:
        report("dump.nq", 0)
        report("dump.nq", 12_345)
    assert "dump.nq" in terminal.getvalue()
    assert "12,345 triples" in terminal.getvalue()
