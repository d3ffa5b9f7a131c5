"""Verification: the evidence in the data, held against a copy of the source text.

See https://www.w3.org/TR/annotation-model/#text-position-selector
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govsocial.errors import EvidenceError, Fault, SourceError
from govsocial.model.coverage import Coverage, load_coverage
from govsocial.model.evidence import Evidence, digest, faults
from govsocial.model.sources import Sources, read_text
from govsocial.publishing.assembly import read_sources
from govsocial.publishing.passages import Facts, SourceText, evidence_of, passages_of_claims, source_texts
from govsocial.publishing.places import Places
from govsocial.publishing.shacl import short
from govsocial.store.oxigraph import NamedNode, Quad


@dataclass(frozen=True)
class VerificationReport:
    """What was verified against the text of one source; without faults, the evidence is proven."""

    source: str
    passages: int
    longest_code_points: int
    coverage_rows: int
    faults: tuple[Fault, ...]


def verify_evidence(source_text: Path, sources: Sources) -> VerificationReport:
    """Hold all evidence that points into a source against its text.

    The text's digest, recorded in the data, tells which source it is. Raises SourceError for a file that cannot be
    read as text, EvidenceError for a text that no source has, or evidence that is not complete.
    """
    text = read_text(source_text)
    graphs = read_sources(sources)
    quads = [quad for graph in graphs for quad in graph.quads]
    facts = Facts(quads)
    source = _source_of(text, source_texts(facts), source_text)
    found = list(evidence_of(facts, source.iri))
    coverages = _coverages(sources, source)
    return VerificationReport(
        source=source.iri,
        passages=len(found),
        longest_code_points=max((each.selector.end - each.selector.start for each in found), default=0),
        coverage_rows=sum(len(coverage.rows) for coverage in coverages),
        faults=(
            *_length_faults(source, text, source_text),
            *_passage_faults(found, text, Places(graphs)),
            *_coverage_faults(coverages, text, quads),
        ),
    )


def _source_of(text: str, known: Sequence[SourceText], path: Path) -> SourceText:
    sha256 = digest(text)
    for source in known:
        if source.sha256 == sha256:
            return source
    if not known:
        raise EvidenceError("The data records no source with a digest (gs:sha256), so nothing can be verified.")
    expected = " or ".join(f"{each.sha256} ({each.length_in_code_points} code points)" for each in known)
    raise EvidenceError(
        f"{path} is not a text that the evidence points into: its SHA-256 is {sha256} ({len(text)} code points"
        f"{_difference(text)}), the data expects {expected}."
    )


def _difference(text: str) -> str:
    """The usual reasons why a copy of a text differs."""
    reasons = [
        reason
        for reason, is_so in (
            ("it has carriage returns", "\r" in text),
            ("it starts with a byte order mark", text.startswith("\ufeff")),
            ("it ends with a line feed", text.endswith("\n")),
            ("it is not in NFC", not unicodedata.is_normalized("NFC", text)),
        )
        if is_so
    ]
    return "; " + ", ".join(reasons) if reasons else ""


def _coverages(sources: Sources, source: SourceText) -> list[Coverage]:
    """The coverage of the snapshots that rest on this source: they have its key."""
    key = source.iri.rpartition("/")[2]
    found = [load_coverage(path) for path in sources.coverage_files if path.parent.name == key]
    if not found:
        raise SourceError("there is no coverage of this source", path=str(sources.root / "data/snapshots" / key))
    return found


def _length_faults(source: SourceText, text: str, path: Path) -> Iterator[Fault]:
    if source.length_in_code_points != len(text):
        message = f"the data says {source.length_in_code_points} code points, the text has {len(text)}"
        yield Fault(str(path), short(source.iri), message)


def _passage_faults(found: Sequence[Evidence], text: str, places: Places) -> Iterator[Fault]:
    for evidence in found:
        for message in faults(evidence, text):
            for file in places.files(evidence.iri)[:1]:
                yield Fault(str(file.path), short(evidence.iri), message, places.line(file, evidence.iri))


def _coverage_faults(coverages: Sequence[Coverage], text: str, quads: Sequence[Quad]) -> Iterator[Fault]:
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    for coverage in coverages:
        claims = passages_of_claims(quads, coverage.snapshot)
        yield from dict.fromkeys((*coverage.text_faults(text), *coverage.claim_faults(claims, subjects)))
