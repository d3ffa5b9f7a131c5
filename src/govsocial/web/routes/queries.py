"""Stored queries: a gallery, and for each its question, its answer and its text.

See https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/sparql11-results-csv-tsv/
"""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError, RequestError
from govsocial.model.formats import BY_NAME, HTML, JSON, SOLUTION_FORMATS, TURTLE, Format
from govsocial.model.stored_queries import StoredQuery
from govsocial.protocol.sparql import parse_parameters
from govsocial.store.base import Query
from govsocial.web.documents import negotiated
from govsocial.web.openapi import Operation, format_of, media_types
from govsocial.web.pages import page
from govsocial.web.reading import ask_store, iris_in, labels_of, tabulate
from govsocial.web.routing import readable
from govsocial.web.site import site_of
from govsocial.web.streaming import respond
from govsocial.web.terms import MAX_ROWS

router = APIRouter()

_OFFERED = (*SOLUTION_FORMATS, HTML)
_RQ = "application/sparql-query"


@readable(router, "/queries")
async def list_queries(request: Request) -> Response:
    """All stored queries by topic."""
    return page(request, "queries.html", {"topics": _by_topic(site_of(request).stored_queries.values())})


_OPERATION = Operation((format_of(_OFFERED),), gives={200: (*media_types(*_OFFERED), _RQ)})


@readable(router, "/queries/{name}", operation=_OPERATION)
async def show_query(request: Request) -> Response:
    """One stored query: its page, its text (`.rq`) or its answer (`.csv`, `.json` and so on)."""
    query, extension = _find(request)
    values = _values(request)
    text = query.bind(values)
    if extension == "rq":
        return Response(text, headers={"Content-Type": f"{_RQ}; charset=utf-8"})
    result_format = BY_NAME[extension] if extension else negotiated(request, _OFFERED)
    if result_format is not HTML:
        return await _solutions(request, text, result_format)
    solutions = await tabulate(request, await ask_store(request, Query(text, JSON, None)))
    context = {
        "query": query,
        "text": text,
        "values": values,
        "solutions": solutions,
        "labels": await labels_of(request, iris_in(solutions)),
        "search": f"?{search}" if (search := request.scope["query_string"].decode("ascii", "replace")) else "",
        "max_rows": MAX_ROWS,
    }
    return page(request, "query.html", context, headers={"Vary": "Accept"})


async def _solutions(request: Request, text: str, result_format: Format) -> Response:
    answer = await ask_store(request, Query(text, result_format, TURTLE))
    return await respond(request.scope, request.receive, answer, {"Vary": "Accept"})


def _find(request: Request) -> tuple[StoredQuery, str]:
    """The query that the path names, and its suffix (may be empty). Raises NotFoundError."""
    stored, asked = site_of(request).stored_queries, request.path_params["name"]
    name, _, extension = asked.partition(".")
    if name in stored and extension in ("", "rq", *(each.name for each in _OFFERED)):
        return stored[name], extension
    raise NotFoundError(f"There is no stored query '{asked[:100]}'; /queries lists those there are.")


def _values(request: Request) -> dict[str, str]:
    """The parameters of the query, each given once at most. Raises RequestError."""
    parameters = parse_parameters(request.scope["query_string"])
    for name, values in parameters.items():
        if len(values) > 1:
            raise RequestError(f"The parameter '{name[:100]}' is given {len(values)} times; give it once.")
    return {name: values[0] for name, values in parameters.items() if name != "format"}


def _by_topic(queries: Iterable[StoredQuery]) -> dict[str, list[StoredQuery]]:
    topics: dict[str, list[StoredQuery]] = {}
    for query in queries:
        topics.setdefault(query.topic, []).append(query)
    return topics
