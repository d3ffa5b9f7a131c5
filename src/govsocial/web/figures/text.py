"""Text as figures draw it: about how wide it is, and in lines that fit.

See https://www.w3.org/TR/SVG2/text.html
"""

import unicodedata

from govsocial.web.figures.words import in_one_line

_NARROW, _WIDE = "fijlrtI.,:;'|!()[] /-", "mwMWGOQ@%&…"


def width(text: str, font_size: int) -> int:
    """About how wide the text is drawn in a wide sans serif: there are no fonts to ask on a server."""
    return round(sum(map(_em, text)) * font_size)


def lines(text: str, font_size: int, max_width: int, max_lines: int = 1) -> list[str]:
    """The text in lines of bounded width, some at most; what is cut ends in an ellipsis. Empty for no text."""
    found: list[str] = []
    words = in_one_line(text).split()
    while words and len(found) < max_lines:
        line, rest = _broken(words.pop(0), font_size, max_width)
        words[:0] = [rest] if rest else []
        while words and not rest and width(f"{line} {words[0]}", font_size) <= max_width:
            line += " " + words.pop(0)
        found.append(line)
    if words:
        found[-1] = _cut(found[-1], font_size, max_width)
    return found


def _broken(word: str, font_size: int, max_width: int) -> tuple[str, str]:
    """What of a word fits on a line, one letter at least, and the rest."""
    end = len(word)
    while end > 1 and width(word[:end], font_size) > max_width:
        end -= 1
    return word[:end], word[end:]


def _cut(line: str, font_size: int, max_width: int) -> str:
    while line and width(line + "…", font_size) > max_width:
        line = line[:-1]
    return line.rstrip() + "…"


def _em(character: str) -> float:
    """As in DejaVu Sans, which is among the widest."""
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.1
    if character in _NARROW:
        return 0.41
    if character in _WIDE or ord(character) > 0x2FF:
        return 1
    return 0.72 if character.isupper() else 0.64
