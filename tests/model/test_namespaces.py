"""Tests of govsocial.model.namespaces."""

import pytest

from govsocial.model.namespaces import GS, KINDS, PREFIXES, SCHEMES, VOCABULARIES


def test_no_prefix_takes_the_place_of_another() -> None:
    assert len(PREFIXES) == len(VOCABULARIES) + len(SCHEMES) + len(KINDS) + len({"gs", "graph"})
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("gs", "https://w3id.org/govsocial/def/govsocial#"),
        ("status", "https://w3id.org/govsocial/def/status#"),
        ("tool", "https://w3id.org/govsocial/id/tool/"),
        ("graph", "https://w3id.org/govsocial/graph/"),
        ("schema", "https://schema.org/"),
        ("org", "http://www.w3.org/ns/org#"),
    ],
)
def test_a_prefix_stands_for_its_namespace(prefix: str, namespace: str) -> None:
    assert PREFIXES[prefix] == namespace


@pytest.mark.parametrize("namespace", [*PREFIXES.values(), GS])
def test_a_namespace_ends_where_a_name_begins(namespace: str) -> None:
    assert namespace.endswith(("/", "#"))


def test_the_prefixes_of_others_come_first() -> None:
    assert list(PREFIXES)[: len(VOCABULARIES)] == list(VOCABULARIES)
