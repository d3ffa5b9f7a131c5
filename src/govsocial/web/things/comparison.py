"""Claims side by side: those about one tool of one body, or one team, that do not say the same.

Both stand in the graph, for it holds what was reported; which of them was so, the words of the source may tell.
See queries/involvement/mixed-signals.rq and ontology/schemes/status.ttl
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim, Kind
from govsocial.web.things.facts import Facts


class Rule(Enum):
    """Why claims stand side by side, in words."""

    STATUS = (
        "The same body and the same tool, or kind of tool where none is named, in the same snapshot, with statuses of "
        "which neither is a narrower form of the other. A plan to widen a use that is there is not counted."
    )
    DEGREE = (
        "The same team in the same snapshot, with degrees of involvement of different rank. It need be no "
        "contradiction: a team may lead in one thing and only watch another."
    )


@dataclass(frozen=True)
class Comparison:
    """Claims that do not say the same about what is `common` to them, in their order."""

    rule: Rule
    common: tuple[Term, ...]
    claims: tuple[Claim, ...]


def comparisons(claims: Iterable[Claim], facts: Facts) -> tuple[Comparison, ...]:
    """What stands side by side among the claims, by what is common to it."""
    by_tool: dict[tuple[Term, ...], list[Claim]] = {}
    by_team: dict[tuple[Term, ...], list[Claim]] = {}
    for claim in claims:
        snapshot = Term("uri", claim.snapshot or "")
        if claim.kind is Kind.INVOLVEMENT:
            for unit in claim.units:
                by_team.setdefault((unit, snapshot), []).append(claim)
        elif claim.status is not None and not facts.iris(claim.iri, "gs:extendsUse"):
            for organisation in claim.organisations:
                for tool in claim.tools:
                    by_tool.setdefault((organisation, tool, snapshot), []).append(claim)
    found = [_of(Rule.STATUS, key, own) for key, own in by_tool.items() if _statuses_differ(own, facts)]
    found += [_of(Rule.DEGREE, key, own) for key, own in by_team.items() if _degrees_differ(own, facts)]
    return tuple(sorted(found, key=lambda each: (each.rule.name, *(term.value for term in each.common))))


def _of(rule: Rule, key: tuple[Term, ...], claims: list[Claim]) -> Comparison:
    return Comparison(rule, key[:-1], tuple(claims))


def _statuses_differ(claims: Iterable[Claim], facts: Facts) -> bool:
    """Whether two of the statuses are neither the same nor the one a narrower form of the other."""
    statuses = sorted({claim.status.value for claim in claims if claim.status is not None})
    above = {status: set(facts.ancestors(status)) for status in statuses}
    return any(one not in above[other] and other not in above[one] for one in statuses for other in statuses)


def _degrees_differ(claims: Iterable[Claim], facts: Facts) -> bool:
    ranks = {facts.number(degree.value, "gs:ordinal") for claim in claims for degree in claim.involvements}
    return len(ranks - {None}) > 1
