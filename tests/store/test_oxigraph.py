"""RDF read, written and hashed by the engine, with errors for people."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import QuerySyntaxError, SourceError
from govsocial.model import formats
from govsocial.model.formats import Carries, Format
from govsocial.store.oxigraph import (
    BlankNode,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    canonical_hash,
    parse,
    parse_bytes,
    serialize,
)

EXAMPLE = "https://example.org/"
TURTLE = b"""
@prefix ex: <https://example.org/> .
ex:dcms a ex:Department ; ex:name "Culture"@en ; ex:unit [ ex:name "Press \\"office\\"\\r\\n" ] .
<https://example.org/caf%C3%A9> ex:name "caf\xc3\xa9" ; ex:members (1 2) .
"""


def quads_of_example() -> list[Quad]:
    return list(parse_bytes(TURTLE, formats.TURTLE, graph=EXAMPLE + "graph"))


def written(directory: Path, name: str, data: bytes) -> Path:
    path = directory / name
    path.write_bytes(data)
    return path


def error_of(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        list(parse(path))
    assert "\n" not in str(caught.value)
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("syntax", formats.RDF_FORMATS, ids=lambda each: each.name)
def test_what_is_written_in_a_syntax_reads_back_as_the_same_graph(tmp_path: Path, syntax: Format) -> None:
    statements = quads_of_example()
    if syntax.carries is Carries.GRAPH:
        statements = [Quad(each.subject, each.predicate, each.object) for each in statements]
    path = written(tmp_path, f"example.{syntax.extension}", serialize(statements, syntax, {"ex": EXAMPLE}))
    assert canonical_hash(parse(path)) == canonical_hash(statements)


@pytest.mark.parametrize("syntax", formats.RDF_FORMATS, ids=lambda each: each.name)
def test_equal_graphs_are_written_as_equal_bytes(syntax: Format) -> None:
    once = serialize(quads_of_example(), syntax, {"ex": EXAMPLE})
    again = serialize(reversed(quads_of_example()), syntax, {"ex": EXAMPLE})
    assert once == again


terms = st.builds(NamedNode, st.sampled_from([EXAMPLE + key for key in ("a", "b", "c/d", "e%20f", "é", "x.")]))
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r\"\\'"), max_size=12)
objects = terms | st.builds(BlankNode, st.sampled_from("xyz")) | st.builds(Literal, texts)
quads = st.lists(st.builds(Quad, terms | st.builds(BlankNode, st.sampled_from("xyz")), terms, objects, terms))


@pytest.mark.parametrize("syntax", formats.DATASET_FORMATS, ids=lambda each: each.name)
@given(statements=quads)
def test_any_dataset_survives_writing_and_reading(statements: list[Quad], syntax: Format) -> None:
    data = serialize(statements, syntax, {"ex": EXAMPLE, "c": EXAMPLE + "c/"})
    assert canonical_hash(parse_bytes(data, syntax)) == canonical_hash(statements)


@pytest.mark.parametrize("syntax", [formats.TURTLE, formats.N_TRIPLES, formats.RDF_XML], ids=lambda each: each.name)
@given(statements=quads)
def test_any_graph_survives_writing_and_reading(statements: list[Quad], syntax: Format) -> None:
    merged = [Quad(each.subject, each.predicate, each.object) for each in statements]
    data = serialize(statements, syntax, {"ex": EXAMPLE, "c": EXAMPLE + "c/"})
    assert canonical_hash(parse_bytes(data, syntax)) == canonical_hash(merged)


def test_turtle_declares_the_prefixes_it_uses_in_the_order_given() -> None:
    graph = parse_bytes(b'<x:b/1> <x:a/p> "c:d" . <x:b/1> a <x:a/T> .', formats.TURTLE)
    data = serialize(graph, formats.TURTLE, {"b": "x:b/", "unused": "x:u/", "a": "x:a/", "c": "x:c/"})
    assert data == b'@prefix b: <x:b/> .\n@prefix a: <x:a/> .\n\nb:1 a a:T ;\n\ta:p "c:d" .\n'


def test_n_quads_are_sorted_lines_without_duplicates() -> None:
    line = b"<x:s> <x:p> <x:o> <x:g> .\n"
    other = b"<x:a> <x:p> <x:o> <x:g> .\n"
    assert serialize(parse_bytes(line + other + line, formats.N_QUADS), formats.N_QUADS, {}) == other + line


def test_lexical_forms_are_kept() -> None:
    line = b'<x:s> <x:p> "001"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    assert serialize(parse_bytes(line, formats.N_TRIPLES), formats.N_TRIPLES, {}) == line


def test_the_canonical_hash_is_that_of_sorted_canonical_n_quads() -> None:
    # sha256sum of the line b'_:c14n0 <x:p> "1" .\n', taken with coreutils
    expected = "6fccb61fe0a06599d6fd0843b15a3cd4ed869cc093f1515a299fac2597295db4"
    assert canonical_hash(parse_bytes(b'[] <x:p> "1" .', formats.TURTLE)) == expected


def test_triples_go_to_the_target_graph_and_named_graphs_stay() -> None:
    data = b"<x:a> <x:p> <x:o> . <x:g> { <x:b> <x:p> <x:o> }"
    graphs = {str(each.subject): str(each.graph_name) for each in parse_bytes(data, formats.TRIG, graph="x:target")}
    assert graphs == {"<x:a>": "<x:target>", "<x:b>": "<x:g>"}


def test_relative_iris_are_resolved_against_the_base(tmp_path: Path) -> None:
    (quad,) = parse(written(tmp_path, "a.ttl", b"<> <#p> <c> ."), base_iri=EXAMPLE + "doc")
    assert str(quad) == "<https://example.org/doc> <https://example.org/doc#p> <https://example.org/c>"


def test_gzip_and_a_byte_order_mark_are_read_through(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf<x:s> <x:p> <x:o> ."
    assert len(list(parse(written(tmp_path, "a.ttl.gz", gzip.compress(data))))) == 1


def test_reading_is_lazy_and_the_error_comes_at_its_place(tmp_path: Path) -> None:
    reader = parse(written(tmp_path, "a.nt", b"<x:s> <x:p> <x:o> .\n" * 3 + b"<x:s> <x:p> oops .\n"))
    assert [str(next(reader).subject) for _ in range(3)] == ["<x:s>"] * 3
    with pytest.raises(SourceError) as caught:
        next(reader)
    assert (caught.value.line, caught.value.column) == (4, 13)


def test_broken_turtle_is_placed_by_line_and_column(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "a.ttl", b"@prefix a: <x:a> .\na:b a:c a:d ;\n  e:f 1 .\n"))
    assert (error.line, error.column) == (3, 3)
    assert "prefix e: has not been declared" in error.message


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.ttl", bytes(range(256)), "binary data"),
        ("a.ttl", "<x:s> <x:p> <x:o> .".encode("utf-16"), "UTF-8"),
        ("a.ttl", '<x:s> <x:p> "café" .'.encode("latin-1"), "UTF-8"),
        ("a.ttl", b"<s> <x:p> <x:o> .", "relative IRI"),
        ("a.ttl", b'<x:s> <x:p> "' + b"x" * (17 << 20) + b'" .', "16 MiB"),
        ("a.jsonld", b'{"@context": "https://schema.org/", "name": "x"}', "remote address"),
        ("a.jsonld", b"", "JSON-LD"),
        ("a.rdf", b"not xml", "RDF/XML"),
        ("a.nt.gz", gzip.compress(mtime=0, data=b"<x:s> <x:p> <x:o> .\n" * 1000)[:-20], "cut off"),
        ("a.nt.gz", b"<x:s> <x:p> <x:o> .\n", "gzip"),
        ("a.nt.gz", gzip.compress(mtime=0, data=b"")[:10] + b"\xff" * 50, "gzip"),
        ("a.txt", b"<x:s> <x:p> <x:o> .\n", ".ttl"),
        ("a", b"<x:s> <x:p> <x:o> .\n", ".ttl"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_a_bad_file_is_a_single_line_that_says_why(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    assert words in error_of(written(tmp_path, name, data)).message


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    assert "no such file" in error_of(tmp_path / "missing.ttl").message
    assert "directory" in error_of(tmp_path / "folder.ttl").message


def shared_triple() -> list[Quad]:
    data = b"<x:g1> { <x:s> <x:p> 1 } <x:g2> { <x:s> <x:p> 1 . <x:s> <x:q> 'a' }"
    return list(parse_bytes(data, formats.TRIG))


def test_the_default_graph_of_a_dataset_is_the_union_without_duplicates() -> None:
    rows = Dataset(shared_triple()).select("SELECT ?o ?unbound { ?s <x:p> ?o }")
    assert [{name: str(term) for name, term in row.items()} for row in rows] == [
        {"o": '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    ]


def test_construct_gives_triples_and_what_is_added_is_seen() -> None:
    dataset = Dataset(shared_triple())
    dataset.add([Quad(NamedNode("x:s2"), NamedNode("x:q"), Literal("b"), NamedNode("x:g3"))])
    found = dataset.construct("CONSTRUCT { ?s a <x:T> } WHERE { ?s <x:q> ?o }")
    assert sorted(str(triple.subject) for triple in found) == ["<x:s2>", "<x:s>"]


@pytest.mark.parametrize("text", ["ASK {}", "SELECT * {", "CONSTRUCT { ?s a ?o } WHERE { ?s a nope:x }"])
def test_a_dataset_takes_each_form_by_its_own_method_and_says_what_is_wrong(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        Dataset().select(text)
    with pytest.raises(QuerySyntaxError):
        Dataset().construct(text)


def test_a_function_that_nobody_knows_has_no_value() -> None:
    dataset = Dataset(parse_bytes(b"<x:s> <x:p> 1 .", formats.TURTLE))
    rows = dataset.select("SELECT ?n (<x:f>(?n) AS ?f) (<x:g>() AS ?g) { ?s ?p ?n FILTER(!BOUND(?f)) }")
    assert [set(row) for row in rows] == [{"n"}]
    assert dataset.select("SELECT ?n { ?s ?p ?n FILTER(<x:f>(?n)) }") == []
