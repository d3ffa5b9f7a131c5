"""The process that writes the release of the bundled sources while the server already answers.

It is started as `python -m govsocial.publishing.bundle DIRECTORY BASE_IRI`.
See https://man7.org/linux/man-pages/man2/prctl.2.html (PR_SET_PDEATHSIG)
"""

import ctypes
import signal
import sys
from pathlib import Path

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.contents import write_contents
from govsocial.publishing.release import Release

_PR_SET_PDEATHSIG = 1


def write_bundled(directory: Path, names: Names) -> Release:
    """The release of the bundled sources, unchecked: they were checked before they came. Raises SourceError."""
    sources = Sources.bundled()
    return write_contents(directory, sources, assemble(sources, names), lambda _step: None)


def main() -> None:
    """Write the release, and end with whoever wanted it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    directory, base_iri = sys.argv[1:]
    write_bundled(Path(directory), Names(base_iri))


if __name__ == "__main__":
    main()
