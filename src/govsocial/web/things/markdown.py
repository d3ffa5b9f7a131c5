"""The page of a thing in Markdown: the same sentences, claims, comparisons and trail, for those who read text.

See https://spec.commonmark.org/
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from govsocial.web.markdown import escaped, inline, linked, statement_lines
from govsocial.web.origins import Origin
from govsocial.web.things.checks import Check
from govsocial.web.things.claims import Claim, Passage
from govsocial.web.things.entity import Entity, by_kind
from govsocial.web.things.sentences import Sentence, iri_of
from govsocial.web.things.trail import Trail


def entity_markdown(entity: Entity, checks: Iterable[Check], without: Collection[Origin]) -> bytes:
    """The document in UTF-8; `without` is what was left out of it."""
    return ("\n".join(_lines(entity, checks, without)) + "\n").encode()


def _lines(entity: Entity, checks: Iterable[Check], without: Collection[Origin]) -> Iterator[str]:
    description, labels = entity.description, entity.labels
    yield f"# {escaped(entity.name)}"
    yield f"\nIRI: <{description.iri}>"
    if entity.summary:
        yield "\n" + " ".join(_sentence(each, labels) for each in entity.summary)
    if description.pages > 1:
        yield f"\nPage {description.page} of {description.pages}."
    if description.is_retired:
        instead = ", ".join(f"<{iri}>" for iri in description.replacements) or "nothing"
        yield f"\n**This is retired. What has replaced it: {instead}.**"
    for origin in sorted(without, key=lambda each: each.key):
        yield f"\nLeft out: {origin.key} ({origin.words})."
    yield from _section("Key facts", _key_facts(entity))
    if entity.claim is not None:
        yield from _section("What is claimed", _claimed(entity.claim, labels))
    yield from _section("Evidence", _evidence(entity.passages, labels))
    if entity.page in ("claim", "evidence"):
        yield from _section("Check this yourself", (f"- `{each.command}`" for each in checks))
    yield from _section("Reports", _reports(entity))
    yield from _section("Claims", _claims(entity))
    yield from _section("Side by side: claims that do not say the same", _comparisons(entity))
    yield from _section("What is not known", (f"- {_sentence(each, labels)}" for each in entity.unknowns))
    reasons = {triple: _sentence(reason, labels) for triple, reason in entity.reasons.items()}
    yield from statement_lines(description, labels, reasons)
    yield from _section("Where this comes from", _trail(entity.trail, labels))
    yield from _section("How to cite", [escaped(entity.citation.text)])
    yield from _section("Report a mistake", _mistake(entity))


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A section, unless it has nothing to say."""
    told = list(lines)
    if told:
        yield f"\n## {heading}\n"
        yield from told


def _key_facts(entity: Entity) -> Iterator[str]:
    for fact in entity.facts:
        terms = (replace(each.term, datatype=None) for each in fact.values)
        values = (
            linked(term, entity.labels) + _origin(each.origin) for term, each in zip(terms, fact.values, strict=True)
        )
        yield f"- {fact.heading}: {'; '.join(values)}"


def _claimed(claim: Claim, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"- Kind of statement: {claim.kind.words} ({linked(claim.sort, labels)})"
    if claim.status is not None:
        yield f"- Status: {linked(claim.status, labels)}"
    yield f"- From: {_claim_from(claim, labels)}"
    if claim.is_ambiguous:
        yield "- It can be read in more than one way."


def _evidence(passages: Iterable[Passage], labels: Mapping[str, str]) -> Iterator[str]:
    for each in passages:
        source = f" of {linked(iri_of(each.source), labels)}" if each.source else ""
        digest = f"; SHA-256 `{each.sha256}`" if each.sha256 else ""
        yield f"- {_place(each, labels)}{source}{digest}"


def _reports(entity: Entity) -> Iterator[str]:
    for report, number in entity.reports.items():
        yield f"- {linked(iri_of(report), entity.labels)}: {number:,} claims"


def _claims(entity: Entity) -> Iterator[str]:
    for kind, own in by_kind(entity.claims):
        yield f"- {kind.heading} ({len(own):,}): {kind.words}"
        for claim in own:
            yield f"  - {_claim(claim, entity.labels)}"


def _comparisons(entity: Entity) -> Iterator[str]:
    for each in entity.comparisons:
        common = ", ".join(linked(term, entity.labels) for term in each.common)
        yield f"- {common}. {each.rule.value}"
        for claim in each.claims:
            yield f"  - {_claim(claim, entity.labels)}"


def _claim(claim: Claim, labels: Mapping[str, str]) -> str:
    tag = claim.status or next(iter(claim.involvements), claim.sort)
    return f"{linked(iri_of(claim.iri), labels)}: {linked(tag, labels)} ({_claim_from(claim, labels)})"


def _claim_from(claim: Claim, labels: Mapping[str, str]) -> str:
    """Who said it, when, stated or implied, on which words, in which graph."""
    said = [linked(iri_of(claim.report), labels)] if claim.report else []
    said += [claim.date] if claim.date else []
    said += [linked(claim.explicitness, labels)] if claim.explicitness else []
    said += [_place(each, labels) for each in claim.passages]
    said += [f"graph {linked(iri_of(each), labels)}" for each in claim.graphs]
    return "; ".join(said)


def _place(passage: Passage, labels: Mapping[str, str]) -> str:
    there = passage.start is not None
    name = f"characters {passage.start} to {passage.end}" if there else labels.get(passage.evidence, passage.evidence)
    place = f"[{escaped(name)}](<{passage.evidence}>)"
    if passage.link:
        return f"{place}, [the words on the original page](<{passage.link}>)"
    return f"{place}, [the original page](<{passage.page}>)" if passage.page else place


def _trail(trail: Trail, labels: Mapping[str, str]) -> Iterator[str]:
    for report in trail.reports:
        by = ", ".join(linked(iri_of(each), labels) for each in report.reporters)
        yield f"- Report: {linked(iri_of(report.iri), labels)}" + (f", by {by}" if by else "")
    for source in trail.sources:
        digest = f", SHA-256 `{source.sha256}`" if source.sha256 else ""
        page = f", published at <{source.page}>" if source.page else ""
        yield f"- Source document: {linked(iri_of(source.iri), labels)}{digest}{page}"
    for graph in trail.graphs:
        made = ", ".join(linked(iri_of(each), labels) for each in graph.files)
        how = "by the rules" if graph.origin is Origin.DERIVED else "from"
        yield f"- Named graph: {linked(iri_of(graph.iri), labels)}{_origin(graph.origin)}" + (
            f", made {how} {made}" if made else ""
        )
    for build in trail.builds:
        by = ", ".join(linked(iri_of(each), labels) for each in trail.behalf)
        yield f"- Build: {linked(iri_of(build), labels)}" + (f", by {by}" if by else "")
    for software in trail.software:
        yield f"- Software: {linked(iri_of(software), labels)}" + (f": {trail.version}" if trail.version else "")


def _mistake(entity: Entity) -> Iterator[str]:
    yield f"Name the statement: the IRI <{entity.description.iri}>, the property, and what would be right."
    for address in entity.citation.contacts:
        yield f"The publisher of the data hears of it at <{address}>."


def _origin(origin: Origin) -> str:
    return "" if origin is Origin.STATED else f" ({origin.key})"


def _sentence(words: Sentence, labels: Mapping[str, str]) -> str:
    return "".join(inline(each) if isinstance(each, str) else linked(each, labels) for each in words)
