"""The summary of a thing: sentences made from the data, whose numbers are those that a count in SPARQL gives.

Totals count use alone: plans, refusals and names without a status are told apart, and silence is no number of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from govsocial.web.descriptions import Description
from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim, Kind
from govsocial.web.things.facts import Facts
from govsocial.web.things.sentences import Sentence, clauses, counted, iri_of, listed
from govsocial.web.things.tallies import Tallies


@dataclass(frozen=True)
class Told:
    """What is known when a page is summed up. `claims` are those on this page, `reports` the claims of each report."""

    description: Description
    facts: Facts
    claims: tuple[Claim, ...]
    tallies: Tallies
    reports: Mapping[str, int]

    @property
    def iri(self) -> str:
        """The thing itself."""
        return self.description.iri

    @property
    def is_whole(self) -> bool:
        """Whether all that there is to say is on this page, so that what is on it can be counted."""
        return self.description.pages == 1

    @property
    def own_claim(self) -> Claim | None:
        """The thing as a claim, where it is one."""
        return next((each for each in self.claims if each.iri == self.iri), None)

    @property
    def mentions(self) -> tuple[Claim, ...]:
        """The claims that refer to the thing."""
        return tuple(each for each in self.claims if each.iri != self.iri)


def summary(told: Told, page: str) -> tuple[Sentence, ...]:
    """The sentences for a page; none where there is nothing to count."""
    return tuple(sentence for sentence in _SUMMARIES.get(page, _of_anything)(told) if sentence)


def _of_tool(told: Told) -> Iterable[Sentence]:
    said = told.tallies
    numbers = {
        "used by": said.use,
        "on trial at": said.trial,
        "intended by": said.intended,
        "refused by": said.refused,
        "named without a status by": said.named,
    }
    parts = [
        f"{words} {counted(number, 'organisation', 'organisations')}" for words, number in numbers.items() if number
    ]
    if parts:
        first, *others = (part if position == 0 else part.rpartition(" ")[0] for position, part in enumerate(parts))
        yield clauses(((first.capitalize(),), *((other,) for other in others)))


def _of_organisation(told: Told) -> Iterable[Sentence]:
    said = told.tallies
    if said.mentioned:
        yield clauses(
            (
                (f"{counted(said.use, 'tool or kind of tool', 'tools and kinds of tools')} in use",),
                (f"{said.trial:,} on trial",) if said.trial else (),
                (f"{said.intended:,} intended", *_stages(told)) if said.intended else (),
                (f"{said.refused:,} refused",) if said.refused else (),
                (f"{said.named:,} named without a status",) if said.named else (),
            )
        )
    yield from _runs(told)


def _stages(told: Told) -> Sentence:
    """How far intended uses are along: `(1 being built, 2 planned)`; only where the page has all claims."""
    intended: dict[Term, set[Term]] = {}
    for claim in told.claims:
        if claim.kind is Kind.INTENDED and claim.status is not None:
            intended.setdefault(claim.status, set()).update(claim.tools)
    if not told.is_whole or not intended:
        return ()
    parts = [(f"{len(tools):,} ", status) for status, tools in sorted(intended.items(), key=lambda each: each[0].value)]
    return (" (", *clauses(parts)[:-1], ")")


def _runs(told: Told) -> Iterable[Sentence]:
    """Who runs which tools in use, and what parts are reported of which teams."""
    tools: dict[Term, dict[Term, None]] = {}
    parts: dict[Term, dict[Term, None]] = {}
    for claim in told.claims:
        for agent in claim.run_by if claim.kind.is_use else ():
            tools.setdefault(agent, {}).update(dict.fromkeys(claim.tools))
        for unit in claim.units if claim.involvements else ():
            parts.setdefault(unit, {}).update(dict.fromkeys(claim.involvements))
    together: dict[tuple[Term, ...], list[Term]] = {}
    for agent, run in sorted(tools.items(), key=lambda each: each[0].value):
        together.setdefault(tuple(run), []).append(agent)
    for ran, agents in together.items():
        if ran:
            yield (*listed(agents), " runs " if len(agents) == 1 else " run ", *listed(ran), ".")
    for unit, degrees in sorted(parts.items(), key=lambda each: each[0].value):
        yield ("The part of ", unit, ", as reported: ", *listed(degrees), ".")


def _of_team(told: Told) -> Iterable[Sentence]:
    runs = [
        tool for claim in told.claims if claim.kind.is_use and iri_of(told.iri) in claim.run_by for tool in claim.tools
    ]
    if runs:
        yield ("Runs ", *listed(runs), ".")
    parts = [degree for claim in told.claims if iri_of(told.iri) in claim.units for degree in claim.involvements]
    if parts:
        yield ("Its part, as reported: ", *listed(parts), ".")
    yield from _mentions(told)


def _of_person(told: Told) -> Iterable[Sentence]:
    if told.reports and told.is_whole:
        about = [term for report in told.reports for term in told.facts.values(report, "gs:organisation")]
        made = counted(sum(told.reports.values()), "claim", "claims")
        subject = ("of ", *listed(about), " ") if about else ()
        yield (f"Made {counted(len(told.reports), 'report', 'reports')} ", *subject, f"with {made}.")
    yield from _of_team(told)


def _of_initiative(told: Told) -> Iterable[Sentence]:
    tools = [tool for claim in told.mentions if claim.kind.is_use for tool in claim.tools]
    if tools and told.is_whole:
        number = counted(len(set(tools)), "tool or kind of tool is", "tools and kinds of tools are")
        yield (f"{number} used for it: ", *listed(tools), ".")
    yield from _mentions(told)


def _of_claim(told: Told) -> Iterable[Sentence]:
    claim = told.own_claim
    if claim is not None:
        who = listed(claim.reporters) or ("A source",)
        of_whom = (", reporting on ", *listed(claim.organisations), ",") if claim.organisations else ()
        of_what = (" of ", *listed(claim.tools)) if claim.tools else ()
        status = (" (", claim.status, ")") if claim.status is not None else ()
        yield (*who, *of_whom, " says", *of_what, f" {claim.kind.predicate}", *status, ".")


def _of_report(told: Told) -> Iterable[Sentence]:
    if told.mentions and told.is_whole:
        kinds: dict[Term, int] = {}
        for claim in told.mentions:
            if claim.explicitness is not None:
                kinds[claim.explicitness] = kinds.get(claim.explicitness, 0) + 1
        split = [(f"{number:,} ", kind) for kind, number in sorted(kinds.items(), key=lambda each: -each[1])]
        own = [each for each in told.mentions if each.report == told.iri]
        yield (f"{counted(len(own), 'claim', 'claims')}", *((": ", *clauses(split)) if split else (".",)))


def _of_snapshot(told: Told) -> Iterable[Sentence]:
    if told.reports and told.is_whole:
        about = {term for report in told.reports for term in told.facts.values(report, "gs:organisation")}
        by = {term for report in told.reports for term in told.facts.values(report, "prov:wasAttributedTo")}
        yield (
            f"{counted(len(told.reports), 'report', 'reports')} by {counted(len(by), 'reporter', 'reporters')} "
            f"of {counted(len(about), 'organisation', 'organisations')}, "
            f"with {counted(sum(told.reports.values()), 'claim', 'claims')}.",
        )


def _of_evidence(told: Told) -> Iterable[Sentence]:
    resting = {each.subject.value for each in told.description.inward}
    if resting and told.is_whole:
        number = counted(len(told.mentions), "claim rests", "claims rest")
        yield (
            (f"{number} on this passage.",)
            if told.mentions
            else ("No claim rests on this passage; other statements do.",)
        )


def _of_source(told: Told) -> Iterable[Sentence]:
    if told.reports and told.is_whole:
        number = counted(len(told.reports), "report is", "reports are")
        yield (f"{number} taken from it, with {counted(sum(told.reports.values()), 'claim', 'claims')}.",)


def _of_anything(told: Told) -> Iterable[Sentence]:
    if told.is_whole:
        said = {(each.property, each.value) for each in told.description.statements if each.subject.value == told.iri}
        refers = {(each.subject, each.property) for each in told.description.inward if each.value.value == told.iri}
        statements = counted(len(said), "statement", "statements")
        yield (f"The graph makes {statements} about it, and {counted(len(refers), 'refers', 'refer')} to it.",)


def _mentions(told: Told) -> Iterable[Sentence]:
    if told.mentions and told.is_whole:
        yield (f"{counted(len(told.mentions), 'claim speaks', 'claims speak')} of it.",)


_SUMMARIES: Mapping[str, Callable[[Told], Iterable[Sentence]]] = {
    "tool": _of_tool,
    "organisation": _of_organisation,
    "unit": _of_team,
    "person": _of_person,
    "initiative": _of_initiative,
    "claim": _of_claim,
    "report": _of_report,
    "snapshot": _of_snapshot,
    "evidence": _of_evidence,
    "source": _of_source,
}
