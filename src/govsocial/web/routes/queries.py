"""Stored queries: a gallery, and for each its page, its answer, its text, and what the graph says of it.

See https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/shacl-af/#SPARQLExecutables
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError, RequestError, ResultTooLargeError
from govsocial.model.formats import BY_NAME, CSV, HTML, MARKDOWN, SOLUTION_FORMATS, SPARQL_QUERY, Format
from govsocial.model.stored_queries import StoredQuery
from govsocial.web.charts import MAX_BARS, charts
from govsocial.web.descriptions import Description, of_thing
from govsocial.web.disconnect import unless_gone
from govsocial.web.documents import Answer, Document, respond, without_suffix
from govsocial.web.entity import by_subject, grouped
from govsocial.web.figures.bars import Bars
from govsocial.web.openapi import DOCUMENT, QUESTION
from govsocial.web.pages import page
from govsocial.web.paths import raw_path
from govsocial.web.publication import publication_of
from govsocial.web.question_markdown import question_markdown
from govsocial.web.questions import Question, ask, choices, heading, question_of, written
from govsocial.web.reading import inspect, iris_in, labels_of, read, tabulate
from govsocial.web.routing import readable
from govsocial.web.site import site_of
from govsocial.web.streaming import respond as stream
from govsocial.web.tables import label_of, labelled_csv
from govsocial.web.terms import Solutions, read_solutions

router = APIRouter()

MAX_LABELLED_BYTES = 16 * 1024 * 1024
_LABELS = "labels"


@readable(router, "/queries", "/queries.{suffix}", operation=DOCUMENT)
async def list_queries(request: Request) -> Response:
    """All stored queries by topic, and what the graph says of their set."""
    path, suffix = without_suffix(raw_path(request))
    if path != "/queries":
        raise NotFoundError(f"There is nothing at {request.url.path[:200]}.")
    document = Document(f"{site_of(request).names.base}queries", path, suffix, {HTML: _gallery})
    return await respond(request, document, _described)


@readable(router, "/queries/{name}", operation=QUESTION)
async def show_query(request: Request) -> Response:
    """One stored query: its page, its answer, its text, or what the graph says of it."""
    name, dot, extension = request.path_params["name"].partition(".")
    question = question_of(request, name)
    path, suffix = raw_path(request).partition(".")[0], BY_NAME.get(extension)
    search, edition = _search(request, question), question.query.text
    document = Document(question.query.iri, path, suffix, _answers(question), search, edition)
    if dot and suffix not in document.formats:
        raise NotFoundError(f"A question does not come as '.{extension[:20]}'; {path} says in what it does.")
    return await respond(request, document, _described)


async def _described(request: Request, iri: str, page_number: int) -> Description | None:
    """What the graph says of it; None when that is nothing."""
    description = await of_thing(request, iri, page_number)
    return description if description and description.statements else None


def _answers(question: Question) -> dict[Format, Answer]:
    as_they_are = {each: partial(_solutions, question, each) for each in SOLUTION_FORMATS if each is not CSV}
    return {
        **as_they_are,
        CSV: partial(_csv, question),
        HTML: partial(_page, question),
        MARKDOWN: partial(_markdown, question),
        SPARQL_QUERY: partial(_text, question),
    }


def _search(request: Request, question: Question) -> str:
    """What is asked for, in one spelling."""
    if _has_labels(request):
        return question.search
    return f"{question.search or '?'}{'&' if question.search else ''}{_LABELS}=no"


def _has_labels(request: Request) -> bool:
    asked = request.query_params.get(_LABELS, "yes")
    if asked not in ("yes", "no"):
        raise RequestError(f"The parameter {_LABELS} is '{asked[:20]}'; give yes or no.")
    return asked == "yes"


async def _solutions(question: Question, syntax: Format, request: Request, _document: Document) -> Response:
    """The answer as the SPARQL standard has it."""
    return await stream(request.scope, request.receive, await ask(request, question, syntax), {})


async def _csv(question: Question, request: Request, document: Document) -> Response:
    if not _has_labels(request):
        return await _solutions(question, CSV, request, document)
    answer = await ask(request, question)
    results, is_whole = await unless_gone(request.scope, request.receive, read(answer, MAX_LABELLED_BYTES))
    if not is_whole:
        raise ResultTooLargeError(f"There is too much for a table with labels; ask with {_LABELS}=no.", len(results))
    found = await inspect(request, len(results), lambda: read_solutions(results))
    labels = await labels_of(request, iris_in(found))
    return Response(labelled_csv(found, labels), headers={"Content-Type": CSV.content_type})


async def _text(question: Question, _request: Request, _document: Document) -> Response:
    return Response(question.text, headers={"Content-Type": f"{SPARQL_QUERY.media_type}; charset=utf-8"})


async def _markdown(question: Question, request: Request, _document: Document) -> Response:
    found = await tabulate(request, await ask(request, question))
    described = await _described(request, question.query.iri, 1)
    offered = {each.name: await choices(request, each) for each in question.query.parameters}
    labels = await labels_of(request, iris_in(found))
    text = question_markdown(question, found, labels, offered, described)
    return Response(text, headers={"Content-Type": MARKDOWN.content_type})


async def _page(question: Question, request: Request, _document: Document) -> Response:
    query = question.query
    found = await tabulate(request, await ask(request, question))
    described = await _described(request, query.iri, 1)
    asked = {each.name: question.value(each) for each in query.parameters}
    defaults = {each.default_value for each in query.parameters}
    labels = await labels_of(request, iris_in(found) | set(asked.values()) | defaults)
    context = {
        "query": query,
        "body": question.body,
        "asked": asked,
        "choices": {each.name: await choices(request, each) for each in query.parameters},
        "written": {name: written(value, query.names) for name, value in asked.items()},
        "others": _others(question, labels),
        "solutions": found,
        "headings": {variable: heading(variable) for variable in found.variables},
        "numbers": _numbers(found),
        "charts": _charts(question, found, labels),
        "max_bars": MAX_BARS,
        "labels": labels,
        "search": question.search,
        "publication": await publication_of(request),
        **_said(described),
    }
    return page(request, "query.html", context)


def _others(question: Question, labels: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The parameters that ask for something else than the query as it stands: by label, value and default."""
    return {
        each.label: (label_of(value, labels), label_of(each.default_value, labels))
        for each in question.query.parameters
        if (value := question.value(each)) != each.default_value
    }


