"""Requests that chance makes, against running servers: none is answered 500, and none without an end.

FUZZ_EXAMPLES=10000 makes as many of each sort, other ones each time.
"""

import asyncio
import os
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote_from_bytes

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.hostile.siege import REPLY_SECONDS
from tests.hostile.target import TOKEN, UPDATE_TIMEOUT_SECONDS, Target
from tests.hostile.wire import RIGHT, Reply, exchange, query, request, update

AnyCase: TypeAlias = "schemathesis.Case[Any]"  # Any: types of the framework's own

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
QUERIES = Path(__file__).parents[2] / "queries"
NO_FAULT_OF_OURS = {503, 504}

fuzzing = settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def _words(text: str) -> list[str]:
    return text.split()


WORDS = _words(
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH SERVICE SILENT OPTIONAL UNION MINUS FILTER EXISTS NOT BIND "
    "AS VALUES UNDEF ORDER BY GROUP HAVING LIMIT OFFSET DISTINCT PREFIX BASE VERSION LATERAL INSERT DELETE DATA "
    "LOAD CLEAR DROP CREATE ADD MOVE COPY TO INTO USING WITH DEFAULT ALL a true false TRIPLE COUNT SUM "
    "CONCAT REGEX IF COALESCE IN"
)
SIGNS = [
    *_words("{ } ( ) [ ] << >> <<( )>> {| |} . ; , / | ^ * + ? ! = != < > <= >= && || - @ #"),
    *("\n", "\t", "\\", '"', "'", "'''", '"""'),
]
TERMS = _words(
    "?s ?p ?o $x <http://x/a> <> <a> b> x:y :z _:b 'a' \"b\"@en 1 1.5 1e9 -0 '1'^^<x:y> \\u0053 \ufeff \x00 é 😀"
)

