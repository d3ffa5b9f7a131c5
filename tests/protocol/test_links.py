"""Web links as headers and link sets, read back by an independent parser where there is one."""

import json

import pytest
from httplink import parse_link_header
from hypothesis import given
from hypothesis import strategies as st

from govsocial.protocol import links
from govsocial.protocol.links import Link

BASE = "http://host/doc/x"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link("/a", "next"), '</a>; rel="next"'),
        (Link("/a", "alternate describedby", "text/turtle"), '</a>; rel="alternate describedby"; type="text/turtle"'),
        (Link("/é ü", "item"), '</%C3%A9%20%C3%BC>; rel="item"'),
        (Link("/a%20b?page=2#c", "item"), '</a%20b?page=2#c>; rel="item"'),
        (Link('/a>; rel="b', "item"), '</a%3E;%20rel=%22b>; rel="item"'),
        (Link("/a", "item", anchor="/b"), '</a>; rel="item"; anchor="/b"'),
        (Link("/a", "memento", attributes=(("datetime", "now"),)), '</a>; rel="memento"; datetime="now"'),
    ],
)
def test_a_link_is_written_as_the_standard_has_it(link: Link, expected: str) -> None:
    assert str(link) == expected


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_no_target_breaks_out_of_its_brackets(targets: list[str]) -> None:
    header = links.header(Link("/" + each.encode("utf-8", "ignore").decode(), "item") for each in targets)
    assert header.isascii()
    assert header.isprintable()
    assert len(parse_link_header(header).links) == len(targets)


def test_a_link_set_says_the_same_in_both_forms() -> None:
    given_links = [Link("/a", "item license", "text/html"), Link("/b", "item", anchor="/doc/y"), Link("/c", "item")]
    document = json.loads(links.linkset_json(given_links, BASE))
    assert document == {
        "linkset": [
            {
                "anchor": BASE,
                "item": [{"href": "http://host/a", "type": "text/html"}, {"href": "http://host/c"}],
                "license": [{"href": "http://host/a", "type": "text/html"}],
            },
            {"anchor": "http://host/doc/y", "item": [{"href": "http://host/b"}]},
        ]
    }
    parsed = parse_link_header(links.linkset_text(given_links, BASE).replace("\n", " ")).links
    found = {(each["anchor"], rel, each.target) for each in parsed for rel in each.rel}
    said = {
        (context["anchor"], rel, target["href"])
        for context in document["linkset"]
        for rel in context
        if rel != "anchor"
        for target in context[rel]
    }
    assert found == said


def test_link_format_is_absolute_and_without_anchors() -> None:
    assert links.link_format([Link("/a", "self")], BASE) == '<http://host/a>; rel="self"\n'
