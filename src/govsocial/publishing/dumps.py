"""Dumps: one dataset in four syntaxes, the same bytes every time.

See https://www.w3.org/TR/rdf-canon/ for the hash by which dumps are compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govsocial.model.formats import JSON_LD, N_QUADS, TRIG, TURTLE, Carries, Format
from govsocial.model.iris import Names
from govsocial.publishing.turtle import TurtleWriter
from govsocial.store.oxigraph import Quad, canonical_hash, canonicalize, serialize

STEM = "govsocial"
DUMP_FORMATS = (N_QUADS, TURTLE, TRIG, JSON_LD)
"""The first is the one that workers load."""


@dataclass(frozen=True)
class Dump:
    """One dump; `canonical_hash` is that of its graph (Turtle) or of its dataset (all others)."""

    name: str
    format: Format
    content: bytes
    canonical_hash: str


def dump_name(syntax: Format) -> str:
    """The file name of a dump: `govsocial.ttl`."""
    return f"{STEM}.{syntax.extension}"


def write_dumps(quads: Iterable[Quad], names: Names, comment: str) -> Iterator[Dump]:
    """The dumps in the order of DUMP_FORMATS; `comment` heads those that people read."""
    dataset = canonicalize(quads)
    hashes = {
        Carries.DATASET: canonical_hash(dataset),
        Carries.GRAPH: canonical_hash(Quad(*quad.triple) for quad in dataset),
    }
    for syntax in DUMP_FORMATS:
        yield Dump(dump_name(syntax), syntax, write(dataset, syntax, names, comment), hashes[syntax.carries])


def write(dataset: Iterable[Quad], syntax: Format, names: Names, comment: str) -> bytes:
    """One dump of quads whose blank nodes have canonical labels. Turtle merges the named graphs."""
    if syntax == TURTLE:
        return TurtleWriter(names).graph((quad.triple for quad in dataset), comment).encode()
    if syntax == TRIG:
        return TurtleWriter(names).dataset(dataset, comment).encode()
    return serialize(dataset, syntax, {})
