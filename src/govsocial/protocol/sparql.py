"""Requests of the SPARQL 1.1 Protocol, from the raw parts of an HTTP request to a typed query request.

See https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

import math
import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govsocial.errors import MethodNotAllowedError, NotAcceptableError, RequestError, UnsupportedMediaTypeError
from govsocial.model.formats import (
    BY_NAME,
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    RDF_XML,
    SOLUTION_FORMATS,
    TURTLE,
    Format,
)
from govsocial.model.iris import is_iri
from govsocial.protocol import negotiation

FORM = "application/x-www-form-urlencoded"
SPARQL_QUERY = "application/sparql-query"
SPARQL_UPDATE = "application/sparql-update"

_MALFORMED_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_MAX_PARAMETERS = 100

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class QueryRequest:
    """One query as the client sent it; `format_name` is what `?format=` says."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout_seconds: float | None = None
    format_name: str | None = None


@dataclass(frozen=True)
class ResultFormats:
    """What the client takes, by what the query gives; None where it takes nothing of that sort."""

    page: bool
    solutions: Format | None
    graph: Format | None


def parse_parameters(encoded: bytes) -> dict[str, list[str]]:
    """The parameters of a query string or form, decoded once; those given several times keep their order.

    Raises RequestError for broken percent-encoding, text that is not UTF-8, and more than 100 parameters.
    """
    pairs = [pair for pair in encoded.split(b"&") if pair]
    if len(pairs) > _MAX_PARAMETERS:
        raise RequestError(f"The request has {len(pairs)} parameters; give {_MAX_PARAMETERS} at most.")
    parameters: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, value = pair.partition(b"=")
        parameters.setdefault(decode_parameter(name), []).append(decode_parameter(value))
    return parameters


def asks_nothing(method: str, parameters: Parameters) -> bool:
    """Whether a request only looks at the endpoint, with nothing of the protocol in it."""
    protocol = {"query", "update", "default-graph-uri", "named-graph-uri"}
    return method in ("GET", "HEAD") and protocol.isdisjoint(parameters)


def parse_query_request(method: str, query_string: bytes, content_type: str | None, body: bytes) -> QueryRequest:
    """The query that a request carries. HEAD reads as GET.

    Raises RequestError, MethodNotAllowedError or UnsupportedMediaTypeError.
    """
    if method not in ("GET", "HEAD", "POST"):
        allowed = ("GET", "HEAD", "POST", "OPTIONS")
        raise MethodNotAllowedError(f"A query is sent by GET or POST, not by {method}.", allowed)
    parameters = parse_parameters(query_string)
    if method == "POST":
        parameters = merged(parameters, _body_parameters(content_type, body))
    return _query_request(parameters)


@lru_cache(256)  # clients send the same few
def result_formats(accept: str | None, format_name: str | None) -> ResultFormats:
    """The formats for an answer, whatever it turns out to be: `?format=` decides, else `Accept`.

    Raises RequestError for an unknown name, NotAcceptableError when the client takes nothing that a query can give.
    """
    if format_name is not None:
        return _named_formats(format_name)
    best = negotiation.choose(accept, (*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML))
    return ResultFormats(
        page=best is HTML,
        solutions=negotiation.choose_or_none(accept, SOLUTION_FORMATS),
        graph=negotiation.choose_or_none(accept, GRAPH_FORMATS),
    )


# What SPARQLWrapper and Virtuoso's clients put into `format`, beside our names.
_ALIASES = {"turtle": TURTLE, "n3": TURTLE, "json-ld": JSON_LD, "rdf+xml": RDF_XML, "rdf/xml": RDF_XML}


def _named_formats(name: str) -> ResultFormats:
    accepted = (*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML)
    if "/" in name and name not in _ALIASES:
        media_type = name.replace(" ", "+")  # a plus sign that was not escaped
        try:
            if negotiation.parse_accept(media_type):
                return result_formats(media_type, None)
        except NotAcceptableError:
            pass
        raise RequestError(f"There is no format '{name[:100]}' here.")
    chosen = _ALIASES.get(name) or negotiation.named(name, accepted)
    twins = {"json": JSON_LD, "xml": RDF_XML}
    return ResultFormats(
        page=chosen is HTML,
        solutions=chosen if chosen in SOLUTION_FORMATS else None,
        graph=twins.get(name, chosen if chosen in GRAPH_FORMATS else None),
    )


