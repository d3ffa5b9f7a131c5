"""The SPARQL endpoint: queries by GET and POST, and for browsers a form and the answers as pages.

See https://www.w3.org/TR/sparql11-protocol/#query-operation and https://www.w3.org/TR/sparql11-service-description/
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import GovsocialError, RequestError, TooLargeError
from govsocial.model.formats import GRAPH_FORMATS, HTML, JSON, SOLUTION_FORMATS, TURTLE
from govsocial.protocol import guard
from govsocial.protocol.sparql import (
    QueryRequest,
    asks_nothing,
    parse_parameters,
    parse_query_request,
    result_formats,
)
from govsocial.store.base import AnswerKind, Query
from govsocial.web.disconnect import unless_gone
from govsocial.web.documents import negotiated
from govsocial.web.pages import page
from govsocial.web.problems import status_of, title_of, wants_page
from govsocial.web.reading import MAX_PAGE_BYTES, ask_store, iris_in, labels_of, read
from govsocial.web.routing import readable
from govsocial.web.site import Site, site_of
from govsocial.web.streaming import respond
from govsocial.web.terms import read_solutions

router = APIRouter()

MAX_ROWS = 1_000
_MAX_GRAPH_BYTES = 200_000
_BODY_SECONDS = 30.0
_LONG_QUERY = 16_384
_EXAMPLE = """SELECT ?type (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?type .
}
GROUP BY ?type
ORDER BY DESC(?things) ?type
LIMIT 20"""

# The endpoint is relative to the address that this is read from, so it is right on any host.
_SERVICE_DESCRIPTION = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .

[] a sd:Service ;
    sd:endpoint <sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat {formats} ;
    sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


@readable(router, "/sparql")
async def query_by_get(request: Request) -> Response:
    """A query in the address; without one the form, or the service description."""
    parameters = parse_parameters(request.scope["query_string"])
    if asks_nothing(request.method, parameters) or (wants_page(request) and parameters.get("query") == [""]):
        return _front(request)
    return await _answer(request, b"")


@router.post("/sparql", response_model=None)
async def query_by_post(request: Request) -> Response:
    """A query in the body, as a form or direct."""
    limit = site_of(request).settings.max_query_bytes
    # In a form each byte of a query may take three, and there may be graphs beside it.
    return await _answer(request, await _read_body(request, 3 * limit + 65_536))


def _front(request: Request) -> Response:
    if negotiated(request, (TURTLE, HTML)) is HTML:
        return page(request, "sparql.html", _form(site_of(request), _EXAMPLE), headers={"Vary": "Accept"})
    formats = ", ".join(f"<{each.iri}>" for each in (*SOLUTION_FORMATS, *GRAPH_FORMATS))
    text = _SERVICE_DESCRIPTION.format(formats=formats)
    return Response(text, headers={"Content-Type": TURTLE.content_type, "Vary": "Accept"})


async def _answer(request: Request, body: bytes) -> Response:
    asked = parse_query_request(
        request.method, request.scope["query_string"], request.headers.get("content-type"), body
    )
    formats = result_formats(request.headers.get("accept"), asked.format_name)
    if formats.page:
        return await _page(request, asked)
    await _vet(request, asked.query)
    query = Query(
        asked.query,
        formats.solutions,
        formats.graph,
        asked.default_graphs,
        asked.named_graphs,
        timeout_seconds=asked.timeout_seconds,
    )
    answer = await ask_store(request, query)
    return await respond(request.scope, request.receive, answer, {"Vary": "Accept"})


async def _vet(request: Request, query: str) -> None:
    limit = site_of(request).settings.max_query_bytes
    if len(query) < _LONG_QUERY:
        guard.vet(query, limit)
    else:  # half a second for the longest: too long to hold up the others
        await asyncio.to_thread(guard.vet, query, limit)


async def _read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body. Raises TooLargeError, and RequestError when it does not come within 30 seconds."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > max_bytes:
                    raise TooLargeError(f"The body is larger than {max_bytes:,} bytes.", max_bytes)
    except TimeoutError as error:
        raise RequestError(f"The body did not arrive within {_BODY_SECONDS:g} seconds.") from error
    return bytes(body)


async def _page(request: Request, asked: QueryRequest) -> Response:
    """The form with the answer, or with what is wrong, below it."""
    form = _form(site_of(request), asked.query)
    try:
        await _vet(request, asked.query)
        result = await _result(request, asked)
    except GovsocialError as error:
        if status_of(error) == 500:
            raise
        context = {**form, "error": error, "title": title_of(error)}
        return page(request, "sparql.html", context, status_of(error), {"Vary": "Accept"})
    return page(request, "sparql.html", {**form, "result": result}, headers={"Vary": "Accept"})


async def _result(request: Request, asked: QueryRequest) -> Mapping[str, Any]:  # Any: what the template shows
    answer = await ask_store(
        request,
        Query(asked.query, JSON, TURTLE, asked.default_graphs, asked.named_graphs, None, asked.timeout_seconds),
    )
    is_graph = answer.kind is AnswerKind.GRAPH
    content, is_whole = await unless_gone(
        request.receive, read(answer, _MAX_GRAPH_BYTES if is_graph else MAX_PAGE_BYTES)
    )
    if is_graph:
        return {"turtle": content.decode("utf-8", "ignore"), "is_whole": is_whole}
    solutions = read_solutions(content, MAX_ROWS)
    return {"solutions": solutions, "labels": await labels_of(request, iris_in(solutions))}


def _form(site: Site, query: str) -> dict[str, Any]:  # Any: what the template shows
    limits = {"seconds": site.settings.timeout, "bytes": site.settings.max_query_bytes, "rows": MAX_ROWS}
    return {"query": query, "limits": limits, "result": None, "error": None}
