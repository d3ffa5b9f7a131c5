"""All that a page, or a text in Markdown, tells of one thing: its description, and what a few more questions add.

See https://www.w3.org/submissions/CBD/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fastapi import Request

from govsocial.store import claims as ask
from govsocial.web.descriptions import Description, Statement
from govsocial.web.origins import Origin, origin_of, origin_of_graph
from govsocial.web.publication import publication_of
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Term, short
from govsocial.web.things.citation import Citation, citation
from govsocial.web.things.claims import Claim, Kind, Passage, claims_among, passage, passages_of
from govsocial.web.things.classes import page_for
from govsocial.web.things.comparison import Comparison, comparisons
from govsocial.web.things.derivations import axioms_for, explain
from govsocial.web.things.facts import Facts, gather, term_iri
from govsocial.web.things.key_facts import KeyFact, key_facts
from govsocial.web.things.sentences import Sentence
from govsocial.web.things.summary import Told, summary
from govsocial.web.things.tallies import Tallies, claims_by_report, tallies_of
from govsocial.web.things.trail import Graph, Trail, trail_of
from govsocial.web.things.unknown import unknowns

_REPORT = term_iri("gs:Report")


@dataclass(frozen=True)
class Entity:
    """One thing as it is shown. `page` names its template; `claim` is the thing itself, where it is one.

    `passages` are those it rests on, or itself where it is one; `reports` counts the claims of each report on the
    page; `reasons` tells of derived statements from what they follow.
    """

    description: Description
    page: str
    types: tuple[Term, ...]
    summary: tuple[Sentence, ...]
    facts: tuple[KeyFact, ...]
    claim: Claim | None
    claims: tuple[Claim, ...]
    passages: tuple[Passage, ...]
    reports: Mapping[str, int]
    comparisons: tuple[Comparison, ...]
    unknowns: tuple[Sentence, ...]
    trail: Trail
    reasons: Mapping[tuple[Term, Term, Term], Sentence]
    citation: Citation
    labels: Mapping[str, str]
    gathered: Facts

    @property
    def name(self) -> str:
        """What it is called."""
        return self.labels.get(self.description.iri) or short(self.description.iri)

    @property
    def own(self) -> tuple[Statement, ...]:
        """What is said of the thing itself."""
        return tuple(each for each in self.description.outward if each.subject.value == self.description.iri)

    @property
    def others(self) -> tuple[Statement, ...]:
        """What the page says of its parts, and a graph of all in it."""
        return tuple(each for each in self.description.outward if each.subject.value != self.description.iri)

    @property
    def graphs(self) -> Mapping[str, Graph]:
        """The named graphs of the page."""
        return {each.iri: each for each in self.trail.graphs}

    @property
    def referring(self) -> tuple[Statement, ...]:
        """What refers to the thing, but for the claims, which are told of apart."""
        told = {each.iri for each in self.claims}
        return tuple(each for each in self.description.inward if each.subject.value not in told)

    @property
    def referring_claims(self) -> Mapping[Term, int]:
        """How many of the claims refer to the thing, by property."""
        told = {each.iri for each in self.claims}
        found = [each.property for each in self.description.inward if each.subject.value in told]
        return {each: found.count(each) for each in dict.fromkeys(found)}


async def entity_of(request: Request, description: Description) -> Entity:
    """What there is to tell of the thing that is described."""
    iri, said = description.iri, description.statements
    compared = await _compared(request, description)
    graphs = {graph for each in said for graph in each.graphs}
    facts = await gather(request, {iri, *graphs, *_ends(said), *compared})
    page = page_for(facts.classes(iri))
    stating = _stating(said)
    inward = [each.subject.value for each in description.inward]
    shown = claims_among((iri, *inward), facts, stating)
    beside = claims_among(compared, facts, stating)
    reports = [each for each in dict.fromkeys(inward) if _REPORT in facts.classes(each)]
    # The sums are of all pages, so that one page tells them: of 100,000 uses they take half a second (2026-11).
    tallies = await tallies_of(request, iri, page) if description.page == 1 else Tallies()
    told = Told(description, facts, shown, tallies, await _counted(request, reports))
    passages = (passage(iri, facts),) if page == "evidence" else passages_of(iri, facts)
    trail = trail_of((*shown, *beside), (each.evidence for each in passages), graphs, facts)
    release = site_of(request).release
    reasons = explain(said, await axioms_for(request, said), shown)
    sums, open_points = summary(told, page), unknowns(told, page)
    sentences = (*sums, *open_points, *reasons.values())
    named = {term.value for sentence in sentences for term in sentence if isinstance(term, Term)}
    more = facts.iris_named() | named | {each for own in trail.graphs for each in own.files}
    labels = description.labels | await labels_of(request, more - set(description.labels))
    return Entity(
        description,
        page,
        _types(description),
        sums,
        key_facts(description, facts, shown, page),
        told.own_claim,
        told.mentions,
        passages,
        told.reports,
        comparisons(beside if page == "claim" else shown, facts) if told.is_whole else (),
        open_points,
        replace(trail, version=release.software if release else None),
        reasons,
        citation(
            iri, labels.get(iri) or short(iri), await publication_of(request), release.revision if release else None
        ),
        labels,
        facts,
    )


async def _compared(request: Request, description: Description) -> tuple[str, ...]:
    """The claims that a claim is to be compared with; none for what is no claim."""
    if not description.values(term_iri("gs:organisation")):
        return ()
    return tuple(sorted(iris_in(await select(request, ask.comparable(description.iri)))))


async def _counted(request: Request, reports: list[str]) -> dict[str, int]:
    counts = await claims_by_report(request, reports)
    return {report: counts.get(report, 0) for report in reports}


def _ends(statements: Iterable[Statement]) -> set[str]:
    return {term.value for each in statements for term in (each.subject, each.value) if term.is_iri}


def _stating(statements: Iterable[Statement]) -> dict[str, set[str]]:
    """By subject the graphs that state something of it, not those that are derived."""
    found: dict[str, set[str]] = {}
    for each in statements:
        stating = (graph for graph in each.graphs if origin_of_graph(graph) is not Origin.DERIVED)
        found.setdefault(each.subject.value, set()).update(stating)
    return found


def _types(description: Description) -> tuple[Term, ...]:
    """The types that are said of it; those that are only derived when there are no others."""
    types = [
        each
        for each in description.statements
        if each.subject.value == description.iri and each.property.value == term_iri("rdf:type")
    ]
    said = [each for each in types if origin_of(each.graphs) is not Origin.DERIVED]
    return tuple(dict.fromkeys(each.value for each in said or types))


def by_property(statements: Iterable[Statement]) -> list[tuple[Term, list[Statement]]]:
    """Statements by property, in the order in which they come."""
    groups: dict[Term, list[Statement]] = {}
    for each in statements:
        groups.setdefault(each.property, []).append(each)
    return list(groups.items())


def by_topic(statements: Iterable[Statement]) -> list[tuple[Term, list[Statement]]]:
    """Statements by what they are about, in the order of the subjects."""
    groups: dict[Term, list[Statement]] = {}
    for each in statements:
        groups.setdefault(each.subject, []).append(each)
    return sorted(groups.items(), key=lambda group: group[0].value)


def by_kind(claims: Iterable[Claim]) -> list[tuple[Kind, list[Claim]]]:
    """Claims by kind, uses first."""
    groups: dict[Kind, list[Claim]] = {}
    for each in claims:
        groups.setdefault(each.kind, []).append(each)
    return sorted(groups.items(), key=lambda group: list(Kind).index(group[0]))
