"""What the data says of sources and evidence, read out of quads."""

import pytest

from govsocial.errors import EvidenceError
from govsocial.model.evidence import Evidence, TextPositionSelector
from govsocial.model.formats import TURTLE
from govsocial.publishing.passages import Facts, SourceText, evidence_of, passages_of_claims, source_texts
from govsocial.store.oxigraph import Quad, parse_bytes

BASE = "https://w3id.org/govsocial/id/"
PREFIXES = f"""
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix gs: <https://w3id.org/govsocial/def/govsocial#> .
@prefix snapshot: <{BASE}snapshot/> .
@prefix source: <{BASE}source/> .
@prefix c: <{BASE}claim/2009-06/> .
@prefix r: <{BASE}report/2009-06/> .
@prefix e: <{BASE}evidence/2009-06/> .
"""
DATA = """
source:2009-06 gs:sha256 "ab" ; gs:lengthInCodePoints 100 .
c:a gs:inSnapshot snapshot:2009-06 ; gs:evidence e:7-9 .
c:b gs:inSnapshot snapshot:2009-06 .
c:c gs:inSnapshot snapshot:2010-06 ; gs:evidence e:7-9 .
r:a gs:inSnapshot snapshot:2009-06 .
e:7-9 oa:hasSource source:2009-06 ; oa:hasSelector e:s ; gs:passageSha256 "cd" ; gs:firstWords "x" ; gs:lastWords "y" .
e:s oa:start 7 ; oa:end 9 .
"""


def _quads(turtle: str) -> list[Quad]:
    return list(parse_bytes((PREFIXES + turtle).encode(), TURTLE))


def test_sources_with_a_digest_are_texts() -> None:
    assert source_texts(Facts(_quads(DATA))) == [SourceText(BASE + "source/2009-06", "ab", 100)]


def test_evidence_is_read_with_its_position() -> None:
    found = list(evidence_of(Facts(_quads(DATA)), BASE + "source/2009-06"))
    assert found == [Evidence(BASE + "evidence/2009-06/7-9", TextPositionSelector(7, 9), "cd", "x", "y", None)]


def test_the_claims_of_a_snapshot_have_their_passages() -> None:
    assert passages_of_claims(_quads(DATA), "2009-06") == {
        BASE + "claim/2009-06/a": [TextPositionSelector(7, 9)],
        BASE + "claim/2009-06/b": [],
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('gs:sha256 "ab"', 'gs:sha256 "ab", "ac"', "has 2 values"),
        ("gs:lengthInCodePoints 100", 'gs:lengthInCodePoints "many"', "has 'many' for"),
        ("oa:end 9", "oa:start 8", "has 2 values"),
        ('gs:firstWords "x" ;', "", "has 0 values"),
    ],
)
def test_what_is_not_there_once_is_refused(old: str, new: str, message: str) -> None:
    facts = Facts(_quads(DATA.replace(old, new)))
    with pytest.raises(EvidenceError, match=message):
        [list(evidence_of(facts, source.iri)) for source in source_texts(facts)]
