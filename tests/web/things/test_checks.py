"""The commands that check a passage, run as they stand."""

import hashlib
import subprocess
from pathlib import Path

from govsocial.model.iris import Names
from govsocial.web.things.checks import checks_of
from govsocial.web.things.claims import Passage

BASE = "https://w3id.org/govsocial/id/"


def passage(source: str = f"{BASE}source/2009-06", sha256: str | None = "ab") -> Passage:
    return Passage(f"{BASE}evidence/1-3", source, 1, 3, sha256)


def test_the_line_shows_the_digest_of_the_words_by_code_points(tmp_path: Path) -> None:
    (tmp_path / "source-2009-06.txt").write_text("a🙂b\nc", encoding="utf-8", newline="")
    (check,) = checks_of([passage()], Names())
    run = subprocess.run(["/bin/sh", "-c", check.digests[0]], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256("🙂b".encode()).hexdigest()


def test_one_command_proves_all_passages_of_a_source() -> None:
    (check,) = checks_of([passage(), passage()], Names())
    assert check.command == "govsocial verify-evidence source-2009-06.txt"
    assert len(check.digests) == 2


def test_the_sources_of_another_publisher_are_not_the_bundled_ones() -> None:
    (check,) = checks_of([passage("https://data.example.org/id/source/a")], Names("https://data.example.org/"))
    assert check.command == "govsocial verify-evidence source-a.txt --sources DIR"


def test_no_iri_breaks_out_of_the_command() -> None:
    (check,) = checks_of([passage(f"{BASE}source/x';rm$(y)/../é")], Names())
    assert check.command == "govsocial verify-evidence source-x-rm-y.txt"
    assert "source-x-rm-y.txt" in check.digests[0]


def test_a_passage_without_a_digest_or_a_place_is_not_checked() -> None:
    assert checks_of([passage(sha256=None), Passage(f"{BASE}evidence/x")], Names()) == ()
