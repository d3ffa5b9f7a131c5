"""A tiny set of sources that a reader holds in the head: two respondents, a use, a refusal, a plan, a gap.

The text it points into is our own: see TEXT.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.model.sources import Sources

ROOT = Path(__file__).parents[2]

TEXT = (
    "Tiny snapshot\n\n"
    "Ann: the Board of Tea uses Twitter every day 🙂.\n"
    "Bob: the Office of Cake has no demand for Twitter, and considers a café blog.\n"
)

PREFIXES = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix gs: <https://w3id.org/govsocial/def/govsocial#> .
@prefix status: <https://w3id.org/govsocial/def/status#> .
@prefix snapshot: <https://w3id.org/govsocial/id/snapshot/> .
@prefix source: <https://w3id.org/govsocial/id/source/> .
@prefix organisation: <https://w3id.org/govsocial/id/organisation/> .
@prefix tool: <https://w3id.org/govsocial/id/tool/> .
@prefix c: <https://w3id.org/govsocial/id/claim/2009-06/> .

"""

ONTOLOGY = """<https://w3id.org/govsocial/def/govsocial> a owl:Ontology ; rdfs:label "Tiny ontology"@en .
gs:Claim a owl:Class ; rdfs:label "Claim"@en ; rdfs:subClassOf prov:Entity .
gs:ToolClaim a owl:Class ; rdfs:label "Tool claim"@en ; rdfs:subClassOf gs:Claim .
gs:ToolUse a owl:Class ; rdfs:label "Tool use"@en ; rdfs:subClassOf gs:ToolClaim .
gs:IntendedUse a owl:Class ; rdfs:label "Intended use"@en ; rdfs:subClassOf gs:ToolClaim .
gs:NonUse a owl:Class ; rdfs:label "Non-use"@en ; rdfs:subClassOf gs:ToolClaim .
gs:Snapshot a owl:Class ; rdfs:label "Snapshot"@en .
gs:Tool a owl:Class ; rdfs:label "Tool"@en .
gs:inSnapshot a owl:ObjectProperty ; rdfs:label "in snapshot"@en .
gs:organisation a owl:ObjectProperty ; rdfs:label "organisation"@en .
gs:tool a owl:ObjectProperty ; rdfs:label "tool"@en .
gs:usesTool a owl:ObjectProperty ; rdfs:label "uses tool"@en .
gs:status a owl:ObjectProperty ; rdfs:label "status"@en .
gs:evidence a owl:ObjectProperty ; rdfs:label "evidence"@en .
gs:sha256 a owl:DatatypeProperty ; rdfs:label "SHA-256"@en .
gs:lengthInCodePoints a owl:DatatypeProperty ; rdfs:label "length"@en .
gs:passageSha256 a owl:DatatypeProperty ; rdfs:label "SHA-256 of the passage"@en .
gs:firstWords a owl:DatatypeProperty ; rdfs:label "first words"@en .
gs:lastWords a owl:DatatypeProperty ; rdfs:label "last words"@en .
"""

SHAPES = """<https://w3id.org/govsocial/def/shapes#Claim> a sh:NodeShape ;
  rdfs:label "Every claim"@en ;
  sh:targetClass gs:Claim ;
  sh:property [ sh:path gs:organisation ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "A claim is about exactly one organisation: give gs:organisation once."@en ] .
"""

SCHEME = """<https://w3id.org/govsocial/def/status> a skos:ConceptScheme ; rdfs:label "Status"@en .
status:in-use a skos:Concept ; skos:prefLabel "in use"@en .
status:no-demand a skos:Concept ; skos:prefLabel "no demand"@en .
status:considering a skos:Concept ; skos:prefLabel "considering"@en .
"""

DATASET = """<https://w3id.org/govsocial/dataset> rdfs:label "Tiny"@en ;
  dcterms:title "A tiny dataset"@en ;
  dcterms:issued "2009-06-09"^^<http://www.w3.org/2001/XMLSchema#date> ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
"""

