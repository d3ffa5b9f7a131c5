"""Terms of our vocabularies that a query misspells: legal SPARQL, but it can only find nothing.

See https://www.w3.org/TR/cooluris/ and, for the header that tells of them, https://www.rfc-editor.org/rfc/rfc9651
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote, urlsplit

from govsocial.model.prologue import resolved
from govsocial.model.tokens import Token, tokens
from govsocial.settings import CANONICAL_BASE_IRI

DEFINITIONS = CANONICAL_BASE_IRI + "def/"
"""What the IRIs of all our terms begin with."""

_PLACE = "def/"
_HOST = urlsplit(CANONICAL_BASE_IRI).netloc
"""What a text has in it that speaks of them, unless its base has."""

_NAMED_IN_FULL = re.compile(rf"(?:PREFIX\s+([\w.-]*:)\s*)?<({re.escape(DEFINITIONS)}[^<>\s]*)>", re.IGNORECASE)

NOTICE_HEADER = "Govsocial-Notice"
"""A list of strings, each a sentence about the query that was answered."""

_MOST_NOTICES = 5
_LONGEST = 100


def may_speak_of_ours(text: str, base_iri: str | None = None) -> bool:
    """Whether there may be a term of our vocabularies in a text, as far as a glance tells."""
    return _PLACE in text and (_HOST in text or _HOST in (base_iri or ""))


def are_surely_right(text: str, defined: frozenset[str]) -> bool:
    """Whether all terms of ours in a text are defined, where a glance tells: it is for most texts, and in most.

    The glance takes in more than there is, such as what stands in strings; in what is written in an unusual way it is
    not trusted.
    """
    found = _NAMED_IN_FULL.findall(text)
    if len(found) != text.count(_PLACE) or "\\" in text or "BASE" in text.upper():
        return False
    return all(_are_defined(text, prefix, iri, defined) if prefix else iri in defined for prefix, iri in found)


def _are_defined(text: str, prefix: str, namespace: str, defined: frozenset[str]) -> bool:
    """Whether whatever may be a name with this prefix is defined."""
    written = re.findall(rf"(?<![^\W\d_]){re.escape(prefix)}([\w.:%-]*)", text)  # after a letter it is of another
    return all(not local or namespace + local.rstrip(".") in defined for local in written)


def terms(text: str, base_iri: str | None) -> list[tuple[Token, str]]:
    """The terms of our vocabularies in a query or update, each once, as it is written and as an IRI."""
    if not may_speak_of_ours(text, base_iri):
        return []
    found = {iri: token for token, iri in resolved(tokens(text), base_iri) if iri and _is_term(iri)}
    return [(token, iri) for iri, token in found.items()]


def notices(found: Iterable[tuple[Token, str]], defined: frozenset[str]) -> list[str]:
    """A sentence for each term that is not among those that are defined, with the one that it is near to.

    Of a vocabulary of which nothing is defined nothing is said: it is not there at all.
    """
    return list(islice(_sentences(found, defined), _MOST_NOTICES))


def notice_headers(sentences: Iterable[str]) -> dict[str, str]:
    """The header that tells them; none when there is nothing to tell."""
    value = ", ".join(_structured(sentence) for sentence in sentences)
    return {NOTICE_HEADER: value} if value else {}


def _sentences(found: Iterable[tuple[Token, str]], defined: frozenset[str]) -> Iterator[str]:
    for token, iri in found:
        namespace = _namespace(iri)
        if iri not in defined and (
            others := [each[len(namespace) :] for each in defined if each.startswith(namespace)]
        ):
            near = _near(iri.removeprefix(namespace), others)
            question = f"; did you mean {_written_as(token, iri, near)}?" if near else "."
            yield f"{token.text[:_LONGEST]} is not defined{question}"


def _is_term(iri: str) -> bool:
    return iri.startswith(DEFINITIONS) and not iri.endswith("#") and "#" in iri


def _namespace(iri: str) -> str:
    return iri[: iri.index("#") + 1]


def _near(local: str, others: list[str]) -> str | None:
    """The likeliest of the others: the same but for capitals, or else not far."""
    by_lower = dict(_by_lower(others))
    near = difflib.get_close_matches(local.lower(), sorted(by_lower), n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def _by_lower(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name.lower(), name) for name in sorted(names))


def _written_as(token: Token, iri: str, local: str) -> str:
    if token.kind == "prefixed":
        return f"{token.text.partition(':')[0]}:{local}"
    return f"<{_namespace(iri)}{local}>"


def _structured(sentence: str) -> str:
    printable = quote(sentence, safe="".join(map(chr, range(0x20, 0x7F))))
    escaped = printable.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