def _numbers(found: Solutions) -> frozenset[str]:
    """The columns that have numbers and nothing else."""
    columns = {name: [row[name] for row in found.rows if name in row] for name in found.variables}
    return frozenset(name for name, terms in columns.items() if terms and all(each.is_number for each in terms))


def _charts(question: Question, found: Solutions, labels: Mapping[str, str]) -> tuple[Bars, ...]:
    """The charts of the variables that the query says are to be drawn."""
    numbers = _numbers(found) - {*question.query.chart}
    drawn = replace(found, variables=tuple(each for each in found.variables if each not in numbers))
    title = question.query.title.rstrip("?")
    return charts(drawn, labels, question.query.names, title) if question.query.chart else ()


def _said(described: Description | None) -> dict[str, object]:
    """What the graph says of the query, as the page shows it."""
    if described is None:
        return {"outward": [], "parts": {}, "names": {}}
    own = [each for each in described.outward if each.subject.value == described.iri]
    parts = [each for each in described.outward if each.subject.value != described.iri]
    return {"outward": grouped(own), "parts": by_subject(parts), "names": described.labels}


async def _gallery(request: Request, document: Document) -> Response:
    described = await _described(request, document.iri, 1)
    topics = _by_topic(site_of(request).stored_queries.values())
    return page(request, "queries.html", {"topics": topics, **_said(described)})


def _by_topic(queries: Iterable[StoredQuery]) -> dict[str, list[StoredQuery]]:
    topics: dict[str, list[StoredQuery]] = {}
    for query in queries:
        topics.setdefault(query.topic, []).append(query)
    return topics
