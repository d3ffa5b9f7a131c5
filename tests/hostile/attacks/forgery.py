"""Requests that would have the server call another: no spelling of them may reach the trap, or a file.

See https://www.w3.org/TR/sparql11-federated-query/ and https://www.w3.org/TR/sparql11-update/#load
"""

from collections.abc import Iterator

from tests.hostile.siege import Attack, attack
from tests.hostile.wire import RIGHT, get, parameters, query, request, update

CALL = "<http://127.0.0.1:@TRAP/sparql>"
SERVICES = {
    "plain": f"SELECT * {{ SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "silent": f"SELECT * {{ SERVICE SILENT {CALL} {{ ?s ?p ?o }} }}",
    "lower case, no blanks": f"SELECT*{{service{CALL}{{?s ?p ?o}}}}",
    "mixed case": f"SELECT * {{ sErViCe {CALL} {{ ?s ?p ?o }} }}",
    "behind a comment": f"SELECT * {{ SERVICE # <http://x/>\n {CALL} {{ ?s ?p ?o }} }}",
    "behind a carriage return": f"SELECT * {{ # a comment\rSERVICE {CALL} {{ ?s ?p ?o }} }}",
    "in a comment that a form feed does not end": f"SELECT * {{ # x\x0c\nSERVICE {CALL} {{ ?s ?p ?o }} }}",
    "by a prefix": "PREFIX t: <http://127.0.0.1:@TRAP/> SELECT * { SERVICE t:sparql { ?s ?p ?o } }",
    "by the empty prefix": "PREFIX : <http://127.0.0.1:@TRAP/> SELECT * { SERVICE:sparql{ ?s ?p ?o } }",
    "by an empty name": "PREFIX : <http://127.0.0.1:@TRAP/> SELECT * { SERVICE: { ?s ?p ?o } }",
    "glued to a prefix": "PREFIX t: <http://127.0.0.1:@TRAP/> SELECT * { SERVICEt:sparql{ ?s ?p ?o } }",
    "glued silent": "PREFIX t: <http://127.0.0.1:@TRAP/> SELECT * { SERVICESILENTt:sparql{ ?s ?p ?o } }",
    "glued to a boolean": f"SELECT * {{ ?s ?p trueSERVICE{CALL}{{ ?s ?p ?o }} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 1SERVICE{CALL}{{ ?s ?p ?o }} }}",
    "by a base": "BASE <http://127.0.0.1:@TRAP/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "by a second base": "BASE <http://x/> BASE <//127.0.0.1:@TRAP/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "by a variable": f"SELECT * {{ VALUES ?t {{ {CALL} }} SERVICE ?t {{ ?s ?p ?o }} }}",
    "by a bound variable": f"SELECT * {{ BIND({CALL} AS ?t) SERVICE SILENT ?t {{ ?s ?p ?o }} }}",
    "with user and password": "SELECT * { SERVICE <http://a:b@127.0.0.1:@TRAP/> { ?s ?p ?o } }",
    "escaped keyword": f"SELECT * {{ \\u0053ERVICE {CALL} {{ ?s ?p ?o }} }}",
    "escaped keyword, long": f"SELECT * {{ SERV\\U00000049CE {CALL} {{ ?s ?p ?o }} }}",
    "escaped twice": f"SELECT * {{ \\u005Cu0053ERVICE {CALL} {{ ?s ?p ?o }} }}",
    "escaped in the IRI": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1:@TRAP/> { ?s ?p ?o } }",
    "a scheme in upper case": "SELECT * { SERVICE <HTTP://127.0.0.1:@TRAP/> { ?s ?p ?o } }",
    "of a file": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    "in EXISTS": f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}",
    "in NOT EXISTS": f"ASK {{ FILTER NOT EXISTS {{ SERVICE SILENT {CALL} {{ ?s ?p ?o }} }} }}",
    "in a subselect": f"SELECT * {{ {{ SELECT * {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }} }}",
    "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}",
    "in OPTIONAL": f"SELECT * {{ OPTIONAL {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}",
    "in LATERAL": f"SELECT * {{ LATERAL {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}",
    "in GRAPH": f"SELECT * {{ GRAPH ?g {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}",
    "in a CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "in a DESCRIBE": f"DESCRIBE ?s WHERE {{ SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "in an expression": f"SELECT (EXISTS {{ SERVICE {CALL} {{ ?s ?p ?o }} }} AS ?x) {{}}",
    "in HAVING": f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ SERVICE {CALL} {{ ?s ?p ?o }} }})",
    "in ORDER BY": f"SELECT ?s {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE {CALL} {{ ?s ?p ?o }} }})",
    "behind a string that ends in an escape": f"SELECT * {{ BIND('a\\\\' AS ?a) SERVICE {CALL} {{ ?s ?p ?o }} }} # '",
    "between long strings": f"SELECT * {{ BIND('''''' AS ?a)SERVICE {CALL} {{ ?s ?p ?o }} }} # '''",
    "behind an escaped quote in a name": f"PREFIX t: <http://x/> SELECT * {{ BIND(t:\\' AS ?a) SERVICE {CALL} {{}} }} # '",
    "behind an IRI with a quote": f"SELECT * {{ BIND(<http://x/'> AS ?a) SERVICE {CALL} {{ ?s ?p ?o }} }} # '",
    "behind a comparison": f"SELECT * {{ FILTER(1 < 2) SERVICE {CALL} {{ ?s ?p ?o }} FILTER(2 > 1) }}",
    "behind a hash in an IRI": f"SELECT * {{ BIND(<http://x/#> AS ?a) SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "behind a byte order mark": f"\ufeffSELECT * {{ SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "full-width letters": f"SELECT * {{ ＳＥＲＶＩＣＥ {CALL} {{ ?s ?p ?o }} }}",
    "a dotless i": f"SELECT * {{ servıce {CALL} {{ ?s ?p ?o }} }}",
    "a long s": f"SELECT * {{ ſervice {CALL} {{ ?s ?p ?o }} }}",
    "blanks of other sorts": f"SELECT * {{ SERVICE\u00a0{CALL}\u2003{{ ?s ?p ?o }} }}",
    "the version of a draft": f'VERSION "1.2" SELECT * {{ SERVICE {CALL} {{ ?s ?p ?o }} }}',
    "a NUL before it": f"SELECT * {{ \x00SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "an NEL instead of a line feed": f"SELECT * {{ # x\x85SERVICE {CALL} {{ ?s ?p ?o }}\n }}",
    "a line separator instead of a line feed": f"SELECT * {{ # x\u2028SERVICE {CALL} {{ ?s ?p ?o }}\n }}",
}
DATASETS = {
    "FROM": "SELECT * FROM <http://127.0.0.1:@TRAP/> { ?s ?p ?o }",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <http://127.0.0.1:@TRAP/> { GRAPH ?g { ?s ?p ?o } }",
    "FROM by a base": "BASE <http://127.0.0.1:@TRAP/> SELECT * FROM <x> { ?s ?p ?o }",
    "GRAPH": "SELECT * { GRAPH <http://127.0.0.1:@TRAP/> { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE <http://127.0.0.1:@TRAP/>",
}
LOADS = {
    "LOAD": f"LOAD {CALL}",
    "LOAD SILENT": f"LOAD SILENT {CALL} INTO GRAPH <http://x/>",
    "load without blanks": f"loadsilent{CALL}into graph<http://x/>",
    "LOAD by a prefix": "PREFIX t: <http://127.0.0.1:@TRAP/> LOADt:x",
    "LOAD glued silent": "PREFIX t: <http://127.0.0.1:@TRAP/> LOAD SILENTt:x",
    "LOAD by a base": "BASE <http://127.0.0.1:@TRAP/> LOAD <x>",
    "LOAD of a file": "LOAD <file:///etc/passwd>",
    "LOAD behind another operation": f"INSERT DATA {{ <a> <b> 'LOAD' }} ; LOAD {CALL}",
    "LOAD behind a comment": f"LOAD # <http://x/>\n{CALL}",
    "escaped LOAD": f"\\u004COAD {CALL}",
    "SERVICE in an INSERT": f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {CALL} {{ ?s ?p ?o }} }}",
    "SERVICE SILENT in a DELETE": f"DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT {CALL} {{ ?s ?p ?o }} }}",
    "SERVICE in EXISTS of an update": (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE {CALL} {{ ?s ?p ?o }} }} }}"
    ),
    "USING": "INSERT { ?s ?p ?o } USING <http://127.0.0.1:@TRAP/> WHERE { ?s ?p ?o }",
}
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "'
    + "x" * 1000
    + '">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    "<rdf:Description rdf:about='http://x/s'><x:p>&j;</x:p></rdf:Description></rdf:RDF>"
)


