"""Bodies that are larger, deeper or other than they say: lengths, encodings, forms, archives and documents.

See https://www.rfc-editor.org/rfc/rfc7578 and https://www.rfc-editor.org/rfc/rfc1952
"""

import gzip
from collections.abc import Iterator
from dataclasses import replace

from tests.hostile.attacks.costs import MANY
from tests.hostile.siege import Attack, attack
from tests.hostile.target import MAX_UPLOAD_BYTES, UPDATE_TIMEOUT_SECONDS
from tests.hostile.wire import RIGHT, request, update

FORM = "Content-Type: application/x-www-form-urlencoded"
DIRECT = "Content-Type: application/sparql-query"
FAULTS = (400, 413, 415)

ASKED = {
    "a form of a hundred thousand parameters": (FORM, b"query=ASK{}&" + b"a=b&" * 100_000),
    "a form of ampersands": (FORM, b"&" * 800_000),
    "a form of escapes": (FORM, b"query=" + b"%41" * 260_000),
    "a form of broken escapes": (FORM, b"query=" + b"%" * 800_000),
    "a form of bytes": (FORM, b"query=" + bytes(range(256)) * 100),
    "a form that is JSON": (FORM, b'{"query": "ASK {}"}'),
    "a form of another charset": (FORM + "; charset=utf-16", "query=ASK {}".encode("utf-16")),
    "JSON": ("Content-Type: application/json", b'{"query": "ASK {}"}'),
    "a form of parts": ("Content-Type: multipart/form-data; boundary=x", b"--x\r\n\r\nASK {}\r\n--x--"),
    "no type": ("X-Nothing: x", b"ASK {}"),
    "an empty type": ("Content-Type:", b"ASK {}"),
    "a type of a megabyte of parameters": ("Content-Type: application/sparql-query" + "; a=b" * 1_500, b"\xff"),
    "an update": ("Content-Type: application/sparql-update", b"CLEAR ALL"),
    "UTF-16": (DIRECT, "ASK {}".encode("utf-16")),
    "UTF-32": (DIRECT, "ASK {}".encode("utf-32")),
    "another charset": (DIRECT + "; charset=iso-8859-1", b"ASK {}"),
    "a charset of nonsense": (DIRECT + '; charset="\\"', b"ASK {}"),
    "a surrogate": (DIRECT, b"ASK { ?s ?p '\xed\xa0\x80' }"),
    "a surrogate that is escaped": (DIRECT, b"ASK { ?s ?p '\\uD800' }"),
    "two surrogates that are escaped": (DIRECT, b"ASK { ?s ?p '\\uD83D\\uDE00' }"),
    "a character beyond all": (DIRECT, b"ASK { ?s ?p '\\UFFFFFFFF' }"),
    "a NUL": (DIRECT, b"ASK {}\x00"),
    "NULs": (DIRECT, b"\x00" * 200_000),
    "half a character": (DIRECT, b"ASK { ?s ?p '\xc3' }"),
    "gzip": (DIRECT + "\r\nContent-Encoding: gzip", gzip.compress(b"ASK {}")),
    "gzip of nothing but blanks": (DIRECT + "\r\nContent-Encoding: gzip", gzip.compress(b" " * 50_000_000)),
    "nothing": (DIRECT, b""),
    "a megabyte": (DIRECT, b" " * 1_000_000),
    "twenty megabytes": (DIRECT, b"#" * 20_000_000),
    "twenty megabytes of a form": (FORM, b"query=" + b"a" * 20_000_000),
}

_HEAD = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"
_CHUNK = b"10000\r\n" + b"#" * 65_536 + b"\r\n"


def asking() -> Iterator[Attack]:
    """Those that anybody can make."""
    for name, (head, body) in ASKED.items():
        yield attack(f"query: as {name}", request("POST", "/sparql", head, body=body), answers=FAULTS)
    endless = (f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(), *[_CHUNK] * 2_000)
    yield attack("body: a body of chunks without end", *endless, answers=(413,), bare=True)
    lying = (f"{_HEAD}Content-Length: 1000000000\r\n\r\n".encode(), *[b"#" * 65_536] * 2_000)
    yield attack("body: a body of a gigabyte", *lying, answers=(413,), bare=True)
    short = f"{_HEAD}Content-Length: 3\r\n\r\nASK {{}}".encode()
    yield attack("body: a body that is longer than it says", short, answers=(400,), bare=True)
    tiny = f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + b"1\r\n \r\n" * 200_000 + b"0\r\n\r\n"
    yield attack("body: a body of tiny chunks", tiny, answers=(400, 413), bare=True)
    extended = f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n1;".encode() + b"a" * 4_000_000 + b"\r\n \r\n0\r\n\r\n"
    yield attack("body: a chunk with an extension of megabytes", extended, answers=(400, 413), bare=True)
    denied = request("PUT", "/graphs?graph=http://x/g", "Content-Type: text/turtle", body=b"#" * 30_000_000)
    yield attack("body: a large upload without the right", denied, answers=(401, 403), bare=True)


def _deep(before: str, middle: str, after: str, depth: int) -> bytes:
    return (before * depth + middle + after * depth).encode()


_RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
_MEGABYTES = MAX_UPLOAD_BYTES - 65_536
UPLOADS = {
    "deep triple terms": (
        "text/turtle",
        _deep("<a> <b> <<( ", "<c>", " )>> .", 1) + b"<a> <b> " + b"<<( <a> <b> " * 300_000,
    ),
    "deep blank nodes": ("text/turtle", b"<a> <b> " + _deep("[ <b> ", "1", "]", 400_000) + b" ."),
    "deep lists": ("text/turtle", b"<a> <b> " + _deep("(", "1", ")", 1_500_000) + b" ."),
    "deep lists without end": ("text/turtle", b"<a> <b> " + b"(" * _MEGABYTES),
    "deep XML": (
        "application/rdf+xml",
        _RDF.encode() + _deep("<x:a><x:b>", "", "</x:b></x:a>", 150_000) + b"</rdf:RDF>",
    ),
    "deep XML without end": ("application/rdf+xml", _RDF.encode() + b"<x:a>" * 800_000),
    "XML of many attributes": (
        "application/rdf+xml",
        (_RDF + "<x:a " + " ".join(f'x:p{n}="1"' for n in range(200_000)) + "/></rdf:RDF>").encode(),
    ),
    "deep JSON": ("application/ld+json", _deep('{"http://x/a":', "1", "}", 200_000)),
    "deep JSON of lists": ("application/ld+json", _deep("[", "", "]", 1_900_000)),
    "JSON of a long number": ("application/ld+json", b'{"http://x/a": ' + b"1" * 1_000_000 + b"}"),
    "JSON of a number that is not": ("application/ld+json", b'{"http://x/a": 1e999999999}'),
    "JSON of surrogates": ("application/ld+json", b'{"http://x/a": "\\ud800"}'),
    "JSON-LD of a graph": (
        "application/ld+json",
        b'{"@id": "http://x/g", "@graph": [{"@id": "http://x/a", "http://x/b": 1}]}',
    ),
    "a context in a circle": ("application/ld+json", b'{"@context": {"a": "b:c", "b": "a:d"}, "a": 1}'),
    "a long literal": ("text/turtle", b"<http://x/a> <http://x/b> '" + b"a" * _MEGABYTES + b"' ."),
    "a literal without end": ("text/turtle", b"<http://x/a> <http://x/b> '''" + b"a" * _MEGABYTES),
    "a long name": ("text/turtle", b"<http://x/" + b"a" * _MEGABYTES + b"> <http://x/b> 1 ."),
    "many prefixes": ("text/turtle", "".join(f"@prefix p{n}: <http://x/{n}> .\n" for n in range(90_000)).encode()),
    "many triples": ("application/n-triples", b"".join(b"<a:%d> <a:p> <a:o> .\n" % n for n in range(150_000))),
    "lines without end": ("application/n-triples", b"\n" * _MEGABYTES),
    "comments": ("text/turtle", b"#\n" * (_MEGABYTES // 2)),
    "quads": ("application/n-quads", b"<http://x/a> <http://x/b> <http://x/c> <http://x/g> .\n"),
    "TriG of graphs": ("application/trig", b"<http://x/g> { <http://x/a> <http://x/b> <http://x/c> }"),
    "bytes": ("text/turtle", bytes(range(256)) * 1_000),
    "UTF-16": ("text/turtle", "<http://x/a> <http://x/b> 'é' .".encode("utf-16")),
    "another charset": ("text/turtle; charset=utf-16", "<http://x/a> <http://x/b> 'é' .".encode("utf-16")),
    "a byte order mark": ("text/turtle", b"\xef\xbb\xbf<http://x/a> <http://x/b> 1 ."),
    "NULs": ("text/turtle", b"\x00" * 1_000_000),
    "a relative IRI of a bad base": ("text/turtle", b"@base <http://[> . <a> <b> <c> ."),
    "HTML": ("text/html", b"<html></html>"),
    "no type": ("", b"<http://x/a> <http://x/b> 1 ."),
    "N3 rules": ("text/turtle", b"{ ?x a ?y } => { ?y a ?x } ."),
}
PACKED = {
    "forty megabytes of blanks": gzip.compress(b" " * 40_000_000),
    "forty megabytes of a literal": gzip.compress(b"<http://x/a> <http://x/b> '" + b"a" * 40_000_000 + b"' ."),
    "an archive of an archive": gzip.compress(gzip.compress(b" " * 40_000_000)),
    "many archives in one": gzip.compress(b"#\n") * 100_000,
    "half an archive": gzip.compress(bytes(range(256)) * 4_000)[:500],
    "an archive with a wrong sum": gzip.compress(b"<a:a> <a:b> <a:c> .")[:-8] + b"\x00" * 8,
    "no archive": b"<a:a> <a:b> <a:c> .",
    "nothing": b"",
}


def _parts(number: int, head: str, body: str = "<a:a> <a:b> <a:c> .") -> bytes:
    return (
        f"--x\r\nContent-Disposition: form-data; name=a; filename=a.ttl\r\n{head}\r\n\r\n{body}\r\n" * number
        + "--x--\r\n"
    ).encode("latin-1")


FORMS = {
    "ten thousand parts": _parts(10_000, "Content-Type: text/turtle"),
    "parts of nothing": b"--x\r\n\r\n" * 400_000 + b"--x--",
    "parts without end": _parts(3, "Content-Type: text/turtle")[:-7],
    "no part": b"nothing",
    "a part of many headers": _parts(1, "X: y\r\n" * 100_000 + "Content-Type: text/turtle"),
    "a part of a long header": _parts(1, "X: " + "y" * 3_000_000 + "\r\nContent-Type: text/turtle"),
    "a part of a folded header": _parts(1, "X: y\r\n" + " z\r\n" * 300_000 + "Content-Type: text/turtle"),
    "a part of base64": _parts(1, "Content-Type: text/turtle\r\nContent-Transfer-Encoding: base64", "!" * 3_000_000),
    "a part of a strange encoding": _parts(
        1, "Content-Type: text/turtle\r\nContent-Transfer-Encoding: x-uuencode", "begin 644 a\r\n" + "#" * 1_000
    ),
    "a part of a type of bytes": _parts(1, "Content-Type: text/\xff\xfe"),
    "a part of no type": _parts(1, "Content-Type: "),
    "a part of parts": _parts(1, "Content-Type: multipart/mixed; boundary=x"),
    "a part of a message": _parts(1, "Content-Type: message/rfc822", "Content-Type: message/rfc822\r\n\r\n" * 50_000),
    "lines of boundaries that are not": b"--x\r\nContent-Type: text/turtle\r\n\r\n" + b"--y\r\n" * 700_000 + b"--x--",
    "lines": b"--x\r\nContent-Type: text/turtle\r\n\r\n" + b"\n" * 3_500_000 + b"\r\n--x--",
}
UPDATES = {
    "a product that is inserted": f"INSERT {{ ?n0 <a:p> ?x }} WHERE {{ {MANY} BIND(CONCAT(STR(?n1), STR(?n2), STR(?n3)) AS ?x) }}",
    "a product without a row": f"INSERT {{ <a:a> <a:b> <a:c> }} WHERE {{ {MANY} FILTER(?n0 + ?n1 < 0) }}",
    "a bomb": "INSERT { <a:a> <a:b> ?x60 } WHERE { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(60))
    + "}",
    "deep groups": "INSERT { <a:a> <a:b> <a:c> } WHERE " + "{" * 500_000,
    "sums": "INSERT { <a:a> <a:b> ?x } WHERE { BIND(1" + "+1" * 400_000 + " AS ?x) }",
    "many operations": "CLEAR SILENT GRAPH <a:g> ;" * 38_000,
    "many triples": "INSERT DATA {" + "<a:a> <a:b> 1 ." * 60_000 + "}",
    "a surrogate": "INSERT DATA { <a:a> <a:b> '\\uD800' }",
    "a blank node in DELETE DATA": "DELETE DATA { _:a <a:b> 1 }",
    "paths": "INSERT { <a:a> <a:b> ?s } WHERE { ?s " + "<a:p>/" * 3_000 + "<a:p> ?o }",
}


def writing() -> Iterator[Attack]:
    """Those that need the token: a broken program has it too."""
    limit = UPDATE_TIMEOUT_SECONDS + 2
    for name, (media_type, body) in UPLOADS.items():
        head = (f"Content-Type: {media_type}", RIGHT)
        message = request("PUT", "/graphs?graph=http://x/g", *head, body=body)
        yield replace(attack(f"upload: {name}", message, answers=(201, 204, 400, 413, 415, 503, 504)), seconds=limit)
    for name, body in PACKED.items():
        lines = ("Content-Type: text/turtle", "Content-Encoding: gzip", RIGHT)
        message = request("POST", "/graphs?graph=http://x/g", *lines, body=body)
        yield replace(attack(f"packed: {name}", message, answers=(201, 204, 400, 413, 504)), seconds=limit)
    for name, body in FORMS.items():
        message = request(
            "POST", "/graphs?graph=http://x/f", "Content-Type: multipart/form-data; boundary=x", RIGHT, body=body
        )
        yield replace(attack(f"form: {name}", message, answers=(201, 204, 400, 413, 415, 503, 504)), seconds=limit)
    for boundary in (
        "",
        "boundary=",
        'boundary="',
        "boundary=" + "x" * 6_000,
        "boundary=\xff",
        "boundary=a; boundary=b",
    ):
        message = request(
            "POST", "/graphs?default", f"Content-Type: multipart/form-data; {boundary}", RIGHT, body=b"--\r\n\r\n--"
        )
        yield attack(f"form: with {boundary[:12]!r}", message, answers=(400, 415), bare=True)
    for name, text in UPDATES.items():
        yield replace(attack(f"update: {name}", update(text, RIGHT), answers=(204, 400, 413, 503, 504)), seconds=limit)
    too_large = request(
        "PUT", "/graphs?default", "Content-Type: text/turtle", RIGHT, body=b"#" * (2 * MAX_UPLOAD_BYTES)
    )
    yield attack("upload: over the limit", too_large, answers=(413,), bare=True)
