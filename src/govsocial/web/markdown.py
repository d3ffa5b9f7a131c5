"""A description in Markdown, for those who read text and for language models: the same facts as the page.

See https://spec.commonmark.org/ and https://www.rfc-editor.org/rfc/rfc7763
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from govsocial.web.descriptions import Description, Statement
from govsocial.web.origins import Origin, origin_of
from govsocial.web.terms import Term, curie, short

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
_BLANKS = re.compile(r"\s+")
NO_REASONS: Mapping[tuple[Term, Term, Term], str] = {}


def markdown(description: Description) -> bytes:
    """The document in UTF-8: a heading, then lists of statements: of the thing, of its parts, of what refers to it."""
    return ("\n".join(_lines(description)) + "\n").encode()


def _lines(description: Description) -> Iterator[str]:
    labels = description.labels
    yield f"# {escaped(labels.get(description.iri) or short(description.iri))}"
    yield ""
    yield f"IRI: <{description.iri}>"
    yield from (f"{linked(each.property, labels)}: <{each.value.value}>" for each in description.about[:1])
    if description.pages > 1:
        yield f"\nPage {description.page} of {description.pages}."
    if description.is_retired:
        instead = ", ".join(f"<{iri}>" for iri in description.replacements) or "nothing"
        yield f"\n**This is retired. What has replaced it: {instead}.**"
    yield from statement_lines(description, labels)


def statement_lines(
    description: Description, labels: Mapping[str, str], reasons: Mapping[tuple[Term, Term, Term], str] = NO_REASONS
) -> Iterator[str]:
    """What is said of the thing and of its parts, and what refers to it, a line each, in sections.

    `reasons` tell, in Markdown, from what a derived statement follows.
    """
    for subject, statements in groupby(description.outward, key=lambda each: each.subject):
        yield ""
        yield "## Statements" if subject.value == description.iri else f"## {linked(subject, labels)}"
        yield ""
        yield from (
            f"- {linked(each.property, labels)}: {linked(each.value, labels)}{_from(each, labels, reasons)}"
            for each in statements
        )
    if description.inward:
        yield "\n## Referred to by\n"
        for each in description.inward:
            what = f"{linked(each.subject, labels)}: {linked(each.property, labels)}"
            end = "" if each.value.value == description.iri else f": {linked(each.value, labels)}"
            yield f"- {what}{end}{_from(each, labels, reasons)}"


def _from(statement: Statement, labels: Mapping[str, str], reasons: Mapping[tuple[Term, Term, Term], str]) -> str:
    """Where a statement is from: the graphs by name; what is derived, or from elsewhere, is marked as such."""
    if not statement.graphs:
        return ""
    origin = origin_of(statement.graphs)
    reason = reasons.get((statement.subject, statement.property, statement.value))
    why = f"; {reason}" if reason else ""
    mark = "" if origin is Origin.STATED else f"{origin.key}, "
    return f" ({mark}from {', '.join(linked(Term('uri', graph), labels) for graph in statement.graphs)}{why})"


def linked(term: Term, labels: Mapping[str, str]) -> str:
    """A term as text; an IRI as a link under its label."""
    if term.is_iri:
        name = labels.get(term.value) or curie(term.value) or term.value
        return f"[{escaped(name)}](<{term.value}>)"
    if term.kind != "literal":
        return escaped(f"_:{term.value}" if term.kind == "bnode" else term.value)
    tag = f" ({term.language})" if term.language and term.language != "en" else ""
    datatype = f" ({escaped(curie(term.datatype) or term.datatype)})" if term.datatype else ""
    return escaped(term.value) + tag + datatype


def escaped(text: str) -> str:
    """The text on one line, with what Markdown would read as markup escaped."""
    return inline(text).strip()


def inline(text: str) -> str:
    """The same for a part of a line: blanks at its ends stay."""
    return _MARKUP.sub(r"\\\1", _BLANKS.sub(" ", text))
