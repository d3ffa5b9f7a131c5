"""What a careless or hostile client may send: a proper error each time, never a fault of ours, never another file."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.acceptance.conftest import DEADLINE_SECONDS, Served

PATHS = [
    ("/doc/tool/twitter.exe", 404),
    ("/doc/tool/twitter.ttl.nt", 404),
    ("/doc/tool/twitter.ttl.ttl", 404),
    ("/doc/tool/twitter.", 404),
    ("/doc/tool/twitter.TTL", 404),
    ("/doc/tool/twitter.linkset.links", 404),
    ("/doc/tool/.ttl", 404),
    ("/doc/tool/twitter%2Ettl", 404),
    ("/doc/tool%2Ftwitter", 404),
    ("/doc/tool/twitter%2F", 404),
    ("/doc/tool/%2e%2e/%2e%2e/etc/passwd", 404),
    ("/doc/tool/../../../../etc/passwd", 404),
    ("/graph/..%2f..%2fetc%2fpasswd", 404),
    ("/def/..%2f..%2fontology%2fgovsocial.ttl", 404),
    ("/def/context.jsonld%00", 404),
    ("/dumps/..%2f..%2fetc%2fpasswd", 404),
    ("/queries/..%2fchecks", 404),
    ("/doc/tool/" + "a" * 10_000, 404),
    ("/doc/tool/" + "%F0%9F%99%82" * 1_000, 404),
    ("/doc/tool/%FF%FE%00", 404),
    ("/dataset.exe", 404),
    ("/timegate/tool", 404),
    ("/.well-known/nothing", 404),
]
ACCEPTS = [
    "",
    ",",
    ";;;",
    "*",
    "*/*;q=",
    "text/turtle;q=9",
    "a" * 5_000,
    '"',
    "text/*;q=0.1,*/*;q=0",
    "*/*," * 1_000,
    "\xff",
]


def status_of(address: str, path: str, accept: str = "*/*") -> tuple[int, bytes]:
    """The status and the whole answer to a request that no client library has tidied up."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=DEADLINE_SECONDS) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode("latin-1"))
        answer = bytearray()
        while chunk := connection.recv(65_536):
            answer += chunk
    return int(answer.split(b" ", 2)[1]), bytes(answer)


@pytest.mark.parametrize(("path", "status"), PATHS)
def test_what_is_not_there_is_not_found(served: Served, path: str, status: int) -> None:
    found, answer = status_of(served.address, path)
    assert found == status
    assert b"application/problem+json" in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("accept", ACCEPTS)
def test_an_odd_accept_header_gives_a_document_or_406(served: Served, accept: str) -> None:
    assert status_of(served.address, "/doc/tool/twitter", accept)[0] in (200, 400, 406)


@given(
    st.sampled_from(["/doc/tool/", "/id/", "/def/", "/graph/", "/doc/", "/dataset."]),
    st.text("abc./%?#~é\\<>{}\"' 2eEfF0:", max_size=40),
)
@settings(max_examples=150, deadline=None)
def test_no_path_is_a_fault_of_ours(served: Served, start: str, rest: str) -> None:
    path = (start + rest).encode("utf-8").decode("latin-1").replace(" ", "+").replace("\x85", "+").replace("\xa0", "+")
    assert status_of(served.address, path)[0] < 500
