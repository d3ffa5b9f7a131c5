"""Which part press offices, or the teams in their place, have in the use of tools."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from govsocial.model.namespaces import GS, PREFIXES
from govsocial.web.figures.bars import Row, bars
from govsocial.web.findings.finding import Finding, Labels, Question, by_name, counted, listed, name_of
from govsocial.web.terms import Solution, Solutions

CLAIMS = f"""
PREFIX gs: <{GS}>
SELECT ?part ?rank ?team ?explicitness ?claim WHERE {{
  ?claim a gs:InvolvementClaim ;
    gs:unit ?team ;
    gs:involvement ?part .
  OPTIONAL {{ ?part gs:ordinal ?rank }}
  OPTIONAL {{ ?claim gs:explicitness ?explicitness }}
}}
ORDER BY ?part ?team ?claim
"""

MAX_BARS = 20
_NAME = "involvement"
_IMPLIED = PREFIXES["explicitness"] + "implied"


@dataclass
class _Part:
    iri: str
    rank: str
    teams: set[str] = field(default_factory=set)
    stated_of: set[str] = field(default_factory=set)


def find(answers: Sequence[Solutions], labels: Labels) -> Finding | None:
    """The finding of the answer to CLAIMS."""
    parts = _parts(answers[0].rows)
    if not parts:
        return None
    parts.sort(key=lambda part: (-_number(part.rank), -len(part.teams), name_of(part.iri, labels)))
    sentence = _sentence(parts, labels)
    drawing = bars(
        f"figure-{_NAME}",
        sentence,
        ("stated by the source", "only implied by it"),
        [
            Row(name_of(part.iri, labels), (len(part.stated_of), len(part.teams - part.stated_of)))
            for part in parts[:MAX_BARS]
        ],
    )
    return Finding(
        name=_NAME,
        sentence=sentence,
        query=CLAIMS.strip(),
        stored="involvement-degrees",
        columns=("part", "rank", "teams", "stated", "only implied", "which teams"),
        rows=tuple(
            (
                (part.iri,),
                part.rank,
                len(part.teams),
                len(part.stated_of),
                len(part.teams - part.stated_of),
                by_name(part.teams, labels),
            )
            for part in parts
        ),
        labels=labels,
        drawing=drawing,
        template="figures/bars.svg",
    )


QUESTION = Question(_NAME, (CLAIMS,), find)


def _parts(claims: Iterable[Solution]) -> list[_Part]:
    parts: dict[str, _Part] = {}
    for claim in claims:
        iri, team = claim["part"].value, claim["team"].value
        part = parts.setdefault(iri, _Part(iri, claim["rank"].value if "rank" in claim else ""))
        part.teams.add(team)
        if "explicitness" not in claim or claim["explicitness"].value != _IMPLIED:
            part.stated_of.add(team)
    return list(parts.values())


def _sentence(parts: Sequence[_Part], labels: Labels) -> str:
    teams = len(set().union(*(part.teams for part in parts)))
    most = max(len(part.teams) for part in parts)
    leaders = [f"“{name_of(part.iri, labels)}”" for part in parts if len(part.teams) == most]
    verb = "is" if len(leaders) == 1 else "are each"
    offices = counted(teams, "press office or team in its place", "press offices or teams in their place")
    return f"{listed(leaders, 'parts')} {verb} reported of {most:,} of {offices}, more than any other part"


def _number(rank: str) -> float:
    """The rank to sort by; what has none comes last."""
    try:
        return float(rank)
    except ValueError:
        return float("-inf")
