"""Evidence: passages of a source text by position, their digests, and the words that link to them.

Positions count Unicode code points from 0, half-open [start, end): Python's slices.
See https://www.w3.org/TR/annotation-model/#text-position-selector and https://wicg.github.io/scroll-to-text-fragment/
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from govsocial.errors import EvidenceError

MAX_PASSAGE_CODE_POINTS = 400
"""A passage is a sentence or a bullet, not a page."""

MAX_END_WORDS = 3
"""Of the words of the source, at most these many stand at each end of a passage in the data."""

FRAGMENT = "#:~:text="
_BLANKS_IN_A_LINE = r"[^\S\n]+"
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class TextPositionSelector:
    """Where a passage stands in its source."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class Evidence:
    """What the data says of one passage. `text_fragment` is the address that links to it, where there is one."""

    iri: str
    selector: TextPositionSelector
    sha256: str
    first_words: str
    last_words: str
    text_fragment: str | None = None


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage(source: str, selector: TextPositionSelector) -> str:
    """The words that a claim rests on. Never empty. Raises EvidenceError when the range leaves the source."""
    if not 0 <= selector.start < selector.end <= len(source):
        raise EvidenceError(
            f"the range {selector} is not within the source, which has the code points 0-{len(source)}; "
            "give 0 <= start < end <= its length"
        )
    return source[selector.start : selector.end]


def faults(evidence: Evidence, source: str) -> Iterator[str]:
    """What is wrong with the evidence, against the text it points into: a sentence for each fault."""
    try:
        words = passage(source, evidence.selector)
    except EvidenceError as error:
        yield error.message
        return
    if len(words) > MAX_PASSAGE_CODE_POINTS:
        yield f"the passage has {len(words)} code points; point at {MAX_PASSAGE_CODE_POINTS} or fewer"
    if digest(words) != evidence.sha256:
        yield f"the digest is {evidence.sha256}, that of the passage is {digest(words)}"
    yield from _end_faults(evidence, words)
    if evidence.text_fragment is not None:
        yield from _fragment_faults(evidence.text_fragment, source, evidence.selector)


def first_words(words: str) -> str:
    """The first words of a passage, three at most, of its first line: a bullet before them is no word."""
    return " ".join(_ends(words)[0])


def last_words(words: str) -> str:
    """The last words of a passage, three at most, of its last line."""
    return " ".join(_ends(words)[1])


def text_fragment(source: str, selector: TextPositionSelector) -> str | None:
    """The fragment that scrolls a browser to the passage: `#:~:text=first,last`.

    None when these words are found somewhere else first: the link would then mislead.
    """
    first, last = (quote(" ".join(end), safe="").replace("-", "%2D") for end in _ends(passage(source, selector)))
    fragment = FRAGMENT + (first if first == last else f"{first},{last}")
    return None if list(_fragment_faults(fragment, source, selector)) else fragment


def _end_faults(evidence: Evidence, words: str) -> Iterator[str]:
    for name, given in (("first", evidence.first_words), ("last", evidence.last_words)):
        count = len(given.split())
        if not 1 <= count <= MAX_END_WORDS:
            yield f"the {name} words are {count} words; give 1 to {MAX_END_WORDS}"
        elif not _stands_at_end(given, words, name == "last"):
            yield f"the {name} words are not those with which the passage {'ends' if name == 'last' else 'starts'}"


def _stands_at_end(given: str, words: str, is_last: bool) -> bool:
    return any(
        not _has_word(words[match.end() :] if is_last else words[: match.start()])
        for match in _pattern(given).finditer(words)
    )


def _fragment_faults(address: str, source: str, selector: TextPositionSelector) -> Iterator[str]:
    _, marker, directive = address.partition(FRAGMENT)
    ends = [unquote(end) for end in directive.split(",")]
    if not marker or not 1 <= len(ends) <= 2 or not all(_has_word(end) for end in ends):
        yield f"the text fragment is not of the form '{FRAGMENT}first,last'"
        return
    if any(len(end.split()) > MAX_END_WORDS for end in ends):
        yield f"the text fragment has more than {MAX_END_WORDS} words at an end"
    if not all(_WORD.match(end.lstrip()) for end in ends):
        yield "the text fragment starts at a bullet or a sign; start at a word"
    if "-" in directive:
        yield "the text fragment has a bare '-', which browsers read as syntax; write %2D"
    found = _find(ends, source)
    if found is None or not _is_passage(found, source, selector):
        place = "nowhere" if found is None else f"at {found}"
        yield f"the words of the text fragment are first found {place}, not at {selector}; leave it out"


def _find(ends: list[str], source: str) -> TextPositionSelector | None:
    """Where a browser would land: the first match of the start, then the first of the end behind it, each in a line."""
    first = _pattern(ends[0], _BLANKS_IN_A_LINE).search(source)
    if first is None:
        return None
    last = _pattern(ends[1], _BLANKS_IN_A_LINE).search(source, first.end()) if len(ends) == 2 else first
    return TextPositionSelector(first.start(), last.end()) if last else None


def _is_passage(found: TextPositionSelector, source: str, selector: TextPositionSelector) -> bool:
    return (
        selector.start <= found.start < found.end <= selector.end
        and not _has_word(source[selector.start : found.start])
        and not _has_word(source[found.end : selector.end])
    )


def _ends(words: str) -> tuple[list[str], list[str]]:
    """The words at both ends; all of them at both, when there are no more than an end may have."""
    lines = [line for line in words.splitlines() if _has_word(line)]
    first, last = _WORD.findall(lines[0]), _WORD.findall(lines[-1])
    if len(lines) == 1 and len(first) <= MAX_END_WORDS:
        return first, first
    apart = MAX_END_WORDS if len(lines) > 1 else min(MAX_END_WORDS, len(first) - MAX_END_WORDS)
    return first[:MAX_END_WORDS], last[-apart:]


def _pattern(words: str, blanks: str = r"\s+") -> re.Pattern[str]:
    """Finds the words as a browser does: whole words, whatever the case and the blanks between them."""
    inside = blanks.join(re.escape(word) for word in words.split())
    return re.compile(rf"(?<!\w){inside}(?!\w)", re.IGNORECASE)


def _has_word(text: str) -> bool:
    return _WORD.search(text) is not None
