"""Which coding a client gets, and that what is packed can be unpacked, piece by piece."""

import zlib

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.cache import codings


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip ; q=0.2 , zstd ; Q=0.3", "zstd"),
        ("gzip;q=0", None),
        ("gzip;q=0.000", None),
        ("gzip;q=0.001", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("*;q=0, gzip", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0.5, identity;q=0.4", "gzip"),
        ("gzip, identity;q=0", "gzip"),
        ("identity;q=0", None),
        ("br", None),
        ("br, compress, x-unknown", None),
        ("gzip;q=2", None),
        ("gzip;q=-1", None),
        ("gzip;q=", None),
        ("ungzip", None),
        ("gzipped", None),
        (",,gzip,,", "gzip"),
        ("gzip;q=0, gzip", None),
    ],
)
def test_a_client_gets_the_best_coding_that_it_takes(accept_encoding: str, coding: str | None) -> None:
    assert codings.chosen(accept_encoding) == coding


@pytest.mark.parametrize(
    ("accept_encoding", "accepted"),
    [
        ("", ()),
        ("gzip", ("gzip",)),
        ("gzip;q=0.1, identity", ("gzip",)),
        ("*", ("zstd", "gzip")),
        ("*, zstd;q=0", ("gzip",)),
        ("br", ()),
    ],
)
def test_all_that_a_client_takes_is_known(accept_encoding: str, accepted: tuple[str, ...]) -> None:
    assert codings.accepted(accept_encoding) == accepted


@given(st.text(alphabet='gzip stdq=0.51;,*"\x00é', max_size=60))
def test_no_header_is_an_error_and_what_is_chosen_is_accepted(accept_encoding: str) -> None:
    coding = codings.chosen(accept_encoding)
    assert coding is None or coding in codings.accepted(accept_encoding)


@pytest.mark.parametrize(
    ("content_type", "packs_well"),
    [
        ("text/html", True),
        ("text/turtle", True),
        ("text/csv", True),
        ("application/json", True),
        ("application/problem+json", True),
        ("application/ld+json", True),
        ("application/sparql-results+json", True),
        ("application/sparql-results+xml", True),
        ("application/rdf+xml", True),
        ("application/n-triples", True),
        ("application/n-quads", True),
        ("application/trig", True),
        ("application/linkset", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("image/jpeg", False),
        ("font/woff2", False),
        ("application/gzip", False),
        ("application/zip", False),
        ("application/octet-stream", False),
        ("", False),
    ],
)
def test_only_text_is_packed(content_type: str, packs_well: bool) -> None:
    assert codings.packs_well(content_type) is packs_well


@given(st.binary(max_size=5_000), st.sampled_from(codings.CODINGS))
def test_a_packed_body_is_the_body(body: bytes, coding: str) -> None:
    assert unpacked(coding, codings.packed(coding, body)) == body


@given(st.lists(st.binary(min_size=1, max_size=2_000), max_size=8), st.sampled_from(codings.CODINGS))
def test_what_is_packed_piece_by_piece_can_be_read_as_far_as_it_came(pieces: list[bytes], coding: str) -> None:
    packer, sent, came, put_in = codings.packer(coding), b"", b"", b""
    reader = zstd.ZstdDecompressor() if coding == "zstd" else zlib.decompressobj(31)
    for piece in pieces:
        put_in += piece
        sent += (more := packer.pack(piece))
        came += reader.decompress(more)
        assert came == put_in
    sent += packer.end()
    assert unpacked(coding, sent) == b"".join(pieces)


def unpacked(coding: str, body: bytes) -> bytes:
    return zstd.decompress(body) if coding == "zstd" else zlib.decompress(body, 31)
