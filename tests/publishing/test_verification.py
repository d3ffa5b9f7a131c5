"""Evidence held against the text: what fits is proven, and every kind of misfit is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import EvidenceError, SourceError
from govsocial.model.sources import Sources
from govsocial.publishing.verification import verify_evidence

Edit = Callable[[str, str, str], Path]
TEA = "data/snapshots/2009-06/tea.ttl"
SNAPSHOT = "data/snapshots/2009-06/snapshot.ttl"
COVERAGE = "data/snapshots/2009-06/coverage.csv"


def test_evidence_that_fits_is_proven(sources: Sources, text: Path) -> None:
    report = verify_evidence(text, sources)
    assert report.faults == ()
    assert report.source == "https://w3id.org/govsocial/id/source/2009-06"
    assert (report.passages, report.coverage_rows) == (3, 3)
    assert report.longest_code_points == len("considers a café blog.")


def test_the_bundled_evidence_fits_its_source(shared: Callable[[str], Path]) -> None:
    report = verify_evidence(shared("source/snapshot-2009-06.txt"), Sources.bundled())
    assert report.faults == ()
    assert report.passages > 0


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (TEA, "oa:start 37", "oa:start 38", "the digest is"),
        (TEA, "oa:end 59", "oa:end 600", "the range 37-600 is not within the source"),
        (TEA, 'gs:firstWords "uses"', 'gs:firstWords "Twitter"', "the first words are not those"),
        (TEA, 'gs:lastWords "day"', 'gs:lastWords "every"', "the last words are not those"),
        (
            TEA,
            "gs:lastWords",
            "gs:textFragment <https://e.org/#:~:text=Twitter> ; gs:lastWords",
            "first found at 42-49",
        ),
        (SNAPSHOT, "gs:lengthInCodePoints 141", "gs:lengthInCodePoints 140", "the data says 140 code points"),
        (COVERAGE, "0,13,heading,title,,a title\n", "", "this passage is in no row"),
        (COVERAGE, "tea-twitter", "tea-facebook", "the data has no"),
        (COVERAGE, "tea-twitter", "cake-blog", "no row lists this claim"),
        (COVERAGE, "15,62", "15,50", "is not within rows that all list it"),
    ],
)
def test_a_misfit_is_told(name: str, old: str, new: str, fault: str, sources: Sources, text: Path, edit: Edit) -> None:
    path = edit(name, old, new)
    faults = verify_evidence(text, sources).faults
    assert any(fault in each.message for each in faults)
    assert {each.path for each in faults} <= {str(path), str(text), str(sources.root / COVERAGE)}


def test_a_fault_says_where_the_evidence_stands(sources: Sources, text: Path, edit: Edit) -> None:
    path = edit(TEA, 'gs:firstWords "uses"', 'gs:firstWords "Twitter"')
    (fault,) = verify_evidence(text, sources).faults
    assert (fault.path, fault.subject) == (str(path), "evidence:2009-06/tea-twitter")
    line = path.read_text().splitlines()[(fault.line or 0) - 1]
    assert line == "<https://w3id.org/govsocial/id/evidence/2009-06/tea-twitter> a oa:SpecificResource ;"


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda text: text.replace("\n", "\r\n"), "it has carriage returns"),
        (lambda text: "\ufeff" + text, "it starts with a byte order mark"),
        (lambda text: text.replace("é", "e\u0301"), "it is not in NFC"),
        (lambda text: text.replace("Tea", "Pea"), "its SHA-256 is"),
    ],
)
def test_another_text_is_refused_with_the_usual_reason(
    change: Callable[[str], str], hint: str, sources: Sources, text: Path
) -> None:
    text.write_bytes(change(text.read_text()).encode())
    with pytest.raises(EvidenceError, match="is not a text that the evidence points into") as raised:
        verify_evidence(text, sources)
    assert hint in raised.value.message


def test_a_file_that_is_not_there_or_no_text_is_refused(sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file or directory"):
        verify_evidence(tmp_path / "none.txt", sources)
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        verify_evidence(tmp_path, sources)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="is not UTF-8 text"):
        verify_evidence(tmp_path / "binary", sources)


def test_a_source_without_coverage_is_refused(sources: Sources, text: Path) -> None:
    (sources.root / COVERAGE).unlink()
    with pytest.raises(SourceError, match="there is no coverage of this source"):
        verify_evidence(text, sources)


def test_evidence_that_is_not_complete_is_refused(sources: Sources, text: Path, edit: Edit) -> None:
    edit(TEA, "oa:start 37 ;", "")
    with pytest.raises(EvidenceError, match=r"tea-twitter#selector> has 0 values of <http://www\.w3\.org/ns/oa#start>"):
        verify_evidence(text, sources)


def test_data_without_a_digest_proves_nothing(sources: Sources, text: Path, edit: Edit) -> None:
    edit(SNAPSHOT, "gs:sha256", "gs:firstWords")
    with pytest.raises(EvidenceError, match="records no source with a digest"):
        verify_evidence(text, sources)