def decode_parameter(encoded: bytes) -> str:
    """The name or value of a parameter. Raises RequestError for broken percent-encoding, or text that is not UTF-8."""
    if b"%" not in encoded and b"+" not in encoded:
        return decode_utf_8(encoded, "A parameter")
    if broken := _MALFORMED_ESCAPE.search(encoded):
        shown = encoded[broken.start() : broken.start() + 3].decode("ascii", "replace")
        raise RequestError(f"The parameters hold '{shown}', which is no percent-encoding; write '%25' for a '%'.")
    # Quoted-printable has "=" for "%", and is decoded in one go: the usual way makes an object of each escape, which
    # takes five times as long, and 70 bytes for each byte of text.
    printable = encoded.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return decode_utf_8(a2b_qp(printable), "A parameter")


def decode_utf_8(encoded: bytes, what: str) -> str:
    """The text of UTF-8 bytes. Raises RequestError, calling them by `what`."""
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"{what} is not UTF-8: byte {error.start + 1} cannot be read.") from error


def _body_parameters(content_type: str | None, body: bytes) -> dict[str, list[str]]:
    media_type = utf_8_media_type(content_type)
    if media_type == FORM:
        return parse_parameters(body)
    if media_type == SPARQL_QUERY:
        return {"query": [decode_utf_8(body, "The query")]}
    if media_type == SPARQL_UPDATE:
        raise _unsupported("This address answers queries; it takes no updates.")
    sent = f"'{media_type[:100]}'" if media_type else "no Content-Type"
    raise _unsupported(f"The body has {sent}; send a query as '{SPARQL_QUERY}' or '{FORM}'.")


def utf_8_media_type(content_type: str | None) -> str:
    """The media type in lower case. Raises UnsupportedMediaTypeError for a charset other than UTF-8."""
    media_type, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise _unsupported(f"The body's charset is '{value[:40]}'; send UTF-8.")
    return media_type


def _unsupported(message: str) -> UnsupportedMediaTypeError:
    return UnsupportedMediaTypeError(message, (SPARQL_QUERY, FORM))


def merged(first: Parameters, second: Parameters) -> dict[str, list[str]]:
    """The parameters of both, those of the first before those of the second."""
    return {name: [*first.get(name, ()), *second.get(name, ())] for name in {**first, **second}}


def _query_request(parameters: Parameters) -> QueryRequest:
    if "update" in parameters:
        raise RequestError("This address answers queries; it takes no updates. Give the parameter 'query'.")
    return QueryRequest(
        query=exactly_one(parameters, "query"),
        default_graphs=iris(parameters, "default-graph-uri"),
        named_graphs=iris(parameters, "named-graph-uri"),
        timeout_seconds=_seconds(_at_most_one(parameters, "timeout")),
        format_name=_format_name(_at_most_one(parameters, "format")),
    )


def exactly_one(parameters: Parameters, name: str) -> str:
    """The one value of a parameter. Raises RequestError when there is none, or several."""
    value = _at_most_one(parameters, name)
    if value is None:
        raise RequestError(f"The parameter '{name}' is missing.")
    return value


def _at_most_one(parameters: Parameters, name: str) -> str | None:
    values = parameters.get(name, ())
    if len(values) > 1:
        raise RequestError(f"The parameter '{name}' is given {len(values)} times; give it once.")
    return values[0] if values else None


def iris(parameters: Parameters, name: str) -> tuple[str, ...]:
    """All values of a parameter. Raises RequestError for one that is no absolute IRI."""
    values = tuple(parameters.get(name, ()))
    for value in values:
        if not is_iri(value):
            raise RequestError(f"The parameter '{name}' is '{value[:200]}', which is no absolute IRI.")
    return values


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise RequestError(f"The parameter 'timeout' is '{text[:40]}'; give a number of seconds above 0.")
    return seconds


def _format_name(text: str | None) -> str | None:
    """An empty value, as a form sends it, is none. Raises RequestError for a name that nothing here has."""
    if not text:
        return None
    if "/" not in text and text not in BY_NAME and text not in _ALIASES:
        names = ", ".join(each.name for each in (*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML))
        raise RequestError(f"There is no format '{text[:40]}'; give one of {names}.")
    return text
