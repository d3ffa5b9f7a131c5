"""Tests of govsocial.cli.load."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.cli.test_serve import address_of, ask

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]


def test_what_was_loaded_is_served(run: Run, start: Start, tiny: Path) -> None:
    finished = run("load", "--store", "store", str(tiny), "--graph", "http://example.org/g")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("store: revision 1-")
    assert finished.stdout.endswith(", with 3 triples more from 1 file\n")
    address = address_of(start("serve", "--port", "0", "--store", "store"))
    assert ask(address, "SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/g> { ?s ?p ?o } }") == "3"


def test_a_store_that_is_served_is_refused(run: Run, start: Start, tiny: Path) -> None:
    address_of(start("serve", "--port", "0", "--store", "store"))
    finished = run("load", "--store", "store", str(tiny))
    assert (finished.returncode, finished.stdout) == (1, "")
    (line,) = finished.stderr.splitlines()
    assert "in use by a server" in line


def test_what_cannot_be_loaded_makes_no_folder(run: Run, scratch: Path, tiny: Path) -> None:
    for arguments in ((str(tiny), "missing.ttl"), (str(tiny), "--graph", "no iri")):
        finished = run("load", "--store", "store", *arguments)
        assert finished.returncode == 1
        assert len(finished.stderr.splitlines()) == 1
    assert list(scratch.iterdir()) == []
