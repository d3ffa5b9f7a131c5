"""Releases for tests: of the bundled graph, or of any N-Quads: a manifest, checksums, and one file."""

import subprocess
from pathlib import Path

from tests.conformance.server import SCRIPT

from govsocial.publishing.assembly import Counts
from govsocial.publishing.files import new_file
from govsocial.publishing.release import Summary, write_release
from govsocial.store.oxigraph import canonical_hash, parse

BASE = "https://data.example.org/"


def built(folder: Path) -> Path:
    """The folder of the bundled graph's release."""
    release = folder / "release"
    subprocess.run([SCRIPT, "build", "--out", str(release)], check=True, capture_output=True, timeout=120)
    return release


def made_of(dataset: Path, folder: Path) -> Path:
    """The folder of the release in which the N-Quads are all there is."""
    quads, release = list(parse(dataset)), folder / "made"
    counts = Counts(len({quad.triple for quad in quads}), len({quad.graph_name for quad in quads}), {})
    summary = Summary("r1", BASE, "Made", "x:l", "2026-11-26", canonical_hash(quads), counts)
    file = new_file("made.nq", "application/n-quads", dataset.read_bytes(), title="All", format_name="nq", cut="whole")
    write_release(release, summary, [file])
    return release
