"""The slips that people make in SPARQL, each with where it is and what would be right.

They are looked for only in a text that the engine has refused, and only as far as its parser came.
See https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from govsocial.model.namespaces import PREFIXES
from govsocial.model.tokens import Token

_WELL_KNOWN = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbp": "http://dbpedia.org/property/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "p": "http://www.wikidata.org/prop/",
    "ps": "http://www.wikidata.org/prop/statement/",
    "qb": "http://purl.org/linked-data/cube#",
    "rr": "http://www.w3.org/ns/r2rml#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes of https://prefix.cc that people expect, beside those that we use ourselves."""

_KEYWORDS = frozenset(
    """A ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY
    COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR
    FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL
    ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE
    NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS
    SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR
    STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES
    VERSION WHERE WITH YEAR""".split()  # noqa: SIM905  # one a string would fill a page
)
AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])
_FOREIGN = {
    "AND": "In SPARQL, and is &&.",
    "OR": "In SPARQL, or is ||.",
    "LIKE": "In SPARQL, use CONTAINS(…), STRSTARTS(…) or REGEX(…).",
    "NULL": "In SPARQL, ask !BOUND(?variable) for what has no value.",
    "IFNULL": "In SPARQL, use COALESCE(…).",
    "JOIN": "In SPARQL, patterns in the same braces are joined.",
}
_BEGINNINGS = frozenset(["PREFIX", "BASE", "VERSION", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_MODIFIERS = {"GROUP": 0, "HAVING": 1, "ORDER": 2, "LIMIT": 3, "OFFSET": 3}
"""Their ranks, in the order in which they must stand."""
_LISTS = frozenset(["SELECT", "BY", "DESCRIBE"])
_LIST_ENDS = frozenset(["WHERE", "FROM", "LIMIT", "OFFSET", "HAVING", "ORDER", "GROUP", ".", ";"])
_CLOSING = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_TYPOGRAPHIC_QUOTES = frozenset("“”„‟‘’‚‛«»`´")  # noqa: RUF001  # they are what is looked for
_LONGEST_KEYWORD = len("ENCODE_FOR_URI")


@dataclass(frozen=True)
class Slip:
    """One slip: where it starts (characters from 0), what is wrong, the token, and what would be right."""

    start: int
    message: str
    token: str
    hint: str | None = None


@dataclass(frozen=True)
class _Place:
    """Where a token stands: inside which bracket (empty: none), in the list of which keyword, after which modifier."""

    inside: str
    depth: int
    clause: str
    modifier: Token | None


@dataclass(frozen=True)
class _Text:
    """A text that was refused: its tokens with their places, and how far the parser came."""

    text: str
    found: list[Token]
    places: list[_Place]
    prefixes: frozenset[str]
    reached: int
    needs_base: bool

    def token(self, number: int) -> Token:
        return self.found[number] if 0 <= number < len(self.found) else Token("end", "", len(self.text))

    def follows(self, token: Token, sign: str) -> bool:
        """Whether the sign stands directly before the token."""
        return self.text[max(0, token.start - 1) : token.start] == sign

    def is_where_it_stopped(self, token: Token) -> bool:
        """Whether the parser may have stopped at this token: it tells the end of the longest keyword it tried."""
        return self.reached - _LONGEST_KEYWORD <= token.start <= self.reached


_Look = Callable[[_Text, int, Token], Slip | None]


def slips(text: str, found: list[Token], reached: int, base_iri: str | None, is_update: bool = False) -> Iterator[Slip]:
    """The slips in a refused text, as far as the parser came; the first is the likeliest reason."""
    prefixes = frozenset(name.text for word, name in pairwise(found) if word.keyword == "PREFIX")
    needs_base = base_iri is None and all(token.keyword != "BASE" for token in found)
    refused = _Text(text, found, list(_places(found)), prefixes, reached, needs_base)
    read = [(number, token) for number, token in enumerate(found) if token.start <= reached]
    looks = [look for look in _LOOKS if not (is_update and look is _no_form)]
    yield from _seen(looks, refused, read)
    yield from _seen([_open_string], refused, list(enumerate(found)))
    yield from _seen([_unknown_word], refused, read)
    yield from _unbalanced(found)


def _seen(looks: Sequence[_Look], refused: _Text, read: Sequence[tuple[int, Token]]) -> Iterator[Slip]:
    for number, token in read:
        for look in looks:
            slip = look(refused, number, token)
            if slip is not None:
                yield slip


def _places(found: list[Token]) -> Iterator[_Place]:
    outer: list[_Place] = []
    place = _Place("", 0, "", None)
    for token in found:
        if token.kind == "mark" and outer and token.text == _CLOSING[place.inside]:
            place = outer.pop()
        yield place
        if token.kind == "mark" and token.text in _CLOSING:
            outer.append(replace(place, clause="") if token.text == "{" else place)
            place = _Place(token.text, place.depth + 1, "", None)
        elif token.keyword in _LISTS:
            place = replace(place, clause=token.keyword)
        elif token.keyword in _LIST_ENDS or token.text in _LIST_ENDS:
            place = replace(place, clause="")
        if token.keyword == "SELECT":
            place = replace(place, modifier=None)
        elif token.keyword in _MODIFIERS:
            place = replace(place, modifier=token)


def _unbalanced(found: list[Token]) -> Iterator[Slip]:
    pending: list[Token] = []
    for token in found:
        if token.kind == "mark" and token.text in _CLOSING:
            pending.append(token)
        if token.kind != "mark" or token.text not in _CLOSING.values():
            continue
        if not pending or _CLOSING[pending.pop().text] != token.text:
            yield Slip(token.start, f"This {token.text} closes nothing that is open.", token.text)
            return
    if pending:
        last = pending[-1]
        yield Slip(last.start, f"This {last.text} is never closed.", last.text)


def _turtle_prefix(refused: _Text, number: int, token: Token) -> Slip | None:
    if token.kind == "language" and token.text.lower() in ("@prefix", "@base"):
        word = token.text[1:].upper()
        return Slip(token.start, f"{token.text} is Turtle.", token.text, f"Write {word}, without @ and final dot.")
    before = refused.token(number - 2) if refused.token(number - 1).kind == "iri" else token
    is_declaration = before.keyword == "BASE" or refused.token(number - 3).keyword == "PREFIX"
    if token.text in (".", ";") and before is not token and is_declaration:
        return Slip(
            token.start, f"No {token.text} stands after a declaration.", token.text, f"Leave out this {token.text}"
        )
    return None


def _prefix_without_colon(refused: _Text, number: int, token: Token) -> Slip | None:
    iri = refused.token(number + 1)
    if token.kind == "word" and refused.token(number - 1).keyword == "PREFIX" and iri.kind == "iri":
        hint = f"Write PREFIX {token.text}: {iri.text}"
        return Slip(token.start, "A prefix is declared with a colon.", token.text, hint)
    return None


def _bare_iri(refused: _Text, _number: int, token: Token) -> Slip | None:
    end = token.start + len(token.text)
    if token.kind != "prefixed" or not refused.text.startswith("//", end) or refused.follows(token, "<"):
        return None
    match = re.compile(r"[^\s<>{}\"']*").match(refused.text, token.start)
    iri = match[0] if match else token.text
    return Slip(token.start, "An IRI stands between < and >.", iri, f"Write <{iri}>")


def _comment(refused: _Text, number: int, token: Token) -> Slip | None:
    following = refused.token(number + 1)
    pair = token.text + following.text
    if following.start != token.start + 1 or pair not in ("/*", "//", "--"):
        return None
    if pair == "--" and not refused.is_where_it_stopped(token):
        return None
    return Slip(
        token.start, f"{pair} begins no comment in SPARQL.", pair, "A comment goes from # to the end of its line."
    )


def _no_form(_refused: _Text, number: int, token: Token) -> Slip | None:
    if number or token.keyword in _BEGINNINGS:
        return None
    near = _near(token.text.upper(), _BEGINNINGS)
    hint = "A query is SELECT, ASK, CONSTRUCT or DESCRIBE, after its PREFIX and BASE lines."
    return Slip(token.start, f"No query begins with {_cut(token.text)}.", token.text, near + hint)


def _typographic_quote(_refused: _Text, _number: int, token: Token) -> Slip | None:
    if token.kind == "mark" and token.text in _TYPOGRAPHIC_QUOTES:
        return Slip(token.start, f"{token.text} is no quotation mark of SPARQL.", token.text, "Write \" or '")
    return None


def _open_string(_refused: _Text, _number: int, token: Token) -> Slip | None:
    if token.kind == "string":
        quote = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
        closed = re.compile(r"(?:[^\\]|\\.)*" + quote, re.DOTALL)
        if not closed.fullmatch(token.text, len(quote)):
            return Slip(token.start, "A string begins here and is not closed.", quote)
    return None


def _undeclared_prefix(refused: _Text, number: int, token: Token) -> Slip | None:
    prefix = token.text.partition(":")[0]
    if token.kind != "prefixed" or prefix == "_" or refused.token(number - 1).keyword == "PREFIX":
        return None
    if f"{prefix}:" in refused.prefixes:
        return None
    if refused.follows(token, "<"):
        return Slip(token.start - 1, "Between < and > stands a character that no IRI has.", "<")
    hint = _prefix_line(prefix) or _near(f"{prefix}:", [*refused.prefixes, *(f"{name}:" for name in PREFIXES)])
    return Slip(token.start, f"The prefix {_cut(prefix)}: is not declared.", f"{prefix}:", hint or None)


def _prefix_line(prefix: str) -> str | None:
    namespace = PREFIXES.get(prefix) or _WELL_KNOWN.get(prefix)
    return namespace and f"Put PREFIX {prefix}: <{namespace}> before the query."


def _relative_iri(refused: _Text, _number: int, token: Token) -> Slip | None:
    if token.kind != "iri" or not refused.needs_base or re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
        return None
    return Slip(token.start, "A relative IRI needs a BASE.", token.text)


def _comma_in_list(refused: _Text, number: int, token: Token) -> Slip | None:
    clause = refused.places[number].clause
    if token.text != "," or not clause:
        return None
    where = {"BY": "GROUP BY and ORDER BY"}.get(clause, clause)
    return Slip(token.start, f"The items of {where} stand without commas.", token.text, "Leave out the commas.")


def _aggregate_in_select(refused: _Text, number: int, token: Token) -> Slip | None:
    if refused.token(number + 1).text != "(" or refused.places[number].clause != "SELECT":
        return None
    if token.kind == "word" and token.keyword not in ("AS", "DISTINCT", "REDUCED", "SELECT"):
        call = "COUNT(*)" if token.keyword == "COUNT" else f"{token.keyword}(…)"
        hint = f"Write ({call} AS ?{'count' if token.keyword == 'COUNT' else 'value'})"
        return Slip(token.start, f"In SELECT, {token.text} needs brackets around it, and a name.", token.text, hint)
    return None


def _expression_without_name(refused: _Text, number: int, token: Token) -> Slip | None:
    if (
        token.text != "("
        or refused.places[number].clause != "SELECT"
        or refused.token(number - 1).keyword in AGGREGATES
    ):
        return None
    depth = refused.places[number].depth + 1
    for after in range(number + 1, len(refused.found)):
        place = refused.places[after]
        if place.depth < depth:
            break
        if place.depth == depth and refused.token(after).keyword == "AS":
            return None
    return Slip(token.start, "An expression in SELECT needs a name.", "(", "Write ( … AS ?name )")


def _order_without_brackets(refused: _Text, number: int, token: Token) -> Slip | None:
    following = refused.token(number + 1)
    if token.keyword in ("ASC", "DESC") and following.text != "(":
        return Slip(
            token.start, f"{token.text} takes brackets.", token.text, f"Write {token.keyword}({following.text})"
        )
    before = refused.token(number - 1)
    if token.keyword in ("ASC", "DESC") and before.kind == "variable":
        return Slip(token.start, f"{token.text} stands before its variable.", token.text)
    return None


def _filter_without_brackets(refused: _Text, number: int, token: Token) -> Slip | None:
    following = refused.token(number + 1)
    is_bare = following.kind in ("variable", "string", "number") or following.text in ("!", "-", "+")
    if token.keyword in ("FILTER", "HAVING") and is_bare:
        hint = f"Write {token.keyword}({following.text} …)"
        return Slip(token.start, f"{token.text} takes its condition in brackets.", token.text, hint)
    return None


def _equals(refused: _Text, number: int, token: Token) -> Slip | None:
    if token.text != "=":
        return None
    if refused.token(number + 1).text == "=" and refused.token(number + 1).start == token.start + 1:
        return Slip(token.start, "SPARQL compares with one =, not with two.", "==", "Write =")
    if refused.places[number].inside in ("{", "["):
        hint = "Write a property (a for the type), or compare in FILTER( … = … )"
        return Slip(token.start, "Between a subject and its object stands no =.", "=", hint)
    return None


def _single_sign(refused: _Text, number: int, token: Token) -> Slip | None:
    if token.kind != "mark" or token.text not in ("&", "|") or refused.places[number].inside != "(":
        return None
    if token.text == "|" and not refused.is_where_it_stopped(token):
        return None  # in a path it stands alone
    word = "And" if token.text == "&" else "Or"
    return Slip(token.start, f"{word} is written with two {token.text}.", token.text, f"Write {2 * token.text}")


def _not_equal(refused: _Text, number: int, token: Token) -> Slip | None:
    if token.text == "<>" and refused.places[number].inside == "(" and refused.is_where_it_stopped(token):
        return Slip(token.start, "<> is an IRI in SPARQL.", "<>", "Write != for what is not equal.")
    return None


def _modifier_out_of_order(refused: _Text, number: int, token: Token) -> Slip | None:
    before = refused.places[number].modifier
    if before is None or token.keyword not in _MODIFIERS or _MODIFIERS[before.keyword] <= _MODIFIERS[token.keyword]:
        return None
    hint = "The order is GROUP BY, HAVING, ORDER BY, LIMIT or OFFSET."
    message = f"{_modifier(token)} stands before {_modifier(before)}."
    return Slip(token.start, message, token.text, hint)


def _modifier(token: Token) -> str:
    return f"{token.keyword} BY" if token.keyword in ("GROUP", "ORDER") else token.keyword


def _where_without_braces(refused: _Text, number: int, token: Token) -> Slip | None:
    following = refused.token(number + 1)
    if token.keyword == "WHERE" and following.text != "{":
        return Slip(token.start, "After WHERE stands a {.", token.text, "Put the patterns between { and }")
    return None


def _unknown_word(refused: _Text, number: int, token: Token) -> Slip | None:
    if token.kind != "word" or token.keyword in _KEYWORDS or not refused.is_where_it_stopped(token):
        return None
    if token.keyword in _FOREIGN:
        return Slip(token.start, f"{token.text} is no word of SPARQL.", token.text, _FOREIGN[token.keyword])
    if f"?{token.text}" in {each.text for each in refused.found} or refused.places[number].clause == "SELECT":
        return Slip(token.start, "A variable begins with ?.", token.text, f"Write ?{token.text}")
    hint = _near(token.keyword, _KEYWORDS) + f"A variable begins with ?, as ?{_cut(token.text)}"
    return Slip(token.start, f"{_cut(token.text)} is no word of SPARQL.", token.text, hint)


def _odd_blank(refused: _Text, number: int, token: Token) -> Slip | None:
    """A blank that the engine does not take for one stands before the token."""
    end = refused.token(number - 1).start + len(refused.token(number - 1).text) if number else 0
    for place in range(end, token.start):
        sign = refused.text[place]
        if sign == "#":
            return None
        if sign.isspace() and sign not in " \t\r\n":
            return Slip(place, f"Here is a blank of another kind (U+{ord(sign):04X}).", sign, "Put a plain blank.")
    return None


_LOOKS: tuple[_Look, ...] = (
    _odd_blank,
    _turtle_prefix,
    _prefix_without_colon,
    _bare_iri,
    _comment,
    _typographic_quote,
    _no_form,
    _undeclared_prefix,
    _not_equal,
    _relative_iri,
    _comma_in_list,
    _aggregate_in_select,
    _expression_without_name,
    _order_without_brackets,
    _filter_without_brackets,
    _equals,
    _single_sign,
    _modifier_out_of_order,
    _where_without_braces,
)
"""In this order at the same token."""


def _near(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.75)
    return f"Did you mean {near[0]}? " if near else ""


def _cut(token: str) -> str:
    return token if len(token) <= 40 else token[:40] + "…"
