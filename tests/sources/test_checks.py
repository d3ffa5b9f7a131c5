"""The checks of queries/checks: silent on the sources as they are, and each able to find the fault it is for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from govsocial.model import formats
from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import Sources
from govsocial.store.oxigraph import Dataset, Quad, parse, parse_bytes

ROOT = Path(__file__).parents[2]
CHECKS = sorted((ROOT / "queries/checks").glob("*.rq"))
GRAPH = "https://w3id.org/govsocial/graph/"

CLAIM = "gs:inSnapshot snapshot:2009-06 ; gs:inReport <id/report/2009-06/fco> ; gs:organisation organisation:fco"
USE = "<id/claim/2009-06/fco-twitter>"

FAULTS = {
    "about-another-organisation": f"claim:x {CLAIM} ; gs:aboutUse <id/claim/2009-06/dcms-yammer> .",
    "account-on-another-tool": f"claim:x {CLAIM} ; gs:tool tool:flickr ; gs:account account:fco-twitter .",
    "claim-of-two-kinds": "claim:x a gs:ToolUse, gs:NonUse .",
    "concept-in-a-circle": "practice:x skos:broader practice:y . practice:y skos:broader practice:x .",
    "concept-orphaned": "practice:x a skos:Concept ; skos:inScheme <def/practice> .",
    "enrichment-without-source": "tool:x rdfs:label 'X'@en .",
    "evidence-behind-source": "evidence:x oa:hasSource source:2009-06 ; oa:hasSelector <x#s> . <x#s> oa:end 9250 .",
    "evidence-from-another-source": f"claim:x {CLAIM} ; gs:evidence evidence:x . evidence:x oa:hasSource source:y .",
    "evidence-misnamed": "<id/evidence/y/1-2> oa:hasSelector <x#s> . <x#s> oa:start 1 ; oa:end 3 .",
    "evidence-outside-section": f"claim:x {CLAIM} ; gs:evidence evidence:x . "
    "evidence:x oa:hasSelector <x#s> . <x#s> oa:start 2000 ; oa:end 2500 .",
    "extends-another-tool": f"claim:x {CLAIM} ; gs:tool tool:flickr ; gs:extendsUse {USE} .",
    "graph-without-licence": "tool:x rdfs:label 'X'@en .",
    "label-missing": "claim:x gs:tool tool:a-slip .",
    "notation-twice": "status:x skos:inScheme <def/status> ; skos:notation 'beta' .",
    "person-known-from-elsewhere": "person:steph-gray foaf:homepage <https://example.org/> .",
    "same-as-used": "organisation:dius owl:sameAs <https://example.org/bis> .",
    "same-track-of-another-kind": f"claim:x {CLAIM} ; gs:sameTrackAs <id/claim/2009-06/dcms-yammer> .",
    "same-track-within-a-snapshot": f"{USE} gs:sameTrackAs <id/claim/2009-06/fco-flickr> .",
    "snapshot-of-another-report": "claim:x gs:inSnapshot snapshot:2010-01 ; gs:inReport <id/report/2009-06/fco> .",
    "snapshot-outside-the-dataset": "snapshot:2010-01 a gs:Snapshot .",
    "status-of-another-class": "claim:x a gs:ToolClaim ; gs:status status:in-use .",
    "term-undefined": "claim:x gs:organization organisation:fco .",
    "unit-of-another-organisation": f"claim:x {CLAIM} ; gs:unit unit:dcms-press-office .",
    "use-without-tool": f"claim:x a gs:ToolUse ; {CLAIM} .",
}
"""By check: a fault, as Turtle with all our prefixes, whose IRIs are relative to the canonical base."""


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    files = Sources(ROOT).rdf_files()
    return [quad for file in files for quad in parse(file.path, file.graph_iri(Names()), file.graph_iri(Names()))]


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_sources_pass(check: Path, quads: list[Quad]) -> None:
    assert Dataset(quads).select(check.read_text()) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_check_finds_its_fault_and_says_what_is_wrong(check: Path, quads: list[Quad]) -> None:
    rows = Dataset([*quads, *_fault(check.stem)]).select(check.read_text())
    assert rows
    for row in rows:
        assert set(row) == {"subject", "message"}
        assert str(row["message"]).count(" ") > 2


def test_every_check_has_a_fault_to_find() -> None:
    assert {check.stem for check in CHECKS} == set(FAULTS)


def _fault(check: str) -> Iterator[Quad]:
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    turtle = f"{header}@base <{GRAPH.removesuffix('graph/')}> .\n{FAULTS[check]}"
    return parse_bytes(turtle.encode(), formats.TURTLE, f"{GRAPH}enrichment/fault")
