"""What the SPARQL page shows of an answer, by views that have an address each, so that no script is needed.

A graph is shown as solutions of ?subject ?property ?value.
See https://www.w3.org/TR/sparql11-query/#QueryForms and https://www.w3.org/TR/n-triples/
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import quote, urlencode

from fastapi import Request

from govsocial.errors import RequestError
from govsocial.model.formats import GRAPH_FORMATS, JSON, N_TRIPLES, SOLUTION_FORMATS, TURTLE
from govsocial.model.iris import Names
from govsocial.protocol.sparql import Parameters, parse_parameters
from govsocial.store.base import Answer, AnswerKind, Query
from govsocial.store.oxigraph import parse_bytes
from govsocial.web.charts import charts
from govsocial.web.disconnect import unless_gone
from govsocial.web.engine_terms import page_term
from govsocial.web.figures.bars import Bars
from govsocial.web.figures.node_link import MAX_NODES, Diagram, Edge, Node, layered
from govsocial.web.links import href
from govsocial.web.reading import MAX_TABLE_BYTES, ask_store, inspect, iris_in, labels_of, read
from govsocial.web.site import site_of
from govsocial.web.terms import MAX_ROWS, Solutions, Term, curie, read_table, short

PAGE_ROWS = 100
_LARGE_BYTES = 65_536
MAX_RAW_BYTES = 200_000
MAX_EDGES = 120
"""What one diagram shows: more ways than that nobody can follow."""

_OF_A_GRAPH = ("subject", "property", "value")
_OF_THE_PAGE = ("view", "page", "iris", "format")
_PAGE = re.compile(r"[1-9][0-9]{0,3}")


class View(Enum):
    """A way to look at an answer."""

    TABLE = "table"
    CHART = "chart"
    GRAPH = "graph"
    RAW = "raw"


@dataclass(frozen=True)
class Look:
    """How somebody looks at an answer: `asked` is what the request says, for the addresses of other looks at it."""

    view: View
    page: int
    shows_iris: bool
    asked: Parameters
    is_by_address: bool

    def address(self, **changed: str) -> str | None:
        """Where the answer is looked at otherwise; None where the query came in a body, which no address has."""
        if not self.is_by_address:
            return None
        pairs = [(name, value) for name, values in self.asked.items() if name not in _OF_THE_PAGE for value in values]
        return "/sparql?" + urlencode([*pairs, *changed.items()], quote_via=quote)

    def view_address(self, view: View) -> str | None:
        """Where the answer is looked at in this view."""
        return self.address(view=view.value)

    def page_address(self, page: int) -> str | None:
        """Where this page of the table is."""
        iris = {"iris": "show"} if self.shows_iris else {}
        return self.address(**iris, **({"page": str(page)} if page > 1 else {}))


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it. `count` is how many rows there are, as far as they were read."""

    look: Look
    seconds: float
    solutions: Solutions
    labels: Mapping[str, str]
    count: int = 0
    is_graph: bool = False
    raw: str | None = None
    is_raw_whole: bool = True
    charts: Sequence[Bars] = ()
    diagram: Diagram | None = None
    nodes: int = 0

    @property
    def views(self) -> list[View]:
        """Those that the answer has; a chart where there are numbers."""
        if self.solutions.boolean is not None:
            return []
        found = {View.TABLE: True, View.CHART: bool(self.charts), View.GRAPH: self.is_graph and self.count > 0}
        return [*(view for view, is_there in found.items() if is_there), View.RAW]

    @property
    def pages(self) -> int:
        """Of the table."""
        return max(1, -(-self.count // PAGE_ROWS))

    @property
    def rows(self) -> Solutions:
        """Those on this page of the table."""
        start = (self.look.page - 1) * PAGE_ROWS
        return replace(self.solutions, rows=self.solutions.rows[start : start + PAGE_ROWS])

    @property
    def downloads(self) -> dict[str, str | None]:
        """Where the whole answer is in each format, by the name of the format."""
        formats = GRAPH_FORMATS if self.is_graph else SOLUTION_FORMATS
        return {each.label: self.look.address(format=each.name) for each in formats}


def look_of(request: Request) -> Look:
    """How the request looks at the answer; what it does not say is the first page of the table.

    Raises RequestError for a view or a page that there cannot be.
    """
    asked = parse_parameters(request.scope["query_string"])
    view, page, iris = (asked.get(name, [""])[-1] for name in ("view", "page", "iris"))
    if view and view not in [each.value for each in View]:
        raise RequestError(f"There is no view '{view[:20]}'; give one of {', '.join(each.value for each in View)}.")
    if page and not _PAGE.fullmatch(page):
        raise RequestError(f"The page is '{page[:20]}'; give one number from 1 on.")
    is_by_address = request.method in ("GET", "HEAD")
    return Look(View(view) if view else View.TABLE, int(page or "1"), iris == "show", asked, is_by_address)


@dataclass(frozen=True)
class Fetched:
    """What has come of an answer, as much of it as a page shows."""

    look: Look
    answer: Answer
    content: bytes
    is_whole: bool
    seconds: float

    @property
    def is_large(self) -> bool:
        """Whether it is so large that only some like it should be made pages at the same time."""
        return len(self.content) > _LARGE_BYTES


async def fetch(request: Request, query: Query, look: Look) -> Fetched:
    """The answer to a query for a page that looks at it so. Raises what the store raises."""
    started_at = time.perf_counter()
    is_raw = look.view is View.RAW
    asked = query._replace(solutions_format=JSON, graph_format=TURTLE if is_raw else N_TRIPLES)
    answer = await ask_store(request, asked)
    content, is_whole = await unless_gone(
        request.scope, request.receive, read(answer, MAX_RAW_BYTES if is_raw else MAX_TABLE_BYTES)
    )
    return Fetched(look, answer, content, is_whole, time.perf_counter() - started_at)


async def show(request: Request, fetched: Fetched) -> Shown:
    """The answer as the page shows it, in the view that is asked for, or in a table.

    Raises RequestError for a page that there is not, and what the store raises.
    """
    if fetched.look.view is View.RAW:
        return await _raw(request, fetched)
    size = len(fetched.content)
    solutions = await inspect(request, size, lambda: _solutions(fetched))
    labels = await labels_of(request, iris_in(solutions))
    is_graph, names = fetched.answer.kind is AnswerKind.GRAPH, site_of(request).names
    look, seconds = fetched.look, fetched.seconds
    return await inspect(
        request, size, lambda: _shown(look, seconds, solutions, labels, is_graph=is_graph, names=names)
    )


async def _raw(request: Request, fetched: Fetched) -> Shown:
    is_graph, content = fetched.answer.kind is AnswerKind.GRAPH, fetched.content
    text = content.decode("utf-8", "ignore")
    solutions = (
        Solutions(_OF_A_GRAPH, ()) if is_graph else await inspect(request, len(content), lambda: read_table(content))
    )
    count = len(solutions.rows)
    return Shown(fetched.look, fetched.seconds, solutions, {}, count, is_graph, text, fetched.is_whole)


def _solutions(fetched: Fetched) -> Solutions:
    content, is_whole = fetched.content, fetched.is_whole
    if fetched.answer.kind is not AnswerKind.GRAPH:
        return read_table(content)
    lines = content[: content.rfind(b"\n") + 1]  # the last may be cut
    rows: list[dict[str, Term]] = []
    for quad in parse_bytes(lines, N_TRIPLES):
        if len(rows) == MAX_ROWS:
            return Solutions(_OF_A_GRAPH, tuple(rows), None, False)
        terms = (page_term(quad.subject), page_term(quad.predicate), page_term(quad.object))
        rows.append(dict(zip(_OF_A_GRAPH, terms, strict=True)))
    return Solutions(_OF_A_GRAPH, tuple(rows), None, is_whole)


def _shown(
    look: Look, seconds: float, solutions: Solutions, labels: Mapping[str, str], *, is_graph: bool, names: Names
) -> Shown:
    drawn = () if is_graph else tuple(charts(solutions, labels, names, "The answer"))
    shown = Shown(look, seconds, solutions, labels, len(solutions.rows), is_graph, charts=drawn)
    if look.page > shown.pages:
        raise RequestError(f"The answer has no page {look.page}; the last is {shown.pages}.")
    if look.view not in shown.views:
        return replace(shown, look=replace(look, view=View.TABLE))
    if look.view is not View.GRAPH:
        return shown
    nodes, edges = _network(solutions, labels, names)
    return replace(shown, diagram=layered(list(nodes.values()), edges), nodes=len(nodes))


def _network(solutions: Solutions, labels: Mapping[str, str], names: Names) -> tuple[dict[str, Node], list[Edge]]:
    """A node for each thing and for each literal where it stands, in the order in which they come."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for number, row in enumerate(solutions.rows):
        source, target = (_key(row[each], number) for each in ("subject", "value"))
        nodes.setdefault(source, _node(source, row["subject"], labels, names))
        nodes.setdefault(target, _node(target, row["value"], labels, names))
        edges.append(Edge(source, target, _name(row["property"], labels)))
    shown = set(list(nodes)[:MAX_NODES])
    return nodes, [edge for edge in edges if {edge.source, edge.target} <= shown][:MAX_EDGES]


def _key(term: Term, number: int) -> str:
    return f"{term.kind} {term.value}" if term.kind in ("uri", "bnode") else f"literal {number}"


def _node(key: str, term: Term, labels: Mapping[str, str], names: Names) -> Node:
    address = href(term.value, names) if term.is_iri else None
    kind = "own" if address and address.startswith("/") else "foreign" if term.is_iri else ""
    return Node(key, _name(term, labels), address, kind)


def _name(term: Term, labels: Mapping[str, str]) -> str:
    if term.is_iri:
        return labels.get(term.value) or curie(term.value) or short(term.value)
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def pages_of(shown: Shown) -> Iterator[tuple[int, str | None]]:
    """The pages of the table, each with its address."""
    for number in range(1, shown.pages + 1):
        yield number, shown.look.page_address(number)
