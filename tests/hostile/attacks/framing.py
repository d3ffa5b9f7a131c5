"""Requests that are no proper requests: paths, heads, hosts and lengths that try to mean two things at once.

See https://www.rfc-editor.org/rfc/rfc9112#name-security-considerations
"""

from collections.abc import Iterator

from tests.hostile.siege import Attack, attack
from tests.hostile.target import TOKEN
from tests.hostile.wire import get, request

ASK = "query=ASK%20%7B%7D"
BAD = (400,)
PATHS = {
    "up and up": "/../../../../etc/passwd",
    "up from dumps": "/dumps/../../../../etc/passwd",
    "up from dumps, escaped": "/dumps/..%2f..%2f..%2fetc%2fpasswd",
    "up from dumps, escaped twice": "/dumps/%252e%252e%252fetc%252fpasswd",
    "up by backslashes": "/dumps/..%5c..%5cetc%5cpasswd",
    "up by long UTF-8": "/dumps/%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
    "up from static": "/static/..%2f..%2fapp.py",
    "an absolute path below dumps": "/dumps//etc/passwd",
    "a NUL": "/dumps/govsocial.ttl%00.html",
    "a NUL in a key": "/doc/tool/twitter%00",
    "a line feed in a key": "/id/tool/a%0d%0aX-Injected:%20yes",
    "a line feed in a kind": "/id/a%0d%0aX-Injected:%20yes/b",
    "a script in a key": "/doc/tool/%3Cscript%3Ealert(1)%3C/script%3E",
    "a quote in a key": "/doc/tool/%22%3E%3Cb",
    "the end of an IRI in a key": "/doc/tool/a%3E%20?p%20?o%20%7D%20#",
    "an escape of half a character": "/doc/tool/%C3",
    "a surrogate": "/doc/tool/%ED%A0%80",
    "beyond Unicode": "/doc/tool/%F4%90%80%80",
    "no character": "/doc/tool/%EF%BF%BF",
    "a control character": "/doc/tool/%C2%80",
    "a bad escape": "/doc/tool/%zz",
    "an escape that ends too soon": "/doc/tool/%4",
    "a bracket": "/doc/tool/[x]",
    "a bracket in a graph": "/graphs/[x",
    "a bad escape in a graph": "/graphs/%zz",
    "a private character in a graph": "/graphs/%EE%80%80",
    "a bad escape in a definition": "/def/%zz",
    "a bad escape in a set": "/doc/%zz",
    "a graph of ours with a bad escape": "/graph/%zz",
    "two slashes": "//doc//tool//twitter",
    "another host in the path": "//127.0.0.1:@TRAP/doc/tool/twitter",
    "dots": "/doc/./tool/../tool/twitter",
    "a suffix of a suffix": "/doc/tool/twitter.ttl.html.csv",
    "only a suffix": "/doc/tool/.ttl",
    "a semicolon": "/sparql;jsessionid=1",
    "a long path": "/doc/tool/" + "a" * 7_000,
    "a long path of escapes": "/doc/tool/" + "%C3%A9" * 1_100,
    "a path of slashes": "/" * 7_000,
    "a path of dots": "/doc/" + "../" * 2_000,
    "a path of suffixes": "/doc/tool/" + ".ttl" * 1_500,
}
QUERY_STRINGS = {
    "broken escape": "/sparql?query=%zz",
    "broken escape at the end": "/sparql?query=ASK%7B%7D%",
    "bytes that are not UTF-8": "/sparql?query=%ff%fe",
    "a surrogate": "/sparql?query=%ED%A0%80",
    "a NUL": "/sparql?query=ASK%7B%7D%00",
    "twice": f"/sparql?{ASK}&{ASK}",
    "escaped name, twice": f"/sparql?{ASK}&%71uery=ASK%7B%7D",
    "an update": "/sparql?update=CLEAR%20ALL",
    "query and update": f"/sparql?{ASK}&update=CLEAR%20ALL",
    "a thousand parameters": f"/sparql?{ASK}&" + "a=b&" * 1_000,
    "two formats": f"/sparql?{ASK}&format=json&format=xml",
    "no format": f"/sparql?{ASK}&format=../../etc/passwd",
    "a format of a media type": f"/sparql?{ASK}&format=a/b",
    "a format of a header": f"/sparql?{ASK}&format=text/csv%0d%0aX-Injected:%20yes",
    "no time": f"/sparql?{ASK}&timeout=0",
    "less than no time": f"/sparql?{ASK}&timeout=-1",
    "no number": f"/sparql?{ASK}&timeout=nan",
    "endless time": f"/sparql?{ASK}&timeout=inf",
    "time in words": f"/sparql?{ASK}&timeout=soon",
    "a graph that is no IRI": f"/sparql?{ASK}&default-graph-uri=a%20b",
    "a graph that ends its IRI": f"/sparql?{ASK}&default-graph-uri=http://x/%3E",
    "a graph of half an address": f"/sparql?{ASK}&default-graph-uri=http://[",
    "a graph of a bad escape": f"/sparql?{ASK}&default-graph-uri=http://x/%25zz",
    "a graph with a bad port": f"/sparql?{ASK}&named-graph-uri=http://x:y/",
    "graph store, half an address": "/graphs?graph=http://[",
    "graph store, bad escape": "/graphs?graph=http://x/%25zz",
    "graph store, both": "/graphs?default&graph=http://x/",
    "graph store, twice": "/graphs?graph=http://x/&graph=http://y/",
    "graph store, neither": "/graphs?",
    "graph store, a blank node": "/graphs?graph=_:b",
    "a stored query with a term that ends": "/queries/who-uses-a-tool.csv?tool=http://x/%3E%20%7D%20#",
    "a stored query with a quote": "/queries/who-uses-a-tool.csv?tool=%22",
    "a stored query with a bad IRI": "/queries/who-uses-a-tool.csv?tool=http://[",
    "a stored query with a bad escape": "/queries/who-uses-a-tool.csv?tool=http://x/%25zz",
    "a stored query, unknown parameter": "/queries/who-uses-a-tool.csv?%00=1",
    "a stored query, twice": "/queries/who-uses-a-tool.csv?tool=a:b&tool=a:b",
}
HOSTS = {
    "none": None,
    "empty": "",
    "half an address": "[",
    "half an address of IPv6": "[::1",
    "a bad port": "localhost:port",
    "a port beyond all": "localhost:99999999999",
    "a path": "localhost/evil?x#y",
    "a user": "user:password@localhost",
    "a quote": 'localhost">',
    "the end of an IRI": "localhost>x",
    "a blank": "local host",
    "a tab": "local\thost",
    "letters beyond ASCII": "caf\xe9",
    "bytes": "\xff\xfe\xfd",
    "a curly bracket": "localhost{}",
    "a percent sign": "localhost%zz",
    "a backslash": "localhost\\evil",
    "a long name": "a" * 7_000,
    "dots": "..",
    "an at sign": "@",
    "a full-width stop": "localhost\xef\xbc\x8e",
}
HEADS = {
    "Accept: */*, many times": ["Accept: */*"] * 50,
    "Accept of a thousand ranges": ["Accept: " + "a/b," * 1_000],
    "Accept of quotes": ['Accept: text/html;a="' + '\\"' * 2_000],
    "Accept of commas": ["Accept: " + "," * 4_000],
    "Accept of semicolons": ["Accept: text/html" + ";" * 4_000],
    "Accept of strange qualities": ["Accept: text/csv;q=1e9, text/html;q=nan, */*;q=-1, a/b;q=0.0000001"],
    "Accept of bytes": ["Accept: \xff\xfe/\xfd"],
    "Accept that takes nothing": ["Accept: */*;q=0"],
    "Accept-Charset": ["Accept-Charset: utf-16"],
    "a cookie": ["Cookie: " + "a=b;" * 1_000],
    "fifty headers": [f"X-{number}: x" for number in range(50)],
    "an empty header": ["X-Empty:"],
    "an expectation": ["Expect: 100-continue"],
    "another expectation": ["Expect: 200-ok"],
    "an upgrade": ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13"],
    "an upgrade to HTTP/2": [
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
    ],
    "a forwarded host": [
        "X-Forwarded-Host: 127.0.0.1:@TRAP",
        "Forwarded: host=127.0.0.1:@TRAP;proto=https",
        "X-Forwarded-Proto: https",
    ],
    "a forwarded path": ["X-Original-URL: /update", "X-Rewrite-URL: /update", "X-Forwarded-Prefix: /../.."],
    "a method of another": ["X-HTTP-Method-Override: DELETE", "X-Method-Override: PUT", "X-HTTP-Method: PATCH"],
    "ranges": ["Range: bytes=" + ",".join(f"{n}-" for n in range(900))],
    "a range beyond": ["Range: bytes=99999999999999999999-"],
    "tags": ["If-None-Match: " + '"a",' * 1_000],
    "a tag without end": ['If-None-Match: "'],
    "a tag of ours": ["If-Match: *", "If-None-Match: *"],
    "dates": ["If-Modified-Since: yesterday", "If-Unmodified-Since: \x7f"],
    "two types": ["Content-Type: text/turtle", "Content-Type: text/csv"],
    "two rights": ["Authorization: Bearer", "Authorization: Basic x"],
    "a language": ["Accept-Language: " + "x-" * 2_000],
}
TARGETS_OF_HEADS = (
    "/sparql",
    f"/sparql?{ASK}",
    "/doc/tool/twitter",
    "/dumps/govsocial.ttl",
    "/queries",
    "/graphs?default",
)


