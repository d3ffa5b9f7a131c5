"""The build: from sources to a release, in steps that are named, counted and logged."""

import logging
import time
from pathlib import Path
from typing import Protocol

from govsocial.errors import Fault, ValidationError
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble, read_sources
from govsocial.publishing.contents import steps_of, write_contents
from govsocial.publishing.release import Release, check_target
from govsocial.publishing.validation import find_faults

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """Hears of each step as it begins: what it does, its number from 1, and how many there are."""

    def __call__(self, step: str, number: int, total: int, /) -> None: ...


def build(
    sources: Sources,
    out: Path,
    names: Names | None = None,
    *,
    validate: bool = True,
    progress: Progress | None = None,
) -> Release:
    """The release of the sources, written to `out`: new, or in the place of an older release.

    Raises SourceError for a file that cannot be read or written, ValidationError for sources that break rules.
    Nothing is written then.
    """
    check_target(out)
    steps = _Steps(progress, total=2 + validate + steps_of(sources))
    steps.begin("Read the sources")
    graphs = read_sources(sources)
    if validate:
        steps.begin("Check them against the shapes")
        _refuse(find_faults(sources, graphs))
    steps.begin("Derive what follows")
    release = write_contents(out, sources, assemble(sources, names or Names(), graphs), steps.begin)
    steps.end()
    return release


def _refuse(faults: tuple[Fault, ...]) -> None:
    if faults:
        number = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ValidationError(f"The sources have {number}; nothing was written.", faults)


class _Steps:
    """Tells progress and log of each step: name and seconds."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._number = 0
        self._step = ""
        self._started = time.monotonic()

    def begin(self, step: str) -> None:
        self.end()
        self._number, self._step, self._started = self._number + 1, step, time.monotonic()
        if self._progress is not None:
            self._progress(step, self._number, self._total)

    def end(self) -> None:
        if self._step:
            logger.info("build: %s: %.3f seconds", self._step, time.monotonic() - self._started)
        self._step = ""
