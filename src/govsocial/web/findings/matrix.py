"""The picture of a snapshot: which body uses, plans or refuses which tool, or says nothing of it.

Silence is no claim: a cell without claims is drawn differently from a refusal.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from govsocial.model.namespaces import GS, PREFIXES
from govsocial.web.terms import Solution

# Its truth values are texts: some stores have no booleans, and answer with 1 and 0.
CLAIMS = f"""
PREFIX gs: <{GS}>
PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?organisation ?tool ?isKind ?claim ?class ?status ?isSettled WHERE {{
  VALUES ?class {{ gs:ToolClaim gs:ToolUse gs:IntendedUse gs:NonUse }}
  ?claim a ?class ; gs:organisation ?organisation .
  {{ ?claim gs:tool ?tool . BIND("false" AS ?isKind) }}
  UNION
  {{ ?claim gs:toolKind ?tool . FILTER NOT EXISTS {{ ?claim gs:tool ?named }} BIND("true" AS ?isKind) }}
  OPTIONAL {{ ?claim gs:status ?status }}
  BIND(IF(EXISTS {{ ?status skos:broader* <{PREFIXES["status"]}in-use> }}, "true", "false") AS ?isSettled)
}}
ORDER BY ?organisation ?tool ?claim ?class ?status
"""

GAPS = f"""
PREFIX gs: <{GS}>
SELECT ?organisation ?claim WHERE {{ ?claim a gs:CoverageGap ; gs:organisation ?organisation . }}
ORDER BY ?organisation ?claim
"""


class Sign(Enum):
    """What a claim says of a tool: the name of its mark, and the words for it."""

    USE = ("use", "in use")
    TRIAL = ("trial", "on trial")
    INTENDED = ("intended", "intended")
    REFUSED = ("refused", "not used, as it says")
    NAMED = ("named", "named, status not stated")

    def __init__(self, mark: str, words: str) -> None:
        self.mark = mark
        self.words = words


@dataclass(frozen=True)
class Mark:
    """One claim in a cell."""

    sign: Sign
    claim: str
    status: str | None


@dataclass(frozen=True)
class Row:
    """One body: its marks for each column, and its claims that it is not covered."""

    organisation: str
    cells: tuple[tuple[Mark, ...], ...]
    gaps: tuple[str, ...] = ()

    @property
    def active(self) -> int:
        """Tools in use or on trial."""
        return sum(_is_active(cell) for cell in self.cells)

    @property
    def mentioned(self) -> int:
        """Tools of which anything is said."""
        return sum(bool(cell) for cell in self.cells)


@dataclass(frozen=True)
class Total:
    """Of one column: the bodies that use the tool, be it on trial, and those that say anything of it."""

    active: int
    mentioned: int


@dataclass(frozen=True)
class Matrix:
    """Columns are tools, then kinds of tools that are claimed without naming one; both by number of bodies.

    `totals` are those of all bodies, also where `rows` are only the first of them.
    """

    tools: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The tools, and after them the kinds."""
        return self.tools + self.kinds

    def first(self, rows: int, columns: int) -> "Matrix":
        """As much of it as a page can show. What a row counts is then in these columns alone."""
        if len(self.rows) <= rows and len(self.columns) <= columns:
            return self
        tools = self.tools[:columns]
        kinds = self.kinds[: columns - len(tools)]
        picked = [*range(len(tools)), *range(len(self.tools), len(self.tools) + len(kinds))]
        cut = (replace(row, cells=tuple(row.cells[index] for index in picked)) for row in self.rows[:rows])
        totals = tuple(self.totals[index] for index in picked)
        return Matrix(tools, kinds, tuple(cut), totals)


def matrix(claims: Iterable[Solution], gaps: Iterable[Solution]) -> Matrix:
    """The matrix of the solutions of CLAIMS and GAPS."""
    marks: dict[tuple[str, str], dict[str, Mark]] = {}
    kinds: set[str] = set()
    for claim in claims:
        organisation, tool, iri = claim["organisation"].value, claim["tool"].value, claim["claim"].value
        cell = marks.setdefault((organisation, tool), {})
        mark = Mark(_sign(claim), iri, claim["status"].value if "status" in claim else None)
        if iri not in cell or cell[iri].sign is Sign.NAMED:  # inference makes each of them a tool claim too
            cell[iri] = mark
        kinds |= {tool} if claim["isKind"].value == "true" else set()
    mentioned = Counter(tool for _, tool in marks)
    active = Counter(tool for (_, tool), cell in marks.items() if _is_active(cell.values()))
    columns = sorted(mentioned, key=lambda tool: (tool in kinds, -active[tool], -mentioned[tool], tool))
    rows = [*_rows(marks, columns), *_gap_rows(marks, gaps, len(columns))]
    return Matrix(
        tuple(tool for tool in columns if tool not in kinds),
        tuple(tool for tool in columns if tool in kinds),
        tuple(rows),
        tuple(Total(active[tool], mentioned[tool]) for tool in columns),
    )


def _is_active(cell: Iterable[Mark]) -> bool:
    return any(mark.sign in (Sign.USE, Sign.TRIAL) for mark in cell)


def _sign(claim: Solution) -> Sign:
    match claim["class"].value.removeprefix(GS):
        case "ToolUse":
            return Sign.USE if claim["isSettled"].value == "true" else Sign.TRIAL
        case "IntendedUse":
            return Sign.INTENDED
        case "NonUse":
            return Sign.REFUSED
    return Sign.NAMED


def _rows(marks: dict[tuple[str, str], dict[str, Mark]], columns: list[str]) -> list[Row]:
    organisations = {organisation for organisation, _ in marks}
    rows = [
        Row(organisation, tuple(tuple(marks.get((organisation, tool), {}).values()) for tool in columns))
        for organisation in organisations
    ]
    return sorted(rows, key=lambda row: (-row.active, -row.mentioned, row.organisation))


def _gap_rows(marks: dict[tuple[str, str], dict[str, Mark]], gaps: Iterable[Solution], width: int) -> list[Row]:
    claims: dict[str, list[str]] = {}
    spoken_of = {organisation for organisation, _ in marks}
    for gap in gaps:
        if gap["organisation"].value not in spoken_of:
            claims.setdefault(gap["organisation"].value, []).append(gap["claim"].value)
    return [Row(organisation, ((),) * width, tuple(own)) for organisation, own in claims.items()]
