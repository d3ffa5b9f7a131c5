"""Updates of the SPARQL 1.1 Protocol, from the raw parts of an HTTP request to the text of an update.

See https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from collections.abc import Iterator, Sequence

from govsocial.errors import MethodNotAllowedError, RequestError, UnsupportedMediaTypeError
from govsocial.model.tokens import Token, tokens
from govsocial.protocol.guard import vet_update
from govsocial.protocol.sparql import (
    FORM,
    SPARQL_UPDATE,
    Parameters,
    decode_utf_8,
    exactly_one,
    iris,
    merged,
    parse_parameters,
    utf_8_media_type,
)

METHODS = ("POST", "OPTIONS")

NOTHING = "<urn:govsocial:nothing-is-fetched>"
"""What every LOAD loads."""


def parse_update_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, max_bytes: int
) -> str:
    """The update that a request carries, vetted, and then with the dataset of its parameters put into the text.

    Raises RequestError, MethodNotAllowedError, UnsupportedMediaTypeError, and what `guard.vet_update` raises.
    """
    if method != "POST":
        raise MethodNotAllowedError(f"An update is sent by POST, not by {method}.", METHODS)
    parameters = merged(parse_parameters(query_string), _body_parameters(content_type, body))
    if "query" in parameters:
        raise RequestError("This address takes updates; it answers no queries. Give the parameter 'update'.")
    update = exactly_one(parameters, "update")
    vet_update(update, max_bytes)
    update = without_fetching(update)
    default, named = iris(parameters, "using-graph-uri"), iris(parameters, "using-named-graph-uri")
    return with_dataset(update, default, named) if default or named else update


def with_dataset(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with these graphs as the dataset of each of its WHEREs.

    Raises RequestError when it says USING, USING NAMED or WITH itself: then both would claim to decide.
    See https://www.w3.org/TR/sparql11-protocol/#update-dataset
    """
    found = list(tokens(update))
    for token in found:
        if token.keyword in ("USING", "WITH"):
            raise RequestError(
                f"The update says {token.keyword} itself; leave out using-graph-uri, or {token.keyword}."
            )
    clauses = [*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)]
    return _inserted(update, _insertions(update, found, " ".join(clauses) + " "))


def without_fetching(update: str) -> str:
    """The update with each LOAD pointed at an IRI that no engine fetches.

    So one that is well formed fails as a load does, or with SILENT does nothing; one that is not is still an error.
    A keyword needs no blank after it: LOADSILENT and SILENTex:a load too.
    See https://www.w3.org/TR/sparql11-update/#load
    """
    pieces, done, is_loading = [], 0, False
    for token in tokens(update):
        if is_loading and token.kind in ("iri", "prefixed"):
            pieces += [update[done : token.start], NOTHING]
            done = token.start + len(token.text)
        is_loading = token.keyword.startswith("LOAD") or (is_loading and token.keyword == "SILENT")
    return "".join([*pieces, update[done:]])


def _body_parameters(content_type: str | None, body: bytes) -> Parameters:
    media_type = utf_8_media_type(content_type)
    if media_type == FORM:
        return parse_parameters(body)
    if media_type == SPARQL_UPDATE:
        return {"update": [decode_utf_8(body, "The update")]}
    sent = f"'{media_type[:100]}'" if media_type else "no Content-Type"
    message = f"The body has {sent}; send an update as '{SPARQL_UPDATE}' or '{FORM}'."
    raise UnsupportedMediaTypeError(message, (SPARQL_UPDATE, FORM))


def _insertions(update: str, found: list[Token], clauses: str) -> Iterator[tuple[int, str]]:
    """What is to be put in, and where: before each WHERE that is not inside braces."""
    depth = 0
    for number, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.keyword == "WHERE":
            is_short = number > 0 and found[number - 1].keyword == "DELETE"
            # DELETE WHERE { … } has no place for USING: it is short for DELETE { … } WHERE { … }.
            template = _group_after(update, found, number) + " " if is_short else ""
            yield token.start, template + clauses


def _group_after(update: str, found: list[Token], number: int) -> str:
    depth, start = 0, None
    for token in found[number:]:
        if token.text == "{":
            start = token.start if start is None else start
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and start is not None:
                return update[start : token.start + 1]
    return ""  # the engine will say that a bracket is missing


def _inserted(text: str, insertions: Iterator[tuple[int, str]]) -> str:
    pieces, done = [], 0
    for place, piece in insertions:
        pieces += [text[done:place], piece]
        done = place
    return "".join([*pieces, text[done:]])
