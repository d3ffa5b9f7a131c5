"""The IRIs in a text of SPARQL, each resolved against what PREFIX and BASE say where it stands.

See https://www.w3.org/TR/sparql11-query/#QSynIRI and https://www.w3.org/TR/sparql11-query/#prefNames
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from govsocial.model.tokens import Token, tokens

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FROM = re.compile("FROM", re.IGNORECASE)
_ESCAPED_CODE_POINT = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
_ESCAPED_SIGN = re.compile(r"\\(.)")


def resolved(found: Iterable[Token], base_iri: str | None) -> Iterator[tuple[Token, str | None]]:
    """Each token with the IRI that it stands for; None for what stands for none, and for an undeclared prefix.

    What PREFIX and BASE themselves say is a declaration, and stands for no IRI.
    """
    base, prefixes, declaring = base_iri or "", dict[str, str](), ""
    prefix = ""
    for token in found:
        iri = _iri_of(token, base, prefixes)
        if declaring == "BASE" and token.kind == "iri":
            base, declaring = iri or base, ""
        elif declaring == "PREFIX" and token.kind == "prefixed" and not prefix:
            prefix = token.text
        elif declaring == "PREFIX" and token.kind == "iri" and prefix:
            prefixes[prefix], declaring, prefix = iri or "", "", ""
        else:
            declaring = token.keyword if token.keyword in ("BASE", "PREFIX") else ""
            prefix = ""
            yield token, iri
            continue
        yield token, None


def dataset_clauses(text: str, base_iri: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs of FROM and of FROM NAMED. See https://www.w3.org/TR/sparql11-query/#specifyingDataset"""
    if not _FROM.search(text):
        return (), ()
    default: list[str] = []
    named: list[str] = []
    before: list[str] = ["", ""]
    for token, iri in resolved(tokens(text), base_iri):
        if iri is not None and before[-1] == "FROM":
            default.append(iri)
        elif iri is not None and before == ["FROM", "NAMED"]:
            named.append(iri)
        before = [before[-1], token.keyword]
    return tuple(default), tuple(named)


def without_dataset_clauses(text: str) -> str:
    """The query without its FROM and FROM NAMED, the lines of everything else being as they were."""
    kept, start = "", 0
    found = list(tokens(text))
    for number, token in enumerate(found[:-1]):
        if token.keyword == "FROM":
            is_named = found[number + 1].keyword == "NAMED" and number + 2 < len(found)
            target = found[number + (2 if is_named else 1)]
            end = target.start + len(target.text)
            kept += text[start : token.start] + "\n" * text.count("\n", token.start, end)
            start = end
    return kept + text[start:]


def _iri_of(token: Token, base: str, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        return _join(base, _ESCAPED_CODE_POINT.sub(_code_point, token.text[1:-1]))
    if token.kind != "prefixed":
        return None
    prefix, _, local = token.text.partition(":")
    namespace = prefixes.get(f"{prefix}:")
    return None if namespace is None else namespace + _ESCAPED_SIGN.sub(r"\1", local)


def _join(base: str, reference: str) -> str | None:
    if _ABSOLUTE.match(reference):
        return reference
    try:
        joined = urljoin(base, reference)
    except ValueError:  # a base that is no IRI
        return None
    # urljoin drops a fragment that is empty, with which a namespace often ends.
    return joined + "#" if reference.endswith("#") and not joined.endswith("#") else joined


def _code_point(match: re.Match[str]) -> str:
    number = int(match[0][2:], 16)
    return chr(number) if number <= 0x10FFFF else match[0]
