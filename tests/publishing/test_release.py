"""A release on disk: whole or not at all, in the place of an older one, and nothing else's."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.release import Release
from govsocial.publishing.software import installed_software

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def release(sources: Sources, tmp_path: Path) -> Release:
    return build(sources, tmp_path / "out/release", validate=False)


def test_a_release_has_its_dumps_its_manifest_and_sums(release: Release) -> None:
    names = {path.name for path in release.directory.iterdir()}
    assert names == {file.name for file in (*release.files, *release.attachments)}
    assert names >= {
        "SHA256SUMS",
        "manifest.json",
        "tiny.ttl",
        "tiny.nq.gz",
        "tiny-stated.rdf",
        "tiny-2009-06.jsonld",
        "catalog.ttl",
    }
    assert release.dataset_path.read_bytes().count(b"\n") == release.counts.triples
    assert release.canonical_hash == hashlib.sha256(release.dataset_path.read_bytes()).hexdigest()


def test_the_sums_are_those_of_sha256sum(release: Release) -> None:
    command = ["/usr/bin/sha256sum", "--check", "--strict", "SHA256SUMS"]
    run = subprocess.run(command, cwd=release.directory, capture_output=True, text=True, check=True)
    assert run.stdout.count(": OK\n") == len(release.files) + 1  # and the manifest


def test_a_release_says_what_made_it_and_an_older_one_need_not(release: Release) -> None:
    assert release.software == str(installed_software())
    manifest = json.loads((release.directory / "manifest.json").read_text())
    del manifest["software"]
    (release.directory / "manifest.json").write_text(json.dumps(manifest))
    assert Release.open(release.directory).software is None


def test_a_release_is_opened_as_it_was_written(release: Release) -> None:
    assert Release.open(release.directory) == release
    release.verify()


def test_a_changed_file_is_found(release: Release) -> None:
    content = release.dataset_path.read_bytes()
    release.dataset_path.write_bytes(content.replace(b"Twitter", b"twittER"))
    with pytest.raises(SourceError, match=r"tiny\.nq: the file is not the one that was released"):
        Release.open(release.directory).verify()


def test_a_missing_or_short_file_is_found_on_opening(release: Release) -> None:
    (release.directory / "tiny.ttl").write_text("")
    with pytest.raises(SourceError, match="bytes, the file has others"):
        Release.open(release.directory)
    (release.directory / "tiny.ttl").unlink()
    with pytest.raises(SourceError, match="this file is missing"):
        Release.open(release.directory)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (None, "there is no manifest.json here"),
        ("{", "is not JSON"),
        ("[]", "no manifest of the format"),
        ('{"format": "other"}', "no manifest of the format"),
        ('{"format": "govsocial-release/1"}', "the manifest is not whole: 'revision'"),
        ('{"format": "govsocial-release/1", "revision": "", "title": "", "base_iri": "", "canonical_hash": "", '
         '"licence": "", "issued": "", "counts": [], "files": []}', "the manifest is not whole"),
    ],
)  # fmt: skip
def test_what_is_no_release_is_not_opened(manifest: str | None, message: str, tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").touch()
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(SourceError, match=message):
        Release.open(tmp_path)


def test_an_older_release_is_replaced_whole(release: Release, sources: Sources) -> None:
    (release.directory / "left-over.txt").write_text("of the older one")
    (sources.root / "data/reference/all.ttl").write_text("")
    newer = build(sources, release.directory, validate=False)
    assert newer.revision != release.revision
    assert not (release.directory / "left-over.txt").exists()
    assert [path.name for path in release.directory.parent.iterdir()] == ["release"]


def test_an_empty_directory_is_taken(sources: Sources, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert build(sources, tmp_path / "empty", validate=False).directory == tmp_path / "empty"


def test_a_directory_with_something_else_is_left_alone(sources: Sources, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/thesis.txt").write_text("mine")
    with pytest.raises(SourceError, match="this directory has something else in it"):
        build(sources, tmp_path / "work", validate=False)
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["thesis.txt"]


def test_a_file_is_left_alone(sources: Sources, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SourceError, match="this is no directory"):
        build(sources, tmp_path / "file", validate=False)
    with pytest.raises(SourceError, match=r"cannot be written: .*/file is a file"):
        build(sources, tmp_path / "file/below", validate=False)
    assert (tmp_path / "file").read_text() == "mine"


def test_the_manifest_lists_each_dump_with_its_hashes(release: Release) -> None:
    manifest = json.loads((release.directory / "manifest.json").read_bytes())
    assert manifest["base_iri"] == "https://w3id.org/govsocial/"
    for file in manifest["files"]:
        content = (release.directory / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_file_outside_the_release_is_not_in_it(release: Release) -> None:
    path = release.directory / "manifest.json"
    path.write_text(path.read_text().replace('"tiny.ttl"', '"../tiny.ttl"'))
    with pytest.raises(SourceError, match=r"'\.\./tiny\.ttl' is no name of a file"):
        Release.open(release.directory)


def test_a_release_is_called_by_its_day_and_by_all_its_bytes(
    release: Release, sources: Sources, edit: Edit, tmp_path: Path
) -> None:
    sums = hashlib.sha256((release.directory / "SHA256SUMS").read_bytes()).hexdigest()
    assert release.name == f"2009-06-09-{sums[:12]}"
    assert build(sources, tmp_path / "again", validate=False).name == release.name
    edit("data/dataset.ttl", "A tiny dataset", "A tiny data set")
    assert build(sources, tmp_path / "other", validate=False).name != release.name


def test_a_dataset_without_a_date_is_not_released(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    edit("data/dataset.ttl", "dcterms:issued", "dcterms:created")
    with pytest.raises(SourceError, match="does not say when it was issued"):
        build(sources, tmp_path / "release", validate=False)
    assert not (tmp_path / "release").exists()
