"""Texts that are deep, wide or long: each kind that kills or stalls an engine, at ten times what it takes.

What the guard lets through must be answered, or cost a worker and nothing more.
"""

from collections.abc import Iterator

from tests.hostile.siege import Attack, attack, flood
from tests.hostile.target import MAX_QUERY_BYTES
from tests.hostile.wire import query

LONGEST = MAX_QUERY_BYTES
TOO_COMPLEX = (400,)
ANY = (200, 400, 503, 504)


def _nested(before: str, middle: str, after: str, depth: int) -> str:
    """As deep as that, or as the byte limit lets it be."""
    depth = min(depth, (LONGEST - len(middle) - 200) // (len(before) + len(after)))
    return before * depth + middle + after * depth


def _chain(link: str, number: int) -> str:
    return link * min(number, (LONGEST - 200) // len(link))


DEEP = {
    "groups": "SELECT * " + _nested("{", "", "}", 23_000),
    "groups that never end": "SELECT * " + "{" * 250_000,
    "closing brackets alone": "SELECT * { }" + "}" * 250_000,
    "parentheses": f"ASK {{ FILTER({_nested('(', '1', ')', 49_000)}) }}",
    "exclamation marks": f"ASK {{ FILTER({_chain('!', 97_000)}true) }}",
    "minus signs": f"ASK {{ FILTER({_chain('- ', 97_000)}1) }}",
    "optionals": f"SELECT * {{ {_nested('OPTIONAL { ?s ?p ?o ', '', '}', 20_000)} }}",
    "not exists": f"SELECT * {{ {_nested('FILTER NOT EXISTS { ?s ?p ?o ', '', '}', 20_000)} }}",
    "minus": f"SELECT * {{ {_nested('MINUS { ?s ?p ?o ', '', '}', 20_000)} }}",
    "graphs": f"SELECT * {{ {_nested('GRAPH ?g { ', '?s ?p ?o', '}', 20_000)} }}",
    "subselects": f"SELECT * {{ {_nested('{ SELECT * { ', '?s ?p ?o', '} }', 20_000)} }}",
    "blank nodes": f"SELECT * {{ ?s ?p {_nested('[ ?p ', '1', ']', 40_000)} }}",
    "lists": f"SELECT * {{ ?s ?p {_nested('( ', '1', ')', 40_000)} }}",
    "triple terms": f"SELECT * {{ ?s ?p {_nested('<<( ?s ?p ', '1', ')>>', 20_000)} }}",
    "reified triples": f"SELECT * {{ {_nested('<< ', '?s', ' ?p ?o >>', 20_000)} ?p ?o }}",
    "annotations": f"SELECT * {{ ?s ?p ?o {_nested('{| ?p ?o ', '', '|}', 20_000)} }}",
    "negated paths": f"SELECT * {{ ?s {_nested('!(^', '<p>', ')', 40_000)} ?o }}",
    "function calls": f"ASK {{ FILTER({_nested('STR(', '1', ')', 40_000)} = '1') }}",
    "conditions": f"ASK {{ FILTER({_nested('IF(true, ', 'true', ', false)', 20_000)}) }}",
    "coalesce": f"ASK {{ FILTER({_nested('COALESCE(', 'true', ')', 20_000)}) }}",
}
WIDE = {
    "sums": f"ASK {{ FILTER(1{_chain('+1', 69_000)} > 1) }}",
    "products": f"ASK {{ FILTER(1{_chain('*1', 69_000)} > 1) }}",
    "disjunctions": f"SELECT * {{ ?s ?p ?a FILTER(?a{_chain(' || ?a', 97_000)}) }}",
    "comparisons": f"ASK {{ FILTER(1{_chain(' = 1 && 1', 97_000)}) }}",
    "unions": f"SELECT * {{ {{}} {_chain('UNION {} ', 67_000)} }}",
    "optionals in a row": f"SELECT * {{ {_chain('OPTIONAL { ?s ?p ?o } ', 10_000)} }}",
    "binds": f"SELECT * {{ {_chain('BIND(1 AS ?a) ', 60_000)} }}",
    "filters": f"SELECT * {{ {_chain('FILTER(true) ', 60_000)} }}",
    "sequences": f"SELECT * {{ ?s {_chain('<p>/', 60_000)}<p> ?o }}",
    "alternatives": f"SELECT * {{ ?s {_chain('<p>|', 60_000)}<p> ?o }}",
    "inverses": f"SELECT * {{ ?s {_chain('^', 100_000)}<p> ?o }}",
    "stars of a path": f"SELECT * {{ ?s <p>{_chain('*', 150_000)} ?o }}",
    "questions of a path": f"SELECT * {{ ?s <p>{_chain('?', 150_000)} ?o }}",
    "a star pattern": f"SELECT * {{ {''.join(f'?s <p{n}> ?o{n} . ' for n in range(2_000))} }}",
    "a chain pattern": f"SELECT * {{ {''.join(f'?o{n} <p> ?o{n + 1} . ' for n in range(2_000))} }}",
    "objects": f"SELECT * {{ ?s ?p {','.join(f'?o{n}' for n in range(20_000))} }}",
    "predicates": f"SELECT * {{ ?s {';'.join(f'<p{n}> 1' for n in range(20_000))} }}",
    "graph clauses": f"SELECT {_chain('FROM <http://x/> ', 20_000)} {{ ?s ?p ?o }}",
    "named graph clauses": f"SELECT * {''.join(f'FROM NAMED <http://x/{n}> ' for n in range(6_000))} {{ ?s ?p ?o }}",
    "values": f"SELECT * {{ VALUES ?x {{ {_chain('1 ', 130_000)} }} }}",
    "values of many variables": f"SELECT * {{ VALUES ({_chain('?a ', 50_000)}) {{ }} }}",
    "projected variables": f"SELECT {' '.join(f'?v{n}' for n in range(30_000))} {{ ?s ?p ?o }} LIMIT 3",
    "group keys": f"SELECT * {{ ?s ?p ?o }} GROUP BY {' '.join(f'?v{n}' for n in range(30_000))}",
    "sort keys": f"SELECT * {{ ?s ?p ?o }} ORDER BY {' '.join(f'?v{n}' for n in range(30_000))}",
    "prefixes": "".join(f"PREFIX p{n}: <http://x/{n}> " for n in range(8_000)) + "ASK {}",
    "bases": f"{_chain('BASE <http://x/> ', 15_000)} ASK {{}}",
    "arguments": f"ASK {{ FILTER(CONCAT({_chain(chr(39) * 2 + ',', 60_000)}'') = '') }}",
    "members of IN": f"ASK {{ FILTER(1 IN ({_chain('2,', 120_000)}1)) }}",
    "construct templates": f"CONSTRUCT {{ {_chain('?s ?p ?o . ', 20_000)} }} WHERE {{ ?s ?p ?o }}",
    "comments": f"ASK {{}} {_chain('# ' + chr(10), 80_000)}",
    "one comment": f"ASK {{}} #{_chain('x', 250_000)}",
    "blanks": f"ASK {{{_chain(' ', 250_000)}}}",
    "describe": f"DESCRIBE {' '.join(f'<http://x/{n}>' for n in range(12_000))}",
}
LONG = {
    "string": f"ASK {{ ?s ?p '{'a' * 250_000}' }}",
    "string without end": f"ASK {{ ?s ?p '{'a' * 250_000}",
    "long string without end": f"ASK {{ ?s ?p '''{'a' * 250_000}",
    "quotes": "'" * 250_000,
    "double quotes": '"' * 250_000,
    "backslashes": f"ASK {{ ?s ?p '{chr(92) * 250_000}' }}",
    "escapes": f"ASK {{ ?s ?p '{(chr(92) + 'u0041') * 40_000}' }}",
    "IRI": f"ASK {{ ?s ?p <http://x/{'a' * 250_000}> }}",
    "IRIs without end": f"ASK {{ {'<a' * 120_000}",
    "less-than signs": f"ASK {{ {'<' * 250_000}",
    "prefixed name": f"ASK {{ ?s ?p a:{'a' * 250_000} }}",
    "prefixed names of dots": f"ASK {{ ?s ?p a:{'.' * 250_000} }}",
    "colons and dots": ":." * 125_000,
    "prefix without colon": f"ASK {{ ?s ?p {'a' * 250_000} }}",
    "variable": f"ASK {{ ?{'a' * 250_000} ?p ?o }}",
    "number": f"ASK {{ ?s ?p {'1' * 250_000} }}",
    "fraction": f"ASK {{ FILTER(0.{'1' * 250_000} > 0) }}",
    "exponent": f"ASK {{ FILTER(1e{'9' * 1000} > 0) }}",
    "language tag": f"ASK {{ ?s ?p 'a'@{'a-' * 100_000}a }}",
    "words": "a " * 130_000,
    "at signs": "@" * 250_000,
    "hashes": "#" * 250_000,
    "percent signs": f"ASK {{ ?s ?p a:{'%41' * 80_000} }}",
    "semicolons": f"ASK {{ ?s ?p ?o {';' * 250_000} }}",
    "the byte limit to the byte": "ASK {}" + " " * (LONGEST - 6),
    "combining characters": f"ASK {{ ?s ?p '{chr(0x301) * 120_000}' }}",
    "characters of four bytes": f"ASK {{ ?s ?p '{chr(0x1F600) * 60_000}' }}",
}
MIXED = {
    "99 groups of unions": f"SELECT * {_nested('{', ' UNION '.join(['{ ?s ?p ?o }'] * 400), '}', 98)}",
    "150 patterns of one subject": f"SELECT * {{ {''.join(f'?s ?p{n} ?o{n} . ' for n in range(149))} }}",
    "90 nested optionals": f"SELECT * {{ {_nested('OPTIONAL { ?s ?p ?o . ', '', '}', 90)} }}",
    "90 nested optionals with filters": (
        f"SELECT * {{ {_nested('OPTIONAL { ?s ?p ?o FILTER(?o > 1 || ?s = ?p) ', '', '}', 90)} }}"
    ),
    "200 steps between two ends": f"SELECT * {{ ?s {'?x'.join([' '])}{'/'.join(['(!<a>)'] * 190)} ?o }}",
    "paths in patterns": f"SELECT * {{ {''.join(f'?s{n} (<a>|!<b>)*/^<c> ?s{n + 1} . ' for n in range(100))} }}",
    "49 subselects of unions": f"SELECT * {_nested('{ SELECT * { ', '{ ?s ?p ?o } UNION { ?o ?p ?s }', '} }', 49)}",
    "exists in exists": f"SELECT * {{ ?a ?b ?c {_nested('FILTER EXISTS { ?s ?p ?o ', '', '}', 90)} }}",
    "patterns behind filters": (
        f"SELECT * {{ {''.join(f'?s ?p{n} ?o{n} FILTER(?o{n} != ?s) ' for n in range(140))} }}"
    ),
    "joins of unions": "SELECT * {" + "{ ?s ?p ?o } UNION { ?o ?p ?s } . " * 140 + "}",
    "lists in patterns": "SELECT * {" + "?s ?p (1 2 3 4 5 6 7 8 9) . " * 14 + "}",
    "a triple term of a thousand binds": (
        "SELECT ?x998 { BIND(1 AS ?x0) "
        + "".join(f"BIND(TRIPLE(<a>, <b>, ?x{n}) AS ?x{n + 1}) " for n in range(998))
        + "}"
    ),
}


def attacks() -> Iterator[Attack]:
    """Each text as a query; those that must be refused, and those that may be answered."""
    for kind, texts in (("deep", DEEP), ("wide", WIDE), ("long", LONG), ("mixed", MIXED)):
        for name, text in texts.items():
            yield attack(f"{kind}: {name}", query(text), answers=ANY, cut=True)
    yield attack("long: over the byte limit", query("ASK {}" + " " * LONGEST), answers=(413,))
    for name in ("a triple term of a thousand binds", "150 patterns of one subject"):
        yield attack(f"mixed: {name}, as a page", query(MIXED[name], "text/html"), answers=(*ANY,))
    yield flood("flood: many long texts at once", [query(WIDE["values"])] * 60, ANY, cut=True)
    yield flood("flood: many texts of middling length at once", [query(WIDE["values"][:16_000])] * 120, ANY)
