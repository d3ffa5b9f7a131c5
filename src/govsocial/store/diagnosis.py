"""What is wrong with a query, in words: the engine only says how far its parser came.

Its position is the end of the longest keyword that it tried, and what it expected is a piece of grammar. So the usual
faults are looked for first, in the tokens of https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re

from govsocial.errors import QueryError, QueryRefusedError, QuerySyntaxError
from govsocial.model.tokens import Token, tokens
from govsocial.store.slips import Slip, slips

_EXPECTED = re.compile(r""""(?:\\.|[^"\\])*"|\[(?:'(?:\\.|[^'\\])+'|[^\]'])*\]|[^,\["]+""")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_MAX_EXPECTED = 6
_SENTENCES = {
    "The SELECT contains a variable that is unbound": (
        "A variable of SELECT has no value: with GROUP BY or an aggregate, every other variable must be grouped by."
    ),
    "Duplicated variable name in SELECT": "SELECT names the same variable twice.",
    "IRI parsing failed": "An IRI is not valid.",
}


def diagnose(text: str, complaint: str, base_iri: str | None) -> QueryError:
    """The error of a query that the engine refused with this complaint (`error at 1:9: expected …`)."""
    found = list(tokens(text))
    first = _first_verb(found)
    if first in _UPDATES:
        return QueryRefusedError(f"This is an update ({first}); a query is SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if not found:
        return QuerySyntaxError("The query is empty.")
    return _error(text, found, complaint, base_iri)


def diagnose_update(text: str, complaint: str, base_iri: str | None) -> QueryError:
    """The error of an update that the engine refused with this complaint."""
    found = list(tokens(text))
    first = _first_verb(found)
    if first in _FORMS:
        return QueryRefusedError(
            f"This is a query ({first}); an update is INSERT, DELETE, CLEAR, DROP, CREATE and so on."
        )
    error = _error(text, found, complaint, base_iri, is_update=True)
    error.message = error.message.replace("The query", "The update")
    return error


def _first_verb(found: list[Token]) -> str:
    words = (token.keyword for token in found)
    return next((word for word in words if word and word not in {"PREFIX", "BASE", "VERSION"}), "")


def _error(
    text: str, found: list[Token], complaint: str, base_iri: str | None, is_update: bool = False
) -> QuerySyntaxError:
    reached = _reached(text, complaint)
    slip = next(slips(text, found, reached, base_iri, is_update), None)
    return _as_the_engine_says(text, complaint, reached) if slip is None else syntax_error(text, slip)


def _reached(text: str, complaint: str) -> int:
    """How far the parser came; the end where it does not say."""
    match = re.match(r"error at (\d+):(\d+):", complaint)
    if match is None:
        return len(text)
    before = text.split("\n")[: int(match[1]) - 1]
    return sum(len(each) + 1 for each in before) + int(match[2]) - 1


def syntax_error(text: str, slip: Slip) -> QuerySyntaxError:
    """The slip as an error, with its line and column."""
    return _at(text, slip.start, slip.message, _cut(slip.token) if slip.token else None, slip.hint)


def _at(text: str, offset: int, message: str, token: str | None = None, hint: str | None = None) -> QuerySyntaxError:
    line_start = text.rfind("\n", 0, offset) + 1
    line, column = text.count("\n", 0, offset) + 1, offset - line_start + 1
    return QuerySyntaxError(f"Line {line}, column {column}: {message}", line, column, token, hint)


def _as_the_engine_says(text: str, complaint: str, reached: int) -> QuerySyntaxError:
    match = re.match(r"error at \d+:\d+: expected (?:one of )?(.*)", complaint, re.DOTALL)
    if match is None:
        return QuerySyntaxError("The query is not valid SPARQL.")
    items = [item.strip() for item in _EXPECTED.findall(match[1]) if item.strip()]
    sentence = next((_SENTENCES[item] for item in items if item in _SENTENCES), None)
    if sentence is not None:
        return QuerySyntaxError(sentence)
    symbols = [item[1:-1].replace('\\"', '"') for item in items if item.startswith('"')]
    keywords = [item for item in items if item.isalpha() or item == "ENCODE_FOR_URI"]
    if symbols or not keywords:
        return _unexpected(text, reached, symbols)
    return _unexpected(text, max(0, reached - min(map(len, keywords))), [])


def _unexpected(text: str, offset: int, symbols: list[str]) -> QuerySyntaxError:
    offset += len(text[offset:]) - len(text[offset:].lstrip())
    expected = " ".join(symbols[:_MAX_EXPECTED]) + (" …" if len(symbols) > _MAX_EXPECTED else "")
    hint = f"Here could stand: {expected}" if symbols else None
    if offset >= len(text):
        return QuerySyntaxError("The query is not valid SPARQL, but the parser cannot say where.", hint=hint)
    first = next(tokens(text[offset:]), None)
    token = _cut(first.text if first else text[offset])
    return _at(text, offset, f"The query cannot be read from {token} on.", token, hint)


def _cut(token: str) -> str:
    return token if len(token) <= 40 else token[:40] + "…"
