"""IRIs of ours: minted under a base, and mapped to the paths of whatever host serves them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.model.iris import Names, is_iri
from govsocial.settings import CANONICAL_BASE_IRI

OURS = Names()
THEIRS = Names("https://data.example.org/social/")


@pytest.mark.parametrize(
    "iri", ["http://a", "urn:x", "https://é.example/a%20b#c", "a+b-c.d:e", "https://example.org/\U0001f642"]
)
def test_an_absolute_iri_is_one(iri: str) -> None:
    assert is_iri(iri)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "a",
        "a:",
        ":a",
        "1a:b",
        "é:b",
        "a b:c",
        "a:b c",
        "a:<",
        "a:>",
        'a:"',
        "a:{",
        "a:\\",
        "a:\n",
        "a:\x00",
        "a:\ud800",
    ],
)
def test_what_could_end_an_iri_in_a_query_is_none(text: str) -> None:
    assert not is_iri(text)


@given(st.text())
def test_an_iri_never_holds_what_closes_its_brackets(text: str) -> None:
    assert not (is_iri(text) and set(text) & set('<>"{}|^`\\ \n\t'))


def test_a_path_on_any_host_stands_for_the_iri_under_the_base() -> None:
    assert THEIRS.of_path("/id/tool/x") == THEIRS.of_path("/doc/tool/x") == "https://data.example.org/social/id/tool/x"
    assert THEIRS.of_path("/graph/dataset") == "https://data.example.org/social/graph/dataset"


def test_terms_stay_under_the_canonical_base() -> None:
    assert THEIRS.of_path("/def/status") == CANONICAL_BASE_IRI + "def/status"
    assert THEIRS.mint(CANONICAL_BASE_IRI + "def/status#beta") == CANONICAL_BASE_IRI + "def/status#beta"


def test_a_publisher_may_have_terms_of_its_own() -> None:
    assert THEIRS.iris_of_path("/def/x") == (CANONICAL_BASE_IRI + "def/x", "https://data.example.org/social/def/x")
    assert THEIRS.iris_of_path("/doc/tool/x") == (THEIRS.thing("tool", "x"),)
    assert OURS.iris_of_path("/def/x") == (CANONICAL_BASE_IRI + "def/x",)


def test_things_and_graphs_move_to_the_base_of_the_publisher() -> None:
    assert THEIRS.mint(CANONICAL_BASE_IRI + "id/tool/x") == THEIRS.thing("tool", "x")
    assert THEIRS.mint(CANONICAL_BASE_IRI + "graph/dataset") == "https://data.example.org/social/graph/dataset"
    assert THEIRS.mint("http://www.w3.org/ns/org#Post") == "http://www.w3.org/ns/org#Post"


def test_only_iris_of_ours_have_a_path() -> None:
    assert THEIRS.path("https://data.example.org/social/id/tool/x") == "/id/tool/x"
    assert THEIRS.path(CANONICAL_BASE_IRI + "def/status#beta") == "/def/status#beta"
    assert THEIRS.path("https://data.example.org/other") is None


@given(
    st.sampled_from(["organisation", "tool", "claim"]),
    st.from_regex(r"[a-z0-9-]{1,9}(/[a-z0-9-]{1,9})?", fullmatch=True),
)
def test_a_thing_and_its_path_stand_for_each_other(kind: str, key: str) -> None:
    for names in (OURS, THEIRS):
        path = names.path(names.thing(kind, key))
        assert path == f"/id/{kind}/{key}"
        assert names.of_path(path) == names.thing(kind, key)


@pytest.mark.parametrize("iri", [CANONICAL_BASE_IRI + "id/tool/x", CANONICAL_BASE_IRI + "dataset", "http://other/x"])
def test_the_canonical_iri_is_the_one_that_was_minted(iri: str) -> None:
    names = Names("https://data.example.org/")
    assert names.canonical(names.mint(iri)) == iri


@pytest.mark.parametrize(
    ("iri", "document"),
    [
        ("https://data.example.org/id/tool/x", "https://data.example.org/doc/tool/x"),
        ("https://data.example.org/id/tool", "https://data.example.org/doc/tool"),
        ("https://data.example.org/graph/x", "https://data.example.org/graph/x"),
        ("https://w3id.org/govsocial/def/status", "https://w3id.org/govsocial/def/status"),
        ("https://elsewhere.example.org/id/tool/x", "https://elsewhere.example.org/id/tool/x"),
    ],
)
def test_a_thing_has_a_document_and_a_document_is_its_own(iri: str, document: str) -> None:
    assert Names("https://data.example.org/").document(iri) == document
