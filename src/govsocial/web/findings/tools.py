"""Which body uses, plans or refuses which tool: the finding that the matrix shows."""

from collections.abc import Iterator, Sequence

from govsocial.web.figures.grid import Grid, Line, grid
from govsocial.web.findings.finding import Finding, Labels, Question, counted, listed, name_of
from govsocial.web.findings.matrix import CLAIMS, GAPS, Mark, Matrix, Sign, matrix
from govsocial.web.terms import Solutions

MAX_BODIES, MAX_TOOLS = 40, 40
"""What the picture and the table of a page show at most; the file of the rows has all."""

SILENT = ("silent", "not mentioned")
NOT_COVERED = "not covered by the snapshot"

_NAME = "tools"


def find(answers: Sequence[Solutions], labels: Labels) -> Finding | None:
    """The finding of the answers to CLAIMS and GAPS."""
    found = matrix(*(answer.rows for answer in answers))
    if not found.columns:
        return None
    sentence = _sentence(found, labels)
    shown = found.first(MAX_BODIES, MAX_TOOLS)
    return Finding(
        name=_NAME,
        sentence=sentence,
        query=CLAIMS.strip(),
        stored="matrix",
        columns=("organisation", "tool or kind of tool", "says", "status", "claim"),
        rows=tuple(_rows(found)),
        labels=labels,
        drawing=_drawn(shown, sentence, labels),
        template="figures/grid.svg",
        matrix=shown,
    )


QUESTION = Question(_NAME, (CLAIMS, GAPS), find)


def _sentence(found: Matrix, labels: Labels) -> str:
    bodies = sum(not row.gaps for row in found.rows)
    totals = dict(zip(found.tools, found.totals, strict=False))
    most = max((total.active for total in totals.values()), default=0)
    rest = f"{counted(_claims(found, Sign.INTENDED), 'claim is a plan', 'claims are plans')}, and "
    rest += counted(_claims(found, Sign.REFUSED), "is a refusal", "are refusals")
    if not most:
        return f"No tool is reported in use by name; {rest}"
    leaders = [name_of(tool, labels) for tool, total in totals.items() if total.active == most]
    verb = "is in use" if len(leaders) == 1 else "are each in use"
    return f"{listed(leaders, 'tools')} {verb} in {most:,} of {counted(bodies, 'body', 'bodies')}; {rest}"


def _claims(found: Matrix, sign: Sign) -> int:
    """How many claims say so; a claim may stand in several cells."""
    return len({mark.claim for row in found.rows for cell in row.cells for mark in cell if mark.sign is sign})


def _rows(found: Matrix) -> Iterator[tuple[str | tuple[str, ...], ...]]:
    for row in found.rows:
        for tool, cell in zip(found.columns, row.cells, strict=True):
            for mark in cell:
                status = (mark.status,) if mark.status else ()
                yield (row.organisation,), (tool,), mark.sign.words, status, (mark.claim,)
        for gap in row.gaps:
            yield (row.organisation,), (), NOT_COVERED, (), (gap,)


def _drawn(shown: Matrix, sentence: str, labels: Labels) -> Grid:
    lines = [
        Line(
            name_of(row.organisation, labels),
            "" if row.gaps else f"{row.active} / {row.mentioned}",
            tuple(_symbols(cell) for cell in row.cells),
            NOT_COVERED if row.gaps else "",
        )
        for row in shown.rows
    ]
    tools = [name_of(tool, labels) for tool in shown.tools]
    heads = ["active / mentioned", *tools, *(f"{name_of(kind, labels)} (kind)" for kind in shown.kinds)]
    key = [*((sign.mark, sign.words) for sign in Sign), SILENT]
    return grid(f"figure-{_NAME}", sentence, heads, lines, key, SILENT[0])


def _symbols(cell: tuple[Mark, ...]) -> tuple[str, ...]:
    """Each sort of mark once."""
    return tuple(dict.fromkeys(mark.sign.mark for mark in cell))
