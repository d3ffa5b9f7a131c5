"""`/ask`: the form "show … where …" for those who write no SPARQL, its answer, and the query behind it.

See https://www.w3.org/TR/sparql11-results-csv-tsv/
"""

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import RequestError
from govsocial.model.formats import HTML, JSON, SOLUTION_FORMATS, TURTLE
from govsocial.protocol.sparql import parse_parameters
from govsocial.store.base import Query
from govsocial.store.selection import Shown
from govsocial.web.documents import negotiated
from govsocial.web.openapi import Operation, Parameter, format_of, media_types
from govsocial.web.pages import page
from govsocial.web.reading import ask_store, iris_in, labels_of, tabulate
from govsocial.web.routing import readable
from govsocial.web.show_where import ANY_KIND, DEFAULT_STATUS, choices, parse_selection, sentence, words_for
from govsocial.web.site import site_of
from govsocial.web.streaming import respond
from govsocial.web.terms import Solutions, short

router = APIRouter()

_OFFERED = (*SOLUTION_FORMATS, HTML)
_TERM = {"type": "string", "description": "An IRI, or a prefixed name such as tool:twitter."}
_OPERATION = Operation(
    (
        Parameter("show", "What is shown.", {"type": "string", "enum": [each.value for each in Shown]}),
        Parameter("organisation", "The organisation that the claims are about.", _TERM),
        Parameter("tool", "The tool that the claims are about.", _TERM),
        Parameter("status", f"A status, a class of claims, or '{ANY_KIND}'; without it, use alone.", _TERM),
        Parameter("involvement", "The part that a press office has.", _TERM),
        format_of(_OFFERED),
    ),
    gives={200: media_types(*_OFFERED)},
)


@readable(router, "/ask", operation=_OPERATION)
async def ask(request: Request) -> Response:
    """The form; with something to show also the answer, as a page or as its rows."""
    given = _given(request)
    selection = parse_selection(given, site_of(request).names)
    result_format = negotiated(request, _OFFERED)
    query = selection.query()
    if result_format is not HTML:
        answer = await ask_store(request, Query(query, result_format, TURTLE))
        return await respond(request.scope, request.receive, answer, {"Vary": "Accept"})
    context = {"given": given, "choices": await choices(request), "default": DEFAULT_STATUS, "any": ANY_KIND}
    if not given.get("show"):
        return page(request, "ask.html", {**context, "solutions": None}, headers={"Vary": "Accept"})
    solutions = await tabulate(request, await ask_store(request, Query(query, JSON, None)))
    labels = await labels_of(request, iris_in(solutions))
    shown = {
        **context,
        "solutions": solutions,
        "columns": [name for name in solutions.variables if not name.endswith("Name")],
        "shown": words_for(selection.shown),
        "things": len({row[selection.shown.value] for row in solutions.rows}),
        "sentence": sentence(selection),
        "statuses": _statuses(solutions, labels),
        "labels": labels,
        "query": query,
        "search": request.scope["query_string"].decode("ascii", "replace"),
    }
    return page(request, "ask.html", shown, headers={"Vary": "Accept"})


def _given(request: Request) -> dict[str, str]:
    """The fields, each filled in once. Raises RequestError."""
    parameters = parse_parameters(request.scope["query_string"])
    for name, values in parameters.items():
        if len(values) > 1:
            raise RequestError(f"The field '{name[:80]}' is given {len(values)} times; give it once.")
    return {name: values[0] for name, values in parameters.items()}


def _statuses(solutions: Solutions, labels: dict[str, str]) -> list[tuple[str, int]]:
    """The statuses in an answer, in words, with the number of rows; the most first."""
    said = Counter(
        labels.get(row["status"].value, short(row["status"].value)) if "status" in row else "without a status"
        for row in solutions.rows
    )
    return said.most_common()
