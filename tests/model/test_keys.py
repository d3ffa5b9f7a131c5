"""Keys: the short ways in which people write the IRI of a thing."""

import pytest

from govsocial.errors import NotFoundError
from govsocial.model.iris import Names
from govsocial.model.keys import expand, resolve

CANONICAL = Names()


@pytest.mark.parametrize(
    ("key", "iri"),
    [
        ("tool/twitter", "https://w3id.org/govsocial/id/tool/twitter"),
        ("/id/tool/twitter", "https://w3id.org/govsocial/id/tool/twitter"),
        ("doc/tool/twitter", "https://w3id.org/govsocial/id/tool/twitter"),
        ("tool:twitter", "https://w3id.org/govsocial/id/tool/twitter"),
        ("gs:ToolUse", "https://w3id.org/govsocial/def/govsocial#ToolUse"),
        ("def/govsocial#ToolUse", "https://w3id.org/govsocial/def/govsocial#ToolUse"),
        ("dataset", "https://w3id.org/govsocial/dataset"),
        ("http://example.org/é", "http://example.org/é"),
        ("<http://example.org/a>", "http://example.org/a"),
        ("urn:example:a", "urn:example:a"),
    ],
)
def test_a_key_a_prefixed_name_or_an_iri_says_what_is_meant(key: str, iri: str) -> None:
    assert resolve(key, CANONICAL) == iri


@pytest.mark.parametrize("key", ["tool/twitter", "tool:twitter", "/id/tool/twitter"])
def test_keys_are_of_the_publication_that_is_asked(key: str) -> None:
    assert resolve(key, Names("https://data.example.org/")) == "https://data.example.org/id/tool/twitter"


@pytest.mark.parametrize("key", ["tool/t w", "a<b", "http://example.org/\x00", "tool/\udce9"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NotFoundError, match="is no IRI; give one,"):
        resolve(key, CANONICAL)


def test_a_prefix_that_is_none_of_ours_stands_for_nothing() -> None:
    assert expand("tool:twitter") == "https://w3id.org/govsocial/id/tool/twitter"
    assert [expand(each) for each in ("twitter", "other:x", "tool:", "tool://x")] == [None] * 4
