"""The build: the same bytes every time, and nothing written when anything is wrong."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import GovsocialError, SourceError, ValidationError
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.build import build

Edit = Callable[[str, str, str], Path]
BUILD = """
import sys, pathlib
from govsocial.model.sources import Sources
from govsocial.publishing.build import build
build(Sources(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]), validate=False)
"""


def _built(sources: Sources, out: Path, seed: str, time_zone: str) -> dict[str, bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": time_zone}
    subprocess.run([sys.executable, "-c", BUILD, str(sources.root), str(out)], env=environment, check=True)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_two_builds_are_the_same_whatever_the_hash_seed_and_the_time_zone(sources: Sources, tmp_path: Path) -> None:
    first = _built(sources, tmp_path / "one", "1", "UTC")
    assert first == _built(sources, tmp_path / "two", "4711", "Pacific/Auckland")


def test_a_build_tells_each_step_and_logs_it(
    sources: Sources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, int, int]] = []
    with caplog.at_level(logging.INFO, "govsocial.publishing.build"):
        build(sources, tmp_path / "release", progress=lambda *step: told.append(step))
    assert [step for step, _, _ in told] == [
        "Read the sources", "Check them against the shapes", "Derive what follows", "Write tiny", "Write tiny-stated",
        "Write tiny-2009-06", "Write tiny-ontology", "Write the tables", "Write the catalogue",
        "Put the release in place",
    ]  # fmt: skip
    assert [number for _, number, _ in told] == list(range(1, 11))
    assert {total for _, _, total in told} == {10}
    assert [record.getMessage().split(":")[1].strip() for record in caplog.records] == [step for step, _, _ in told]


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        ("data/reference/all.ttl", "tool:twitter a", "tool:twitter a a", SourceError),
        ("data/reference/all.ttl", "tool:twitter", "unknown:twitter", SourceError),
        ("data/reference/all.ttl", "tool:twitter a gs:Tool", "tool:twitter a gs:Tol", ValidationError),
        ("data/snapshots/2009-06/tea.ttl", "gs:organisation organisation:tea ;", "", ValidationError),
        ("data/snapshots/2009-06/coverage.csv", "start,", "from,", SourceError),
        ("ontology/rules/shortcut-uses-tool.rq", "CONSTRUCT", "CONSTRUKT", SourceError),
        ("ontology/shapes.ttl", "sh:minCount 1", 'sh:minCount "one"', SourceError),
    ],
)
def test_bad_sources_write_nothing(
    name: str, old: str, new: str, error: type[GovsocialError], sources: Sources, edit: Edit, tmp_path: Path
) -> None:
    path = edit(name, old, new)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error) as raised:
        build(sources, tmp_path / "deep/release")
    assert str(path) in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_rubbish_is_named(sources: Sources, tmp_path: Path) -> None:
    path = sources.root / "data/reference/all.ttl"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(SourceError) as raised:
        build(sources, tmp_path / "release")
    assert raised.value.path == str(path)
    assert not (tmp_path / "release").exists()


def test_an_older_release_survives_a_build_that_fails(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    release = build(sources, tmp_path / "release")
    edit("data/reference/all.ttl", "tool:twitter a", "tool:twitter a a")
    with pytest.raises(SourceError):
        build(sources, tmp_path / "release")
    release.verify()


def test_a_publication_under_another_base_is_built_and_checked(sources: Sources, tmp_path: Path) -> None:
    release = build(sources, tmp_path / "release", Names("https://data.example.org/"))
    assert release.base_iri == "https://data.example.org/"
    assert b"@prefix tool: <https://data.example.org/id/tool/> ." in (release.directory / "tiny.ttl").read_bytes()
