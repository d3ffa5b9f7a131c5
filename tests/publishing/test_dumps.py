"""The dumps: read again they are the graph that was written, and the bytes never differ.

What the parsers and stores of others make of them is in tests/imports.
"""

import gzip
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsocial.errors import SourceError
from govsocial.model.formats import BY_NAME, N_QUADS, RDF_XML, Carries, Format
from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.cuts import WHOLE, cuts_of
from govsocial.publishing.dumps import DUMP_FORMATS, part, write, write_cut, write_dump
from govsocial.publishing.files import NewFile
from govsocial.store.oxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    canonical_hash,
    canonicalize,
    parse_bytes,
)

XSD = "http://www.w3.org/2001/XMLSchema#"


def _dumps(sources: Sources) -> dict[str, NewFile]:
    """The uncompressed dumps of the whole, by the name of their syntax."""
    assembly = assemble(sources, Names())
    files = write_cut(assembly.quads, WHOLE, Names(), assembly.about)
    return {str(file.about.format): file for file in files if file.about.compression is None}


@pytest.mark.parametrize("syntax", DUMP_FORMATS, ids=lambda syntax: syntax.name)
def test_a_dump_is_read_as_what_was_written(syntax: Format, sources: Sources) -> None:
    assembly = assemble(sources, Names())
    dump = _dumps(sources)[syntax.name]
    quads = list(parse_bytes(dump.content, syntax))
    merged = syntax.carries is Carries.GRAPH
    assert canonical_hash(quads) == dump.about.canonical_hash
    assert len(quads) == assembly.counts.triples == dump.about.triples
    assert dump.about.named_graphs == (0 if merged else assembly.counts.named_graphs)
    assert dump.about.canonical_hash == canonical_hash(
        Quad(*quad.triple) if merged else quad for quad in assembly.quads
    )


def test_each_dump_has_itself_compressed_beside_it(sources: Sources) -> None:
    assembly = assemble(sources, Names())
    files = write_cut(assembly.quads, WHOLE, Names(), assembly.about)
    for plain, compressed in zip(files[::2], files[1::2], strict=True):
        assert compressed.about.name == f"{plain.about.name}.gz"
        assert gzip.decompress(compressed.content) == plain.content
        assert compressed.about.canonical_hash == plain.about.canonical_hash


def test_dumps_are_named_after_their_dataset_and_their_cut(sources: Sources) -> None:
    assembly = assemble(sources, Names())
    cuts = cuts_of(assembly.quads, Names())
    files = [file.about.name for cut in cuts for file in write_cut(assembly.quads, cut, Names(), assembly.about)]
    assert [name for name in files if name.endswith(".ttl")] == [
        "tiny.ttl", "tiny-stated.ttl", "tiny-2009-06.ttl", "tiny-ontology.ttl",
    ]  # fmt: skip


def test_people_are_told_at_the_head_what_they_read(sources: Sources) -> None:
    assert _dumps(sources)["ttl"].content.decode().startswith(
        "# A tiny dataset\n"
        "# The whole graph.\n"
        f"# {assemble(sources, Names()).counts.triples} triples of 12 named graphs. "
        "Licence: <https://creativecommons.org/licenses/by/4.0/>\n"
        "# Dataset and sources: <https://w3id.org/govsocial/dataset>\n\n@prefix "
    )  # fmt: skip


def test_the_bytes_do_not_depend_on_the_order_of_the_quads(sources: Sources) -> None:
    assembly = assemble(sources, Names())
    forwards = write_cut(assembly.quads, WHOLE, Names(), assembly.about)
    assert forwards == write_cut(assembly.quads[::-1], WHOLE, Names(), assembly.about)


@pytest.mark.parametrize("syntax", DUMP_FORMATS, ids=lambda syntax: syntax.name)
def test_a_label_that_changes_changes_its_own_lines_alone(syntax: Format, sources: Sources) -> None:
    """In the syntaxes that people compare, a change stays where it was made."""
    assembly = assemble(sources, Names())
    before = write(assembly.quads, syntax, Names(), "")
    old, new = Literal("tea-twitter", language="en"), Literal("changed", language="en")
    changed = [Quad(quad.subject, quad.predicate, new, quad.graph_name) if quad.object == old else quad
               for quad in assembly.quads]  # fmt: skip
    after = write(changed, syntax, Names(), "")
    assert before != after
    if syntax.name in ("ttl", "trig", "nt", "nq"):
        differ = set(before.splitlines()) ^ set(after.splitlines())
        assert all(b'"tea-twitter"' in line or b'"changed"' in line for line in differ)
        assert len(before.splitlines()) == len(after.splitlines())