def _raw(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("latin-1")


SECOND = f"POST /update HTTP/1.1\nHost: x\nAuthorization: Bearer {TOKEN}\nContent-Type: application/sparql-update\nContent-Length: 9\n\nCLEAR ALL"
BROKEN = {
    "noise": bytes(range(256)) * 4,
    "NULs": b"\x00" * 4096,
    "a hello of TLS": bytes.fromhex("16030100c8010000c40303") + b"\x5a" * 200,
    "a preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": _raw("GET /healthz HTTP/9.9\nHost: x\n\n"),
    "HTTP/1.2": _raw("GET /healthz HTTP/1.2\nHost: x\n\n"),
    "no version": _raw("GET /healthz\nHost: x\n\n"),
    "no target": _raw("GET  HTTP/1.1\nHost: x\n\n"),
    "a blank in the target": _raw("GET /sparql?query=ASK {} HTTP/1.1\nHost: x\n\n"),
    "a target without a slash": _raw("GET healthz HTTP/1.1\nHost: x\n\n"),
    "a target of bytes": "GET /doc/tool/café HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "a target with a fragment": _raw("GET /healthz#x HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "an absolute target without a path": _raw("GET http://x HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "an absolute target of another scheme": _raw("GET file:///etc/passwd HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "an absolute target of half an address": _raw("GET http://[/healthz HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "an absolute target of gopher": _raw("GET gopher://127.0.0.1:@TRAP/ HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "CONNECT": _raw("CONNECT 127.0.0.1:@TRAP HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "CONNECT to a path": _raw("CONNECT /healthz HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "OPTIONS of all": _raw("OPTIONS * HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "GET of all": _raw("GET * HTTP/1.1\nHost: x\nConnection: close\n\n"),
    "an unknown method": _raw("STEAL /update HTTP/1.1\nHost: x\n\n"),
    "a method in lower case": _raw("get /healthz HTTP/1.1\nHost: x\n\n"),
    "a long method": _raw("G" * 9_000 + " / HTTP/1.1\nHost: x\n\n"),
    "a blank before the colon": _raw("GET /healthz HTTP/1.1\nHost : x\n\n"),
    "a header without a colon": _raw("GET /healthz HTTP/1.1\nHost: x\nnothing\n\n"),
    "a header without a name": _raw("GET /healthz HTTP/1.1\nHost: x\n: x\n\n"),
    "a folded header": _raw("GET /healthz HTTP/1.1\nHost: x\nX-A: b\n c\nConnection: close\n\n"),
    "a bare carriage return in a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\rX-B: c\r\n\r\n",
    "bare line feeds": b"GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n",
    "a NUL in a header": _raw("GET /healthz HTTP/1.1\nHost: x\nX-A: b\x00c\n\n"),
    "a NUL in a name": _raw("GET /healthz HTTP/1.1\nHost: x\nX-\x00: b\n\n"),
    "two hosts": _raw("GET /healthz HTTP/1.1\nHost: x\nHost: y\nConnection: close\n\n"),
    "length and chunks": _raw(
        f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n{SECOND}"
    ),
    "chunks and length": _raw(
        f"POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nContent-Length: 5\n\n0\n\n{SECOND}"
    ),
    "two lengths": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: 0\nContent-Length: 5\n\n{SECOND}"),
    "a list of lengths": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: 0, 0\n\n{SECOND}"),
    "a length with a sign": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: +0\n\n{SECOND}"),
    "a length below nothing": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: -1\n\n{SECOND}"),
    "a length in hex": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length: 0x0\n\n{SECOND}"),
    "a length beyond all": _raw("POST /sparql HTTP/1.1\nHost: x\nContent-Length: 99999999999999999999999\n\n"),
    "an empty length": _raw(f"POST /sparql HTTP/1.1\nHost: x\nContent-Length:\n\n{SECOND}"),
    "unknown coding": _raw(f"POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: x\n\n{SECOND}"),
    "chunks not last": _raw(f"POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, identity\n\n0\n\n{SECOND}"),
    "chunks twice": _raw(
        f"POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n{SECOND}"
    ),
    "a coding with a tab": _raw(
        "POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding:\tchunked\nConnection: close\n\n0\n\n"
    ),
    "chunks by HTTP/1.0": _raw(
        "POST /sparql HTTP/1.0\nHost: x\nTransfer-Encoding: chunked\nConnection: close\n\n0\n\n"
    ),
    "a chunk that is no number": _raw(
        "POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nzz\nASK {}\n0\n\n"
    ),
    "a chunk of a negative length": _raw(
        "POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n-1\nASK {}\n0\n\n"
    ),
    "a chunk of a length beyond all": _raw(
        "POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nffffffffffffffffff\nASK {}\n"
    ),
    "a chunk that is shorter than it says": _raw(
        "POST /sparql HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nASK {}\n0\n\n"
    ),
    "a chunk with extensions": _raw(
        'POST /sparql HTTP/1.1\nHost: x\nContent-Type: application/sparql-query\nConnection: close\nTransfer-Encoding: chunked\n\n6;a=b;c="d"\nASK {}\n0\n\n'
    ),
    "a trailer that grants": _raw(
        f"POST /update HTTP/1.1\nHost: x\nContent-Type: application/sparql-update\nTransfer-Encoding: chunked\nConnection: close\n\n9\nCLEAR ALL\n0\nAuthorization: Bearer {TOKEN}\n\n"
    ),
    "a body to GET": _raw(f"GET /sparql?{ASK} HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 4\n\nabcd"),
    "a request in the body of GET": _raw(
        f"GET /healthz HTTP/1.1\nHost: x\nConnection: close\nContent-Length: {len(_raw(SECOND))}\n\n{SECOND}"
    ),
    "a body to HEAD": _raw("HEAD /healthz HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 4\n\nabcd"),
    "two thousand requests in one": _raw(
        "GET /healthz HTTP/1.1\nHost: x\n\n" * 2_000 + "GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n"
    ),
}


def attacks() -> Iterator[Attack]:
    """Each as it is, most of them also where it reaches more of the server."""
    for name, path in PATHS.items():
        for accept in ("text/turtle", "text/html"):
            yield attack(
                f"path: {name}, {accept}", get(path, f"Accept: {accept}"), answers=(200, 303, 400, 404, 406), bare=True
            )
    for name, path in QUERY_STRINGS.items():
        yield attack(f"parameters: {name}", get(path), answers=(400, 404, 406), bare=True)
    for name, host in HOSTS.items():
        for target in (
            "/sparql",
            f"/sparql?{ASK}",
            "/doc/tool/twitter",
            "/graphs?graph=http://x/graphs/y",
            "/nothing",
            "/",
        ):
            message = get(target, f"Host: {host}", "Accept: text/turtle, text/html;q=.5, */*;q=.1")
            message = message.replace(b"Host: None\r\n", b"", 1)
            yield attack(f"host: {name}, {target}", message, answers=(200, 400, 404), bare=True)
        posted = request(
            "POST", "/sparql", f"Host: {host}", "Content-Type: application/sparql-query", body=b"SELECT (<a> AS ?x) {}"
        )
        yield attack(
            f"host: {name}, as a base", posted.replace(b"Host: None\r\n", b"", 1), answers=(200, 400), bare=True
        )
    for name, lines in HEADS.items():
        # What is beyond the end of a dump is for the tests of ranges.
        for target in TARGETS_OF_HEADS[: 3 if name == "a range beyond" else None]:
            yield attack(
                f"head: {name}, {target}",
                get(target, *lines),
                answers=(200, 206, 304, 400, 404, 406, 412, 416),
                bare=True,
            )
    for name, message in BROKEN.items():
        yield attack(f"broken: {name}", message, answers=(200, 204, 303, 400, 403, 404, 405, 411, 415, 501), bare=True)
