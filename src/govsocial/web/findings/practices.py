"""Which practices are found in more than one body.

A plan is no practice yet, and that two bodies share one does not say that one took it from the other.
"""

from collections.abc import Sequence

from govsocial.model.namespaces import GS
from govsocial.web.figures.bars import Row, bars
from govsocial.web.findings.finding import Finding, Labels, Question, by_name, counted, listed, name_of
from govsocial.web.terms import Solutions

CLAIMS = f"""
PREFIX gs: <{GS}>
SELECT DISTINCT ?practice ?organisation WHERE {{
  ?claim a ?class ;
    gs:organisation ?organisation ;
    gs:practice ?practice .
  FILTER(?class IN (gs:ToolUse, gs:InvolvementClaim))
}}
ORDER BY ?practice ?organisation
"""

MAX_BARS = 20
_NAME = "practices"


def find(answers: Sequence[Solutions], labels: Labels) -> Finding | None:
    """The finding of the answer to CLAIMS; none where no practice is shared."""
    bodies: dict[str, set[str]] = {}
    for row in answers[0].rows:
        bodies.setdefault(row["practice"].value, set()).add(row["organisation"].value)
    shared = [practice for practice, found in bodies.items() if len(found) > 1]
    if not shared:
        return None
    shared.sort(key=lambda practice: (-len(bodies[practice]), name_of(practice, labels)))
    sentence = _sentence(shared, bodies, labels)
    rows = [Row(name_of(practice, labels), (len(bodies[practice]),)) for practice in shared[:MAX_BARS]]
    return Finding(
        name=_NAME,
        sentence=sentence,
        query=CLAIMS.strip(),
        stored="practices-that-travel",
        columns=("practice", "bodies", "which bodies"),
        rows=tuple(((practice,), len(bodies[practice]), by_name(bodies[practice], labels)) for practice in shared),
        labels=labels,
        drawing=bars(f"figure-{_NAME}", sentence, ("bodies",), rows),
        template="figures/bars.svg",
    )


QUESTION = Question(_NAME, (CLAIMS,), find)


def _sentence(shared: Sequence[str], bodies: dict[str, set[str]], labels: Labels) -> str:
    most = len(bodies[shared[0]])
    leaders = [f"“{name_of(practice, labels)}”" for practice in shared if len(bodies[practice]) == most]
    practices = counted(len(bodies), "practice is", "practices are")
    most_widely = f"{listed(leaders, 'of them')} in the most, {most:,}" + ("" if len(leaders) == 1 else " each")
    return f"{len(shared):,} of {practices} found in more than one body; {most_widely}"
