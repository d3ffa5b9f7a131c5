"""Bad input of every kind to every command: one line that says what and where, and nothing is written.

See https://clig.dev/#errors
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.model.sources import Sources

Run = Callable[..., "subprocess.CompletedProcess[str]"]

READERS_OF_RDF = {
    "serve": ("serve", "--port", "0", "--data"),
    "query": ("query", "ASK {}", "--data"),
    "describe": ("describe", "tool/twitter", "--data"),
    "check": ("check",),
}
"""The commands that read RDF files, the file last."""

BAD_RDF = {
    "missing.ttl": "There is no such file.",
    "broken.ttl": "Not valid Turtle: ",
    "wrong-extension.txt": "Its name tells no RDF format",
    "directory": "This is a directory",
    "directory.ttl": "This is a directory",
    "rubbish.ttl": "Not valid Turtle: ",
    "rubbish.nq.gz": "is not, or is damaged",
    "cut-off.ttl.gz": "cut off before its end",
}
"""What can be wrong with an RDF file, by name, with what is said of it."""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A folder with every kind of bad file, and some good ones."""
    folder = tmp_path / "bad"
    folder.mkdir()
    rubbish = bytes(range(256)) * 16
    (folder / "broken.ttl").write_text("<http://example.org/a>\n  <http://example.org/b> .\n")
    (folder / "wrong-extension.txt").write_text("<http://example.org/a> a <http://example.org/b> .\n")
    (folder / "directory").mkdir()
    (folder / "directory.ttl").mkdir()
    (folder / "rubbish.ttl").write_bytes(rubbish)
    (folder / "rubbish.nq.gz").write_bytes(rubbish)
    (folder / "rubbish.txt").write_bytes(rubbish)
    (folder / "cut-off.ttl.gz").write_bytes(bytes.fromhex("1f8b08000000000000ff"))
    (folder / "large.txt").write_bytes(b" " * (65 * 1024 * 1024))
    return folder


def assert_refused(finished: "subprocess.CompletedProcess[str]", *said: str) -> None:
    """One line on stderr with all that should be said, nothing on stdout, exit code 1."""
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    for words in said:
        assert words in line
    assert finished.returncode == 1


@pytest.fixture(autouse=True)
def _nothing_is_written(scratch: Path, temporary: Path) -> object:
    yield
    assert [*scratch.iterdir(), *temporary.iterdir()] == []


@pytest.mark.parametrize("name", BAD_RDF)
@pytest.mark.parametrize("command", READERS_OF_RDF)
def test_a_bad_rdf_file_is_refused_in_one_line(run: Run, bad: Path, command: str, name: str) -> None:
    assert_refused(run(*READERS_OF_RDF[command], str(bad / name)), str(bad / name), BAD_RDF[name])


@pytest.mark.parametrize("command", READERS_OF_RDF)
def test_a_broken_file_is_told_with_line_and_column(run: Run, bad: Path, command: str) -> None:
    assert_refused(run(*READERS_OF_RDF[command], str(bad / "broken.ttl")), f"{bad / 'broken.ttl'}:2:")


@pytest.mark.parametrize("command", READERS_OF_RDF)
def test_a_file_larger_than_memory_allows_is_refused_in_one_line(run: Run, too_large: Path, command: str) -> None:
    finished = run(*READERS_OF_RDF[command], str(too_large), GOVSOCIAL_WORKER_MEMORY="512")
    assert_refused(finished, str(too_large), "needs more memory than the 512 MiB")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.rq", "There is no stored query and no file"),
        ("directory", "Is a directory"),
        ("rubbish.txt", "Not text in UTF-8"),
        ("large.txt", "A query has at most 262144 bytes"),
        ("broken.ttl", "Line 1, column "),
    ],
)
def test_a_bad_query_file_is_refused_in_one_line(run: Run, bad: Path, name: str, said: str) -> None:
    assert_refused(run("query", str(bad / name)), said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.txt", "No such file"),
        ("directory", "s a directory"),
        ("rubbish.txt", "is not UTF-8 text"),
        ("wrong-extension.txt", "is not a text that the evidence points into"),
        ("large.txt", "a source text has at most 67108864"),
    ],
)
def test_a_bad_source_text_is_refused_in_one_line(run: Run, bad: Path, name: str, said: str) -> None:
    assert_refused(run("verify-evidence", str(bad / name)), str(bad / name), said)


@pytest.mark.parametrize("name", ["missing", "directory", "broken.ttl"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_holds_no_sources_is_refused_in_one_line(run: Run, bad: Path, command: str, name: str) -> None:
    assert_refused(run(command, "--sources", str(bad / name)), str(bad / name), "no sources: ")


@pytest.mark.parametrize("name", ["broken.ttl", "rubbish.ttl"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_sources_with_a_bad_file_are_refused_in_one_line(
    run: Run, bad: Path, tmp_path: Path, command: str, name: str
) -> None:
    sources = tmp_path / "sources"
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(Sources.bundled().root / folder, sources / folder)
    planted = sources / "data/reference" / name
    shutil.copy(bad / name, planted)
    assert_refused(run(command, "--sources", str(sources)), str(planted), BAD_RDF[name])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "this is no release"),
        ("directory", "this is no release"),
        ("broken.ttl", "this is no release"),
    ],
)
@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("publish", "--to", "http://127.0.0.1:1/query")], ids=lambda each: each[0]
)
def test_what_is_no_release_is_neither_served_nor_published(
    run: Run, bad: Path, command: tuple[str, ...], name: str, said: str
) -> None:
    assert_refused(run(*command, "--release", str(bad / name)), str(bad / name), said)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("build", "--out"), "broken.ttl"),
        (("build", "--out"), "."),
        (("dump", "--out"), "directory"),
        (("dump", "--out"), "missing/dump.ttl"),
    ],
)
def test_a_place_that_is_no_place_for_a_result_is_refused(
    run: Run, bad: Path, command: tuple[str, ...], name: str
) -> None:
    before = {path: path.stat().st_mtime_ns for path in bad.rglob("*")}
    assert_refused(run(*command, str(bad / name)), str(bad / name))
    assert {path: path.stat().st_mtime_ns for path in bad.rglob("*")} == before