@pytest.mark.parametrize("name", ["ttl", "nq"])
def test_a_claim_that_changes_changes_its_own_lines_alone(name: str, sources: Sources) -> None:
    """With another status of one claim one line is another, and it is one of that claim."""
    syntax, quads, status = BY_NAME[name], assemble(sources, Names()).quads, PREFIXES["gs"] + "status"
    old = next(quad for quad in quads if quad.predicate.value == status and "/id/claim/" in str(quad.subject))
    new = Quad(old.subject, old.predicate, NamedNode(PREFIXES["status"] + "changed"), old.graph_name)
    before = write(quads, syntax, Names(), "").decode().splitlines()
    after = write([*(set(quads) - {old}), new], syntax, Names(), "").decode().splitlines()
    (place,) = (number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
    assert "changed" in after[place]
    subject = next(line for line in reversed(after[: place + 1]) if not line.startswith(" "))
    assert isinstance(old.subject, NamedNode)
    assert old.subject.value.rpartition("/")[2] in subject.split()[0]


# Any character of RDF. A surrogate is no character, and U+0000 is none of XML, of which see below.
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_xml_texts = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters=[*map(chr, {*range(32)} - {9, 10, 13}), "\ufffe", "\uffff"]
    ),
    max_size=12,
)
_iris = st.sampled_from(
    [
        "https://w3id.org/govsocial/id/tool/a%20b",
        "https://w3id.org/govsocial/id/tool/café",
        "https://w3id.org/govsocial/id/tool/a.",
        "https://w3id.org/govsocial/id/claim/2009-06/x",
        "https://w3id.org/govsocial/def/status#in-use",
        "http://example.org/a?b=c&d=%C3%A9#e'f",
        "urn:x:y",
    ]
).map(NamedNode)
_predicates = st.sampled_from(
    [
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://example.org/p",
        "http://example.org/é",
        "http://example.org/1p",
        "urn:x:y",
    ]
).map(NamedNode)
_blank_nodes = st.integers(0, 3).map(lambda number: BlankNode(f"b{number}"))
_graphs = st.one_of(
    st.just(DefaultGraph()), st.sampled_from(["https://w3id.org/govsocial/graph/a", "urn:g"]).map(NamedNode)
)


def _literals(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    datatypes = ["integer", "decimal", "double", "boolean", "date", "string", "anyURI"]
    odd = ["007", "1.50", "1e6", "INF", "2009-06-08", "true", "1", "nonsense", "-0", "+1", "1.", ".5"]
    return st.one_of(
        texts.map(Literal),
        st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "en-gb", "cy"])),
        st.builds(
            lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
            st.one_of(texts, st.sampled_from(odd)),
            st.sampled_from(datatypes),
        ),
        st.builds(lambda text: Literal(text, datatype=NamedNode("urn:d")), texts),
    )


def _datasets(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Quad]]:
    subjects = st.one_of(_iris, _blank_nodes)
    objects = st.one_of(_iris, _blank_nodes, _literals(texts))
    return st.lists(st.builds(Quad, subjects, _predicates, objects, _graphs), max_size=12)


@pytest.mark.parametrize("syntax", [each for each in DUMP_FORMATS if each != RDF_XML], ids=lambda syntax: syntax.name)
@settings(max_examples=60, deadline=None)
@given(quads=_datasets(_texts))
def test_every_dataset_survives(syntax: Format, quads: list[Quad]) -> None:
    _assert_survives(syntax, quads)


@settings(max_examples=60, deadline=None)
@given(quads=_datasets(_xml_texts))
def test_every_graph_survives_in_rdf_xml_whose_characters_xml_has(quads: list[Quad]) -> None:
    """XML 1.0 has no control characters but tab, line feed and carriage return, and not U+FFFE and U+FFFF."""
    _assert_survives(RDF_XML, quads)


@pytest.mark.parametrize(
    ("predicate", "text", "reason"),
    [
        ("http://example.org/1", "", "does not end in a name of XML"),
        ("http://example.org/", "", "does not end in a name of XML"),
        ("http://example.org/p", "a\x01b", r"has the character U\+0001"),
        ("http://example.org/p", "\uffff", r"has the character U\+FFFF"),
    ],
)
def test_what_rdf_xml_cannot_carry_is_left_out_by_name(
    predicate: str, text: str, reason: str, sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    assembly = assemble(sources, Names())
    quads = [*assembly.quads, Quad(NamedNode("http://x/s"), NamedNode(predicate), Literal(text))]
    files = write_cut(quads, WHOLE, Names(), assembly.about)
    assert {file.about.format for file in files} == {"ttl", "trig", "nt", "nq", "jsonld"}
    assert re.search(reason, caplog.text)
    with pytest.raises(SourceError, match=reason):
        write_dump(part(quads, WHOLE, Names()), RDF_XML, Names(), assembly.about)


@given(quads=_datasets(_texts))
@settings(max_examples=50, deadline=None)
def test_two_dumps_of_equal_datasets_have_the_same_bytes(quads: list[Quad]) -> None:
    one, other = (part(each, WHOLE, Names()).quads for each in (quads, quads[::-1]))
    for syntax in DUMP_FORMATS:
        if syntax != RDF_XML:
            assert write(one, syntax, Names(), "") == write(other, syntax, Names(), "")


def _assert_survives(syntax: Format, quads: list[Quad]) -> None:
    dataset = canonicalize(quads)
    expected = dataset if syntax.carries is Carries.DATASET else [Quad(*quad.triple) for quad in dataset]
    read = parse_bytes(write(dataset, syntax, Names(), "A comment"), syntax)
    assert canonical_hash(read) == canonical_hash(expected)


def test_n_quads_are_in_canonical_form(sources: Sources) -> None:
    lines = _dumps(sources)[N_QUADS.name].content.splitlines()
    assert lines == sorted(set(lines))
