"""The HTTP exchanges that a manifest spells out: each request as it stands there, and what is said of its response.

See https://www.w3.org/TR/HTTP-in-RDF10/ and the comments of the manifests of `protocol` and `graph-store-protocol`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from tests.conformance import results
from tests.conformance.archive import MF, Node
from tests.conformance.server import RIGHT, Response, Server

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"

HOST = "www.example"
_LOCATION = "$LOCATION$"
_STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_TABLES = ("application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values")
_FORMATS = {
    "boolean": _TABLES[:2],
    "tabular": _TABLES,
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}


@dataclass(frozen=True)
class Request:
    """A request of a manifest; in its path `/sparql/` and `/gsp` stand for addresses of the server."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    @property
    def content_type(self) -> str:
        """The media type that the request names for its body."""
        return dict(self.headers).get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Exchange:
    """A request, and the node of the manifest that says what must come of it."""

    request: Request
    expected: Node


def exchanges(entry: Node) -> Iterator[Exchange]:
    """The exchanges of a test, in their order."""
    for node in entry.one(MF + "action").items(HT + "requests"):
        yield Exchange(_request(node), node.one(HT + "resp"))


def run(server: Server, entry: Node, target: Callable[[Request], str]) -> None:
    """Sends the requests of a test, each to its target on the server, and holds the responses to what is expected.

    All have the right to write, so that what is refused is refused for its fault.
    """
    location = ""
    for exchange in exchanges(entry):
        address = target(exchange.request).replace(_LOCATION, quote(location, safe=":/"))
        headers = [("Host", HOST), RIGHT, *exchange.request.headers]
        response = server.send(exchange.request.method, address, headers, exchange.request.body)
        _check(response, exchange.expected)
        if exchange.expected.maybe(MF + "expectedLocation"):
            location = urljoin(f"http://{HOST}{address}", response.headers["location"])


def _request(node: Node) -> Request:
    body = node.maybe(HT + "body")
    method, path = node.one(HT + "methodName").value, node.one(HT + "absolutePath").value
    return Request(method, path, _headers(node), None if body is None else _content(body))


def _check(response: Response, expected: Node) -> None:
    names = [status.value.rpartition("#")[2] for status in expected.all(MF + "expectedStatus")]
    assert any(_is(response.status, name) for name in names), f"not {' or '.join(names)}: {response}"
    for name, value in _headers(expected):
        assert _normal(response.headers.get(name, "")) == _normal(value), str(response)
    if format_ := expected.maybe(MF + "expectedFormat"):
        assert response.media_type in _FORMATS[format_.value], str(response)
    if boolean := expected.maybe(MF + "expectedBoolean"):
        assert _boolean(response) is (boolean.value == "true"), str(response)
    if body := expected.maybe(HT + "body"):
        wanted = results.from_rdf(_content(body), "text/turtle")
        results.assert_same(results.from_rdf(response.body, response.media_type), wanted)


def _is(status: int, name: str) -> bool:
    """Whether a status is the named one, or of the named class.

    That the request lacks rights, or its address does not exist, is no answer to what is wrong with it.
    """
    if name == "StatusCode4xx":
        return 400 <= status < 500 and status not in (401, 403, 404)
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return status == _STATUS[name]


def _boolean(response: Response) -> object:
    read = results.from_json if response.media_type.endswith("json") else results.from_xml
    return read(response.body)


def _headers(node: Node) -> tuple[tuple[str, str], ...]:
    fields = node.items(HT + "headers")
    return tuple((field.one(HT + "fieldName").value, field.one(HT + "fieldValue").value) for field in fields)


def _content(body: Node) -> bytes:
    return body.one(CNT + "chars").value.encode(body.one(CNT + "characterEncoding").value)


def _normal(header: str) -> str:
    return header.replace(" ", "").lower()
