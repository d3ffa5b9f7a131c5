"""The SPARQL endpoint: queries by GET and POST, and for browsers a form and the answers as pages.

See https://www.w3.org/TR/sparql11-protocol/#query-operation and https://www.w3.org/TR/sparql11-service-description/
"""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import GovsocialError
from govsocial.model.formats import CSV, GRAPH_FORMATS, HTML, SOLUTION_FORMATS, TURTLE, Format
from govsocial.protocol import guard, spelling
from govsocial.protocol.sparql import (
    FORM,
    SPARQL_QUERY,
    QueryRequest,
    asks_nothing,
    parse_parameters,
    parse_query_request,
    result_formats,
)
from govsocial.protocol.spelling import notice_headers
from govsocial.store.base import Query
from govsocial.web import signposts
from govsocial.web.answers import MAX_RAW_BYTES, Fetched, fetch, look_of, show
from govsocial.web.bodies import read_body
from govsocial.web.cache.recorder import call_repeatable
from govsocial.web.census import counted, unfinished
from govsocial.web.conditional import conditional
from govsocial.web.documents import negotiated
from govsocial.web.exchange import exchange_of
from govsocial.web.openapi import ANSWERS, DATASET, QUERY, TIMEOUT, Operation, form, format_of
from govsocial.web.pages import page
from govsocial.web.paths import address
from govsocial.web.problems import status_of, title_of, wants_page
from govsocial.web.prompt import begun_of
from govsocial.web.reading import ask_store, inspect
from govsocial.web.routing import readable, takes
from govsocial.web.service_description import GRAPH_SIZES, service_description, sizes_in
from govsocial.web.site import Site, site_of
from govsocial.web.snippets import snippets
from govsocial.web.streaming import respond
from govsocial.web.terms import MAX_ROWS

router = APIRouter()

_EXAMPLE = """SELECT ?type (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?type .
}
GROUP BY ?type
ORDER BY DESC(?things) ?type
LIMIT 20"""

_PARAMETERS = (QUERY, *DATASET, format_of((*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML)), TIMEOUT)
_BY_GET = Operation(_PARAMETERS, gives={200: ANSWERS, 304: ()}, problems=(413,))
_BY_POST = Operation(
    _PARAMETERS[1:],
    bodies={FORM: form(replace(QUERY, is_required=True), *_PARAMETERS[1:]), SPARQL_QUERY: {"type": "string"}},
    gives={200: ANSWERS},
    problems=(413, 415),
)


@readable(router, "/sparql", operation=_BY_GET)
async def query_by_get(request: Request) -> Response:
    """A query in the address; without one the form, or the service description."""
    parameters = parse_parameters(request.scope["query_string"])
    if asks_nothing(request.method, parameters) or (wants_page(request) and parameters.get("query") == [""]):
        return await _front(request)
    return await _answer(request, b"")


@takes(router, "POST", "/sparql", operation=_BY_POST)
async def query_by_post(request: Request) -> Response:
    """A query in the body, as a form or direct."""
    limit = site_of(request).settings.max_query_bytes
    # In a form each byte of a query may take three, and there may be graphs beside it.
    return await _answer(request, await read_body(request, 3 * limit + 65_536))


BY_METHOD = {"GET": query_by_get, "HEAD": query_by_get, "POST": query_by_post}
"""The same for who asks without the framework."""


async def _front(request: Request) -> Response:
    syntax = negotiated(request)
    if syntax is HTML:
        response = page(request, "sparql.html", _form(site_of(request), _EXAMPLE))
    else:
        (counts,) = await counted(request, GRAPH_SIZES)
        sizes = {} if counts is None else sizes_in(counts)
        document = service_description(site_of(request), address(request), sizes, syntax)
        response = Response(document, headers={"Content-Type": syntax.content_type})
        if counts is None:
            unfinished(response)
    location = f"{signposts.ENDPOINT}?format={syntax.name}"
    found = signposts.of_endpoint((*GRAPH_FORMATS, HTML))
    return conditional(request, response, location, found, {"Vary": "Accept"})


async def _answer(request: Request, body: bytes) -> Response:
    encoded, content_type = request.scope["query_string"], request.headers.get("content-type")
    size = len(encoded) + len(body)
    asked = await inspect(request, size, lambda: parse_query_request(request.method, encoded, content_type, body))
    formats = result_formats(request.headers.get("accept"), asked.format_name)
    if formats.page:
        return await _page(request, asked)
    await _vet(request, asked.query)
    query = _query(request, asked, formats.solutions, formats.graph)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept", **notice_headers(await _notices(request, asked.query))}
    answer = await ask_store(request, query, begun_of(request.scope))
    if guard.is_repeatable(asked.query) and _is_all_told(request, asked.query):
        call_repeatable(request.scope)
    return await respond(request.scope, request.receive, answer, headers)


def _is_all_told(request: Request, query: str) -> bool:
    """Whether the store could tell what it defines, where that matters."""
    may_matter = spelling.may_speak_of_ours(query, address(request))
    return not may_matter or site_of(request).defined_terms.at_hand is not None


async def _notices(request: Request, query: str) -> list[str]:
    """What is to be told of a query that can be answered."""
    base_iri = address(request)
    found = await inspect(request, len(query), lambda: spelling.terms(query, base_iri))
    return await site_of(request).defined_terms.notices(found)


def _query(request: Request, asked: QueryRequest, solutions: Format | None, graph: Format | None) -> Query:
    default, named = asked.default_graphs, asked.named_graphs
    return Query(asked.query, solutions, graph, default, named, address(request), asked.timeout_seconds)


async def _vet(request: Request, query: str) -> None:
    site = site_of(request)
    rules = (query, site.settings.max_query_bytes, site.store.capabilities.services, address(request))
    await inspect(request, len(query), lambda: guard.vet(*rules))


async def _page(request: Request, asked: QueryRequest) -> Response:
    """The form with the answer, or with what is wrong, below it."""
    form = _form(site_of(request), asked.query)
    try:
        look = look_of(request)
        await _vet(request, asked.query)
        notices = await _notices(request, asked.query)
        fetched = await fetch(request, _query(request, asked, None, None), look)
        client = exchange_of(request.scope).client
        async with site_of(request).drawing.place(client) if fetched.is_large else nullcontext():
            return await _page_of(request, asked, form, fetched, notices)
    except GovsocialError as error:
        if status_of(error) == 500:
            raise
        context = {**form, "error": error, "title": title_of(error)}
        return page(request, "sparql.html", context, status_of(error), {"Vary": "Accept"})


async def _page_of(
    request: Request,
    asked: QueryRequest,
    form: dict[str, Any],  # Any: what the template shows
    fetched: Fetched,
    notices: list[str],
) -> Response:
    shown = await show(request, fetched)
    media_type = TURTLE.media_type if shown.is_graph else CSV.media_type
    code = snippets(address(request), asked.query, media_type)
    context = {**form, "shown": shown, "notices": notices, "snippets": code}
    headers = {"Vary": "Accept", **notice_headers(notices)}
    return await inspect(request, MAX_RAW_BYTES, lambda: page(request, "sparql.html", context, headers=headers))


def _form(site: Site, query: str) -> dict[str, Any]:  # Any: what the template shows
    limits = {"seconds": site.settings.timeout, "bytes": site.settings.max_query_bytes, "rows": MAX_ROWS}
    services = site.store.capabilities.services
    examples = list(site.stored_queries.values())
    return {
        "services": services,
        "query": query,
        "limits": limits,
        "examples": examples,
        "shown": None,
        "error": None,
        "notices": [],
    }
