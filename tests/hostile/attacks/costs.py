"""Queries of a few words that cost without end: joins, paths, sorts, aggregates, strings, and answers of any size.

See https://www.w3.org/TR/sparql11-query/
"""

from collections.abc import Iterator

from tests.hostile.siege import Attack, attack, flood
from tests.hostile.wire import get, parameters, query, request

NUMBERS = " ".join(map(str, range(100)))
MANY = "".join(f"VALUES ?n{n} {{ {NUMBERS} }} " for n in range(6))
ANY = (200, 400, 503, 504)
STOPPED = (503, 504)

ENDLESS = {
    "a product that is counted": f"SELECT (COUNT(*) AS ?n) {{ {MANY} }}",
    "a product without a row": f"SELECT * {{ {MANY} FILTER(?n0 + ?n1 + ?n2 + ?n3 + ?n4 + ?n5 < 0) }}",
    "a product that is sorted": f"SELECT * {{ {MANY} }} ORDER BY ?n0 DESC(?n5)",
    "a product that is made distinct": f"SELECT DISTINCT ?x {{ {MANY} BIND(CONCAT(STR(?n0), STR(?n1), STR(?n2), STR(?n3)) AS ?x) }}",
    "a product that is grouped": f"SELECT ?n0 ?n1 ?n2 ?n3 (SUM(?n4) AS ?n) {{ {MANY} }} GROUP BY ?n0 ?n1 ?n2 ?n3",
    "a join of everything": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a join by inequality": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a != ?d) }",
    "a union of joins": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f } UNION { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }",
    "a difference": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?e ?x . ?y ?z ?f } }",
    "a path between all": "SELECT (COUNT(*) AS ?n) { ?a (!<x>)* ?b . ?c (!<x>|^!<y>)* ?d }",
    "a path of paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<x>)*/(^!<y>)*)* ?b . ?b (!<z>)+ ?c }",
    "EXISTS for each": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER EXISTS { ?a ?x ?f . ?c ?y ?e } }",
    "NOT EXISTS over a product": f"SELECT * {{ ?a ?b ?c FILTER NOT EXISTS {{ {MANY} FILTER(?n0 = -1) }} }}",
    "a lateral join": f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c LATERAL {{ SELECT * {{ {MANY} }} }} }}",
    "a deep product of optionals": "SELECT (COUNT(*) AS ?n) {"
    + " ".join(f"OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}" for n in range(9))
    + "}",
    "a subselect that sorts": f"SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {MANY} }} ORDER BY ?n3 ?n2 }}",
    "an offset beyond the end": f"SELECT * {{ {MANY} }} OFFSET 999999999999",
    "GROUP_CONCAT over a product": f"SELECT (GROUP_CONCAT(STR(?n0)) AS ?x) {{ {MANY} }}",
    "hashes of a product": f"SELECT (COUNT(?x) AS ?n) {{ {MANY} BIND(SHA512(STR(?n0)) AS ?x) }}",
    "a describe of everything": "DESCRIBE ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?c = ?x) }",
    "an order by random numbers": f"SELECT * {{ {MANY} }} ORDER BY RAND()",
    "a minimum over a product": f"SELECT (MIN(CONCAT(STR(?n0), STR(?n1))) AS ?x) {{ {MANY} }}",
    "distinct counts": f"SELECT (COUNT(DISTINCT CONCAT(STR(?n0), '-', STR(?n1), '-', STR(?n2), '-', STR(?n3))) AS ?n) {{ {MANY} }}",
}


def _doubling(step: str, start: str = "'aaaaaaaaaaaaaaaa'", times: int = 60) -> str:
    binds = "".join(f"BIND({step.replace('?x', f'?x{n}')} AS ?x{n + 1}) " for n in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND({start} AS ?x0) {binds} }}"


