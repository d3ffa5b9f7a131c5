"""The contents of a release: every file of it, made from one assembly.

See https://www.w3.org/TR/dwbp/#MultipleFormats
"""

from collections.abc import Callable
from pathlib import Path

from govsocial.model.sources import Sources
from govsocial.publishing.assembly import Assembly
from govsocial.publishing.catalog import catalogue, write_catalogue
from govsocial.publishing.crate import describe_crate
from govsocial.publishing.csvw import describe_tables
from govsocial.publishing.cuts import ONTOLOGY, STATED, WHOLE, cuts_of
from govsocial.publishing.dumps import write_cut
from govsocial.publishing.files import NewFile, gzipped
from govsocial.publishing.release import Release, summarize, write_release
from govsocial.publishing.tables import write_tables
from govsocial.store.oxigraph import canonical_hash, canonicalize


def write_contents(out: Path, sources: Sources, assembly: Assembly, begin: Callable[[str], None]) -> Release:
    """The release of the assembly of these sources, in the directory `out`; `begin` hears of each step.

    Raises SourceError; nothing is written then.
    """
    dataset = canonicalize(assembly.quads)
    summary = summarize(assembly, canonical_hash(dataset))
    files: list[NewFile] = []
    for cut in cuts_of(dataset, assembly.names):
        begin(f"Write {cut.stem(assembly.about.stem)}")
        files += write_cut(dataset, cut, assembly.names, assembly.about)
    begin("Write the tables")
    tables = write_tables(dataset, assembly.names, assembly.about.stem)
    files += [file for table in tables for file in (table, gzipped(table))]
    files.append(describe_tables(assembly.about))
    begin("Write the catalogue")
    files += write_catalogue(catalogue(assembly, sources, [file.about for file in files]), assembly)
    files.append(describe_crate(assembly.about, summary.issued, f"{assembly.names.base}dataset", files))
    begin("Put the release in place")
    return write_release(out, summary, files)


def steps_of(sources: Sources) -> int:
    """How many steps `begin` hears of."""
    return len((WHOLE, STATED, ONTOLOGY)) + len(sources.snapshots) + 3
