"""The dumps: every parser reads the same graph out of them, and the bytes never differ."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from govsocial.model.formats import N_QUADS, N_TRIPLES, Carries, Format
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.dumps import DUMP_FORMATS, Dump, write_dumps
from govsocial.store.oxigraph import Literal, NamedNode, Quad, canonical_hash, parse_bytes

SUBJECT = NamedNode("https://w3id.org/govsocial/id/tool/a%20b")
PREDICATE = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
GRAPH = NamedNode("https://w3id.org/govsocial/graph/test")


def _dumps(sources: Sources) -> dict[str, Dump]:
    return {dump.format.name: dump for dump in write_dumps(assemble(sources, Names()).quads, Names(), "A dump\n")}


@pytest.fixture
def exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib rewrites literals as it parses, unless it is told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("syntax", DUMP_FORMATS, ids=lambda syntax: syntax.name)
def test_a_dump_is_read_as_what_was_written(syntax: Format, sources: Sources) -> None:
    assembly = assemble(sources, Names())
    dump = _dumps(sources)[syntax.name]
    quads = list(parse_bytes(dump.content, syntax))
    merged = syntax.carries is Carries.GRAPH
    assert canonical_hash(quads) == dump.canonical_hash
    assert len(quads) == assembly.counts.triples
    assert dump.canonical_hash == canonical_hash(Quad(*quad.triple) if merged else quad for quad in assembly.quads)


@pytest.mark.usefixtures("exact_literals")
@pytest.mark.parametrize("which", ["tiny", "bundled"])
def test_rdflib_reads_the_same_graph_from_turtle(which: str, sources: Sources) -> None:
    dump = _dumps(sources if which == "tiny" else Sources.bundled())["ttl"]
    written = rdflib.Graph().parse(data=dump.content, format="turtle").serialize(format="nt", encoding="utf-8")
    assert canonical_hash(parse_bytes(written, N_TRIPLES)) == dump.canonical_hash


@pytest.mark.usefixtures("exact_literals")
@pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")  # rdflib 7.6 itself
@pytest.mark.parametrize(("name", "parser"), [("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_dataset(name: str, parser: str, sources: Sources) -> None:
    dump = _dumps(sources)[name]
    dataset = rdflib.Dataset()
    dataset.parse(data=dump.content, format=parser)
    written = dataset.serialize(format="nquads", encoding="utf-8")
    assert canonical_hash(parse_bytes(written, N_QUADS)) == dump.canonical_hash


@pytest.mark.parametrize("command", [("rapper", "-q"), ("serdi",)], ids=["raptor", "serd"])
@pytest.mark.parametrize("which", ["tiny", "bundled"])
def test_other_parsers_read_the_same_graph_from_turtle(
    command: tuple[str, ...], which: str, sources: Sources, program: Callable[[str], str], tmp_path: Path
) -> None:
    dump = _dumps(sources if which == "tiny" else Sources.bundled())["ttl"]
    (tmp_path / dump.name).write_bytes(dump.content)
    arguments = [program(command[0]), *command[1:], "-i", "turtle", "-o", "ntriples", dump.name]
    run = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=True)
    assert canonical_hash(parse_bytes(run.stdout, N_TRIPLES)) == dump.canonical_hash


def test_the_bytes_do_not_depend_on_the_order_of_the_quads(sources: Sources) -> None:
    quads = assemble(sources, Names()).quads
    forwards = [dump.content for dump in write_dumps(quads, Names(), "")]
    assert forwards == [dump.content for dump in write_dumps(quads[::-1], Names(), "")]


def test_spellings_of_literals_survive_in_every_dump() -> None:
    literals = [
        Literal("007", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("é 🙂\n", language="en"),
    ]
    quads = [Quad(SUBJECT, PREDICATE, literal, GRAPH) for literal in literals]
    for dump in write_dumps(quads, Names(), ""):
        assert {quad.object for quad in parse_bytes(dump.content, dump.format)} == set(literals)
