"""A look at a query's tokens before a worker sees it: what this server refuses, and what no engine would survive.

The guard is for quick and clear answers; what protects the server is that a worker can be killed. Tokens are those of
https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from govsocial.errors import QueryRefusedError, QueryTooComplexError, TooLargeError
from govsocial.model.services import service_calls
from govsocial.model.tokens import Token, tokens

# Measured on pyoxigraph 0.5.13, 2026-11, in seconds before any data is read: 128 triple patterns about one subject
# 1.8 and 200 over 15; 100 OPTIONALs 0.7 and 300 50; a path of 200 steps 0.3 and 400 6.6; 100 nested brackets 1.1;
# 1,000 operators 0.5. The stack ends at 2,300 nested groups. Queries that people write are far from all of these.
# A hundred thousand tokens take 0.2 seconds of processor time to look at, and 0.7 with escapes, which are read twice.
MAX_TOKENS = 100_000
MAX_UPDATE_TOKENS = 250_000
MAX_NESTING = 100
MAX_TRIPLE_PATTERNS = 150
MAX_OPTIONALS = 100
MAX_PATH_STEPS = 200
MAX_UNIONS = 500
MAX_CLAUSES = 1_000
MAX_OPERATORS = 1_000

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_CLAUSES = frozenset({"AS", "BIND", "EXISTS", "FILTER", "GRAPH", "LATERAL", "MINUS", "OPTIONAL", "UNION", "VALUES"})
_OPENING = frozenset({"{", "(", "[", "<<", "<<(", "{|"})
_CLOSING = frozenset({"}", ")", "]", ">>", ")>>", "|}"})
_DATA_BLOCK = "VALUES {"
_PATH_MARKS = frozenset({"/", "|", "^"})
_OPERATORS = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "|", "^", "!", "?"})
_TERMS = frozenset({"string", "iri", "variable", "prefixed", "number"})
_STEP_ENDS = frozenset({".", ";", ",", "{", "}"})


@dataclass
class _Counts:
    """What has been met so far, and the brackets that are open."""

    open: list[str] = field(default_factory=list)
    values_next: bool = False
    triple_patterns: int = 0
    optionals: int = 0
    path_steps: int = 0
    unions: int = 0
    clauses: int = 0
    operators: int = 0


_PLAIN_CHARACTERS = 800
"""What is shorter has too few characters for too many OPTIONALs (8 each), clauses or operators."""

_TELLING = (
    *("\\", "SERVICE", "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"),
    *("NOW", "RAND", "UUID"),
)
"""Signs and words, in upper case, by which a query may be what it must not, or another each time."""

_BEGINNINGS = ":\"'<?$"
"""The signs of which one is in each term that follows another without a blank or a dot between."""

_SIGNS = b".,;:\"'<?${([/|^" + bytes(range(0x21))
"""All that is counted, with whatever parts words."""

_CHANGING = re.compile(r"now|rand|uuid|service", re.IGNORECASE)


def is_repeatable(query: str) -> bool:
    """Whether the same data gives the same answer each time. Some queries that only look as if not are held to be so.

    See https://www.w3.org/TR/sparql11-query/#func-now, https://www.w3.org/TR/sparql11-query/#func-uuid
    """
    return _CHANGING.search(query) is None


def is_plain(query: str, max_bytes: int) -> bool:
    """Whether no rule can be broken, as far as counting signs tells, and the answer is repeatable.

    Most queries are so, and need no closer look.
    """
    if len(query) > min(_PLAIN_CHARACTERS, max_bytes // 4):
        return False
    if any(map(query.upper().__contains__, _TELLING)):  # in a third of the time of a pattern
        return False
    if query.isascii() and len(query) - len(query.encode().translate(None, _SIGNS)) < MAX_NESTING:
        return True  # so few that no kind of them can be too many
    ends = query.count(".") + query.count(";") + query.count(",")
    enclosed = query[query.find("(") : query.rfind(")")] if "(" in query else ""
    items = len(enclosed.split()) + sum(map(enclosed.count, _BEGINNINGS))
    opened = query.count("{") + query.count("(") + query.count("[") + query.count("<")
    steps = query.count("/") + query.count("|") + query.count("^")
    return ends + items <= MAX_TRIPLE_PATTERNS and opened <= MAX_NESTING and steps <= MAX_PATH_STEPS


def vet(query: str, max_bytes: int, endpoints: Sequence[str] = (), base_iri: str | None = None) -> None:
    """Let a query pass, or say why not. Whether it is well formed is for the engine to say.

    SERVICE may call the endpoints that are given, and no others.

    Raises TooLargeError, QueryRefusedError (updates, SERVICE) or QueryTooComplexError.
    """
    if is_plain(query, max_bytes):
        return
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise TooLargeError(f"The query has {size:,} bytes; {max_bytes:,} are allowed.", max_bytes)
    found = list(islice(tokens(query), MAX_TOKENS + 1))
    _compare("words and signs", len(found), MAX_TOKENS)
    _refuse_updates(found)
    _vet_services(query, endpoints, base_iri)
    _refuse_complexity(found)


def vet_update(update: str, max_bytes: int) -> None:
    """Let an update pass, or say why not. What it costs is for the writer's limits to stop; data may be long.

    Raises TooLargeError, QueryRefusedError (SERVICE) or QueryTooComplexError.
    """
    size = len(update.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise TooLargeError(f"The update has {size:,} bytes; {max_bytes:,} are allowed.", max_bytes)
    _refuse_depth(tokens(update))
    _vet_services(update, (), None)


def _refuse_depth(found: Iterable[Token]) -> None:
    depth = 0
    for number, token in enumerate(found, 1):
        _compare("words and signs", number, MAX_UPDATE_TOKENS)
        if token.kind == "mark":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            _compare("nested brackets", depth, MAX_NESTING)


def _refuse_updates(found: list[Token]) -> None:
    first = next((word for token in found if (word := token.text.upper()) in _FORMS | _UPDATES), None)
    if first in _UPDATES:
        raise QueryRefusedError(
            f"This is an update ({first} …), and this address answers queries only: begin with SELECT, ASK, CONSTRUCT "
            "or DESCRIBE."
        )


def _vet_services(text: str, endpoints: Sequence[str], base_iri: str | None) -> None:
    for call in service_calls(text, base_iri):
        if not endpoints:
            raise QueryRefusedError("SERVICE is not allowed: a query here reaches no other server.")
        if call.endpoint not in endpoints:
            allowed = ", ".join(f"<{endpoint}>" for endpoint in endpoints)
            raise QueryRefusedError(
                f"SERVICE {call.written[:200]} is not allowed: give one of {allowed}, as an IRI and with blanks around."
            )
        if call.is_hidden:
            raise QueryRefusedError(
                f"SERVICE {call.written[:200]} stands in EXISTS, MINUS or another SERVICE, where nobody would see it "
                "fail: ask it outside, and compare."
            )


def _refuse_complexity(found: list[Token]) -> None:
    counts, previous = _Counts(), Token("start", "")
    for token in found:
        _count(token, previous, counts)
        _compare("nested brackets", len(counts.open), MAX_NESTING)
        _compare("steps in one path", counts.path_steps, MAX_PATH_STEPS)
        previous = token
    _compare("triple patterns", counts.triple_patterns, MAX_TRIPLE_PATTERNS)
    _compare("OPTIONALs", counts.optionals, MAX_OPTIONALS)
    _compare("UNIONs", counts.unions, MAX_UNIONS)
    _compare("clauses", counts.clauses, MAX_CLAUSES)
    _compare("operators", counts.operators, MAX_OPERATORS)


def _compare(what: str, count: int, limit: int) -> None:
    if count > limit:
        raise QueryTooComplexError(f"The query has more than {limit:,} {what}; ask in smaller parts.")


def _count(token: Token, previous: Token, counts: _Counts) -> None:
    if token.kind == "word":
        _count_word(token.text.upper(), counts)
    elif token.kind == "mark":
        _count_mark(token.text, counts)
    elif token.kind in _TERMS and previous.kind in _TERMS and counts.open[-1:] == ["("]:
        # An item of a collection, as in ?x ex:items (1 2 3), makes patterns; one in a row of VALUES does not.
        counts.triple_patterns += counts.open[-2:-1] != [_DATA_BLOCK]


def _count_word(word: str, counts: _Counts) -> None:
    counts.values_next |= word == "VALUES"
    counts.clauses += word in _CLAUSES
    counts.optionals += word == "OPTIONAL"
    counts.unions += word == "UNION"


def _count_mark(mark: str, counts: _Counts) -> None:
    if mark in _OPENING:
        is_data_block = mark == "{" and counts.values_next
        counts.values_next &= not is_data_block
        counts.open.append(_DATA_BLOCK if is_data_block else mark)
    elif mark in _CLOSING and counts.open:
        counts.open.pop()
    elif mark in (".", ";", ",") and counts.open[-1:] in (["{"], ["["]):
        counts.triple_patterns += 1
    counts.operators += mark in _OPERATORS
    counts.path_steps = 0 if mark in _STEP_ENDS else counts.path_steps + (mark in _PATH_MARKS)
