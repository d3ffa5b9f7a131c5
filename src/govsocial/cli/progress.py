"""Progress of long work: a bar on stderr, for people only; a pipe or a log gets nothing of it.

See https://clig.dev/#responsiveness-is-more-important-than-speed
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from govsocial.cli.output import messages


class ProgressBar:
    """A bar that moves by one at each step of a piece of work."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def __call__(self, step: str, number: int, total: int, /) -> None:
        self._bar.update(self._task, description=step, completed=number - 1, total=total)


@contextmanager
def progress_bar(console: Console = messages) -> Iterator[ProgressBar]:
    """A bar that is gone when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield ProgressBar(bar)
