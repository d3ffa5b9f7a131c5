"""A vocabulary in Markdown, read back by a parser of CommonMark."""

import html
import re

from markdown_it import MarkdownIt

from govsocial.web.constraints import Constraint
from govsocial.web.descriptions import Description, Statement
from govsocial.web.entries import Entry, Fact, Kind, Use
from govsocial.web.reference import Reference, StatusGroup
from govsocial.web.reference_markdown import reference_markdown
from govsocial.web.terms import Term

HOSTILE = "*bold* `code` [link](http://evil/) <b>tag</b> # head\n\n---\n> quote"
P, C, THING = "http://x/v#p", "http://x/v#C", "http://x/thing"
LABELS = {"http://x/v": "Words", P: "of", C: "Class", THING: "A thing"}


def told(entry: Entry, **more: object) -> str:
    """What the document says, as plain text."""
    said = Statement(Term("uri", "http://x/v"), Term("uri", "http://x/maker"), Term("literal", "Ann"))
    description = Description("http://x/v", ("http://x/v",), (said,))
    reference = Reference(description, {entry.kind: (entry,)}, labels=LABELS, **more)  # type: ignore[arg-type]  # fields
    page = MarkdownIt("commonmark", {"html": True}).render(reference_markdown(reference).decode())
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_all_of_a_term_is_told() -> None:
    entry = Entry(
        Term("uri", P),
        Kind.PROPERTY,
        (Term("literal", HOSTILE),),
        ("it holds both ways",),
        (Fact(Term("uri", "http://x/domain"), (Term("uri", C),), "Said of"),),
        (Fact(Term("uri", "http://x/like"), (Term("uri", "http://y/p"),)),),
        constraints=(Constraint(C, (), ("of class ", Term("uri", C)), "Give <one>."),),
        queries=(("who", "Who is it?"),),
        use=Use(1, THING, P, (Term("literal", "v"),)),
    )
    text = told(entry)
    for line in (
        "A property: http://x/v#p",
        " ".join(HOSTILE.split()),
        "Its logic: it holds both ways",
        "Said of: Class",
        "In other vocabularies: http://x/like http://y/p",
        "Rule: on each Class: of class Class. Give <one>.",
        "In the data: 1 statement; for example A thing, of: v",
        "Asked by: Who is it?",
        "http://x/maker: Ann",
    ):
        assert line in text.splitlines()


def test_what_a_concept_is_used_for_is_told_with_the_claims() -> None:
    entry = Entry(Term("uri", C), Kind.CONCEPT, use=Use(3, THING, P, (Term("uri", C),), ((P, 3),), 2))
    assert "In the data: 2 claims; 3 by of; for example A thing, of: Class" in told(entry)
    assert "In the data: not used" in told(Entry(Term("uri", C), Kind.CONCEPT, use=Use()))


def test_statuses_are_told_with_the_claims_that_they_are_for() -> None:
    group = StatusGroup(C, "It is.", 1_234, (("http://x/s#on", "It is on."), ("http://x/s#off", None)))
    text = told(Entry(Term("uri", C), Kind.CLASS), statuses=(group,))
    assert "Class (1,234 in the data): It is." in text
    assert "http://x/s#on: It is on." in text


def test_what_could_not_be_counted_is_not_told_as_nothing() -> None:
    text = told(Entry(Term("uri", C), Kind.CLASS), is_counted=False)
    assert "is being counted, or takes too long to count" in text
    assert "In the data" not in text
