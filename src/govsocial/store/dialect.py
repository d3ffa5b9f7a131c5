"""Where the engine's language is not SPARQL: what it would not read is put as it reads it, what it should not is told.

See https://www.w3.org/TR/sparql11-query/#sparqlGrammar and https://www.w3.org/TR/sparql12-query/#grammar
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from govsocial.model.tokens import Token, tokens
from govsocial.store.slips import AGGREGATES, Slip

_BOOLEANS_IN_CAPITALS = re.compile(r"(?i:true|false)(?<!true)(?<!false)")
_AGGREGATE = re.compile(rf"\b(?:{'|'.join(AGGREGATES)})\b", re.IGNORECASE)
_LITERALS = ("string", "number")


def mended(text: str) -> str:
    """The text in the engine's spelling, each character in its place: TRUE and False become true and false."""
    capitals = text.upper()
    has_any = "TRUE" in capitals or "FALSE" in capitals  # in a tenth of the time of the pattern
    if not has_any or not _BOOLEANS_IN_CAPITALS.search(text):
        return text
    pieces, done = [], 0
    for token in tokens(text):
        if token.keyword in ("TRUE", "FALSE"):
            pieces += [text[done : token.start], token.text.lower()]
            done = token.start + len(token.text)
    return "".join([*pieces, text[done:]])


def overlooked(text: str) -> Slip | None:
    """A fault that the engine does not see: an aggregate in another, or a triple term about no resource."""
    if "<<(" not in text and (text.count("(") < 2 or len(_AGGREGATE.findall(text)) < 2):
        return None
    found = list(tokens(text))
    return next(_about_no_resource(found), None) or next(_nested_aggregates(found), None)


def _about_no_resource(found: list[Token]) -> Iterator[Slip]:
    """In expressions only: in patterns a triple term may be about another."""
    is_expression = [False]
    for before, token in pairwise([Token("start", ""), *found]):
        if token.kind != "mark" and token.kind not in _LITERALS and token.keyword not in ("TRUE", "FALSE"):
            continue
        if before.text == "<<(" and is_expression[-1] and (token.kind != "mark" or token.text == "<<("):
            yield Slip(
                token.start, "In an expression the subject of a triple term is an IRI or a variable.", token.text
            )
        if token.text == "{":
            is_expression.append(False)
        elif token.text in ("(", "<<("):
            is_call = token.text == "(" and before.kind == "word" and before.text != "a"
            is_expression.append(is_expression[-1] or is_call)
        elif token.text in ("}", ")", ")>>") and len(is_expression) > 1:
            is_expression.pop()


def _nested_aggregates(found: list[Token]) -> Iterator[Slip]:
    is_inside = [False]
    for before, token in pairwise([Token("start", ""), *found]):
        if token.text in ("{", "("):
            is_aggregate = token.text == "(" and before.keyword in AGGREGATES
            if is_aggregate and is_inside[-1]:
                yield Slip(before.start, f"{before.text} stands inside another aggregate.", before.text)
            is_inside.append(is_aggregate or (token.text == "(" and is_inside[-1]))
        elif token.text in ("}", ")") and len(is_inside) > 1:
            is_inside.pop()
