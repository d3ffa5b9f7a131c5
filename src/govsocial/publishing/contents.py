"""The contents of a release: every file of it, made from one assembly.

See https://www.w3.org/TR/dwbp/#MultipleFormats
"""

from collections.abc import Callable
from pathlib import Path

from govsocial.model.sources import Sources
from govsocial.publishing.assembly import Assembly
from govsocial.publishing.cuts import ONTOLOGY, STATED, WHOLE, cuts_of
from govsocial.publishing.dumps import write_cut
from govsocial.publishing.files import NewFile
from govsocial.publishing.release import Release, summarize, write_release
from govsocial.store.oxigraph import canonical_hash, canonicalize


def write_contents(out: Path, assembly: Assembly, begin: Callable[[str], None]) -> Release:
    """The release of an assembly, in the directory `out`; `begin` hears of each step.

    Raises SourceError; nothing is written then.
    """
    dataset = canonicalize(assembly.quads)
    summary = summarize(assembly, canonical_hash(dataset))
    files: list[NewFile] = []
    for cut in cuts_of(dataset, assembly.names):
        begin(f"Write {cut.stem(assembly.about.stem)}")
        files += write_cut(dataset, cut, assembly.names, assembly.about)
    begin("Put the release in place")
    return write_release(out, summary, files)


def steps_of(sources: Sources) -> int:
    """How many steps `begin` hears of."""
    return len((WHOLE, STATED, ONTOLOGY)) + len(sources.snapshots) + 1
