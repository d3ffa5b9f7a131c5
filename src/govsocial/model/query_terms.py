"""Terms as a query of ours writes them: prefixed where one of our prefixes fits, and the prologue that goes with them.

See https://www.w3.org/TR/sparql11-query/#rPrefixedName
"""

import re

from govsocial.errors import RequestError
from govsocial.model.iris import is_iri
from govsocial.model.namespaces import PREFIXES

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


class QueryTerms:
    """The terms of one query."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def iri(self, iri: str) -> str:
        """The IRI as a term. Raises RequestError for text that is none."""
        if not is_iri(iri):
            raise RequestError(f"'{iri[:200]}' is no absolute IRI.")
        for prefix, namespace in _BY_LENGTH:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri.removeprefix(namespace)):
                self._used.add(prefix)
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return f"<{iri}>"

    def string(self, text: str) -> str:
        """The text as a plain literal."""
        return '"' + "".join(_ESCAPES.get(each, each) for each in text) + '"'

    @property
    def prologue(self) -> str:
        """A line for each prefix that was used, in their fixed order."""
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in self._used)
