"""A description as Markdown, read back by a parser of CommonMark."""

import html
import re

from markdown_it import MarkdownIt

from govsocial.web.descriptions import Description, Statement
from govsocial.web.markdown import markdown
from govsocial.web.terms import Term

THING, OTHER = Term("uri", "http://x/thing"), Term("uri", "http://x/other")
PROPERTY = Term("uri", "http://x/p")
HOSTILE = "*bold* _em_ `code` [link](http://evil/) <b>tag</b> # head\n\n---\n> quote | ~~x~~ & ![i](j)"


def described(*statements: Statement) -> str:
    return markdown(Description(THING.value, (THING.value,), statements, labels={THING.value: "Thing"})).decode()


def test_what_is_said_and_what_refers_are_apart() -> None:
    text = described(Statement(THING, PROPERTY, Term("literal", "said")), Statement(OTHER, PROPERTY, THING))
    assert text.startswith("# Thing\n\nIRI: <http://x/thing>\n")
    before, after = text.split("## Referred to by")
    assert "- [http://x/p](<http://x/p>): said" in before
    assert "- [http://x/other](<http://x/other>): [http://x/p](<http://x/p>)" in after


def test_text_never_becomes_markup() -> None:
    text = described(Statement(THING, PROPERTY, Term("literal", HOSTILE)))
    page = MarkdownIt("commonmark", {"html": True}).render(text)
    (item,) = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    assert html.unescape(item.partition("</a>: ")[2]) == " ".join(HOSTILE.split())


def test_a_retired_thing_says_so() -> None:
    deprecated = Term("uri", "http://www.w3.org/2002/07/owl#deprecated")
    replaced = Term("uri", "http://purl.org/dc/terms/isReplacedBy")
    true = Term("literal", "true", datatype="http://www.w3.org/2001/XMLSchema#boolean")
    text = described(Statement(THING, deprecated, true), Statement(THING, replaced, OTHER))
    assert "**This is retired. What has replaced it: <http://x/other>.**" in text