def _external(declaration: str, use: str = "&a;") -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE r {declaration}>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
        f"<rdf:Description rdf:about='http://x/s'><x:p>{use}</x:p></rdf:Description></rdf:RDF>"
    )


DOCUMENTS = {
    "a remote context": ("application/ld+json", '{"@context": "http://127.0.0.1:@TRAP/context", "a": "b"}'),
    "a context that imports": (
        "application/ld+json",
        '{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:@TRAP/context"}, "a": "b"}',
    ),
    "a context of a term": (
        "application/ld+json",
        '{"@context": {"a": {"@id": "http://x/a", "@context": "http://127.0.0.1:@TRAP/c"}}, "a": {"b": "c"}}',
    ),
    "an external entity": ("application/rdf+xml", _external('[<!ENTITY a SYSTEM "http://127.0.0.1:@TRAP/">]')),
    "an entity of a file": ("application/rdf+xml", _external('[<!ENTITY a SYSTEM "file:///etc/passwd">]')),
    "an external type": ("application/rdf+xml", _external('SYSTEM "http://127.0.0.1:@TRAP/"', "x")),
    "a parameter entity": (
        "application/rdf+xml",
        _external('[<!ENTITY % a SYSTEM "http://127.0.0.1:@TRAP/"> %a;]', "x"),
    ),
    "a billion laughs": ("application/rdf+xml", LAUGHS),
    "a style sheet": (
        "application/rdf+xml",
        '<?xml-stylesheet href="http://127.0.0.1:@TRAP/"?>' + _external("[]", "x"),
    ),
    "imports": ("text/turtle", "<> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:@TRAP/> ."),
    "a relative IRI": ("text/turtle", "@base <http://127.0.0.1:@TRAP/> . <a> <b> <c> ."),
}


