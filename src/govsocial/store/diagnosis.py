"""What is wrong with a query, in words: the engine only says how far its parser came.

Its position is the end of the longest keyword that it tried, and what it expected is a piece of grammar. So the usual
faults are looked for first, in the tokens of https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from govsocial.errors import QueryError, QueryRefusedError, QuerySyntaxError
from govsocial.model.namespaces import PREFIXES

_TOKEN = re.compile(
    r'''(?P<comment>\#[^\r\n]*)
    |(?P<string>"""(?:\\.|"{0,2}[^"\\])*+""" | \'\'\'(?:\\.|'{0,2}[^'\\])*+\'\'\'
               |"(?:\\.|[^"\\\r\n])*+" | '(?:\\.|[^'\\\r\n])*+')
    |(?P<quote>["'])
    |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:\w+)
    |(?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*)
    |(?P<tag>@[A-Za-z-]+)
    |(?P<word>[^\W\d]\w*)
    |(?P<open>[{(\[])
    |(?P<close>[)}\]])''',
    re.VERBOSE | re.DOTALL,
)
_EXPECTED = re.compile(r""""(?:\\.|[^"\\])*"|\[(?:'(?:\\.|[^'\\])+'|[^\]'])*\]|[^,\["]+""")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"])
_BEGINNINGS = frozenset(["PREFIX", "BASE", "VERSION", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
_MAX_EXPECTED = 6
_SENTENCES = {
    "The SELECT contains a variable that is unbound": (
        "A variable of SELECT has no value: with GROUP BY or an aggregate, every other variable must be grouped by."
    ),
    "Duplicated variable name in SELECT": "SELECT names the same variable twice.",
    "IRI parsing failed": "An IRI is not valid.",
}


@dataclass(frozen=True)
class Token:
    """A token of a query; `kind` is a group of the grammar above, `offset` counts characters from 0."""

    kind: str
    text: str
    offset: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query that decide what it means, comments and operators left out."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield Token(str(match.lastgroup), match.group(), match.start())


def dataset_clauses(text: str, base_iri: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs of FROM and of FROM NAMED. See https://www.w3.org/TR/sparql11-query/#specifyingDataset"""
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    base, found = base_iri or "", list(tokens(text))
    for number, (word, after) in enumerate(pairwise(found)):
        keyword = word.text.upper() if word.kind == "word" else ""
        target = found[number + 2] if number + 2 < len(found) else after
        if keyword == "BASE":
            base = _resolve(after, base, prefixes)
        elif keyword == "PREFIX":
            prefixes[after.text] = _resolve(target, base, prefixes)
        elif keyword == "FROM" and after.text.upper() == "NAMED":
            named.append(_resolve(target, base, prefixes))
        elif keyword == "FROM":
            default.append(_resolve(after, base, prefixes))
    return tuple(default), tuple(named)


