"""Terms in the place of variables: how an IRI enters a query of ours, after a check, and never as text.

See https://www.w3.org/TR/sparql11-query/#sparqlSyntax
"""

import re
from collections.abc import Iterable, Mapping

from govsocial.errors import RequestError
from govsocial.model.iris import is_iri

_VARIABLE = re.compile(r"\?(\w+)")


def fill(query: str, terms: Mapping[str, str]) -> str:
    """The query with terms in the place of variables, in one pass: what is filled in is not looked at again."""
    return _VARIABLE.sub(lambda match: terms.get(match[1], match[0]), query)


def iri_term(iri: str) -> str:
    """The IRI as SPARQL writes it. Raises RequestError for text that is no IRI."""
    if not is_iri(iri):
        raise RequestError(f"'{iri[:200]}' is no absolute IRI.")
    return f"<{iri}>"


def iri_terms(iris: Iterable[str]) -> str:
    """The IRIs as VALUES lists them. Raises RequestError for text that is no IRI."""
    return " ".join(iri_term(iri) for iri in iris)


def iri_literal(iri: str) -> str:
    """An IRI, or the start of one, as a string: what may stand in an IRI needs no escape. Raises RequestError."""
    return f'"{iri_term(iri)[1:-1]}"'