TEXTS = [path.read_bytes() for path in sorted(QUERIES.glob("*/*.rq"))]
tokens = st.lists(st.sampled_from([*WORDS, *SIGNS, *TERMS]) | st.text(max_size=6), max_size=40)
nonsense = tokens.map(lambda found: " ".join(found).encode("utf-8", "surrogatepass"))


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """One of our queries with some of its bytes cut out, doubled, or put in from elsewhere."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start, length = draw(st.integers(0, len(text))), draw(st.integers(0, 20))
        piece = draw(nonsense | st.binary(max_size=4) | st.just(text[start : start + length] * 2))
        text = text[:start] + piece + text[start + length :]
    return text


methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT"])
names = st.sampled_from(
    _words("query update default-graph-uri named-graph-uri using-graph-uri graph default format timeout tool Query")
)
values = st.one_of(
    nonsense,
    st.binary(max_size=20),
    st.sampled_from(
        [b"ASK {}", b"json", b"html", b"ttl", b"1", b"0.001", b"http://x/", b"urn:x", b"tool:twitter", b""]
    ),
)


def _encoded(pair: tuple[str, bytes]) -> str:
    return f"{pair[0]}={quote_from_bytes(pair[1], safe='')}"


parameters = st.lists(st.tuples(names, values), max_size=4).map(lambda pairs: "&".join(map(_encoded, pairs)))
paths = st.one_of(
    st.sampled_from(
        _words(
            "/ /sparql /update /graphs /graphs/x /id/tool/twitter /doc/tool/twitter /doc/tool /doc/claim.ttl "
            "/def/govsocial /def/status.jsonld /graph/x /dataset /dataset.rdf /dumps/ /dumps/govsocial.ttl /queries "
            "/queries/who-uses-a-tool.csv /queries/matrix.json /healthz /readyz /metrics /openapi.json /vocab.json * //"
        )
    ),
    st.text(alphabet='abc/.%25?#[]{}\\^"<>é~;:@', max_size=20).map(lambda text: "/" + text),
)
headers = st.lists(
    st.one_of(
        st.sampled_from(
            ["Accept", "Content-Type", "If-None-Match", "If-Match", "Range", "Authorization", "Host"]
        ).flatmap(
            lambda name: st.text(alphabet='*/;=,q0.1"Wabtextrdfsparqljson+html-{}[]%\x7f\xe9 ', max_size=30).map(
                lambda value: f"{name}: {value}"
            )
        ),
        st.sampled_from(
            [
                "Accept: text/html",
                "Accept: text/turtle",
                "Accept: application/sparql-results+json",
                "Content-Type: application/sparql-query",
                "Content-Type: application/sparql-update",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: text/turtle",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Encoding: gzip",
                "Expect: 100-continue",
                RIGHT,
            ]
        ),
    ),
    max_size=4,
)
bodies = st.none() | nonsense | mutations() | st.binary(max_size=200) | parameters.map(str.encode)


def check(target: Target, message: bytes, seconds: float = REPLY_SECONDS) -> None:
    """Send it, and look at what comes back."""
    reply = asyncio.run(exchange(target, message))
    assert reply.status is None or reply.status < 500 or reply.status in {*NO_FAULT_OF_OURS, 501}, reply
    assert reply.seconds < seconds, reply
    assert reply.is_whole or reply.status in (None, 200), reply
    if reply.status is not None and reply.status >= 400 and reply.media_type == "application/problem+json":
        _look_at_the_problem(message, reply)


def _look_at_the_problem(message: bytes, reply: Reply) -> None:
    if not message.startswith(b"HEAD "):
        assert reply.problem["status"] == reply.status
        assert TOKEN not in str(reply.problem)


@fuzzing
@given(
    st.builds(
        lambda method, path, search, lines, body: (method, path, search, lines, body),
        methods,
        paths,
        parameters,
        headers,
        bodies,
    )
)
def test_no_request_is_answered_500(read_only: Target, asked: tuple[str, str, str, list[str], bytes | None]) -> None:
    method, path, search, lines, body = asked
    target = f"{path}?{search}" if search else path
    check(read_only, request(method, target.encode("utf-8").decode("latin-1"), *lines, body=body))


@fuzzing
@given(
    nonsense | mutations(),
    st.sampled_from(["*/*", "text/html", "text/csv", "text/turtle, application/sparql-results+xml"]),
)
def test_no_query_is_answered_500(read_only: Target, text: bytes, accept: str) -> None:
    check(read_only, query(text, accept))


@fuzzing
@given(nonsense | mutations())
def test_no_update_is_answered_500(writable: Target, text: bytes) -> None:
    message = update("", RIGHT).replace(b"Content-Length: 0", b"Content-Length: %d" % len(text)) + text
    check(writable, message, UPDATE_TIMEOUT_SECONDS + 2)


@fuzzing
@given(st.sampled_from(["PUT", "POST", "DELETE"]), paths | st.just("/graphs"), parameters, headers, bodies)
def test_no_write_is_answered_500(
    writable: Target, method: str, path: str, search: str, lines: list[str], body: bytes | None
) -> None:
    target = f"{path}?{search}".encode().decode("latin-1")
    check(writable, request(method, target, RIGHT, *lines, body=body), UPDATE_TIMEOUT_SECONDS + 2)


@fuzzing
@given(
    st.lists(
        st.binary(max_size=40)
        | st.sampled_from(
            [
                b"GET / HTTP/1.1\r\n",
                b"Host: x\r\n",
                b"\r\n",
                b"Content-Length: 5\r\n",
                b"Transfer-Encoding: chunked\r\n",
                b"0\r\n\r\n",
            ]
        ),
        max_size=8,
    )
)
def test_no_bytes_are_answered_500(read_only: Target, pieces: list[bytes]) -> None:
    # The last request asks for the end, so that nothing waits for more.
    check(
        read_only,
        b"".join(pieces) + b"\r\n\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n\x00\x00",
    )


def test_every_answer_is_as_it_is_described(read_only: Target) -> None:
    schema = schemathesis.openapi.from_url(f"{read_only.url}/openapi.json")
    for described in schema.get_all_operations():
        assert isinstance(described, Ok), described
        _check_answers(described.ok().as_strategy())


def _check_answers(cases: st.SearchStrategy[AnyCase]) -> None:
    @settings(fuzzing, max_examples=EXAMPLES or 10)
    @given(cases)
    def answered(case: AnyCase) -> None:
        case.call_and_validate(
            checks=[
                not_a_server_error_of_ours,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
            timeout=REPLY_SECONDS + 5,
        )

    answered()


def not_a_server_error_of_ours(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: AnyCase
) -> bool | None:
    """503 and 504 are how a query ends that costs too much."""
    return None if response.status_code in NO_FAULT_OF_OURS else not_a_server_error(context, response, case)