REFERENCE = """tool:twitter a gs:Tool ; rdfs:label "Twitter"@en .
organisation:tea rdfs:label "Board of Tea"@en .
organisation:cake rdfs:label "Office of Cake — with “quotes” and \\"more\\" 🙂"@en ; skos:note "01" .
"""

COVERAGE = """start,end,kind,section,claims,reason
0,13,heading,title,,a title
15,62,sentence,tea,tea-twitter,
63,140,sentence,cake,cake-twitter cake-blog,
"""


def _claim(key: str, class_name: str, body: str, more: str, words: str) -> str:
    """A claim with its evidence, in which nothing but the words decides."""
    start = TEXT.index(words)
    passage = f"<https://w3id.org/govsocial/id/evidence/2009-06/{key}>"
    selector = f"<https://w3id.org/govsocial/id/evidence/2009-06/{key}#selector>"
    return f"""
c:{key} a gs:{class_name} ;
  rdfs:label "{key}"@en ;
  gs:inSnapshot snapshot:2009-06 ;
  gs:organisation organisation:{body} ;
  {more} ;
  gs:evidence {passage} .

{passage} a oa:SpecificResource ;
  rdfs:label "Evidence of {key}"@en ;
  oa:hasSource source:2009-06 ;
  oa:hasSelector {selector} ;
  gs:passageSha256 "{hashlib.sha256(words.encode()).hexdigest()}" ;
  gs:firstWords "{words.split(maxsplit=1)[0]}" ;
  gs:lastWords "{words.rsplit(maxsplit=1)[-1]}" .

{selector} a oa:TextPositionSelector ;
  rdfs:label "Position of {key}"@en ;
  oa:start {start} ;
  oa:end {start + len(words)} .
"""


def _snapshot() -> str:
    return f"""snapshot:2009-06 a gs:Snapshot ; rdfs:label "Tiny snapshot"@en .
source:2009-06 rdfs:label "Tiny text"@en ;
  gs:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" ;
  gs:lengthInCodePoints {len(TEXT)} .
"""


def _files() -> dict[str, str]:
    use = "gs:tool tool:twitter ; gs:status status:in-use"
    tea = _claim("tea-twitter", "ToolUse", "tea", use, "uses Twitter every day")
    refusal = "gs:tool tool:twitter ; gs:status status:no-demand"
    cake = _claim("cake-twitter", "NonUse", "cake", refusal, "no demand for Twitter")
    blog = _claim("cake-blog", "IntendedUse", "cake", "gs:status status:considering", "considers a café blog.")
    return {
        "ontology/govsocial.ttl": ONTOLOGY,
        "ontology/shapes.ttl": SHAPES,
        "ontology/schemes/status.ttl": SCHEME,
        "data/dataset.ttl": DATASET,
        "data/reference/all.ttl": REFERENCE,
        "data/snapshots/2009-06/snapshot.ttl": _snapshot(),
        "data/snapshots/2009-06/tea.ttl": tea,
        "data/snapshots/2009-06/cake.ttl": cake + blog,
    }


Edit = Callable[[str, str, str], Path]
"""`edit(name, old, new)` replaces a piece of a source file, which has to be there, and returns the file."""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """The tiny sources, in a folder of their own that a test may change."""
    root = tmp_path / "tiny"
    for name, content in _files().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(PREFIXES + content)
    (root / "data/snapshots/2009-06/coverage.csv").write_text(COVERAGE)
    shutil.copytree(ROOT / "ontology/rules", root / "ontology/rules")
    return Sources(root)


@pytest.fixture
def edit(sources: Sources) -> Edit:
    """Changes the tiny sources: see Edit."""

    def replace(name: str, old: str, new: str) -> Path:
        path = sources.root / name
        content = path.read_text()
        assert old in content, f"{name} has no {old!r}"
        path.write_text(content.replace(old, new, 1))
        return path

    return replace


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A copy of the text that the tiny sources point into."""
    path = tmp_path / "tiny.txt"
    path.write_bytes(TEXT.encode())
    return path
