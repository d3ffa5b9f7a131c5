"""The tokens of SPARQL, with their places: what a text is vetted, mended and diagnosed by, as no engine gives a tree.

See https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME_START = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"{_NAME_START}_0-9\u00b7\u0300-\u036f\u203f\u2040\-"
_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{{2}}|\\[_~.!$&'()*+,;=/?#@%-])"

# Each alternative is possessive, so no text is read twice: time is linear. A string that does not end is taken to the
# end of its line (a long one: of the text); the engine refuses it anyway. A prefix with more than eight dots counts as
# several names: each is then read eight times at most.
_TOKEN = re.compile(
    rf"""
    (?P<blank>[\s\ufeff]++|\#[^\n\r]*+)
  | (?P<string>\"\"\"(?:(?!\"\"\")(?:[^\\]|\\.?))*+(?:\"\"\")?
      |'''(?:(?!''')(?:[^\\]|\\.?))*+(?:''')?
      |\"(?:[^\"\\\n\r]|\\[^\n\r])*+\"?|'(?:[^'\\\n\r]|\\[^\n\r])*+'?)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
  | (?P<variable>[?$][{_NAME_START}_0-9][{_NAME}]*+)
  | (?P<language>@[A-Za-z][A-Za-z0-9-]*+)
  | (?P<prefixed>(?:[{_NAME_START}_][{_NAME}]*+(?:\.++[{_NAME}]++){{0,8}}+)?:(?:{_LOCAL}|\.++(?={_LOCAL}))*+)
  | (?P<word>[{_NAME_START}_][{_NAME}]*+)
  | (?P<number>(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
  | (?P<mark>\^\^|<<\(|\)>>|<<|>>|\{{\||\|\}}|&&|\|\||!=|<=|>=|[\s\S])
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):  # a tuple, as there may be 200,000 of them
    """One token: its group in the grammar above, its text, and where it starts (characters from 0)."""

    kind: str
    text: str
    start: int = 0

    @property
    def keyword(self) -> str:
        """The word in upper case; empty for what is no bare word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens, white space and comments aside."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "blank":
            yield Token(match.lastgroup, match.group(), match.start())
