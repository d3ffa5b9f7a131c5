"""Paths and the IRIs they may stand for."""

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from govsocial.model.iris import Names, is_iri
from govsocial.web.paths import candidates, raw_path

BASE = "https://w3id.org/govsocial/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/doc/tool/twitter", ("id/tool/twitter",)),
        ("/doc/tool/a%20b", ("id/tool/a%20b",)),
        ("/doc/tool/caf%C3%A9", ("id/tool/café", "id/tool/caf%C3%A9")),
        ("/doc/tool/%C3%A9%20%c3%a9", ("id/tool/é%20é", "id/tool/%C3%A9%20%c3%a9")),
        ("/doc/tool/%FF", ("id/tool/%FF",)),
        ("/doc/tool/%ED%A0%80", ("id/tool/%ED%A0%80",)),
        ("/graph/a/b", ("graph/a/b",)),
        ("/doc/tool/a>b", ()),
    ],
)
def test_a_path_stands_for_iris(path: str, expected: tuple[str, ...]) -> None:
    assert candidates(path, Names()) == tuple(BASE + each for each in expected)


@given(st.text())
def test_whatever_the_path_only_iris_come_out(path: str) -> None:
    assert all(is_iri(iri) for iri in candidates("/doc/" + path, Names()))


def test_the_path_is_taken_as_it_was_sent() -> None:
    scope = {"type": "http", "path": "/doc/a b", "raw_path": b"/doc/a%20b?x", "headers": []}
    assert raw_path(Request(scope)) == "/doc/a%20b"
