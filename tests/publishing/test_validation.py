"""Each rule that sources have to keep: broken once, and the fault told with file, line, subject and a sentence."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import Fault, SourceError
from govsocial.model.sources import Sources
from govsocial.publishing.validation import check

Edit = Callable[[str, str, str], Path]
TEA = "data/snapshots/2009-06/tea.ttl"
REFERENCE = "data/reference/all.ttl"
HEADER = "#+ title: A check\n#+ summary: It checks.\n#+ tags: check\n"


def _one(sources: Sources) -> Fault:
    faults = check(sources)
    assert len(faults) == 1, faults
    return faults[0]


def test_sources_that_keep_every_rule_have_no_fault(sources: Sources) -> None:
    assert check(sources) == ()


def test_a_broken_shape_says_what_was_found_and_what_would_be_right(sources: Sources, edit: Edit) -> None:
    path = edit(TEA, "gs:organisation organisation:tea ;", "gs:organisation organisation:tea, organisation:cake ;")
    assert _one(sources) == Fault(
        str(path),
        "claim:2009-06/tea-twitter",
        "A claim is about exactly one organisation: give gs:organisation once. "
        "(Found for gs:organisation: organisation:cake, organisation:tea.)",
        17,
    )


@pytest.mark.parametrize("node", ['[ rdfs:label "B"@en ]', "_:b", "( tool:twitter )"])
def test_a_blank_node_in_the_data_is_refused_with_its_line(node: str, sources: Sources, edit: Edit) -> None:
    path = edit(
        REFERENCE,
        "tool:twitter a gs:Tool",
        f"# [ _:c (\ntool:twitter skos:note '[' ; skos:related\n  {node} ; a gs:Tool",
    )
    fault = _one(sources)
    assert (fault.path, fault.line) == (str(path), 18)
    assert "give everything in the data an IRI" in fault.message


def test_a_triple_in_two_files_is_a_fault_of_the_second(sources: Sources, edit: Edit) -> None:
    path = edit(
        REFERENCE,
        "organisation:tea rdfs:label",
        'status:in-use skos:prefLabel "in use"@en .\norganisation:tea rdfs:label',
    )
    fault = _one(sources)
    assert (fault.path, fault.line, fault.subject) == (str(path), 17, "status:in-use")
    assert "ontology/schemes/status.ttl says the same (skos:prefLabel)" in fault.message


def test_a_term_that_is_not_defined_is_a_fault(sources: Sources, edit: Edit) -> None:
    edit(TEA, "gs:status status:in-use", "gs:status status:in-usage ; gs:statut status:in-use")
    assert [fault.message for fault in check(sources)] == [
        "gs:statut is described in no file; correct the name, or describe it",
        "status:in-usage is described in no file; correct the name, or describe it",
    ]


def test_a_thing_that_is_not_described_is_a_fault(sources: Sources, edit: Edit) -> None:
    edit(TEA, "gs:tool tool:twitter", "gs:tool tool:twiter")
    fault = _one(sources)
    assert fault.subject == "claim:2009-06/tea-twitter"
    assert fault.message == "tool:twiter is described in no file; correct the name, or describe it"


def test_a_thing_without_a_name_is_a_fault(sources: Sources, edit: Edit) -> None:
    path = edit(REFERENCE, 'tool:twitter a gs:Tool ; rdfs:label "Twitter"@en .', "\ntool:twitter a gs:Tool .")
    fault = _one(sources)
    assert (fault.path, fault.line, fault.subject) == (str(path), 17, "tool:twitter")
    assert fault.message.startswith("it has no name")


def test_a_number_that_the_engine_would_rewrite_is_a_fault(sources: Sources, edit: Edit) -> None:
    edit(REFERENCE, 'skos:note "01"', "skos:note 01")
    assert '"01"^^<http://www.w3.org/2001/XMLSchema#integer> is not in canonical form' in _one(sources).message


def test_a_literal_that_is_not_of_its_datatype_is_a_fault_without_noise(
    sources: Sources, edit: Edit, caplog: pytest.LogCaptureFixture
) -> None:
    edit(REFERENCE, 'skos:note "01"', 'dcterms:date "2009-02-31"^^<http://www.w3.org/2001/XMLSchema#date>')
    fault = _one(sources)
    assert (fault.subject, fault.message) == ("organisation:cake", "'2009-02-31' is no xsd:date; correct it")
    assert [record for record in caplog.records if record.name.startswith("rdflib")] == []


def test_a_row_of_a_check_is_a_fault_and_checks_see_what_is_derived(sources: Sources) -> None:
    (sources.root / "queries/checks").mkdir(parents=True)
    (sources.root / "queries/checks/use.rq").write_text(
        HEADER
        + "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>\n"
        + "SELECT ?subject ?message WHERE {\n  ?subject gs:usesTool ?tool .\n"
        + '  BIND (CONCAT("uses <", STR(?tool), ">") AS ?message)\n}\n'
    )
    fault = _one(sources)
    assert (fault.subject, fault.message) == ("organisation:tea", "uses tool:twitter")
    assert (fault.path, fault.line) == (str(sources.root / REFERENCE), 17)


def test_the_bundled_sources_keep_every_rule_with_and_without_what_others_say(tmp_path: Path) -> None:
    """Whoever wants the source alone drops `data/enrichment/`: what is left is whole."""
    bundled = Sources.bundled()
    assert check(bundled) == ()
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(bundled.root / folder, tmp_path / folder)
    shutil.rmtree(tmp_path / "data/enrichment")
    assert check(Sources(tmp_path)) == ()


@pytest.mark.parametrize("query", ["SELECT ?subject WHERE { ?subject a ?class } LIMIT 1", "SELECT WHERE {"])
def test_a_check_that_cannot_be_used_is_named(query: str, sources: Sources) -> None:
    (sources.root / "queries/checks").mkdir(parents=True)
    (sources.root / "queries/checks/bad.rq").write_text(HEADER + query)
    with pytest.raises(SourceError, match=r"queries/checks/bad\.rq"):
        check(sources)


def test_a_claim_that_the_coverage_does_not_list_is_a_fault(sources: Sources, edit: Edit) -> None:
    path = edit("data/snapshots/2009-06/coverage.csv", "cake-twitter cake-blog", "cake-blog")
    fault = _one(sources)
    assert fault.path == str(path)
    assert fault.message.startswith("no row lists this claim")


def test_only_the_files_asked_for_are_reported(sources: Sources, edit: Edit) -> None:
    tea = edit(TEA, "gs:organisation organisation:tea ;", "")
    cake = edit("data/snapshots/2009-06/cake.ttl", "gs:organisation organisation:cake ;", "")
    assert {fault.path for fault in check(sources)} == {str(tea), str(cake)}
    assert {fault.path for fault in check(sources, [tea])} == {str(tea)}


def test_a_file_that_is_no_source_is_checked_beside_them(sources: Sources, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        "@prefix gs: <https://w3id.org/govsocial/def/govsocial#> .\n\n<https://example.org/c> a gs:ToolUse .\n"
    )
    (fault,) = check(sources, [path])
    assert (fault.path, fault.line, fault.subject) == (str(path), 3, "<https://example.org/c>")


def test_a_triple_term_is_refused_with_its_file(sources: Sources, tmp_path: Path) -> None:
    path = tmp_path / "newer.ttl"
    path.write_text("<http://a> <http://b> <<( <http://c> <http://d> <http://e> )>> .", encoding="utf-8")
    with pytest.raises(SourceError, match="triple term") as caught:
        check(sources, [path])
    assert caught.value.path == str(path)


def test_a_literal_of_megabytes_is_checked_like_any_other(sources: Sources, tmp_path: Path) -> None:
    path = tmp_path / "long.ttl"
    path.write_text(f'<http://a> <http://b> "{"x" * 5_000_000}" .', encoding="utf-8")
    assert check(sources, [path]) == ()


def test_a_snapshot_without_coverage_is_a_fault(sources: Sources) -> None:
    (coverage,) = sources.coverage_files
    coverage.unlink()
    fault = _one(sources)
    assert fault.path == str(coverage)
    assert "account for each sentence" in fault.message
