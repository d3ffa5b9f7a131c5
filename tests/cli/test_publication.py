"""Tests of govsocial.cli.publication."""

import asyncio
import os
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from govsocial.cli.publication import asked, of_files, probe, published, write_bundled_release
from govsocial.errors import SourceError, StoreError
from govsocial.model.iris import Names
from govsocial.publishing.bundle import write_bundled
from govsocial.publishing.release import Summary
from govsocial.settings import Settings

ELSEWHERE = Settings(base_iri="https://data.example.org/")


def test_the_bundled_graph_is_assembled_and_goes_with_the_context() -> None:
    with published(ELSEWHERE) as publication:
        (dataset,) = publication.files
        assert b"<https://data.example.org/id/tool/twitter>" in dataset.read_bytes()
        assert publication.stored_queries
        assert publication.names == Names("https://data.example.org/")
    assert not dataset.exists()


def test_a_question_is_asked_of_the_graph_that_is_served() -> None:
    with published(ELSEWHERE) as served, asked(ELSEWHERE) as publication:
        assert publication.revision == served.revision
        assert publication.files[0].read_bytes() == served.files[0].read_bytes()


def test_a_release_keeps_the_iris_that_it_was_built_with(tmp_path: Path) -> None:
    built = write_bundled(tmp_path / "release", Names(ELSEWHERE.base_iri))
    with published(Settings(), release=built.directory) as publication:
        assert publication.names == Names("https://data.example.org/")
        assert publication.revision == built.revision
        assert publication.release == built
        assert publication.releases is not None
        assert publication.releases.result() == (built,)


def test_the_release_of_the_bundled_graph_is_written_beside_it_and_is_the_one_that_was_announced() -> None:
    with published(ELSEWHERE) as publication:
        assert publication.releases is not None
        assert not publication.releases.done()
        asyncio.run(write_bundled_release(publication))
        (release,) = publication.releases.result()
        release.verify()
        assert {each.name: getattr(release, each.name) for each in fields(Summary)} == asdict(
            publication.release  # type: ignore[arg-type]  # a bundled publication has one
        ) | {"counts": release.counts}
        assert release.dataset_path.read_bytes() == publication.files[0].read_bytes()


def test_a_release_that_cannot_be_written_is_told_to_those_who_wait(caplog: pytest.LogCaptureFixture) -> None:
    with published(ELSEWHERE) as publication:
        publication.files[0].with_name("release").write_text("in the way")
        asyncio.run(write_bundled_release(publication))
        assert publication.releases is not None
        with pytest.raises(StoreError, match="could not be written"):
            publication.releases.result()
    assert "The files of the release are not offered" in caplog.text


def test_equal_files_have_equal_revisions_and_others_have_others(tmp_path: Path) -> None:
    first, same, other = (tmp_path / f"{name}.nt" for name in ("first", "same", "other"))
    first.write_text("<http://example.org/a> <http://example.org/p> 'x' .")
    same.write_bytes(first.read_bytes())
    other.write_text("<http://example.org/a> <http://example.org/p> 'y' .")
    revisions = [of_files([path], Names()).revision for path in (first, same, other)]
    assert revisions[0] == revisions[1] != revisions[2]


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(SourceError, match=r"pipe\.ttl: This is no regular file\."):
        of_files([tmp_path / "pipe.ttl"], Names())


def test_a_file_that_kills_its_parser_is_an_error_of_that_file(tmp_path: Path) -> None:
    path = tmp_path / "deep.ttl"
    path.write_text("<http://example.org/a> <http://example.org/p> " + "<<( " * 200_000)
    with pytest.raises(SourceError, match=r"deep\.ttl"):
        probe([path], Settings())
