"""Dumps: a dataset and its cuts in every syntax of RDF, the same bytes every time.

See https://www.w3.org/TR/rdf-canon/ for the hash by which dumps are compared.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from govsocial.errors import SourceError
from govsocial.model.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Carries, Format
from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.publishing.about import About
from govsocial.publishing.cuts import WHOLE, Cut
from govsocial.publishing.files import NewFile, gzipped, new_file
from govsocial.publishing.rdf_xml import obstacle
from govsocial.publishing.turtle import TurtleWriter
from govsocial.store.oxigraph import DefaultGraph, Quad, canonicalize, serialize

logger = logging.getLogger(__name__)

DUMP_FORMATS = (TURTLE, TRIG, N_TRIPLES, N_QUADS, JSON_LD, RDF_XML)


def dump_name(stem: str, syntax: Format, cut: Cut = WHOLE) -> str:
    """The name of an uncompressed dump: `govsocial.ttl`, `govsocial-stated.ttl`."""
    return f"{cut.stem(stem)}.{syntax.extension}"


def dump_formats(quads: Iterable[Quad]) -> tuple[Format, ...]:
    """The syntaxes that can carry these quads: all, but for RDF/XML, which has no words for some graphs."""
    reason = obstacle(quads)
    if reason is None:
        return DUMP_FORMATS
    logger.warning("dumps: there is no RDF/XML: %s", reason)
    return tuple(each for each in DUMP_FORMATS if each != RDF_XML)


@dataclass(frozen=True)
class Part:
    """A cut with its quads, whose blank nodes have canonical labels, and what is counted in them."""

    cut: Cut
    quads: tuple[Quad, ...]
    named_graphs: int
    triples: int
    canonical_hashes: dict[Carries, str]


def part(dataset: Iterable[Quad], cut: Cut, names: Names) -> Part:
    """The quads of a cut, counted and hashed: as one graph, and as a dataset."""
    quads = tuple(canonicalize(cut.of(dataset, names)))
    hashes = {Carries.DATASET: _hash(quads, N_QUADS), Carries.GRAPH: _hash(quads, N_TRIPLES)}
    named_graphs = len({quad.graph_name for quad in quads} - {DefaultGraph()})
    return Part(cut, quads, named_graphs, len({quad.triple for quad in quads}), hashes)


def write_cut(dataset: Iterable[Quad], cut: Cut, names: Names, about: About) -> list[NewFile]:
    """The dumps of one cut in every syntax that can carry it, each followed by its `.gz`."""
    written = part(dataset, cut, names)
    dumps = [write_dump(written, syntax, names, about) for syntax in dump_formats(written.quads)]
    return [file for dump in dumps for file in (dump, gzipped(dump))]


def write_dump(written: Part, syntax: Format, names: Names, about: About) -> NewFile:
    """One dump. Raises SourceError when the syntax cannot carry it."""
    if syntax == RDF_XML and (reason := obstacle(written.quads)):
        raise SourceError(f"RDF/XML cannot carry this part: {reason}.", dump_name(about.stem, syntax, written.cut))
    content = write(written.quads, syntax, names, header(written, names, about))
    is_dataset = syntax.carries is Carries.DATASET
    file = new_file(
        dump_name(about.stem, syntax, written.cut),
        syntax.media_type,
        content,
        title=f"{written.cut.title}, as {syntax.label}",
        format_name=syntax.name,
        cut=written.cut.key,
    )
    counted = replace(
        file.about,
        canonical_hash=written.canonical_hashes[syntax.carries],
        triples=len(written.quads) if is_dataset else written.triples,
        named_graphs=written.named_graphs if is_dataset else 0,
    )
    return NewFile(counted, content)


def header(written: Part, names: Names, about: About) -> str:
    """What stands at the head of the dumps that people read."""
    return (
        f"{about.title}\n{written.cut.title}.\n"
        f"{written.triples} triples of {written.named_graphs} named graphs. Licence: <{about.licence}>\n"
        f"Dataset and sources: <{names.base}dataset>\n"
    )


def write(quads: Iterable[Quad], syntax: Format, names: Names, comment: str) -> bytes:
    """Quads whose blank nodes have canonical labels, as one document.

    A syntax without named graphs merges the graphs. Only Turtle and TriG have the comment.
    """
    if syntax == TURTLE:
        return TurtleWriter(names).graph((quad.triple for quad in quads), comment).encode()
    if syntax == TRIG:
        return TurtleWriter(names).dataset(quads, comment).encode()
    return serialize(quads, syntax, {prefix: names.mint(iri) for prefix, iri in PREFIXES.items()})


def _hash(quads: Iterable[Quad], syntax: Format) -> str:
    """RDFC-1.0: the SHA-256 of the canonical N-Quads, which for one graph are N-Triples."""
    return hashlib.sha256(serialize(quads, syntax, {})).hexdigest()
