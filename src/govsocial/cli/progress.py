"""Progress of long work: a bar on stderr, for people only; a pipe or a log gets nothing of it.

See https://clig.dev/#responsiveness-is-more-important-than-speed
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from govsocial.cli.output import messages


class CountingBar:
    """A bar that counts what is done, and how fast; nobody knows how much there is."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def __call__(self, step: str, count: int, /) -> None:
        self._bar.update(self._task, description=step, completed=count)


class _Rate(ProgressColumn):
    """How many of something, and how many a second."""

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f} {self._noun}, {task.speed or 0:,.0f}/s")


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


@contextmanager
def counting_bar(noun: str, console: Console = messages) -> Iterator[CountingBar]:
    """A bar for so many of something, such as triples; it is gone when the work is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        _Rate(noun),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield CountingBar(bar)
