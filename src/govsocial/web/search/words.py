"""How texts are read for a search: as words without case, accents and punctuation, in every script.

See https://www.unicode.org/reports/tr15/ and https://www.unicode.org/reports/tr10/#Searching
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A word that is looked for, and the words that stand in for it where nothing is called so."""

    word: str
    instead: tuple[str, ...] = ()

    def fits(self, word: str) -> bool:
        """Whether a folded word of a text is this one, begins with it, or stands in for it."""
        return word.startswith(self.word) or word in self.instead

    def fits_any(self, found: Collection[str]) -> bool:
        """Whether it fits one of the folded words of a text."""
        return any(self.fits(each) for each in found)


@dataclass(frozen=True)
class Segment:
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_match: bool


def fold(text: str) -> str:
    """The text without case and accents, letters of other widths and shapes as the plain ones."""
    if text.isascii():  # most are, and it is ten times as fast
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text, in order: letters and digits, and nothing that any query language could read."""
    return _WORD.findall(fold(_POSSESSIVE.sub("", text)))


def marked(text: str, terms: Collection[Term]) -> list[Segment]:
    """The text in stretches, those that fit one of the terms marked; together they are the text."""
    return [each for each in _segments(unicodedata.normalize("NFC", text), terms) if each.text]


def _segments(text: str, terms: Collection[Term]) -> Iterator[Segment]:
    done = 0
    for found in _WORD.finditer(text):
        if any(term.fits(fold(found[0])) for term in terms):
            yield Segment(text[done : found.start()], False)
            yield Segment(found[0], True)
            done = found.end()
    yield Segment(text[done:], False)
