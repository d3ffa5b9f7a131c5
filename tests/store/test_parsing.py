"""Documents become N-Triples, or an error that says where."""

import gzip

import pytest

from govsocial.errors import DocumentError, GovsocialError, TooLargeError
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.store.base import Document
from govsocial.store.oxigraph import BlankNode, parse_bytes
from govsocial.store.parsing import write_n_triples

RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:a">'
    '<p xmlns="x:">1</p></rdf:Description></rdf:RDF>'
)


def lines_of(content: bytes | str, syntax: Format = formats.TURTLE, **fields: object) -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    sent = bytearray()
    max_bytes = fields.pop("max_bytes", 10_000_000)
    write_n_triples(Document(data, syntax, **fields), max_bytes, sent.extend)  # type: ignore[arg-type]  # by name
    return sent.decode().splitlines()


@pytest.mark.parametrize(
    ("content", "syntax"),
    [
        ('@prefix x: <x:> . x:a x:p "1" .', formats.TURTLE),
        ('<x:a> <x:p> "1" .', formats.N_TRIPLES),
        ('<x:a> <x:p> "1" .', formats.N_QUADS),
        ('{ <x:a> <x:p> "1" }', formats.TRIG),
        ('{"@id": "x:a", "x:p": "1"}', formats.JSON_LD),
        (RDF_XML, formats.RDF_XML),
    ],
)
def test_each_syntax_is_read(content: str, syntax: Format) -> None:
    assert lines_of(content, syntax) == ['<x:a> <x:p> "1" .']


def test_relative_iris_use_the_base() -> None:
    assert lines_of("<a> <#p> <> .", base_iri="http://x.org/d/e") == [
        "<http://x.org/d/a> <http://x.org/d/e#p> <http://x.org/d/e> ."
    ]


def test_literals_keep_their_form_and_what_needs_escapes_has_them() -> None:
    content = '<x:a> <x:p> "a\\n\\"b\\"\\\\é", "01"^^<http://www.w3.org/2001/XMLSchema#integer>, "x"@en-gb .'
    lines = lines_of(content)
    assert lines == [
        '<x:a> <x:p> "a\\n\\"b\\"\\\\é" .',
        '<x:a> <x:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        '<x:a> <x:p> "x"@en-gb .',
    ]
    assert len(list(parse_bytes("\n".join(lines).encode(), formats.N_TRIPLES))) == 3


def test_blank_nodes_are_those_of_no_other_document() -> None:
    labels = []
    for _ in range(2):
        lines = lines_of("_:x <x:p> _:x, _:y .")
        quads = list(parse_bytes("\n".join(lines).encode(), formats.N_TRIPLES))
        labels.append(
            {term.value for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode)}
        )
    assert [len(each) for each in labels] == [2, 2]
    assert not labels[0] & labels[1]
    assert not {"x", "y"} & labels[0]


def test_more_triples_than_are_sent_at_once_arrive_all() -> None:
    assert len(lines_of("".join(f"<x:s{i}> <x:p> {i} .\n" for i in range(1234)))) == 1234


def test_an_empty_document_is_no_triples() -> None:
    assert lines_of("") == []


def test_gzip_is_unpacked() -> None:
    assert lines_of(gzip.compress(b"<x:a> <x:p> <x:b> ."), is_gzip=True) == ["<x:a> <x:p> <x:b> ."]


def test_a_decompression_bomb_is_stopped_at_the_limit() -> None:
    with pytest.raises(TooLargeError) as caught:
        lines_of(gzip.compress(b" " * 50_000_000), is_gzip=True, max_bytes=1_000_000)
    assert caught.value.limit_bytes == 1_000_000


@pytest.mark.parametrize(
    ("content", "syntax", "fields", "words"),
    [
        ("<x:a> <x:p> .", formats.TURTLE, {}, "Not valid Turtle"),
        ("<x:g> { <x:a> <x:p> 1 }", formats.TRIG, {}, "named graph <x:g>"),
        ("not gzip", formats.TURTLE, {"is_gzip": True}, "gzip"),
        ("<a> <x:p> 1 .", formats.TURTLE, {}, "relative IRI"),
        (b"<x:a> <x:p> '\xff' .", formats.TURTLE, {}, "Not valid Turtle"),
        ('{"@context": "http://127.0.0.1:9/c", "a": 1}', formats.JSON_LD, {}, "nothing is fetched"),
        ('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RDF_XML, formats.RDF_XML, {}, "XML entities"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_why(
    content: str | bytes, syntax: Format, fields: dict[str, object], words: str
) -> None:
    with pytest.raises(GovsocialError) as caught:
        lines_of(content, syntax, **fields)
    assert type(caught.value) is DocumentError
    assert words in caught.value.message


def test_a_syntax_error_has_its_position() -> None:
    with pytest.raises(DocumentError) as caught:
        lines_of("<x:a> <x:p> 1 .\n<x:a> <x:p> .")
    assert (caught.value.line, caught.value.column) == (2, 13)


def test_long_names_behind_a_short_prefix_are_stopped_before_they_fill_the_disk() -> None:
    bomb = f"@prefix a: <http://x/{'a' * 10_000}> . " + "a:a a:b a:c . " * 1_000
    with pytest.raises(TooLargeError, match="As N-Triples"):
        lines_of(bomb, max_bytes=len(bomb))
