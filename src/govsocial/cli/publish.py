"""The commands of a publisher: `build`, `check`, `verify-evidence`, `dump`.

See https://www.w3.org/TR/dwbp/
"""

from pathlib import Path
from typing import Annotated

import typer

from govsocial.cli.options import with_settings
from govsocial.cli.output import write_result
from govsocial.cli.progress import progress_bar
from govsocial.cli.publication import probe
from govsocial.errors import RequestError, SourceError, ValidationError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.build import build as build_release
from govsocial.publishing.cuts import WHOLE, cuts_of
from govsocial.publishing.dumps import DUMP_FORMATS, part, write_dump
from govsocial.publishing.files import gzipped
from govsocial.publishing.validation import check as find_faults
from govsocial.publishing.verification import verify_evidence as verify
from govsocial.settings import MEBIBYTE, Settings

MAX_SOURCE_TEXT_BYTES = 64 * MEBIBYTE
"""Of a text that evidence points into; it is read whole."""

_DUMPS = {each.name: each for each in DUMP_FORMATS}

SourcesOption = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="A folder with ontology/, data/ and queries/, not the bundled one."),
]


@with_settings("base_iri", "worker_memory")
def build(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the release goes.")] = Path("release"),
    sources: SourcesOption = None,
    settings: Settings,
) -> None:
    """Build a release: check the sources, derive what follows, write the dumps with their checksums.

    A fault anywhere writes nothing, and says file, line and what is wrong. Two builds give the same bytes.

    [bold]Examples[/bold]

    govsocial build --out release && govsocial serve --release release

    govsocial build --sources . --base-iri https://data.example.org/
    """
    with progress_bar() as progress:
        chosen = _sources(sources, settings)
        release = build_release(chosen, out, Names(settings.base_iri), progress=progress)
    typer.echo(
        f"{out}: revision {release.revision}, {release.counts.triples:,} triples "
        f"in {release.counts.named_graphs:,} named graphs"
    )


@with_settings("worker_memory")
def check(
    *,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Turtle files; without any, all sources.")
    ] = None,
    sources: SourcesOption = None,
    settings: Settings,
) -> None:
    """Check sources: syntax, blank nodes, shapes, and the queries that look for faults. Silence in faults is success.

    A file is checked among the sources that it is one of, which the folders above it tell, or among those of --sources;
    any other file among the bundled ones.

    [bold]Examples[/bold]

    govsocial check

    govsocial check data/snapshots/2009-06/dius.ttl
    """
    with progress_bar() as progress:
        progress("Read the sources", 1, 2)
        around = Sources.around(files[0]) if files and sources is None else None
        chosen = _sources(sources if around is None else around.root, settings)
        probe(files or (), settings)
        progress("Check them", 2, 2)
        faults = find_faults(chosen, files or ())
    if faults:
        raise ValidationError(_counted(len(faults), "fault"), faults)
    typer.echo(f"No faults in {_counted(len(files or chosen.rdf_files()), 'file')}.")


def verify_evidence(
    *,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A copy of the source text.")],
    sources: SourcesOption = None,
) -> None:
    """Prove each claim's passage against a copy of the source text.

    The text's SHA-256 tells which source it is. Each selector has to lie in it, each digest has to match, no passage
    may be long, and every sentence has to be accounted for.

    [bold]Example[/bold]

    govsocial verify-evidence snapshot-2009-06.txt
    """
    _refuse_large(source)
    report = verify(source, Sources.bundled() if sources is None else Sources(sources))
    if report.faults:
        raise ValidationError(f"{source}: {_counted(len(report.faults), 'fault')} in the evidence", report.faults)
    typer.echo(
        f"{source}: {_counted(report.passages, 'passage')} proven, the longest of "
        f"{report.longest_code_points} code points; {report.coverage_rows} parts of the text accounted for."
    )


@with_settings("base_iri")
def dump(
    *,
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help=f"One of {', '.join(_DUMPS)}; else what --out tells, else ttl."
        ),
    ] = None,
    cut_key: Annotated[
        str, typer.Option("--cut", metavar="CUT", help="whole, stated, ontology, or a snapshot such as 2009-06.")
    ] = WHOLE.key,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where it goes, compressed for .gz; without it, to stdout."),
    ] = None,
    settings: Settings,
) -> None:
    """Write the graph, or a part of it: Turtle, N-Triples, RDF/XML, or with its named graphs TriG, N-Quads or JSON-LD.

    The parts are the whole; stated, without what is inferred or comes from elsewhere; one snapshot; the ontology.

    [bold]Examples[/bold]

    govsocial dump > govsocial.ttl

    govsocial dump --cut stated --out govsocial-stated.nq.gz
    """
    syntax = _syntax(format_name, out)
    names = Names(settings.base_iri)
    assembly = assemble(Sources.bundled(), names)
    cuts = {cut.key: cut for cut in cuts_of(assembly.quads, names)}
    if cut_key not in cuts:
        raise RequestError(f"There is no part '{cut_key}'; give one of {', '.join(cuts)}.")
    file = write_dump(part(assembly.quads, cuts[cut_key], names), syntax, names, assembly.about)
    is_compressed = out is not None and out.suffix == ".gz"
    write_result([gzipped(file).content if is_compressed else file.content], out)


def _syntax(name: str | None, out: Path | None) -> Format:
    """The format of a dump, by its name, or else by that of the file. Raises RequestError."""
    if name is None:
        found = formats.of_path(out.name) if out is not None else formats.TURTLE
        if found is None:
            raise RequestError(f"The name of {out} tells no format; give --format, one of {', '.join(_DUMPS)}.")
        name = found.name
    if name not in _DUMPS:
        raise RequestError(f"There is no dump in '{name}'; give one of {', '.join(_DUMPS)}.")
    return _DUMPS[name]


def _sources(root: Path | None, settings: Settings) -> Sources:
    """The bundled sources, or those below `root`, read once where it does no harm. Raises SourceError."""
    if root is None:
        return Sources.bundled()
    chosen = Sources(root)
    probe([file.path for file in chosen.rdf_files()], settings)
    return chosen


def _refuse_large(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"It cannot be read: {error.strerror or error}.", str(path)) from error
    if size > MAX_SOURCE_TEXT_BYTES:
        raise SourceError(f"It has {size} bytes; a source text has at most {MAX_SOURCE_TEXT_BYTES}.", str(path))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