BOMBS = {
    "CONCAT that doubles": _doubling("CONCAT(?x, ?x)"),
    "REPLACE that multiplies": _doubling("REPLACE(?x, 'a', 'aaaaaaaaaa')", times=12),
    "ENCODE_FOR_URI that triples": _doubling("ENCODE_FOR_URI(?x)", "'%%%%%%%%'", 40),
    "UCASE that doubles": _doubling("UCASE(CONCAT(?x, 'ß', ?x))"),
    "STRBEFORE of a bomb": _doubling("STRBEFORE(CONCAT(?x, ?x, 'b'), 'b')"),
    "IRI of a bomb": _doubling("STR(IRI(CONCAT('http://x/', ?x, ?x)))"),
    "STRLANG of a bomb": _doubling("STR(STRLANG(CONCAT(?x, ?x), 'en'))"),
    "GROUP_CONCAT with a long separator": (
        f"SELECT (STRLEN(GROUP_CONCAT('a'; SEPARATOR='{'b' * 100_000}')) AS ?n) {{ {MANY} }}"
    ),
    "a bomb as an answer": _doubling("CONCAT(?x, ?x)", times=24).replace("(STRLEN(?x24) AS ?n)", "?x24"),
    "a bomb in each row": (
        f"SELECT ?y {{ {MANY} {_doubling('CONCAT(?x, ?x)', times=16).partition('{')[2].rstrip('}')} BIND(?x16 AS ?y) }}"
    ),
    "a regex of counted repeats": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '((a{1,100}){1,100}){1,100}')) }",
    "a regex of many repeats": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(.{0,200}x){0,200}y')) }",
    "a regex of nested quantifiers": f"ASK {{ FILTER(REGEX('{'a' * 5_000}b', '^(((a+)+)+)+$')) }}",
    "a regex of a hundred thousand branches": f"ASK {{ FILTER(REGEX('b', '{'|'.join(['a.*'] * 40_000)}')) }}",
    "a regex of classes": f"ASK {{ FILTER(REGEX('b', '{chr(92) * 2}p{{L}}{{1,1000}}{chr(92) * 2}w{{1,1000}}')) }}",
    "a regex of open groups": f"ASK {{ FILTER(REGEX('b', '{'(' * 100_000}')) }}",
    "numbers that grow": "SELECT ?x40 { BIND(10.0 AS ?x0) "
    + "".join(f"BIND(?x{n} * ?x{n} AS ?x{n + 1}) " for n in range(40))
    + "}",
    "a division by nothing": "SELECT (1 / 0 AS ?x) (1.0 / 0.0 AS ?y) (1e0 / 0e0 AS ?z) {}",
    "a year beyond all": "SELECT (YEAR('99999999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>) AS ?x) {}",
    "a duration beyond all": "SELECT (?x + ?x AS ?y) { BIND('P999999999999999Y'^^<http://www.w3.org/2001/XMLSchema#duration> AS ?x) }",
    "SUBSTR out of range": "SELECT (SUBSTR('abc', -9223372036854775808, 9223372036854775807) AS ?x) (SUBSTR('abc', 1e308, 1e308) AS ?y) {}",
    "LIMIT beyond all": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
    "OFFSET and LIMIT at the end of numbers": "SELECT * { ?s ?p ?o } OFFSET 18446744073709551615 LIMIT 18446744073709551615",
}
ROWS = f"SELECT * {{ {MANY} }}"
TRIPLES = f"CONSTRUCT {{ <http://x/s> <http://x/p> ?x }} WHERE {{ {MANY} BIND(CONCAT(STR(?n0), STR(?n1), STR(?n2), STR(?n3)) AS ?x) }}"
SOLUTION_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("ttl", "nt", "jsonld", "rdf")