def reading() -> Iterator[Attack]:
    """Those that anybody can make."""
    for name, text in SERVICES.items():
        is_comment = "instead of a line feed" in name  # only a line feed or a carriage return ends one
        yield attack(f"SERVICE: {name}", query(text), answers=(200,) if is_comment else (400,))
    yield attack("SERVICE: as a page", query(SERVICES["plain"], "text/html"), answers=(400,))
    in_address = parameters([("query", SERVICES["plain"])]).replace("%40TRAP", "@TRAP")
    yield attack("SERVICE: by GET", get(f"/sparql{in_address}"), answers=(400,))
    for name, text in DATASETS.items():
        yield attack(f"dataset: {name}", query(text), answers=(200,))
    for name in ("default-graph-uri", "named-graph-uri"):
        for iri in ("http://127.0.0.1:@TRAP/", "file:///etc/passwd"):
            asked = query("SELECT * { ?s ?p ?o }", parameters=f"?{name}={iri}")
            yield attack(f"dataset: {name}={iri}", asked, answers=(200,))
    for iri in ("http://127.0.0.1:@TRAP/", "file:///etc/passwd"):
        yield attack(f"dataset: graph={iri}", get(f"/graphs?graph={iri}"), answers=(404,))
    yield attack("dataset: a graph by an absolute target", get("http://127.0.0.1:@TRAP/graphs/x"), answers=(404,))
    yield attack(
        "dataset: a graph of a forged host",
        get("/graphs?graph=http://127.0.0.1:@TRAP/graphs/x", "Host: 127.0.0.1:@TRAP"),
        answers=(404,),
    )
    for name, text in LOADS.items():
        yield attack(f"LOAD: {name}, without the right", update(text), answers=(403,))
        yield attack(f"LOAD: {name}, as a query", query(text), answers=(400,))


def writing() -> Iterator[Attack]:
    """Those that need the token: whoever may write may still not have the server call another."""
    for name, text in LOADS.items():
        yield attack(f"LOAD: {name}", update(text, RIGHT), answers=(204, 400, 403, 503))
    for name, (media_type, text) in DOCUMENTS.items():
        for method in ("PUT", "POST"):
            message = request(
                method, "/graphs?graph=http://x/g", f"Content-Type: {media_type}", RIGHT, body=text.encode()
            )
            yield attack(f"document: {name}, by {method}", message, answers=(201, 204, 400, 503))
