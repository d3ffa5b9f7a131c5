"""The coverage table: its form, and how it fits the text and the claims."""

from pathlib import Path

import pytest

from govsocial.errors import Fault, SourceError
from govsocial.model.coverage import Coverage, load_coverage
from govsocial.model.evidence import TextPositionSelector

TEXT = "Head\n\nWe use it. We plan it.\nBye"
TABLE = """start,end,kind,section,claims,reason
0,4,heading,head,,a title
6,16,sentence,body,a-use,
17,28,sentence,body,a-plan source/list,
29,32,sentence,foot,,a greeting
"""
USE = "https://w3id.org/govsocial/id/claim/2009-06/a-use"
PLAN = "https://w3id.org/govsocial/id/claim/2009-06/a-plan"
LIST = "https://w3id.org/govsocial/id/source/list"
CLAIMS = {USE: [TextPositionSelector(6, 16)], PLAN: [TextPositionSelector(20, 24)]}


def _coverage(folder: Path, table: str = TABLE) -> Coverage:
    path = folder / "2009-06/coverage.csv"
    path.parent.mkdir()
    path.write_text(table)
    return load_coverage(path)


def _messages(faults: list[Fault]) -> list[str]:
    return [f"{fault.line}: {fault.subject}: {fault.message}" for fault in faults]


def test_rows_say_where_they_stand_and_which_claims_they_make(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path)
    assert coverage.snapshot == "2009-06"
    row = coverage.rows[2]
    assert (row.line, row.selector, row.claims) == (4, TextPositionSelector(17, 28), (PLAN, LIST))
    assert coverage.rows[3].reason == "a greeting"


def test_a_table_that_fits_text_and_claims_has_no_fault(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path)
    assert list(coverage.text_faults(TEXT)) == []
    assert list(coverage.claim_faults(CLAIMS, {USE, PLAN, LIST})) == []


def test_a_passage_in_no_row_is_a_fault(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path, TABLE.replace("6,16,sentence,body,a-use,\n", ""))
    faults = list(coverage.text_faults(TEXT))
    assert [fault.subject for fault in faults] == ["6-8", "9-12", "13-16"]
    assert all("this passage is in no row" in fault.message for fault in faults)


def test_rows_that_overlap_or_leave_the_text_are_faults(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path, TABLE.replace("17,28", "15,28").replace("29,32", "29,40"))
    assert _messages(list(coverage.text_faults(TEXT))) == [
        "4: 15-28: the row starts before 6-16, the row before it, has ended",
        "5: 29-40: the row ends behind the source, which has 32 code points",
    ]


def test_a_claim_that_no_row_lists_is_a_fault(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path, TABLE.replace("a-use", "source/list"))
    (fault,) = coverage.claim_faults(CLAIMS, {USE, PLAN, LIST})
    assert (fault.subject, fault.message.startswith("no row lists this claim")) == (USE, True)


def test_a_row_whose_claim_is_not_in_the_data_is_a_fault(tmp_path: Path) -> None:
    (fault,) = _coverage(tmp_path).claim_faults(CLAIMS, {USE, PLAN})
    assert (fault.line, fault.message) == (4, f"the data has no <{LIST}>")


@pytest.mark.parametrize("selector", [TextPositionSelector(6, 24), TextPositionSelector(0, 10)])
def test_evidence_outside_the_rows_that_list_its_claim_is_a_fault(
    selector: TextPositionSelector, tmp_path: Path
) -> None:
    (fault,) = _coverage(tmp_path).claim_faults({**CLAIMS, USE: [selector]}, {USE, PLAN, LIST})
    assert fault.message == f"its evidence {selector} is not within rows that all list it"


def test_evidence_may_run_over_rows_that_all_list_its_claim(tmp_path: Path) -> None:
    coverage = _coverage(tmp_path, TABLE.replace("a-plan source/list", "a-plan a-use source/list"))
    claims = {**CLAIMS, USE: [TextPositionSelector(6, 28)]}
    assert list(coverage.claim_faults(claims, {USE, PLAN, LIST})) == []


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("", 1, "the columns are ''"),
        ("start,end\n", 1, "the columns are 'start,end'"),
        (TABLE + "40,50\n", 6, "the row has 2 cells"),
        (TABLE + "50,40,sentence,foot,,x\n", 6, "'50,40' is no range"),
        (TABLE + "a,40,sentence,foot,,x\n", 6, "'a,40' is no range"),
        (TABLE + "40,50,,foot,,x\n", 6, "kind or section is empty"),
        (TABLE + "40,50,sentence,foot,,\n", 6, "give either claims or a reason, and not both"),
        (TABLE + "40,50,sentence,foot,a-use,x\n", 6, "give either claims or a reason, and not both"),
        (TABLE + '40,50,sentence,foot,,"x\n', 6, "unexpected end of data"),
    ],
)
def test_a_table_of_another_form_is_refused_with_its_line(table: str, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        _coverage(tmp_path, table)
    assert message in raised.value.message
    assert (raised.value.path, raised.value.line) == (str(tmp_path / "2009-06/coverage.csv"), line)
