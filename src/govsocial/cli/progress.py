"""Progress of long work: a bar on stderr, for people only; a pipe or a log gets nothing of it.

See https://clig.dev/#responsiveness-is-more-important-than-speed
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from govsocial.cli.output import messages
from govsocial.store.loading import Progress


class LoadingBar:
    """A bar that says which file is read, how many triples there were, how fast, and how long it may still take."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, triples=0)

    def __call__(self, progress: Progress, /) -> None:
        self._bar.update(
            self._task,
            description=progress.file or "the index",
            triples=progress.triples,
            completed=progress.bytes_read,
            total=progress.bytes_in_all,
            refresh=progress.file is None,  # the engine lets nobody else draw while it ends its work
        )


class _Triples(ProgressColumn):
    """How many triples, and how many a second, while the bar itself moves by bytes."""

    def render(self, task: Task) -> Text:
        triples = task.fields["triples"]
        rate = triples * (task.speed or 0) / task.completed if task.completed else 0
        return Text(f"{triples:,} triples, {rate:,.0f}/s")


class _Rate(ProgressColumn):
    """How many of something, and how many a second."""

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f} {self._noun}, {task.speed or 0:,.0f}/s")


class MeasuringBar:
    """A bar that knows how much there is of each piece of work: how much is done, how fast, and how long it takes."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def begin(self, total: int) -> None:
        """Start over, with a piece of work of this size."""
        self._bar.reset(self._task, total=total)

    def __call__(self, step: str, count: int, /) -> None:
        self._bar.update(self._task, description=step, completed=count)


class ProgressBar:
    """A bar that moves by one at each step of a piece of work."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def __call__(self, step: str, number: int, total: int, /) -> None:
        self._bar.update(self._task, description=step, completed=number - 1, total=total)


@contextmanager
def progress_bar(console: Console = messages) -> Iterator[ProgressBar]:
    """A bar that is gone when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield ProgressBar(bar)


@contextmanager
def loading_bar(console: Console = messages) -> Iterator[LoadingBar]:
    """A bar for files that are loaded; it is gone when the work is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        _Triples(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield LoadingBar(bar)


@contextmanager
def measuring_bar(noun: str, console: Console = messages) -> Iterator[MeasuringBar]:
    """A bar for so many of something out of a number that is known, with the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), _Rate(noun), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield MeasuringBar(bar)
