"""Requests of the SPARQL 1.1 Graph Store HTTP Protocol: which graph, what content, under which condition.

See https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from govsocial.errors import RequestError, UnsupportedMediaTypeError
from govsocial.model import formats
from govsocial.model.formats import RDF_FORMATS, Format
from govsocial.model.iris import is_iri
from govsocial.protocol.sparql import Parameters

MULTIPART = "multipart/form-data"
_MAX_PARTS = 100
_MAX_PART_HEAD_BYTES = 8_192
_MAX_BOUNDARY = 70  # https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
_READ = tuple(each.media_type for each in RDF_FORMATS)


@dataclass(frozen=True)
class Part:
    """One document of a request, as it was sent."""

    content: bytes
    syntax: Format
    is_gzip: bool = False


@dataclass(frozen=True)
class Conditions:
    """If-Match and If-None-Match: `*` is True in `exists` or False; else the tags, without their quotes."""

    exists: bool | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


def graph_of(parameters: Parameters) -> str | None:
    """The graph that `?graph=` names; None is the default graph, of `?default`.

    Raises RequestError when the parameters name no graph, or several.

    See https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification
    """
    named = parameters.get("graph", ())
    if "default" in parameters:
        if named or list(parameters["default"]) != [""]:
            raise RequestError("Name one graph: '?default', without a value, or '?graph=' with an IRI.")
        return None
    if len(named) != 1:
        raise RequestError("Name one graph: '?default', or '?graph=' with its IRI.")
    if not is_iri(named[0]):
        raise RequestError(f"The parameter 'graph' is '{named[0][:200]}', which is no absolute IRI.")
    return named[0]


def parts_of(content_type: str | None, content_encoding: str | None, body: bytes) -> tuple[Part, ...]:
    """The documents in a body: one, or those of a form with files.

    Raises UnsupportedMediaTypeError, or RequestError for a form that cannot be read.
    See https://www.w3.org/TR/sparql11-http-rdf-update/#http-post and https://www.rfc-editor.org/rfc/rfc7578
    """
    encoding = (content_encoding or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise _unsupported(f"The body is encoded as '{encoding[:40]}'; send it as it is, or as gzip.")
    media_type = _media_type(content_type)
    if media_type != MULTIPART:
        return (Part(body, _syntax(media_type), encoding != "identity"),)
    if encoding != "identity":
        raise _unsupported("A form with files is sent as it is, without an encoding.")
    return tuple(_form_parts(content_type or "", body))


def conditions_of(headers: Mapping[str, str]) -> Conditions:
    """What the headers ask of the graph's state. Weak tags match nothing in If-Match.

    See https://www.rfc-editor.org/rfc/rfc9110#name-preconditions
    """
    match, none_match = _tags(headers.get("if-match")), _tags(headers.get("if-none-match"))
    exists = True if match == ["*"] else False if none_match == ["*"] else None
    strong = tuple(tag.strip('"') for tag in match if tag != "*" and not tag.startswith("W/"))
    if match and match != ["*"] and not strong:
        strong = ("",)  # a weak tag is never equal: no graph has an empty one
    none_of = tuple(tag.removeprefix("W/").strip('"') for tag in none_match if tag != "*")
    return Conditions(exists, strong, none_of)


def _tags(header: str | None) -> list[str]:
    return [tag.strip() for tag in (header or "").split(",") if tag.strip()]


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _syntax(media_type: str) -> Format:
    for each in RDF_FORMATS:
        if media_type == each.media_type or (media_type in each.also_known_as and media_type != "text/plain"):
            return each
    sent = f"'{media_type[:100]}'" if media_type else "no Content-Type"
    raise _unsupported(f"The body has {sent}; send RDF as one of {', '.join(_READ)}.")


def _form_parts(content_type: str, body: bytes) -> Iterator[Part]:
    """The parts between the boundaries. Their bytes are cut and not read: a form may be as large as an upload."""
    delimiter = b"\r\n--" + _boundary(content_type)
    _, *pieces = (b"\r\n" + body).split(delimiter, _MAX_PARTS + 1)
    if len(pieces) > _MAX_PARTS:
        raise RequestError(f"The form has more than {_MAX_PARTS} parts; send it in several.")
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise _unreadable()
    for piece in pieces[:-1]:
        head, blank_line, content = piece.lstrip(b" \t").partition(b"\r\n\r\n")
        if not blank_line or not (head + b"\r\n").startswith(b"\r\n") or len(head) > _MAX_PART_HEAD_BYTES:
            raise _unreadable()
        yield _part(HeaderParser().parsestr(head.decode("latin-1").lstrip()), content)


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["Content-Type"] = content_type
    boundary = str(message.get_boundary() or "")
    if not 0 < len(boundary) <= _MAX_BOUNDARY or not boundary.isascii():
        raise _unreadable()
    return boundary.encode()


def _part(head: Message, content: bytes) -> Part:
    """See https://www.rfc-editor.org/rfc/rfc7578#section-4.7 for encodings, which are no longer."""
    encoding = str(head.get("content-transfer-encoding", "binary")).strip().lower()
    if encoding not in ("7bit", "8bit", "binary"):
        raise _unsupported(f"A part of the form is encoded as '{encoding[:40]}'; send it as it is.")
    return Part(content, _syntax_of_part(head))


def _syntax_of_part(head: Message) -> Format:
    """By the Content-Type of the part, else by the name of its file."""
    named = formats.of_path(head.get_filename() or "")
    media_type = head.get_content_type() if "content-type" in head else ""
    return named if named is not None and media_type in ("", "application/octet-stream") else _syntax(media_type)


def _unreadable() -> RequestError:
    return RequestError("The form cannot be read: give a boundary in the Content-Type, and end the last part with it.")


def _unsupported(message: str, supported: Sequence[str] = _READ) -> UnsupportedMediaTypeError:
    return UnsupportedMediaTypeError(message, tuple(supported))
