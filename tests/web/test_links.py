"""Where IRIs lead."""

import pytest

from govsocial.model.iris import Names
from govsocial.web.links import href, query_href

BASE = "https://w3id.org/govsocial/"


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (BASE + "id/tool/twitter", "/doc/tool/twitter"),
        (BASE + "id/tool/a%20b", "/doc/tool/a%20b"),
        (BASE + "id/tool/café", "/doc/tool/caf%C3%A9"),
        (BASE + "id/evidence/1-2#selector", "/doc/evidence/1-2#selector"),
        (BASE + "def/govsocial#Tool", "/def/govsocial#Tool"),
        (BASE + "graph/id/x", "/graph/id/x"),
        (BASE + "dataset#publisher", "/dataset#publisher"),
        (BASE + "elsewhere", BASE + "elsewhere"),
        (BASE + "/example.org/x", BASE + "/example.org/x"),
        ("http://example.org/x", "http://example.org/x"),
        ("HTTPS://example.org/x", "HTTPS://example.org/x"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@example.org", None),
        ("urn:x:y", None),
        ("//example.org/", None),
        ('http://example.org/"><script>', None),
        ("", None),
    ],
)
def test_an_iri_leads_to_our_page_or_to_the_web_or_nowhere(iri: str, expected: str | None) -> None:
    assert href(iri, Names()) == expected


def test_terms_are_at_home_on_a_server_of_another_base_too() -> None:
    names = Names("https://data.example.org/")
    assert href("https://data.example.org/id/tool/x", names) == "/doc/tool/x"
    assert href(BASE + "def/status#pilot", names) == "/def/status#pilot"


def test_a_query_is_encoded_once() -> None:
    assert query_href("ASK { <a:%20> ?b '+&é' }") == "/sparql?query=ASK+%7B+%3Ca%3A%2520%3E+%3Fb+%27%2B%26%C3%A9%27+%7D"
