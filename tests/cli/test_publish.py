"""Tests of govsocial.cli.publish."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from govsocial.model.sources import Sources
from govsocial.publishing.dumps import DUMP_FORMATS, dump_name
from govsocial.publishing.release import Release

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Shared = Callable[[str], Path]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the sources, to be broken."""
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(Sources.bundled().root / folder, tmp_path / "sources" / folder)
    return tmp_path / "sources"


def test_a_release_is_built_and_said_to_be(run: Run, scratch: Path, temporary: Path) -> None:
    built = run("build")
    release = Release.open(scratch / "release")
    release.verify()
    assert built.stderr == ""
    assert built.stdout == (
        f"release: revision {release.revision}, {release.counts.triples:,} triples "
        f"in {release.counts.named_graphs:,} named graphs\n"
    )
    assert [path.name for path in [*scratch.iterdir(), *temporary.iterdir()]] == ["release"]


def test_two_builds_have_the_same_bytes_whatever_the_seed_and_the_time_zone(run: Run, scratch: Path) -> None:
    run("build", "--out", "one", PYTHONHASHSEED="1", TZ="UTC")
    run("build", "--out", "two", PYTHONHASHSEED="2", TZ="Pacific/Auckland")
    one, two = ({path.name: path.read_bytes() for path in (scratch / name).iterdir()} for name in ("one", "two"))
    assert one.keys() >= {dump_name("govsocial", each) for each in DUMP_FORMATS}
    assert one == two


def test_a_release_is_built_under_the_base_of_another_publisher(run: Run, scratch: Path, sources: Path) -> None:
    run("build", "--sources", str(sources), "--base-iri", "https://data.example.org/")
    assert Release.open(scratch / "release").base_iri == "https://data.example.org/"


@pytest.mark.parametrize("command", ["build", "check"])
def test_sources_that_break_a_rule_are_told_by_file_and_line(
    run: Run, scratch: Path, sources: Path, command: str
) -> None:
    planted = sources / "data/reference/planted.ttl"
    planted.write_text(
        "# A thing that has no label and one that has no name.\n"
        "<https://w3id.org/govsocial/id/tool/planted> <http://example.org/p> [] .\n"
    )
    refused = run(command, "--sources", str(sources))
    assert (refused.stdout, refused.returncode) == ("", 1)
    first, *faults = refused.stderr.splitlines()
    assert first.startswith("govsocial: ")
    assert any(line.startswith(f"  {planted}:2: ") and "blank node" in line for line in faults)
    assert list(scratch.iterdir()) == []


def test_the_bundled_sources_have_no_faults(run: Run) -> None:
    checked = run("check")
    assert (checked.stderr, checked.returncode) == ("", 0)
    assert checked.stdout == f"No faults in {len(Sources.bundled().rdf_files())} files.\n"


def test_a_file_is_checked_beside_the_sources(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://w3id.org/govsocial/id/tool/mine> a <https://w3id.org/govsocial/def/govsocial#Tool> .\n")
    checked = run("check", str(mine))
    assert checked.returncode == 1
    assert f"  {mine}:1: " in checked.stderr


def test_the_evidence_is_proven_by_the_source_text(run: Run, shared: Shared) -> None:
    proven = run("verify-evidence", str(shared("source/snapshot-2009-06.txt")))
    assert (proven.stderr, proven.returncode) == ("", 0)
    assert " passages proven, the longest of " in proven.stdout


def test_a_text_that_differs_in_one_character_proves_nothing(run: Run, shared: Shared, tmp_path: Path) -> None:
    text = shared("source/snapshot-2009-06.txt").read_bytes()
    (tmp_path / "changed.txt").write_bytes(text.replace(b"Twitter", b"Twitcher", 1))
    refused = run("verify-evidence", str(tmp_path / "changed.txt"))
    assert (refused.stdout, refused.returncode) == ("", 1)
    assert hashlib.sha256(text).hexdigest() in refused.stderr


def test_a_selector_that_points_elsewhere_is_told_by_file_and_subject(run: Run, shared: Shared, sources: Path) -> None:
    moved = sources / "data/snapshots/2009-06/dius.ttl"
    before = moved.read_text(encoding="utf-8")
    moved.write_text(before.replace("oa:start 5", "oa:start 6"), encoding="utf-8")
    refused = run("verify-evidence", str(shared("source/snapshot-2009-06.txt")), "--sources", str(sources))
    assert refused.returncode == 1
    assert f"  {moved}:" in refused.stderr


@pytest.mark.parametrize("syntax", DUMP_FORMATS, ids=lambda syntax: syntax.name)
def test_a_dump_to_a_file_has_the_bytes_of_the_one_to_stdout(
    run: Run, scratch: Path, temporary: Path, syntax: object
) -> None:
    name, extension = str(getattr(syntax, "name", "")), str(getattr(syntax, "extension", ""))
    to_stdout = run("dump", "--format", name).stdout
    run("dump", "--format", name, "--out", f"all.{extension}")
    content = (scratch / f"all.{extension}").read_bytes()
    assert content.decode() == to_stdout
    assert sum(1 for _ in parse(content, RdfFormat.from_extension(extension))) > 1000
    assert [path.name for path in [*scratch.iterdir(), *temporary.iterdir()]] == [f"all.{extension}"]


def test_a_part_is_dumped_and_compressed_as_the_name_of_the_file_says(run: Run, scratch: Path) -> None:
    run("build", "--out", "release")
    for name in ("govsocial-stated.nt.gz", "govsocial-ontology.rdf", "govsocial-2009-06.jsonld"):
        cut = name.partition(".")[0].removeprefix("govsocial-")
        assert run("dump", "--cut", cut, "--out", name).returncode == 0
        assert (scratch / name).read_bytes() == (scratch / "release" / name).read_bytes()


def test_a_part_that_there_is_not_is_refused(run: Run) -> None:
    refused = run("dump", "--cut", "2010-06")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == ("govsocial: There is no part '2010-06'; give one of whole, stated, 2009-06, ontology.\n")


def test_a_dump_that_there_is_not_is_refused(run: Run, scratch: Path) -> None:
    refused = run("dump", "--format", "csv", "--out", "all.csv")
    assert refused.stderr == "govsocial: There is no dump in 'csv'; give one of ttl, trig, nt, nq, jsonld, rdf.\n"
    assert (refused.returncode, list(scratch.iterdir())) == (1, [])
