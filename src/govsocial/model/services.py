"""The calls of other endpoints in a query: each SERVICE with its target, read by tokens.

See https://www.w3.org/TR/sparql11-federated-query/
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govsocial.model.prologue import resolved
from govsocial.model.tokens import Token, tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIDING = ("EXISTS", "MINUS")


@dataclass(frozen=True)
class ServiceCall:
    """One SERVICE: its target, as it is written and where, and the endpoint, None where that is not certain.

    A hidden one stands in EXISTS, in MINUS, where an engine takes its failure for an empty answer, or in another one.
    """

    written: str
    start: int
    endpoint: str | None
    is_silent: bool
    is_hidden: bool


def service_calls(text: str, base_iri: str | None) -> list[ServiceCall]:
    """All calls, in their order.

    Engines differ in whether \\u0053 is an S everywhere or only in strings and IRIs: where the two readings differ in
    their calls, no endpoint is certain.
    """
    has_escapes = "\\u" in text.lower()
    if not has_escapes and "SERVICE" not in text.upper():
        return []
    calls = list(_calls(text, base_iri))
    if has_escapes:
        others = list(_calls(_ESCAPE.sub(_unescaped, text), base_iri))
        if [_meaning(call) for call in calls] != [_meaning(call) for call in others]:
            return [ServiceCall(call.written, call.start, None, False, False) for call in calls or others]
    return calls


def with_endpoints(text: str, endpoints: list[tuple[ServiceCall, str]]) -> str:
    """The text with another endpoint in the place of each of these calls' targets."""
    pieces, done = [], 0
    for call, endpoint in endpoints:
        pieces += [text[done : call.start], f"<{endpoint}>"]
        done = call.start + len(call.written)
    return "".join([*pieces, text[done:]])


def _meaning(call: ServiceCall) -> tuple[str | None, bool, bool]:
    return call.endpoint, call.is_silent, call.is_hidden


def _unescaped(match: re.Match[str]) -> str:
    code_point = int(match.group(1) or match.group(2), 16)
    return chr(code_point) if code_point <= 0x10FFFF else match.group()


def _calls(text: str, base_iri: str | None) -> Iterator[ServiceCall]:
    found = [*resolved(tokens(text), base_iri), *4 * [(Token("end", "", len(text)), None)]]
    hidden: list[bool] = []
    called_at = -1
    for number, (token, _) in enumerate(found[:-4]):
        before = found[number - 1][0] if number else token
        if token.text == "{":
            hides = number == called_at or (before.kind == "word" and before.text.upper().endswith(_HIDING))
            hidden.append(hides or (bool(hidden) and hidden[-1]))
        elif token.text == "}" and hidden:
            hidden.pop()
        elif _is_service(token, found[number + 1][0]):
            is_silent = found[number + 1][0].keyword == "SILENT"
            target, endpoint = found[number + 1 + is_silent]
            called_at = number + 2 + is_silent
            is_certain = token.keyword == "SERVICE" and found[called_at][0].text == "{" and not _is_glued(target)
            if target.kind == "end" or token.keyword != "SERVICE":
                target = token
            is_hidden = bool(hidden) and hidden[-1]
            yield ServiceCall(target.text, target.start, endpoint if is_certain else None, is_silent, is_hidden)


def _is_service(token: Token, following: Token) -> bool:
    """Whether an engine may read the token as the keyword SERVICE.

    It needs no blank before or after the keyword: `trueSERVICE<…>`, `SERVICE:a {` and `SERVICESILENTex:a {` all call.
    So a bare word must not contain it, nor the prefix of a name before a group. No IRI can hide one: a `{` ends it.
    """
    if token.kind == "word":
        return "SERVICE" in token.text.upper()
    return token.kind == "prefixed" and following.text == "{" and "SERVICE" in token.text.partition(":")[0].upper()


def _is_glued(target: Token) -> bool:
    """Whether an engine may read the beginning of the target as SILENT."""
    return target.kind == "prefixed" and target.text.upper().startswith("SILENT")
