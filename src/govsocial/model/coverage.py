"""Coverage: a table that maps every passage of a source to its claims, or to the reason why it makes none.

`coverage.csv` has the columns `start,end,kind,section,claims,reason`: code points, half-open; claims as keys below the
snapshot (`dcms-twitter`) or as keys of other things with their kind (`source/coi-repository`), with blanks between;
either claims or a reason. See https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from govsocial.errors import Fault, SourceError
from govsocial.model.evidence import TextPositionSelector
from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS
from govsocial.model.sources import read_text

COLUMNS = ["start", "end", "kind", "section", "claims", "reason"]


@dataclass(frozen=True)
class CoverageRow:
    """One passage: its claims (and other things it tells of), as canonical IRIs, or the reason why it makes none."""

    line: int
    selector: TextPositionSelector
    kind: str
    section: str
    claims: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Coverage:
    """The coverage of one source by one snapshot, in order of position."""

    path: str
    snapshot: str
    rows: tuple[CoverageRow, ...]

    def text_faults(self, text: str) -> Iterator[Fault]:
        """Where the rows and the text do not fit: each code point that is not blank is in exactly one row."""
        yield from self._order_faults()
        for row in self.rows:
            if row.selector.end > len(text):
                yield self._fault(row, f"the row ends behind the source, which has {len(text)} code points")
        covered = _positions(row.selector for row in self.rows)
        missed = [place for place, character in enumerate(text) if not character.isspace() and place not in covered]
        for gap in _ranges(missed):
            yield Fault(self.path, str(gap), "this passage is in no row; give it its claims, or a reason for none")

    def claim_faults(self, claims: Mapping[str, Sequence[TextPositionSelector]], subjects: set[str]) -> Iterator[Fault]:
        """Where the rows and the data do not fit.

        `claims` has the passages of each claim of the snapshot, by canonical IRI; `subjects` is everything that the
        data describes.
        """
        yield from self._order_faults()
        for row in self.rows:
            for iri in row.claims:
                if iri not in subjects:
                    yield self._fault(row, f"the data has no <{iri}>")
        for claim, selectors in claims.items():
            yield from self._passage_faults(claim, selectors)

    def _order_faults(self) -> Iterator[Fault]:
        for before, row in pairwise(self.rows):
            if row.selector.start < before.selector.end:
                yield self._fault(row, f"the row starts before {before.selector}, the row before it, has ended")

    def _passage_faults(self, claim: str, selectors: Sequence[TextPositionSelector]) -> Iterator[Fault]:
        if not any(claim in row.claims for row in self.rows):
            yield Fault(self.path, claim, "no row lists this claim; add it to the passage that makes it")
            return
        for selector in selectors:
            if not self._lists(claim, selector):
                yield Fault(self.path, claim, f"its evidence {selector} is not within rows that all list it")

    def _lists(self, claim: str, selector: TextPositionSelector) -> bool:
        """Whether the passage lies within consecutive rows that list the claim; only blanks stand between rows."""
        inside = [row for row in self.rows if row.selector.start < selector.end and selector.start < row.selector.end]
        return (
            bool(inside)
            and all(claim in row.claims for row in inside)
            and inside[0].selector.start <= selector.start
            and selector.end <= inside[-1].selector.end
        )

    def _fault(self, row: CoverageRow, message: str) -> Fault:
        return Fault(self.path, str(row.selector), message, row.line)


def load_coverage(path: Path) -> Coverage:
    """The coverage in a file; its folder names the snapshot. Raises SourceError with the line."""
    snapshot = path.parent.name
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != COLUMNS:
            raise _RowError(f"the columns are '{','.join(header)}'; they have to be '{','.join(COLUMNS)}'")
        rows = tuple(_row(reader.line_num, cells, snapshot) for cells in reader)
    except (_RowError, csv.Error) as error:
        raise SourceError(str(error), path=str(path), line=max(reader.line_num, 1)) from error
    return Coverage(str(path), snapshot, rows)


class _RowError(Exception):
    """A row that cannot be understood; path and line are not known here."""


def _row(line: int, cells: list[str], snapshot: str) -> CoverageRow:
    if len(cells) != len(COLUMNS):
        raise _RowError(f"the row has {len(cells)} cells; there are {len(COLUMNS)} columns")
    start, end, kind, section, claims, reason = (cell.strip() for cell in cells)
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise _RowError(f"'{start},{end}' is no range; give two whole numbers, the smaller first")
    if not kind or not section:
        raise _RowError("kind or section is empty")
    if bool(claims) == bool(reason):
        raise _RowError("give either claims or a reason, and not both")
    selector = TextPositionSelector(int(start), int(end))
    return CoverageRow(line, selector, kind, section, tuple(_iri(key, snapshot) for key in claims.split()), reason)


def _iri(key: str, snapshot: str) -> str:
    kind, slash, rest = key.partition("/")
    return Names().thing(kind, rest) if slash and kind in KINDS else Names().thing("claim", f"{snapshot}/{key}")


def _positions(selectors: Iterable[TextPositionSelector]) -> set[int]:
    return {place for selector in selectors for place in range(selector.start, selector.end)}


def _ranges(places: Sequence[int]) -> Iterator[TextPositionSelector]:
    """The runs of consecutive places."""
    first = None
    for index, place in enumerate(places):
        first = place if first is None else first
        if index + 1 == len(places) or places[index + 1] != place + 1:
            yield TextPositionSelector(first, place + 1)
            first = None
