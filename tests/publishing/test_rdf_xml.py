"""What RDF/XML cannot carry. That it carries all the rest is shown in test_dumps."""

import pytest

from govsocial.publishing.rdf_xml import obstacle
from govsocial.store.oxigraph import Literal, NamedNode, Quad


@pytest.mark.parametrize("predicate", ["http://x/p", "http://x/é", "urn:x:y", "http://x#a-1.b", "http://x/1p"])
@pytest.mark.parametrize("text", ["", "\t\n\r", "é 🙂", "\ufffd"])
def test_most_things_can_be_carried(predicate: str, text: str) -> None:
    assert obstacle([Quad(NamedNode("http://x/s"), NamedNode(predicate), Literal(text))]) is None


@pytest.mark.parametrize(
    ("predicate", "text", "reason"),
    [
        ("http://x/1", "", "the property <http://x/1> does not end in a name of XML"),
        ("http://x/p#", "", "the property <http://x/p#> does not end in a name of XML"),
        ("http://x/p", "\x00", "a literal of <http://x/s> has the character U+0000, which XML does not have"),
        ("http://x/p", "\ufffe", "a literal of <http://x/s> has the character U+FFFE, which XML does not have"),
    ],
)
def test_the_first_thing_in_the_way_is_named(predicate: str, text: str, reason: str) -> None:
    assert obstacle([Quad(NamedNode("http://x/s"), NamedNode(predicate), Literal(text))]) == reason
