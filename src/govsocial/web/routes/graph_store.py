"""The Graph Store Protocol: graphs that are read by all, and written by those who have the right.

A graph is named by `?graph=` or `?default`, or by the address itself below /graphs/.
See https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import secrets
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError, RequestError
from govsocial.model.formats import GRAPH_FORMATS, RDF_FORMATS
from govsocial.model.iris import is_iri
from govsocial.protocol.graph_store import MULTIPART, conditions_of, graph_of, parts_of
from govsocial.protocol.sparql import parse_parameters
from govsocial.store import description
from govsocial.store.base import Document, GraphName, Precondition, Query
from govsocial.web.bodies import read_body
from govsocial.web.documents import negotiated
from govsocial.web.exchange import exchange_of
from govsocial.web.openapi import GRAPH, Operation, format_of, media_types
from govsocial.web.paths import address, raw_path
from govsocial.web.reading import ask_store, select
from govsocial.web.rights import writable_store
from govsocial.web.routing import readable, takes
from govsocial.web.site import site_of
from govsocial.web.streaming import respond

router = APIRouter()

_INDIRECT, _DIRECT = "/graphs", "/graphs/{name:path}"
_READ = Operation((*GRAPH, format_of(GRAPH_FORMATS)), gives={200: media_types(*GRAPH_FORMATS), 304: ()})
_RIGHTS = (401, 403, 412)
_WRITE = Operation(
    GRAPH,
    bodies={each: {"type": "string"} for each in (*media_types(*RDF_FORMATS), MULTIPART)},
    gives={201: (), 204: ()},
    problems=(*_RIGHTS, 413, 415),
    needs_token=True,
)
_DELETE = Operation(GRAPH, gives={204: ()}, problems=_RIGHTS, needs_token=True)


@readable(router, _INDIRECT, operation=_READ)
@readable(router, _DIRECT, operation=replace(_READ, parameters=_READ.parameters[2:]))
async def get_graph(request: Request) -> Response:
    """The triples of a graph."""
    graph, syntax = _graph(request), negotiated(request, GRAPH_FORMATS)
    tag = f'"{await _version(request, graph)}.{syntax.name}"'
    headers = {"ETag": tag, "Vary": "Accept"}
    if _is_known(request, tag):
        return Response(status_code=304, headers=headers)
    text = "CONSTRUCT WHERE { ?s ?p ?o }" if graph is None else description.named_graph(graph)
    answer = await ask_store(request, Query(text, None, syntax))
    return await respond(request.scope, request.receive, answer, headers)


@takes(router, "PUT", _INDIRECT, operation=_WRITE)
@takes(router, "PUT", _DIRECT, operation=replace(_WRITE, parameters=()))
async def put_graph(request: Request) -> Response:
    """Make the body the content of a graph."""
    store, graph = writable_store(request), _graph(request)
    documents = await _documents(request, graph)
    is_new = await store.put_graph(graph, documents, _precondition(request))
    return Response(status_code=201 if is_new else 204)


@takes(router, "POST", _INDIRECT, operation=_WRITE)
@takes(router, "POST", _DIRECT, operation=replace(_WRITE, parameters=()))
async def post_graph(request: Request) -> Response:
    """Add the body to a graph; without a graph being named, make a new one, whose address is the Location."""
    store = writable_store(request)
    is_named = raw_path(request) != "/graphs" or bool(request.scope["query_string"])
    graph = _graph(request) if is_named else f"{site_of(request).names.base}graphs/{secrets.token_hex(8)}"
    documents = await _documents(request, graph)
    is_new = await store.post_graph(graph, documents, _precondition(request))
    headers = {} if is_named or graph is None else {"Location": site_of(request).names.path(graph) or graph}
    return Response(status_code=201 if is_new else 204, headers=headers)


@takes(router, "DELETE", _INDIRECT, operation=_DELETE)
@takes(router, "DELETE", _DIRECT, operation=replace(_DELETE, parameters=()))
async def delete_graph(request: Request) -> Response:
    """Drop a graph, or empty the default graph."""
    store, graph = writable_store(request), _graph(request)
    if not await store.delete_graph(graph, _precondition(request)):
        raise _not_found(graph)
    return Response(status_code=204)


def _graph(request: Request) -> GraphName:
    path = raw_path(request)
    if path.rstrip("/") == "/graphs":
        return _known_here(request, graph_of(parse_parameters(request.scope["query_string"])))
    iri = site_of(request).names.of_path(path)
    if not is_iri(iri):
        raise RequestError("The address names no graph: what follows /graphs/ must be part of an IRI.")
    return iri


def _known_here(request: Request, graph: GraphName) -> GraphName:
    """The graph; an address of this server below /graphs/ stands for the IRI of that path, as everywhere."""
    here = f"{request.url.scheme}://{request.url.netloc}"
    if graph is None or not graph.startswith(f"{here}/graphs/"):
        return graph
    return site_of(request).names.of_path(graph.removeprefix(here))


async def _version(request: Request, graph: GraphName) -> str:
    """What the graph's content is called. Raises NotFoundError when there is no such graph."""
    writing = site_of(request).writing
    if writing is not None:
        version = await writing.store.graph_version(graph, exchange_of(request.scope).client)
        if version is None:
            raise _not_found(graph)
        return version
    if graph is not None and not (await select(request, description.has_triples(graph))).boolean:
        raise _not_found(graph)
    return site_of(request).store.revision


async def _documents(request: Request, graph: GraphName) -> list[Document]:
    body = await read_body(request, site_of(request).settings.max_upload_bytes)
    parts = parts_of(request.headers.get("content-type"), request.headers.get("content-encoding"), body)
    base_iri = graph or address(request)
    client = exchange_of(request.scope).client
    return [Document(part.content, part.syntax, base_iri, part.is_gzip, client) for part in parts]


def _precondition(request: Request) -> Precondition:
    conditions = conditions_of(request.headers)
    return Precondition(conditions.exists, _versions(conditions.one_of), _versions(conditions.none_of))


def _versions(tags: tuple[str, ...]) -> tuple[str, ...]:
    """A tag names a version and a format: for a write, only the version matters."""
    return tuple(tag.partition(".")[0] for tag in tags)


def _is_known(request: Request, tag: str) -> bool:
    conditions = conditions_of({"if-none-match": request.headers.get("if-none-match", "")})
    return conditions.exists is False or tag.strip('"') in conditions.none_of


def _not_found(graph: GraphName) -> NotFoundError:
    return NotFoundError(f"There is no graph <{graph}>." if graph else "There is no default graph.")
