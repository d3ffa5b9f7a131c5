"""Who has no right to write changes nothing: every method on every route, with every body and every forged right.

See https://www.rfc-editor.org/rfc/rfc6750 and https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

import httpx2
import pyoxigraph
import pytest
from tests.hostile.target import TOKEN, Target
from tests.hostile.wire import RIGHT, Reply, exchange, request, update

from govsocial.model.formats import RDF_FORMATS

SAFE = ("GET", "HEAD", "OPTIONS")
WRITING = ("POST", "PUT", "DELETE", "PATCH")
OTHERS = (
    *("TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "LINK", "UNLINK", "PURGE"),
    *("REPORT", "QUERY", "BREW"),
)
STORES = ("/sparql", "/update", "/graphs", "/graphs?default", "/graphs?graph=http://x/g", "/graphs/x")
TAKEN = {
    *(("POST", path) for path in STORES if path != "/sparql"),
    *((method, path) for method in ("PUT", "DELETE") for path in STORES if path.startswith("/graphs")),
}

UPDATES = (
    "INSERT DATA { <http://x/new> <http://x/p> 1 }",
    "INSERT DATA { GRAPH <http://x/g> { <http://x/new> <http://x/p> 1 } }",
    "DELETE DATA { <http://x/s> <http://x/p> 'default' }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { ?s <http://x/new> ?o } WHERE { ?s ?p ?o }",
    "WITH <http://x/g> DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } USING <http://x/g> WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "CLEAR ALL",
    "CLEAR SILENT DEFAULT",
    "DROP NAMED",
    "DROP GRAPH <http://x/g>",
    "CREATE GRAPH <http://x/empty>",
    "ADD <http://x/g> TO DEFAULT",
    "MOVE <http://x/g> TO <http://x/h>",
    "COPY DEFAULT TO <http://x/g>",
    "BASE <http://x/> PREFIX x: <p> insert data { <new> x: 1 }",
    "# SELECT * { ?s ?p ?o }\n\\u0043LEAR ALL",
    "CLEAR ALL ; SELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ; CLEAR ALL",
)
DOCUMENTS = {
    "text/turtle": "<http://x/new> <http://x/p> 1 .",
    "application/n-triples": "<http://x/new> <http://x/p> <http://x/o> .",
    "application/ld+json": '{"@id": "http://x/new", "http://x/p": 1}',
    "application/rdf+xml": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
        '<r:Description r:about="http://x/new"><x:p>1</x:p></r:Description></r:RDF>'
    ),
    "application/trig": "<http://x/h> { <http://x/new> <http://x/p> 1 }",
    "application/n-quads": "<http://x/new> <http://x/p> <http://x/o> <http://x/h> .",
}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Body:
    """What is sent, and as what."""

    media_type: str
    content: str


DIRECT = Body("application/sparql-update", UPDATES[8])
TURTLE = Body("text/turtle", DOCUMENTS["text/turtle"])
BODIES = (
    *(Body("application/sparql-update", text) for text in UPDATES),
    *(Body(FORM, f"update={quote(text)}") for text in UPDATES),
    *(Body("application/sparql-query", text) for text in UPDATES),
    *(Body(FORM, f"query={quote(text)}") for text in UPDATES),
    *(Body(media_type, text) for media_type, text in DOCUMENTS.items()),
    Body(FORM, f"update={quote(UPDATES[8])}&query=ASK%7B%7D&access_token={TOKEN}"),
    Body(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a; filename=a.ttl\r\nContent-Type: text/turtle\r\n\r\n"
        f"{DOCUMENTS['text/turtle']}\r\n--x\r\nContent-Disposition: form-data; name=access_token\r\n\r\n{TOKEN}"
        "\r\n--x--",
    ),
    Body("text/plain", UPDATES[8]),
)

_BASIC = b64encode(f"admin:{TOKEN}".encode()).decode()
FORGED = (
    (),
    ("Authorization:",),
    ("Authorization: Bearer",),
    ("Authorization: Bearer  ",),
    ("Authorization: Bearer wrong",),
    ("Authorization: Bearer None",),
    ("Authorization: Bearer null",),
    (f"Authorization: Bearer {TOKEN[:-1]}",),
    (f"Authorization: Bearer {TOKEN[1:]}",),
    (f"Authorization: Bearer {TOKEN}x",),
    (f"Authorization: Bearer x{TOKEN}",),
    (f"Authorization: Bearer {TOKEN.upper()}",),
    (f"Authorization: Bearer {TOKEN.replace('-', '_')}",),
    (f'Authorization: Bearer "{TOKEN}"',),
    (f"Authorization: Bearer {TOKEN} {TOKEN}",),
    (f"Authorization: Bearer {TOKEN},{TOKEN}",),
    (f"Authorization: Bearer {TOKEN.replace('t', chr(0xFE), 1)}",),
    (f"Authorization: Bearer {quote(TOKEN).replace('-', '%2D')}",),
    (f"Authorization: Bearer {b64encode(TOKEN.encode()).decode()}",),
    (f"Authorization: {TOKEN}",),
    (f"Authorization: Bearer:{TOKEN}",),
    (f"Authorization: Bearer={TOKEN}",),
    (f"Authorization: Bearer\t{TOKEN}",),
    (f"Authorization: Basic {_BASIC}",),
    (f"Authorization: Basic {TOKEN}",),
    (f"Authorization: Token {TOKEN}",),
    (f'Authorization: Digest username="admin", response="{TOKEN}"',),
    ("Authorization: Bearer wrong", f"Authorization: Bearer {TOKEN}"),
    (f"Proxy-Authorization: Bearer {TOKEN}",),
    (f"X-Authorization: Bearer {TOKEN}",),
    (f"X-API-Key: {TOKEN}",),
    (f"Cookie: token={TOKEN}; access_token={TOKEN}; Authorization=Bearer {TOKEN}",),
)
ELSEWHERE = (
    f"access_token={TOKEN}",
    f"token={TOKEN}&GOVSOCIAL_TOKEN={TOKEN}",
    f"Authorization=Bearer%20{TOKEN}",
)
OVERRIDES = tuple(
    (f"{header}: {method}",)
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    for method in WRITING
)


@dataclass(frozen=True)
class State:
    """What must not change: the dataset in its canonical form, and the revision."""

    quads: frozenset[str]
    revision: str


def state_of(target: Target) -> State:
    """What the server has now, as anybody may see it."""
    asked = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    with httpx2.Client(base_url=target.url, timeout=20) as client:
        answer = client.post("/sparql", data={"query": asked, "format": "json"})
        metrics = client.get("/metrics").text
    assert answer.status_code == 200, answer.text
    solutions = pyoxigraph.parse_query_results(answer.content, pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    quads = (pyoxigraph.Quad(row["s"], row["p"], row["o"], row["g"] or pyoxigraph.DefaultGraph()) for row in solutions)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    revision = re.search(r'govsocial_revision_info\{revision="([^"]+)"\}', metrics)
    assert revision is not None, metrics
    return State(frozenset(map(str, dataset)), revision[1])


def routes_of(target: Target) -> list[str]:
    """An address of each route that the server describes, and of some that are not there."""
    paths = httpx2.get(f"{target.url}/openapi.json").json()["paths"]
    filled = [path.replace("{kind}", "tool").replace("{key}", "twitter").replace("{name}", "x") for path in paths]
    return [*filled, *STORES, "/openapi.json", "/nothing", "/update/", "/graphs/", "//update", "/sparql/update", "*"]


Sent = tuple[str, str, tuple[str, ...], Body | None]


def every_method(routes: Sequence[str]) -> Iterator[Sent]:
    """Each method on each route."""
    for method, path in product((*SAFE, *WRITING, *OTHERS), routes):
        yield method, path, (), None if method in SAFE else DIRECT
    for method, path in product(("POST", "PUT"), routes):
        yield method, path, (), TURTLE


def every_body(_routes: Sequence[str]) -> Iterator[Sent]:
    """Each body by POST, some by each other method; and updates where parameters are."""
    for path, body in product(STORES, BODIES):
        yield "POST", path, (), body
    for method, path, body in product(("GET", "PUT", "DELETE", "PATCH"), STORES, BODIES[len(UPDATES) * 4 :]):
        yield method, path, (), body
    for method, path, text in product(("GET", "POST"), ("/sparql", "/update"), UPDATES):
        for name in ("update", "query", "query=ASK%7B%7D&update"):
            yield method, f"{path}?{name}={quote(text, safe='')}", (), None


def every_forgery(_routes: Sequence[str]) -> Iterator[Sent]:
    """Each right that is none, in headers and in the address, wherever a right would be looked at."""
    for (method, path), forged, body in product(sorted(TAKEN), FORGED, (DIRECT, TURTLE)):
        yield method, path, forged, body
    for (method, path), elsewhere in product(sorted(TAKEN), ELSEWHERE):
        yield method, f"{path}{'&' if '?' in path else '?'}{elsewhere}", (), TURTLE


def every_override(_routes: Sequence[str]) -> Iterator[Sent]:
    """Each header that would have another method be understood."""
    for method, path, override in product(("GET", "POST"), STORES, OVERRIDES):
        yield method, path, override, TURTLE


EVERY = (every_method, every_body, every_forgery, every_override)
Sending = Callable[[Sequence[str]], Iterator[Sent]]


async def _ask(target: Target, sent: Sent) -> Reply:
    method, path, headers, body = sent
    lines = headers if body is None else (*headers, f"Content-Type: {body.media_type}")
    content = b"" if body is None and method in WRITING else None if body is None else body.content.encode()
    return await exchange(target, request(method, path, *lines, body=content))


def fault_of(sent: Sent, reply: Reply, refusal: int) -> str | None:
    """What is wrong with what came back; where a write would be taken, only the refusal itself is right."""
    method, path, headers, _ = sent
    is_taken = (method, path) in TAKEN or any(
        method == taken and path.startswith(f"{address}{'&' if '?' in address else '?'}") for taken, address in TAKEN
    )
    if is_taken and "update=" not in path and "query=" not in path:
        right = reply.status == refusal
    elif method in SAFE:
        right = reply.status is not None and reply.status < 500
    else:
        right = reply.status is None or 400 <= reply.status < 500 or reply.status == 501
    return None if right else f"{method} {path} {headers}: {reply}"


async def _faults(target: Target, refusal: int, all_sent: Sequence[Sent]) -> list[str]:
    found = []
    for sent in all_sent:
        reply = await _ask(target, sent)
        if fault := fault_of(sent, reply, refusal):
            found.append(fault)
    return found


def check(target: Target, refusal: int, all_sent: Sequence[Sent]) -> None:
    """Send them all: each is refused, and nothing changes."""
    before = state_of(target)
    found = asyncio.run(_faults(target, refusal, all_sent))
    assert not found, "\n".join([*found[:20], f"{len(found)} of {len(all_sent)}"])
    assert state_of(target) == before


@pytest.mark.parametrize("every", EVERY)
def test_a_read_only_server_takes_no_write_from_anybody(read_only: Target, every: Sending) -> None:
    check(read_only, 403, list(every(routes_of(read_only))))


def test_a_read_only_server_takes_no_write_with_its_own_token(read_only: Target) -> None:
    sent = [(method, path, (RIGHT,), body) for (method, path), body in product(sorted(TAKEN), BODIES)]
    check(read_only, 403, sent)


@pytest.mark.parametrize("every", EVERY)
def test_a_writable_server_takes_no_write_without_the_token(filled: Target, every: Sending) -> None:
    check(filled, 401, list(every(routes_of(filled))))


def test_the_same_writes_are_done_with_the_token(filled: Target) -> None:
    for message in (
        update(UPDATES[0], RIGHT),
        request("PUT", "/graphs?graph=http://x/g", RIGHT, "Content-Type: text/turtle", body=TURTLE.content.encode()),
        request("DELETE", "/graphs?graph=http://x/g", RIGHT),
    ):
        before = state_of(filled)
        reply = asyncio.run(exchange(filled, message))
        assert reply.status in (201, 204), reply
        after = state_of(filled)
        assert after.quads != before.quads
        assert after.revision != before.revision


def test_every_syntax_of_rdf_is_among_the_bodies() -> None:
    assert set(DOCUMENTS) == {each.media_type for each in RDF_FORMATS}


@pytest.fixture
def filled(writable: Target) -> Target:
    """The writable server with triples in the default graph and in a named one, and with blank nodes."""
    text = (
        "CLEAR ALL ; INSERT DATA { <http://x/s> <http://x/p> 'default', [ <http://x/p> _:b ] . _:b <http://x/q> 2 . "
        "GRAPH <http://x/g> { <http://x/s> <http://x/p> 'named', _:c } }"
    )
    reply = asyncio.run(exchange(writable, update(text, RIGHT)))
    assert reply.status == 204, reply
    return writable
