"""Provenance: from each fact to the words it rests on, and to the build that published it."""

import hashlib
from pathlib import Path

import pytest

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.build import build
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.facts import Facts
from govsocial.publishing.provenance import record
from govsocial.publishing.software import Software
from govsocial.store.oxigraph import Dataset, NamedNode, Quad, canonical_hash

BASE = "https://w3id.org/govsocial/"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PREFIXES = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX schema: <https://schema.org/>
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
"""
CLAIMS = PREFIXES + "SELECT DISTINCT ?claim { ?claim gs:inReport ?report }"
FOLLOWED = (
    PREFIXES
    + """SELECT DISTINCT ?claim {
  GRAPH ?graph { ?claim gs:inReport ?report }
  ?claim prov:wasDerivedFrom ?report ; gs:evidence ?evidence .
  ?report prov:wasAttributedTo ?reporter ; prov:wasDerivedFrom ?source .
  ?evidence oa:hasSelector/oa:start ?start ; oa:hasSource ?source .
  ?source gs:sha256 ?digest ; foaf:page ?page .
  ?graph prov:wasDerivedFrom ?file ; prov:wasGeneratedBy ?build .
  ?build a prov:Activity ; prov:used ?file ; prov:wasAssociatedWith ?software, ?publisher .
  ?software a prov:SoftwareAgent ; prov:actedOnBehalfOf ?publisher .
  ?dataset dcterms:publisher ?publisher ; prov:wasGeneratedBy ?build .
}"""
)
TO_THE_COMMIT = (
    PREFIXES
    + """SELECT DISTINCT ?claim {
  ?claim gs:inReport/prov:wasAttributedTo ?reporter ;
    gs:inReport/prov:wasDerivedFrom ?source ;
    gs:evidence/oa:hasSource ?source ;
    gs:evidence/oa:hasSelector/oa:start ?start .
  ?source gs:sha256 ?digest .
  ?claim gs:inSnapshot/^dcterms:hasPart/prov:wasGeneratedBy ?build .
  ?build prov:wasAssociatedWith/schema:softwareVersion ?version ; prov:wasAssociatedWith/dcterms:identifier ?commit ;
    prov:used/spdx:checksum/spdx:checksumValue ?sum .
  GRAPH ?graph { ?claim gs:inReport ?report }
  ?graph prov:wasDerivedFrom/^prov:used ?build .
}"""
)
RULES = PREFIXES + "SELECT ?graph ?file { ?graph prov:wasDerivedFrom ?file . ?build prov:used ?file }"
GRAPHS = PREFIXES + "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
EXPLAINED = PREFIXES + "SELECT DISTINCT ?graph { ?graph prov:wasGeneratedBy ?b GRAPH ?graph { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    """The dataset as it is published, read once."""
    return Dataset(assemble(Sources.bundled(), Names()).quads)


def test_each_claim_leads_to_report_reporter_words_source_and_build(bundled: Dataset) -> None:
    claims = {str(row["claim"]) for row in bundled.select(CLAIMS)}
    assert len(claims) > 100
    assert {str(row["claim"]) for row in bundled.select(FOLLOWED)} == claims


def test_one_store_with_dump_and_catalogue_leads_from_each_claim_to_the_commit() -> None:
    software = Software("1.0", COMMIT)
    made = assemble(Sources.bundled(), Names(), software=software)
    catalogue = NamedNode(f"{BASE}graph/catalogue")
    recorded = record(Sources.bundled(), Names(), software)
    beside = [Quad(each.subject, each.predicate, each.object, catalogue) for each in recorded]
    store = Dataset([*made.quads, *beside])
    claims = {str(row["claim"]) for row in store.select(CLAIMS)}
    assert len(claims) > 100
    assert {str(row["claim"]) for row in store.select(TO_THE_COMMIT)} == claims


def test_each_derived_graph_names_the_rules_that_made_it(bundled: Dataset) -> None:
    made = {(str(row["graph"]), str(row["file"])) for row in bundled.select(RULES)}
    rules = sorted(path.stem for path in Sources.bundled().rules.glob("*.rq"))
    expected = {
        (f"<{BASE}graph/derived/{rule.partition('-')[0]}>", f"<{BASE}dataset#ontology/rules/{rule}.rq>")
        for rule in rules
    }
    assert {each for each in made if "/graph/derived/" in each[0]} == expected


def test_each_graph_that_is_read_or_derived_was_generated_by_the_build(bundled: Dataset) -> None:
    explained = {str(row["graph"]) for row in bundled.select(EXPLAINED)}
    all_graphs = {str(row["graph"]) for row in bundled.select(GRAPHS)}
    assert all_graphs - explained == {f"<{BASE}graph/{name}>" for name in ("void", "provenance")}


def test_the_dataset_does_not_change_with_the_software_but_the_catalogue_does(sources: Sources) -> None:
    first, second = Software("1.0", COMMIT), Software("2.0", None)
    hashes = {canonical_hash(assemble(sources, Names(), software=each).quads) for each in (first, second)}
    assert len(hashes) == 1
    assert set(record(sources, Names(), first)) != set(record(sources, Names(), second))


def test_the_catalogue_has_the_digest_of_each_file_that_was_used(sources: Sources, tmp_path: Path) -> None:
    facts = Facts(read_catalogue(build(sources, tmp_path / "release", validate=False)))
    used = facts.iris(f"{BASE}dataset#build", "prov:used")
    names = sorted(facts.text(iri, "rdfs:label") or "" for iri in used)
    read = [*sources.root.glob("ontology/**/*.ttl"), *sources.root.glob("data/**/*.ttl")]
    rules = list(sources.root.glob("ontology/rules/*.rq"))
    assert names == sorted(path.relative_to(sources.root).as_posix() for path in (*read, *rules))
    for iri in used:
        content = (sources.root / (facts.text(iri, "rdfs:label") or "")).read_bytes()
        (checksum,) = facts.iris(iri, "spdx:checksum")
        assert facts.text(checksum, "spdx:checksumValue") == hashlib.sha256(content).hexdigest()


def test_a_commit_is_named_by_its_swhid_and_one_that_is_unknown_is_said_to_be(sources: Sources) -> None:
    agent = f"{BASE}dataset#software"
    known = Facts(record(sources, Names(), Software("1.0", COMMIT)))
    assert known.text(agent, "dcterms:identifier") == f"swh:1:rev:{COMMIT}"
    assert known.text(agent, "schema:softwareVersion") == "1.0"
    unknown = Facts(record(sources, Names(), Software("1.0", None)))
    assert unknown.text(agent, "dcterms:identifier") is None
    assert unknown.text(agent, "rdfs:comment") == "govsocial 1.0, commit unknown."


def test_a_file_with_a_blank_in_its_name_has_an_iri(sources: Sources) -> None:
    (sources.root / "data/reference/more of it.ttl").write_text("")
    iris = {str(triple.subject) for triple in record(sources, Names("https://data.example.org/"), Software("1", None))}
    assert "<https://data.example.org/dataset#data/reference/more%20of%20it.ttl>" in iris
