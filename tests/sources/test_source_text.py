"""What holds between the project and the text of its source: no sentence of it is copied, and its words fit."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from rdflib import Graph, Namespace

ROOT = Path(__file__).parents[2]
GS = Namespace("https://w3id.org/govsocial/def/govsocial#")
OA = Namespace("http://www.w3.org/ns/oa#")
SOURCE = "source/snapshot-2009-06.txt"
RUN_OF_WORDS = 6
QUOTED = (
    "snapshot of uk govnt use of social tools and press office involvement",  # the heading, which is in the address
    "to be taken and used by anyone who needs it",  # the author's wish, quoted as hers where rights are spoken of
)


def test_no_file_of_the_project_has_a_sentence_of_the_source(shared: Callable[[str], Path]) -> None:
    quoted = {run for quotation in QUOTED for run in _runs(quotation)}
    source = set(_runs(shared(SOURCE).read_text(encoding="utf-8"))) - quoted
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listing.stdout.decode().split("\0"):
        path = ROOT / name
        if path.is_file():
            copied = source & set(_runs(path.read_text(encoding="utf-8", errors="replace")))
            assert not copied, f"{name} has words of the source: {sorted(copied)[:3]}"


def test_the_words_of_each_passage_are_those_at_its_position(union: Graph, shared: Callable[[str], Path]) -> None:
    text = shared(SOURCE).read_text(encoding="utf-8")
    for passage, selector in union.subject_objects(OA.hasSelector):
        start, end = (int(str(union.value(selector, each))) for each in (OA.start, OA.end))
        words = text[start:end].replace("•", " ").split()
        assert str(union.value(passage, GS.firstWords)).split() == words[:3][: len(words)], passage
        last = union.value(passage, GS.lastWords)
        assert last is None or str(last).split() == words[-3:], passage


def test_no_more_than_six_words_of_a_passage_are_given(union: Graph) -> None:
    for passage in union.subjects(GS.firstWords):
        given = [str(union.value(passage, each) or "") for each in (GS.firstWords, GS.lastWords)]
        assert all(len(words.split()) <= 3 for words in given), passage


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of words, in lower case and without punctuation."""
    words = re.findall(r"[\w\u2019']+", text.lower())
    return zip(*(words[offset:] for offset in range(RUN_OF_WORDS)), strict=False)
