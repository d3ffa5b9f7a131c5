"""The documentation of an ontology or concept scheme in Markdown: the same as its page.

See https://spec.commonmark.org/ and https://www.rfc-editor.org/rfc/rfc7763
"""

from collections.abc import Iterable, Iterator, Mapping

from govsocial.web.constraints import Constraint, Words
from govsocial.web.entries import Entry, Kind, Use
from govsocial.web.markdown import escaped, linked, markdown
from govsocial.web.reference import Reference
from govsocial.web.terms import Term, short

Labels = Mapping[str, str]


def reference_markdown(reference: Reference) -> bytes:
    """The document in UTF-8: what the vocabulary is, each of its terms, and what else is said of it."""
    if not reference.entries:
        return markdown(reference.description)
    return ("\n".join(_lines(reference)) + "\n").encode()


def _lines(reference: Reference) -> Iterator[str]:
    description, labels = reference.description, reference.labels
    yield f"# {escaped(labels.get(description.iri) or short(description.iri))}"
    if reference.introduction is not None:
        yield f"\n{escaped(reference.introduction.value)}"
    yield f"\nIRI: <{description.iri}>"
    if description.pages > 1:
        yield f"\nPage 1 of {description.pages}; on the others is who uses the terms."
    if description.is_retired:
        instead = ", ".join(f"<{iri}>" for iri in description.replacements) or "nothing"
        yield f"\n**This is retired. What has replaced it: {instead}.**"
    if not reference.is_counted:
        yield "\nHow often the terms are used is being counted, or takes too long to count."
    yield from _statuses(reference)
    for kind, entries in reference.entries.items():
        yield f"\n## {kind.heading}"
        for entry in entries:
            yield from _entry(entry, labels)
    yield "\n## About this vocabulary\n"
    yield from (f"- {linked(each.property, labels)}: {linked(each.value, labels)}" for each in reference.header)


def _statuses(reference: Reference) -> Iterator[str]:
    labels = reference.labels
    if reference.statuses:
        yield "\n## How to read the statuses\n"
    for group in reference.statuses:
        definition = f": {escaped(group.definition)}" if group.definition else ""
        number = "" if group.count is None else f" ({group.count:,} in the data)"
        yield f"- **{_link(group.claims, labels)}**{number}{definition}"
        for status, meaning in group.statuses:
            yield f"  - {_link(status, labels)}" + (f": {escaped(meaning)}" if meaning else "")


def _entry(entry: Entry, labels: Labels) -> Iterator[str]:
    yield f"\n### {escaped(labels.get(entry.iri) or short(entry.iri))}\n"
    yield f"A {entry.kind.word}: " + (f"<{entry.iri}>" if entry.term.is_iri else linked(entry.term, labels)) + "\n"
    if entry.is_deprecated:
        instead = ", ".join(_link(each, labels) for each in entry.replacements) or "nothing"
        yield f"**This is retired. In its place: {instead}.**\n"
    yield from (linked(each, labels) + "\n" for each in entry.definitions)
    if entry.traits:
        yield f"- Its logic: {'; '.join(entry.traits)}"
    for fact in entry.facts:
        yield f"- {fact.heading or linked(fact.property, labels)}: {_listed(fact.values, labels)}"
    for fact in entry.mappings:
        heading = fact.heading or linked(fact.property, labels)
        yield f"- In other vocabularies: {heading} {_listed(fact.values, labels)}"
    yield from (f"- Rule: {_rule(each, entry.kind, labels)}" for each in entry.constraints)
    if entry.use is not None:
        yield f"- In the data: {_use(entry.use, entry.kind, labels)}"
    yield from (f"- Asked by: [{escaped(title)}](</queries/{name}>)" for name, title in entry.queries)


def _rule(constraint: Constraint, kind: Kind, labels: Labels) -> str:
    about = constraint.path if kind is Kind.CLASS else ("on each ", Term("uri", constraint.target))
    words = ": ".join(filter(None, (_words(about, labels), _words(constraint.words, labels))))
    return words + (f". {escaped(constraint.message)}" if constraint.message else "")


def _use(use: Use, kind: Kind, labels: Labels) -> str:
    if kind is Kind.CONCEPT:
        by = ", ".join(f"{count:,} by {_link(name, labels)}" for name, count in use.by_property)
        told = "; ".join(filter(None, (_count(use.claims, "claim") if use.claims else "", by))) or "not used"
    else:
        told = _count(use.count, "statement" if kind is Kind.PROPERTY else "thing")
    if use.example is None:
        return told
    example = _link(use.example, labels)
    if use.property is not None:
        example += f", {_link(use.property, labels)}: {_listed(use.values, labels)}"
    return f"{told}; for example {example}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _words(words: Words, labels: Labels) -> str:
    return "".join(_piece(each) if isinstance(each, str) else linked(each, labels) for each in words)


def _piece(text: str) -> str:
    """A piece of a sentence, with its blanks at both ends."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return before + escaped(text) + after


def _listed(values: Iterable[Term], labels: Labels) -> str:
    return ", ".join(linked(each, labels) for each in values)


def _link(iri: str, labels: Labels) -> str:
    return linked(Term("uri", iri), labels)