def _resolve(token: Token, base: str, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        iri = _ESCAPE.sub(lambda match: chr(int(match[0][2:], 16)), token.text[1:-1])
        return urljoin(base, iri)
    prefix, _, local = token.text.partition(":")
    return prefixes.get(f"{prefix}:", "") + re.sub(r"\\(.)", r"\1", local)


def diagnose(text: str, complaint: str, base_iri: str | None) -> QueryError:
    """The error of a query that the engine refused with this complaint (`error at 1:9: expected …`)."""
    found = list(tokens(text))
    for look in (_update, _form, _undeclared_prefix, _relative_iri(base_iri), _open_string, _bracket):
        error = look(text, found)
        if error is not None:
            return error
    return _as_the_engine_says(text, complaint)


def diagnose_update(text: str, complaint: str, base_iri: str | None) -> QueryError:
    """The error of an update that the engine refused with this complaint."""
    found = list(tokens(text))
    for look in (_update_form, _undeclared_prefix, _relative_iri(base_iri), _open_string, _bracket):
        error = look(text, found)
        if error is not None:
            return error
    error = _as_the_engine_says(text, complaint)
    error.message = error.message.replace("The query", "The update")
    return error


def _at(text: str, offset: int, message: str, token: str | None = None, hint: str | None = None) -> QuerySyntaxError:
    line_start = text.rfind("\n", 0, offset) + 1
    line, column = text.count("\n", 0, offset) + 1, offset - line_start + 1
    return QuerySyntaxError(f"Line {line}, column {column}: {message}", line, column, token, hint)


def _update(_text: str, found: list[Token]) -> QueryError | None:
    words = (token.text.upper() for token in found if token.kind == "word")
    first = next((word for word in words if word not in {"PREFIX", "BASE", "VERSION"}), "")
    if first not in _UPDATES:
        return None
    return QueryRefusedError(f"This is an update ({first}); a query is SELECT, ASK, CONSTRUCT or DESCRIBE.")


def _update_form(_text: str, found: list[Token]) -> QueryError | None:
    words = (token.text.upper() for token in found if token.kind == "word")
    first = next((word for word in words if word not in {"PREFIX", "BASE", "VERSION"}), "")
    if first not in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
        return None
    return QueryRefusedError(f"This is a query ({first}); an update is INSERT, DELETE, CLEAR, DROP, CREATE and so on.")


def _form(text: str, found: list[Token]) -> QueryError | None:
    if not found:
        return QuerySyntaxError("The query is empty.")
    first = found[0]
    if first.kind == "word" and first.text.upper() in _BEGINNINGS:
        return None
    hint = "A query is SELECT, ASK, CONSTRUCT or DESCRIBE, after its PREFIX and BASE lines."
    return _at(text, first.offset, f"No query begins with {_cut(first.text)}.", _cut(first.text), hint)


def _undeclared_prefix(text: str, found: list[Token]) -> QueryError | None:
    declared = {name.text for word, name in pairwise(found) if word.text.upper() == "PREFIX"}
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and f"{prefix}:" not in declared:
            if text[token.offset - 1 : token.offset] == "<":
                return _at(text, token.offset - 1, "Between < and > stands a character that no IRI has.", "<")
            hint = f"Put PREFIX {prefix}: <{PREFIXES[prefix]}> before the query." if prefix in PREFIXES else None
            return _at(text, token.offset, f"The prefix {prefix}: is not declared.", f"{prefix}:", hint)
    return None


def _relative_iri(base_iri: str | None) -> Callable[[str, list[Token]], QueryError | None]:
    def look(text: str, found: list[Token]) -> QueryError | None:
        if base_iri is not None or any(token.kind == "word" and token.text.upper() == "BASE" for token in found):
            return None
        for token in found:
            if token.kind == "iri" and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
                return _at(text, token.offset, "A relative IRI needs a BASE.", token.text)
        return None

    return look


def _open_string(text: str, found: list[Token]) -> QueryError | None:
    for token in found:
        if token.kind == "quote":
            return _at(text, token.offset, "A string begins here and is not closed.", token.text)
    return None


def _bracket(text: str, found: list[Token]) -> QueryError | None:
    pending: list[Token] = []
    for token in found:
        if token.kind == "open":
            pending.append(token)
        elif token.kind == "close" and (not pending or _CLOSING[pending.pop().text] != token.text):
            return _at(text, token.offset, f"This {token.text} closes nothing that is open.", token.text)
    if not pending:
        return None
    return _at(text, pending[-1].offset, f"This {pending[-1].text} is never closed.", pending[-1].text)


def _as_the_engine_says(text: str, complaint: str) -> QuerySyntaxError:
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", complaint, re.DOTALL)
    if match is None:
        return QuerySyntaxError("The query is not valid SPARQL.")
    offset = _offset(text, int(match[1]), int(match[2]))
    items = [item.strip() for item in _EXPECTED.findall(match[3]) if item.strip()]
    sentence = next((_SENTENCES[item] for item in items if item in _SENTENCES), None)
    if sentence is not None:
        return QuerySyntaxError(sentence)
    symbols = [item[1:-1].replace('\\"', '"') for item in items if item.startswith('"')]
    keywords = [item for item in items if item.isalpha() or item == "ENCODE_FOR_URI"]
    if symbols or not keywords:
        return _unexpected(text, offset, symbols)
    return _unexpected(text, max(0, offset - min(map(len, keywords))), [])


def _offset(text: str, line: int, column: int) -> int:
    before = text.split("\n")[: line - 1]
    return sum(len(each) + 1 for each in before) + column - 1


def _unexpected(text: str, offset: int, symbols: list[str]) -> QuerySyntaxError:
    offset += len(text[offset:]) - len(text[offset:].lstrip())
    expected = " ".join(symbols[:_MAX_EXPECTED]) + (" …" if len(symbols) > _MAX_EXPECTED else "")
    hint = f"Here could stand: {expected}" if symbols else None
    if offset >= len(text):
        return QuerySyntaxError("The query is not valid SPARQL, but the parser cannot say where.", hint=hint)
    match = _TOKEN.match(text, offset)
    token = _cut(match.group() if match else text[offset])
    return _at(text, offset, f"The query cannot be read from {token} on.", token, hint)


def _cut(token: str) -> str:
    return token if len(token) <= 40 else token[:40] + "…"
