"""RDF documents: the answer to a CONSTRUCT query of ours, in the format that the client likes best.

See https://www.w3.org/TR/cooluris/#r303gendocument
"""

from fastapi import Request
from starlette.responses import Response

from govsocial.model.formats import BY_NAME, GRAPH_FORMATS, HTML, Format
from govsocial.protocol import negotiation
from govsocial.store.base import Query
from govsocial.web.reading import ask_store
from govsocial.web.streaming import respond

OFFERED = (*GRAPH_FORMATS, HTML)


def negotiated(request: Request, offered: tuple[Format, ...] = OFFERED) -> Format:
    """The format of a document: `?format=` decides, else `Accept`. Raises RequestError or NotAcceptableError."""
    if name := request.query_params.get("format"):
        return negotiation.named(name, offered)
    return negotiation.choose(request.headers.get("accept"), offered)


async def graph_response(request: Request, query: str, graph_format: Format) -> Response:
    """The graph that a query of ours constructs."""
    answer = await ask_store(request, Query(query, None, graph_format))
    return await respond(request.scope, request.receive, answer, {"Vary": "Accept"})


def without_suffix(path: str) -> tuple[str, Format | None]:
    """The path without a suffix that names a format of documents, and that format."""
    stem, dot, extension = path.rpartition(".")
    suffix = BY_NAME.get(extension)
    return (stem, suffix) if dot and suffix in OFFERED and not stem.endswith("/") else (path, None)


def links(path: str) -> dict[str, str]:
    """The addresses of a document in each syntax of RDF, by the name of the syntax."""
    return {each.label: f"{path}.{each.extension}" for each in GRAPH_FORMATS}