# What a page may hold is bounded in rows; it must be so in columns, cells, bytes and depth too.
PAGES = {
    "rows": ROWS,
    "triples": TRIPLES,
    "a thousand rows of twenty thousand columns": (
        f"SELECT {' '.join(f'?v{n}' for n in range(20_000))} {{ VALUES ?n {{ {' '.join(map(str, range(1_000)))} }} }}"
    ),
    "a thousand rows of a hundred values": (
        f"SELECT {' '.join(f'(?n AS ?v{n})' for n in range(100))} {{ VALUES ?n {{ {' '.join(map(str, range(1_000)))} }} }}"
    ),
    "a thousand rows of a hundred IRIs": (
        f"SELECT {' '.join(f'(IRI(CONCAT(?b, STR(?n), {chr(39)}/{n}{chr(39)})) AS ?v{n})' for n in range(100))} "
        f"{{ VALUES ?n {{ {' '.join(map(str, range(1_000)))} }} BIND('http://x/' AS ?b) }}"
    ),
    "a value of four megabytes": _doubling("CONCAT(?x, ?x)", times=18).replace("(STRLEN(?x18) AS ?n)", "?x18"),
    "an IRI of a megabyte": _doubling("CONCAT(?x, ?x)", times=16).replace(
        "(STRLEN(?x16) AS ?n)", "(IRI(CONCAT('http://x/', ?x16)) AS ?iri)"
    ),
    "quotes that are escaped": _doubling("CONCAT(?x, ?x)", "'&<>&<>&<>'", 17).replace("(STRLEN(?x17) AS ?n)", "?x17"),
    "a deep triple term": (
        "SELECT ?x400 { BIND(1 AS ?x0) "
        + "".join(f"BIND(TRIPLE(<http://x/a>, <http://x/b>, ?x{n}) AS ?x{n + 1}) " for n in range(400))
        + "}"
    ),
    "what looks like the results": "SELECT ('\"bindings\":[{' AS ?x) ('}]}}' AS ?y) {}",
    "a script": "SELECT ('<script>alert(1)</script>' AS ?x) (IRI('javascript:alert(1)') AS ?y) {}",
    "control characters": "SELECT ('\\u0001\\u0008\\u000B\\u001F\\uFFFE\\uFFFF' AS ?x) {}",
}


def attacks() -> Iterator[Attack]:
    """Each query, and each answer in each format."""
    for name, text in ENDLESS.items():
        yield attack(f"endless: {name}", query(text), answers=STOPPED)
    for name, text in BOMBS.items():
        yield attack(f"bomb: {name}", query(text), answers=ANY, cut=True)
    for form, text, formats in (("rows", ROWS, SOLUTION_FORMATS), ("triples", TRIPLES, GRAPH_FORMATS)):
        for each in formats:
            yield attack(
                f"answer: {form} without end as {each}",
                query(text, parameters=f"?format={each}"),
                answers=ANY,
                cut=True,
            )
    for name, text in PAGES.items():
        yield attack(f"page: {name}", query(text, "text/html"), answers=(200, 503, 504))
    yield attack(
        "answer: rows without end by HTTP/1.0", query(ROWS).replace(b"HTTP/1.1", b"HTTP/1.0", 1), answers=STOPPED
    )
    yield attack(
        "answer: rows without end by HEAD",
        request("HEAD", "/sparql" + parameters([("query", ROWS[:3_000])])),
        answers=ANY,
    )
    yield attack(
        "answer: a timeout beyond the limit",
        query(ENDLESS["a product that is counted"], parameters="?timeout=1e308"),
        answers=(504,),
    )
    yield attack("answer: no time at all", query("ASK {}", parameters="?timeout=1e-308"), answers=(200, 504), cut=True)
    yield flood(
        "flood: a runaway from each of sixty clients", [query(ENDLESS["a product that is counted"])] * 60, STOPPED
    )
    yield flood("flood: forty different bombs at once", [query(text) for text in BOMBS.values()] * 2, ANY, cut=True)
    yield flood(
        "flood: twenty pages of many columns at once",
        [query(PAGES["a thousand rows of a hundred values"], "text/html")] * 20,
        ANY,
    )
    yield flood("flood: forty overviews at once", [get("/", "Accept: text/html")] * 40, ANY)
    yield flood("flood: forty ontologies at once", [get("/def/govsocial", "Accept: text/html")] * 40, ANY)
    yield flood(
        "flood: forty heads of endless rows",
        [request("HEAD", "/sparql" + parameters([("query", ROWS[:3_000])]))] * 40,
        ANY,
    )
