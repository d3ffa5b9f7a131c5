"""Tests of govsocial.cli.load."""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
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


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A dump that takes seconds to load."""
    path = tmp_path / "many.nt"
    path.write_text("".join(f'<http://example.org/{number}> <x:p> "{number}" .\n' for number in range(300_000)))
    return path


def revisions(scratch: Path) -> list[Path]:
    return list((scratch / "store/revisions").iterdir())


def test_a_load_that_is_killed_leaves_what_was_there_and_can_be_done_again(
    run: Run, start: Start, tiny: Path, many: Path, scratch: Path
) -> None:
    assert run("load", "--store", "store", str(tiny)).returncode == 0
    before = revisions(scratch)
    killed = start("load", "--store", "store", str(many))
    while not list((scratch / "store").glob("live/*.log")):  # the engine has begun
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    assert revisions(scratch) == before
    assert run("load", "--store", "store", str(many)).stdout.endswith(", with 300,000 triples more from 1 file\n")
    address = address_of(start("serve", "--port", "0", "--store", "store"))
    assert ask(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "300003"


def test_where_there_is_no_room_nothing_is_loaded(
    run: Run, start: Start, tiny: Path, many: Path, scratch: Path
) -> None:
    assert run("load", "--store", "store", str(tiny)).returncode == 0
    before = revisions(scratch)
    refused = start("load", "--store", "store", str(many))
    resource.prlimit(refused.pid, resource.RLIMIT_FSIZE, (500_000, 500_000))  # no file may grow past this
    _, message = refused.communicate()
    assert refused.returncode == 1
    (line,) = message.splitlines()
    assert "The store cannot be written to: " in line
    assert revisions(scratch) == before
    assert not (scratch / "store/live").exists()
