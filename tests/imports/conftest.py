"""The release that is imported, and what the importers need of the machine."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from tests.imports.importers import Programs
from tests.peers import Peers

from govsocial.model.iris import Names
from govsocial.publishing.bundle import write_bundled
from govsocial.publishing.release import Release

N3 = "2.13.12"
"""The version of N3.js; it comes from npm, into pytest's cache."""

INSTALL_SECONDS = 120


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of the bundled sources."""
    return write_bundled(tmp_path_factory.mktemp("imports") / "release", Names())


@pytest.fixture
def programs(
    program: Callable[[str], str], peers: Peers, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Programs:
    """The programs of others. rdflib rewrites literals as it parses, unless it is told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    assert request.config.cache is not None
    folder = request.config.cache.mkdir(f"n3-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    return Programs(program, lambda: _n3(folder, program("npm")), peers)


def _n3(folder: Path, npm: str) -> Path:
    """The folder that has N3.js in it; it is fetched when it is not there."""
    manifest = folder / "node_modules/n3/package.json"
    if not manifest.exists() or json.loads(manifest.read_bytes())["version"] != N3:
        (folder / "package.json").write_text("{}")
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", f"n3@{N3}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
        if done.returncode:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"npm has no n3: {done.stderr.decode()[-200:]}")
    return folder
